//! The classes of cached values, and their times to live.

use std::time::Duration;

use super::key::Key;
use super::tags::Tag;

/// The kind of a cached value: decides its time to live and the name under which it is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Class {
    /// Lists of customers.
    CustomerList,
    /// Lists of products.
    ProductList,
    /// Aggregates of the dashboard.
    DashboardStats,
    /// Reports.
    Reports,
    /// Company settings.
    Settings,
    /// What a user may do.
    UserPermissions,
    /// The menu, per user.
    Navigation,
    /// Aggregates of a user.
    UserStats,
    /// The widgets of a user's dashboard.
    DashboardWidgets,
    /// Whole API answers.
    ApiAnswers,
    /// Everything else.
    Other,
}

impl Class {
    /// How many classes there are.
    pub const COUNT: usize = 11;
    /// Every class, in the order in which they are shown.
    pub const ALL: [Self; Self::COUNT] = [
        Self::CustomerList,
        Self::ProductList,
        Self::DashboardStats,
        Self::Reports,
        Self::Settings,
        Self::UserPermissions,
        Self::Navigation,
        Self::UserStats,
        Self::DashboardWidgets,
        Self::ApiAnswers,
        Self::Other,
    ];

    /// The name in metrics, settings and `erp cache purge --class`.
    pub fn name(self) -> &'static str {
        match self {
            Self::CustomerList => "customer_list",
            Self::ProductList => "product_list",
            Self::DashboardStats => "dashboard_stats",
            Self::Reports => "reports",
            Self::Settings => "settings",
            Self::UserPermissions => "user_permissions",
            Self::Navigation => "navigation",
            Self::UserStats => "user_stats",
            Self::DashboardWidgets => "dashboard_widgets",
            Self::ApiAnswers => "api_answers",
            Self::Other => "other",
        }
    }

    /// The class of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.name() == name)
    }

    /// The time to live of a value unless configured otherwise.
    pub fn default_ttl(self) -> Duration {
        Duration::from_secs(match self {
            Self::CustomerList | Self::DashboardWidgets | Self::ApiAnswers => 600,
            Self::ProductList | Self::UserPermissions => 1800,
            Self::DashboardStats | Self::UserStats | Self::Other => 300,
            Self::Reports | Self::Navigation => 3600,
            Self::Settings => 86_400,
        })
    }

    /// The tag that every value of the class carries: an event `cache:class=reports` drops the class on every node,
    /// an event `cache:**` drops everything.
    pub fn tag(self) -> Tag {
        Tag::of("cache", "class", self.name())
    }
}

/// With its jitter this is the fifteen minutes that events are retained.
const SHARED_MAX: Duration = Duration::from_secs(780);

/// The time to live of each class.
#[derive(Clone, Debug)]
pub struct Ttls([Duration; Class::COUNT]);

impl Default for Ttls {
    fn default() -> Self {
        Self(Class::ALL.map(Class::default_ttl))
    }
}

impl Ttls {
    /// The same, but values of `class` live for `ttl`.
    #[must_use]
    pub fn with(mut self, class: Class, ttl: Duration) -> Self {
        if let Some(class_ttl) = self.0.get_mut(class as usize) {
            *class_ttl = ttl;
        }
        self
    }

    /// The time to live of the class, before jitter.
    pub fn of(&self, class: Class) -> Duration {
        self.0.get(class as usize).copied().unwrap_or_else(|| class.default_ttl())
    }

    /// The time for one key: ± 15 %, so that what was filled together does not end together.
    pub(super) fn jittered(&self, class: Class, key: &Key) -> Duration {
        // 85 000 … 115 000 of 100 000, decided by the key: no draw, and the same on every node.
        jitter(self.of(class), key)
    }

    /// The same for the shared tier, where nothing lives longer than events do.
    pub(super) fn jittered_shared(&self, class: Class, key: &Key) -> Duration {
        jitter(self.of(class).min(SHARED_MAX), key)
    }
}

fn jitter(time: Duration, key: &Key) -> Duration {
    let parts = 85_000 + u32::from(key.spread()) * 30_000 / u32::from(u16::MAX);
    time / 100_000 * parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_back_to_their_class_and_stand_in_order() {
        for (position, class) in Class::ALL.into_iter().enumerate() {
            assert_eq!(Class::from_name(class.name()), Some(class));
            assert_eq!(class as usize, position);
        }
    }

    #[test]
    fn the_jitter_spreads_over_thirty_percent() {
        let ttls = Ttls::default().with(Class::Other, Duration::from_secs(100));
        let times = (0..1000_i64).map(|n| ttls.jittered(Class::Other, &Key::of(&[&n.to_be_bytes()])));
        let (low, high) = times.fold((Duration::MAX, Duration::ZERO), |(low, high), t| (low.min(t), high.max(t)));
        assert!(low >= Duration::from_secs(85) && low < Duration::from_secs(87), "{low:?}");
        assert!(high <= Duration::from_secs(115) && high > Duration::from_secs(113), "{high:?}");
    }
}
