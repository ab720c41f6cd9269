//! Which users are shown, as the address says.
use crate::api::accounts::UserFilter;
use crate::text;

/// Whether they may log in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Standing {
    /// All.
    #[default]
    Any,
    /// Those who may.
    Active,
    /// Those who may not.
    Inactive,
}

impl Standing {
    pub(super) const ALL: [Self; 3] = [Self::Any, Self::Active, Self::Inactive];

    const fn code(self) -> &'static str {
        match self {
            Self::Any => "",
            Self::Active => "active",
            Self::Inactive => "inactive",
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Any => text::accounts::users_all(),
            Self::Active => text::accounts::active(),
            Self::Inactive => text::accounts::inactive(),
        }
    }
}

/// Which users are shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct View {
    pub(super) search: String,
    pub(super) standing: Standing,
    /// Only who has this role, by its id.
    pub(super) role: Option<String>,
}

impl View {
    /// As an address says.
    pub(super) fn read(value: impl Fn(&str) -> Option<String>) -> Self {
        let standing = value("standing").unwrap_or_default();
        Self {
            search: value("q").unwrap_or_default(),
            standing: Standing::ALL.into_iter().find(|it| it.code() == standing).unwrap_or_default(),
            role: value("role").filter(|role| !role.is_empty()),
        }
    }

    /// The query of its address.
    pub(super) fn query(&self, encode: impl Fn(&str) -> String) -> String {
        let parts = [
            ("q", self.search.trim()),
            ("standing", self.standing.code()),
            ("role", self.role.as_deref().unwrap_or_default()),
        ];
        let parts = parts.into_iter().filter(|(_, value)| !value.is_empty());
        let parts: Vec<_> = parts.map(|(name, value)| format!("{name}={}", encode(value))).collect();
        if parts.is_empty() { String::new() } else { format!("?{}", parts.join("&")) }
    }

    pub(super) fn search(&self) -> Option<String> {
        Some(self.search.trim().to_owned()).filter(|search| !search.is_empty())
    }

    pub(super) fn filter(&self) -> UserFilter {
        let is_active = match self.standing {
            Standing::Any => None,
            Standing::Active => Some(true),
            Standing::Inactive => Some(false),
        };
        UserFilter { is_active, role_id: self.role.clone().map(cynic::Id::new) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_brings_back_its_view() {
        let view = View { search: "ada".to_owned(), standing: Standing::Inactive, role: Some("role_2".to_owned()) };
        assert_eq!(view.query(str::to_owned), "?q=ada&standing=inactive&role=role_2");
        let values = [("q", "ada"), ("standing", "inactive"), ("role", "role_2")];
        let read = View::read(|name| values.iter().find(|(it, _)| *it == name).map(|(_, value)| (*value).to_owned()));
        assert_eq!(read, view);
        assert_eq!(View::default().query(str::to_owned), "");
    }
}
