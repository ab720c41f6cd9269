//! What the palette offers by itself: the pages and actions of this user.
use domain::fold;

use crate::api::session::User;
use crate::components::icon::Glyph;
use crate::routes::{Group, Offer, PLACES, Route, Text};
use crate::state::prefs::Theme;
use crate::text;
use crate::text::Language;

/// What an item is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Page,
    Action,
    Order,
    Customer,
    Product,
}

impl Kind {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Page => text::palette::pages(),
            Self::Action => text::palette::actions(),
            Self::Order => text::palette::orders(),
            Self::Customer => text::palette::customers(),
            Self::Product => text::palette::products(),
        }
    }
}

/// What happens when an item is taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Act {
    Go(String),
    Theme(Theme),
    Language(Language),
    LogOut,
}

/// One line of the palette.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Item {
    pub(super) kind: Kind,
    pub(super) glyph: Glyph,
    pub(super) name: String,
    pub(super) note: String,
    pub(super) act: Act,
}

/// What the user has typed, and what it narrows to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Wanted {
    pub(super) words: String,
    only: Only,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Only {
    #[default]
    All,
    Actions,
    Orders,
}

impl Wanted {
    pub(super) fn read(typed: &str) -> Self {
        let typed = typed.trim();
        let (only, words) = match (typed.strip_prefix('>'), typed.strip_prefix('#')) {
            (Some(rest), _) => (Only::Actions, rest),
            (None, Some(rest)) => (Only::Orders, rest),
            (None, None) => (Only::All, typed),
        };
        Self { words: words.trim().to_owned(), only }
    }

    /// Whether records are looked for.
    pub(super) fn asks(&self) -> bool {
        self.only != Only::Actions && !self.words.is_empty()
    }

    pub(super) fn takes(&self, kind: Kind) -> bool {
        match self.only {
            Only::All => true,
            Only::Actions => kind == Kind::Action,
            Only::Orders => kind == Kind::Order,
        }
    }

    fn matches(&self, name: &str) -> bool {
        let name = fold(name);
        fold(&self.words).split(' ').all(|word| name.contains(word))
    }
}

/// The pages and actions that the words name.
pub(super) fn offered(user: &User, wanted: &Wanted) -> Vec<Item> {
    let all = pages(user).into_iter().chain(actions(user));
    all.filter(|item| wanted.takes(item.kind) && wanted.matches(&item.name)).collect()
}

fn pages(user: &User) -> Vec<Item> {
    let in_menu = Group::ALL.into_iter().flat_map(|group| group.entries(user));
    let beside = PLACES.iter().filter(|route| route.is_for(user)).filter_map(|route| match route.offer {
        Offer::Palette(glyph) => Some((route, glyph)),
        _ => None,
    });
    in_menu.chain(beside).map(|(route, glyph)| leads_to(Kind::Page, glyph, route.title, route)).collect()
}

fn leads_to(kind: Kind, glyph: Glyph, name: Text, route: &Route) -> Item {
    Item { kind, glyph, name: name().to_owned(), note: String::new(), act: Act::Go(route.path.to_owned()) }
}

fn actions(user: &User) -> Vec<Item> {
    let action = |glyph, name: String, act| Item { kind: Kind::Action, glyph, name, note: String::new(), act };
    let offered = PLACES.iter().filter(|route| route.is_for(user)).filter_map(|route| match route.offer {
        Offer::Action(glyph, name) => Some(leads_to(Kind::Action, glyph, name, route)),
        _ => None,
    });
    let mut actions: Vec<_> = offered.collect();
    let themes = [
        (Theme::Light, Glyph::Sun, text::app::theme_light()),
        (Theme::Dark, Glyph::Moon, text::app::theme_dark()),
        (Theme::System, Glyph::Screen, text::app::theme_system()),
    ];
    for (theme, glyph, name) in themes {
        actions.push(action(glyph, format!("{}: {name}", text::app::theme()), Act::Theme(theme)));
    }
    for language in Language::ALL {
        let name = format!("{}: {}", text::app::language(), language.name());
        actions.push(action(Glyph::Pencil, name, Act::Language(language)));
    }
    actions.push(action(Glyph::Exit, text::app::log_out().to_owned(), Act::LogOut));
    actions
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::name::Permission;

    fn user(permissions: &[&str]) -> User {
        let permissions = permissions.iter().map(|name| Permission((*name).to_owned())).collect();
        User { name: String::new(), email: String::new(), permissions, preferences: Vec::new() }
    }

    fn names(user: &User, typed: &str) -> Vec<String> {
        offered(user, &Wanted::read(typed)).into_iter().map(|item| item.name).collect()
    }

    #[test]
    fn words_name_pages_whatever_their_case_and_accents() {
        let user = user(&["SALES_ORDER_READ"]);
        assert_eq!(names(&user, "sáles ORD"), ["Sales orders"]);
        assert!(names(&user, "performance").is_empty(), "not without the permission");
    }

    #[test]
    fn a_user_is_offered_the_pages_of_the_menu_and_what_is_beside_it() {
        let act = |path: &str| Act::Go(path.to_owned());
        let acts: Vec<_> = pages(&user(&["CATALOG_READ"])).into_iter().map(|item| item.act).collect();
        assert_eq!(acts, ["/products", "/categories", "/account"].map(act));
    }

    #[test]
    fn signs_narrow_to_actions_or_orders() {
        let user = user(&["SALES_ORDER_READ", "SALES_ORDER_WRITE"]);
        assert_eq!(names(&user, "> new"), ["New order"]);
        assert!(names(&user, "#2026").is_empty());
        assert!(Wanted::read("#12").asks() && !Wanted::read("#12").takes(Kind::Customer));
        assert!(!Wanted::read(">x").asks() && !Wanted::read(" ").asks());
    }
}
