//! Which code travels together.
//!
//! Each `#[wasm_split]` function is a split point, named like a path: `sales__order` is a page, `sales__order__dialogs` a
//! part of it. What one split point alone needs is its own module. What several need is loaded by a group of them, which
//! is one module too, so that modules grow with the pages and not with their square:
//!
//! | needed by split points of | module | loaded by |
//! | --- | --- | --- |
//! | one folder | `sales__shared`, `sales__order__shared` | all of the folder |
//! | one folder, parts alone | `sales__parts`, `sales__order__parts` | the parts of the folder |
//! | several folders, the first page among them | `kit`, which each visit needs | all |
//! | … the second page among them, the dashboard | `desk`, which comes with the first page behind the login | all but the first page |
//! | … parts alone: dialogs, and what a page fetches later | `forms` | all parts |
//! | … others | `shelf`, which comes with the first page that needs it | all but the first two |
//!
//! Invariant: a split point loads whatever it needs. A group holds each of its users, and `wasm-split` passes it on to
//! whatever the code in it needs.
use std::collections::BTreeSet;

/// The module of what the first page shares with others.
pub(crate) const KIT: &str = "kit";
/// The module of what pages of different folders share, but not the first.
const DESK: &str = "desk";
/// The module of what only parts of pages of different folders share.
const FORMS: &str = "forms";
/// The module of what pages of different folders share, but neither the first nor the second.
const SHELF: &str = "shelf";
/// The modules that are fetched once, with the first page or part that needs them.
pub(crate) const SHARED: [&str; 3] = [DESK, FORMS, SHELF];
/// The page that a first visit ends on.
pub(crate) const FIRST_PAGE: &str = "login";
/// The page that the login leads to.
const SECOND_PAGE: &str = "dashboard";
/// The name below a folder's of what is shared in it.
const OF_FOLDER: &str = "shared";
/// The name below a folder's of what its parts share.
const PARTS: &str = "parts";
/// Between the parts of a name.
const SEPARATOR: &str = "__";

/// What several split points load together.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Group {
    /// What its module is called.
    pub(crate) name: String,
    /// The split points that load it.
    pub(crate) members: BTreeSet<String>,
}

impl Group {
    /// The group that loads what `users` need, two at least of `all` split points.
    pub(crate) fn of(users: &BTreeSet<String>, all: &BTreeSet<String>) -> Self {
        let is_part = |name: &String| all.iter().any(|page| is_below(name, page));
        let folder = folder(users);
        let parts_alone = users.iter().all(is_part);
        type IsMember<'a> = Box<dyn Fn(&String) -> bool + 'a>;
        let (name, is_member): (String, IsMember<'_>) = if folder.is_empty() {
            match users {
                _ if parts_alone => (FORMS.to_owned(), Box::new(is_part)),
                _ if users.contains(FIRST_PAGE) => (KIT.to_owned(), Box::new(|_| true)),
                _ if users.contains(SECOND_PAGE) => (DESK.to_owned(), Box::new(|name| name != FIRST_PAGE)),
                _ => (SHELF.to_owned(), Box::new(|name| name != FIRST_PAGE && name != SECOND_PAGE)),
            }
        } else if parts_alone {
            ([folder.as_str(), PARTS].join(SEPARATOR), Box::new(|name| is_below(name, &folder) && is_part(name)))
        } else {
            ([folder.as_str(), OF_FOLDER].join(SEPARATOR), Box::new(|name| *name == folder || is_below(name, &folder)))
        };
        let members = all.iter().filter(|name| is_member(name)).cloned().collect();
        Self { name, members }
    }
}

/// Whether a split point, by its name, lives below a folder or another split point.
pub(crate) fn is_below(name: &str, folder: &str) -> bool {
    name.strip_prefix(folder).is_some_and(|rest| rest.starts_with(SEPARATOR))
}

/// The deepest folder that all live in, or the page whose parts and self they are; empty when they live apart.
fn folder(users: &BTreeSet<String>) -> String {
    let mut users = users.iter().map(|name| name.split(SEPARATOR));
    let mut common: Vec<_> = users.next().into_iter().flatten().collect();
    for user in users {
        let same = common.iter().zip(user).take_while(|(left, right)| *left == right).count();
        common.truncate(same);
    }
    common.join(SEPARATOR)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [&str; 12] = [
        "dashboard",
        "list",
        "list__bar",
        "login",
        "me",
        "me__key",
        "sales__order",
        "sales__order__hold",
        "sales__order__ship",
        "sales__orders",
        "stock",
        "stock__move",
    ];

    fn names<'a>(names: impl IntoIterator<Item = &'a str>) -> BTreeSet<String> {
        names.into_iter().map(str::to_owned).collect()
    }

    #[test]
    fn what_is_shared_is_loaded_by_the_folder_that_all_its_users_live_in() {
        for (users, name, members) in [
            (vec!["login", "me"], KIT, ALL.to_vec()),
            (vec!["dashboard", "stock"], DESK, ALL.into_iter().filter(|name| *name != "login").collect()),
            (
                vec!["list", "sales__orders"],
                SHELF,
                ALL.into_iter().filter(|name| !["login", "dashboard"].contains(name)).collect(),
            ),
            (
                vec!["me__key", "stock__move"],
                FORMS,
                vec!["list__bar", "me__key", "sales__order__hold", "sales__order__ship", "stock__move"],
            ),
            (
                vec!["sales__order", "sales__orders"],
                "sales__shared",
                vec!["sales__order", "sales__order__hold", "sales__order__ship", "sales__orders"],
            ),
            (
                vec!["sales__order", "sales__order__ship"],
                "sales__order__shared",
                vec!["sales__order", "sales__order__hold", "sales__order__ship"],
            ),
            (
                vec!["sales__order__hold", "sales__order__ship"],
                "sales__order__parts",
                vec!["sales__order__hold", "sales__order__ship"],
            ),
            (vec!["stock", "stock__move"], "stock__shared", vec!["stock", "stock__move"]),
        ] {
            let group = Group::of(&names(users), &names(ALL));
            assert_eq!(group, Group { name: name.to_owned(), members: names(members) });
        }
    }

    #[test]
    fn a_group_holds_its_users_and_is_its_own_group() {
        let all = names(ALL);
        for one in &all {
            for other in all.iter().filter(|other| *other != one) {
                let users = BTreeSet::from([one.clone(), other.clone()]);
                let group = Group::of(&users, &all);
                assert!(users.is_subset(&group.members), "{users:?}: {group:?}");
                if group.members.len() > 1 {
                    assert_eq!(Group::of(&group.members, &all), group, "{users:?}");
                }
            }
        }
    }

    #[test]
    fn a_dialog_lives_below_its_page_and_not_below_a_namesake() {
        assert!(is_below("sales__order__ship", "sales__order"));
        assert!(!is_below("sales__orders", "sales__order"));
        assert!(!is_below("sales__order", "sales__order"));
    }
}
