//! What is shown at an address to whom.
use crate::menu;
use crate::routes::{Location, Place, Text};
use crate::state::session::Who;
use crate::text;

/// What is shown.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Shown {
    /// A page.
    Page(Location),
    /// There is no such page.
    Missing,
    /// The user may not see the page.
    Denied(Location),
    /// The user may see no page of the menu.
    Welcome(Location),
}

impl Shown {
    /// Whose page it is shown in place of.
    pub(super) const fn location(&self) -> Option<&Location> {
        match self {
            Self::Page(location) | Self::Denied(location) | Self::Welcome(location) => Some(location),
            Self::Missing => None,
        }
    }

    /// What it is called, in the window's title.
    pub(super) fn title(&self) -> Text {
        match self {
            Self::Page(location) | Self::Welcome(location) => location.route.title,
            Self::Denied(_) => text::app::denied_title,
            Self::Missing => text::app::not_found_title,
        }
    }
}

/// What is to be done about an address.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Admission {
    /// To show something.
    Show(Shown),
    /// To go to another address.
    Elsewhere(&'static str),
    /// Nothing before it is known who is there: a stranger's first page is the login page.
    Wait,
}

/// What is to be done at a location for whom; `is_expected`: somebody was logged in when this browser was last used.
pub(super) fn admitted(at: Option<Location>, who: &Who, is_expected: bool) -> Admission {
    let Some(location) = at else { return Admission::Show(Shown::Missing) };
    if location.place == Place::Login {
        return Admission::Show(Shown::Page(location));
    }
    match who {
        Who::Known(user) if !location.route.is_for(user) => {
            // The app's own address leads everybody to a page of his.
            match menu::first(user).filter(|_| location.place == Place::Dashboard) {
                Some(first) => Admission::Elsewhere(first.path),
                None if location.place == Place::Dashboard => Admission::Show(Shown::Welcome(location)),
                None => Admission::Show(Shown::Denied(location)),
            }
        }
        _ if is_expected => Admission::Show(Shown::Page(location)),
        _ => Admission::Wait,
    }
}

#[cfg(test)]
mod tests {
    use domain::Permission;

    use super::*;
    use crate::api::name;
    use crate::api::session::User;
    use crate::routes::{PLACES, href, locate};

    fn known(permissions: &[Permission]) -> Who {
        let permissions = permissions.iter().copied().map(name::Permission::of).collect();
        Who::Known(User { name: String::new(), email: String::new(), permissions, preferences: Vec::new() })
    }

    /// An address of every page.
    fn addresses() -> impl Iterator<Item = Location> {
        PLACES.iter().map(|route| locate(&route.path.replace(['{', '}'], "")).unwrap())
    }

    #[test]
    fn each_page_takes_its_permission_and_no_other() {
        for location in addresses() {
            let permission = location.route.permission;
            let enough: Vec<_> = permission.into_iter().collect();
            let others: Vec<_> = Permission::ALL.iter().copied().filter(|it| Some(*it) != permission).collect();
            let page = Admission::Show(Shown::Page(location.clone()));
            assert_eq!(admitted(Some(location.clone()), &known(&enough), true), page, "{location:?}");
            let without = match (permission, &location.place) {
                (None, _) => page,
                (Some(_), Place::Dashboard) => Admission::Elsewhere(href::SALES_ORDERS),
                (Some(_), _) => Admission::Show(Shown::Denied(location.clone())),
            };
            assert_eq!(admitted(Some(location.clone()), &known(&others), true), without, "{location:?}");
        }
    }

    #[test]
    fn a_stranger_waits_before_every_page_but_the_way_in() {
        for location in addresses() {
            let is_login = location.place == Place::Login;
            let page = Admission::Show(Shown::Page(location.clone()));
            for who in [Who::Unknown, Who::Nobody] {
                let wanted = if is_login { page.clone() } else { Admission::Wait };
                assert_eq!(admitted(Some(location.clone()), &who, false), wanted, "{location:?}");
            }
            assert_eq!(
                admitted(Some(location), &Who::Unknown, true),
                page,
                "asked for before it is known who is there"
            );
        }
    }

    #[test]
    fn the_apps_own_address_is_never_an_error() {
        let dashboard = || locate("/");
        let stock = known(&[Permission::StockRead]);
        assert_eq!(admitted(dashboard(), &stock, true), Admission::Elsewhere(href::STOCK_LEVELS));
        let shown = admitted(dashboard(), &known(&[]), true);
        assert_eq!(shown, Admission::Show(Shown::Welcome(locate("/").unwrap())));
        assert_eq!(admitted(None, &stock, true), Admission::Show(Shown::Missing));
    }
}
