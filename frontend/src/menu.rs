//! The menu: which pages it offers to whom, in which order.
use crate::api::session::User;
use crate::components::icon::Glyph;
use crate::routes::{Group, Offer, PLACES, Route, Text};
use crate::text;

impl Group {
    /// Every group, in the order of the menu.
    pub const ALL: [Self; 6] = [Self::Overview, Self::Sales, Self::Catalog, Self::Stock, Self::Operate, Self::System];

    /// Its heading; the first has none.
    pub const fn title(self) -> Option<Text> {
        match self {
            Self::Overview => None,
            Self::Sales => Some(text::app::group_sales),
            Self::Catalog => Some(text::app::group_catalog),
            Self::Stock => Some(text::app::group_stock),
            Self::Operate => Some(text::app::group_operate),
            Self::System => Some(text::app::group_system),
        }
    }

    /// What a user finds in it, with the pictures.
    pub fn entries(self, user: &User) -> impl Iterator<Item = (&'static Route, Glyph)> {
        PLACES.iter().filter_map(move |route| match route.offer {
            Offer::Menu(group, glyph) if group == self && route.is_for(user) => Some((route, glyph)),
            _ => None,
        })
    }
}

/// The first page of a user's menu; none when it is empty.
pub fn first(user: &User) -> Option<&'static Route> {
    Group::ALL.into_iter().find_map(|group| group.entries(user).next()).map(|(route, _)| route)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::name::Permission;

    fn user(permissions: &[domain::Permission]) -> User {
        let permissions = permissions.iter().copied().map(Permission::of).collect();
        User { name: String::new(), email: String::new(), permissions, preferences: Vec::new() }
    }

    fn menu(user: &User) -> Vec<&'static str> {
        Group::ALL.into_iter().flat_map(|group| group.entries(user)).map(|(route, _)| route.path).collect()
    }

    #[test]
    fn who_may_do_everything_sees_all_of_it_in_order() {
        let all = [
            "/",
            "/sales/orders",
            "/customers",
            "/products",
            "/categories",
            "/stock/levels",
            "/stock/ledger",
            "/stock/warehouses",
            "/operate/performance",
            "/users",
            "/roles",
            "/settings",
        ];
        assert_eq!(menu(&user(domain::Permission::ALL)), all);
        assert_eq!(first(&user(domain::Permission::ALL)).map(|route| route.path), Some("/"));
    }

    #[test]
    fn each_entry_takes_its_own_permission() {
        for permission in domain::Permission::ALL {
            for path in menu(&user(&[*permission])) {
                let route = crate::routes::route(path).unwrap();
                assert_eq!(route.permission, Some(*permission), "{path}");
            }
        }
        assert!(menu(&user(&[])).is_empty());
    }

    #[test]
    fn the_first_page_is_one_that_the_user_may_see() {
        let clerk = user(&[domain::Permission::StockRead, domain::Permission::CustomerRead]);
        assert_eq!(first(&clerk).map(|route| route.path), Some("/customers"));
        assert!(first(&user(&[])).is_none());
    }
}
