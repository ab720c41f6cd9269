//! Which modules travel together.
//!
//! The split makes a module for each page, and one for each set of pages that share code: their number grows with the
//! square of the pages, and most are tiny. So modules are packed by where their users live. A page is named like a path,
//! `sales__order`; what `sales__order` and `sales__orders` share travels as `sales`. What pages of several folders share
//! travels as the `kit`, which every visit needs, when the first page is among them, and else as the `desk`, which comes
//! with the first page behind the login; when neither that page nor the one after it, the dashboard, is among them, it
//! travels as the `shelf`, which comes with the first page that needs it. What only the parts of a page share, its dialogs
//! and what it fetches later, travels as `sales__order__parts`, and what parts of pages of several folders share as the
//! `forms`: no page waits for it. What is worth a file of its own and concerns two folders alone is one, `sales_stock`. A
//! pack that would be over the limit of a file travels as several of one name. A page fetches these, its folders' packs
//! and its own, each once.
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// The pack of what the first page shares with pages of other folders.
pub(crate) const KIT: &str = "kit";
/// The pack of what pages of different folders share, but not the first.
pub(crate) const DESK: &str = "desk";
/// The pack of what pages of different folders share, but neither the first nor the second.
pub(crate) const SHELF: &str = "shelf";
/// The pack of what only parts of pages of different folders share: dialogs, and what pages fetch later.
pub(crate) const FORMS: &str = "forms";
/// The packs that come once, with the first page or part that needs them.
pub(crate) const SHARED: [&str; 3] = [DESK, FORMS, SHELF];
/// The page that a first visit ends on.
pub(crate) const FIRST_PAGE: &str = "login";
/// The page that the login leads to.
const SECOND_PAGE: &str = "dashboard";
/// What two folders share travels by itself, as `parties_sales`, from so many bytes on before compression: a file is
/// worth its request, and nobody else fetches it.
const PAIR_BYTES_MIN: usize = 8 * 1024;
/// The name below a page's of what its parts share without it.
const PARTS: &str = "parts";
/// Between the parts of a page's name.
const SEPARATOR: &str = "__";

/// One file: modules one after the other.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Pack {
    /// Where its users live.
    pub(crate) name: String,
    /// The split's names of its modules.
    pub(crate) modules: Vec<String>,
}

/// All modules in packs.
#[derive(Debug)]
pub(crate) struct Packs {
    /// The packs, by name.
    pub(crate) packs: Vec<Pack>,
    /// A page's modules as (pack, place in it); what it shares comes before its own.
    pages: BTreeMap<String, Vec<(usize, usize)>>,
}

impl Packs {
    /// Packs the modules that each page needs; `fetched_by` holds a page's own module last, `bytes` tells a module's size,
    /// `files` how many files the modules of a pack are worth.
    pub(crate) fn of(
        fetched_by: &BTreeMap<String, Vec<String>>,
        bytes: impl Fn(&str) -> usize,
        files: impl Fn(&[String]) -> usize,
    ) -> Self {
        let mut users: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for (page, modules) in fetched_by {
            for module in modules {
                users.entry(module).or_default().insert(page);
            }
        }
        let mut by_name: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let is_part = |user: &str| fetched_by.keys().any(|page| is_below(user, page));
        let mut shared_by_two: BTreeMap<String, usize> = BTreeMap::new();
        for (module, users) in &users {
            if let Some(pair) = pair(users) {
                *shared_by_two.entry(pair).or_default() += bytes(module);
            }
        }
        let worthy = |pair: &String| shared_by_two.get(pair).is_some_and(|bytes| *bytes >= PAIR_BYTES_MIN);
        for (module, users) in &users {
            let folder = match pair(users).filter(worthy) {
                Some(pair) => pair,
                None => folder(users, users.iter().all(|user| is_part(user))),
            };
            // A page that is not among the users does not carry what only its parts need.
            let is_strange = fetched_by.contains_key(&folder) && !users.contains(folder.as_str());
            let name = if is_strange { [folder.as_str(), PARTS].join(SEPARATOR) } else { folder };
            by_name.entry(name).or_default().push((*module).to_owned());
        }
        let parted = |(name, modules): (String, Vec<String>)| {
            let count = files(&modules);
            evenly(modules, count, &bytes).into_iter().map(move |modules| Pack { name: name.clone(), modules })
        };
        let packs: Vec<_> = by_name.into_iter().flat_map(parted).collect();
        let place = |module: &String| {
            packs.iter().enumerate().find_map(|(pack, it)| Some((pack, it.modules.iter().position(|it| it == module)?)))
        };
        let pages = fetched_by.iter().map(|(page, modules)| (page.clone(), modules.iter().filter_map(place).collect()));
        Self { pages: pages.collect(), packs }
    }

    /// The packs that a page fetches.
    pub(crate) fn fetched_by(&self) -> impl Iterator<Item = (&str, BTreeSet<usize>)> {
        self.pages.iter().map(|(page, places)| (page.as_str(), places.iter().map(|(pack, _)| *pack).collect()))
    }

    /// The tables of `pages.js`: each pack's file and the sizes of its modules, and each page's modules.
    pub(crate) fn tables(&self, files: &[(String, Vec<usize>)]) -> String {
        let mut script = String::from("const packs = [");
        for (file, sizes) in files {
            let _ = write!(script, "[\"./{file}\",{sizes:?}],");
        }
        script.push_str("];\n");
        for (page, places) in &self.pages {
            let places: Vec<_> = places.iter().map(|(pack, index)| format!("[{pack},{index}]")).collect();
            let _ = writeln!(script, "export const __wasm_split_load_{page} = page([{}]);", places.join(","));
        }
        script
    }
}

/// Modules in order, in so many parts of about the same size.
fn evenly(modules: Vec<String>, count: usize, bytes: &impl Fn(&str) -> usize) -> Vec<Vec<String>> {
    let all: usize = modules.iter().map(|module| bytes(module)).sum();
    let (mut parts, mut before) = (vec![Vec::new(); Ord::max(count, 1)], 0);
    for module in modules {
        let middle = before + bytes(&module) / 2;
        before += bytes(&module);
        let at = (middle * count).checked_div(all).unwrap_or(0).min(parts.len() - 1);
        if let Some(part) = parts.get_mut(at) {
            part.push(module);
        }
    }
    parts.retain(|part| !part.is_empty());
    parts
}

/// Whether a page, by its name, lives below another one.
pub(crate) fn is_below(page: &str, other: &str) -> bool {
    page.strip_prefix(other).is_some_and(|rest| rest.starts_with(SEPARATOR))
}

/// The two folders that all users live in, when they are two and what they share is not for everybody anyway.
fn pair(users: &BTreeSet<&str>) -> Option<String> {
    let folders: BTreeSet<&str> = users.iter().filter_map(|user| user.split(SEPARATOR).next()).collect();
    let is_apart = folders.len() == 2 && !folders.contains(FIRST_PAGE) && !folders.contains(SECOND_PAGE);
    is_apart.then(|| Vec::from_iter(folders).join("_"))
}

/// The deepest folder that all users live in: a page's own, one above, or one of those that pages of all folders share.
fn folder(users: &BTreeSet<&str>, are_parts: bool) -> String {
    let apart = match users {
        _ if are_parts => FORMS,
        _ if users.contains(FIRST_PAGE) => KIT,
        _ if users.contains(SECOND_PAGE) => DESK,
        _ => SHELF,
    };
    let mut users = users.iter();
    let mut common: Vec<_> = users.next().map(|user| user.split(SEPARATOR).collect()).unwrap_or_default();
    for user in users {
        let same = common.iter().zip(user.split(SEPARATOR)).take_while(|(left, right)| *left == right).count();
        common.truncate(same);
    }
    if common.is_empty() { apart.to_owned() } else { common.join(SEPARATOR) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packed() -> Packs {
        let pages = [
            ("dashboard", vec!["chunk_1", "chunk_4", "split_dashboard"]),
            ("list", vec!["chunk_6", "split_list"]),
            ("login", vec!["chunk_1", "split_login"]),
            ("me", vec!["chunk_1", "split_me"]),
            ("me__key", vec!["chunk_5", "split_key"]),
            ("sales__order", vec!["chunk_1", "chunk_2", "chunk_3", "split_order"]),
            ("sales__order__hold", vec!["chunk_5", "chunk_8", "split_hold"]),
            ("sales__order__ship", vec!["chunk_3", "chunk_5", "chunk_8", "split_ship"]),
            ("sales__orders", vec!["chunk_2", "chunk_4", "chunk_6", "chunk_9", "split_orders"]),
            ("stock", vec!["chunk_1", "chunk_9", "split_stock"]),
            ("stock__move", vec!["chunk_5", "chunk_7", "split_move"]),
        ];
        let owned = |modules: Vec<&str>| modules.into_iter().map(str::to_owned).collect();
        let pages = pages.into_iter().map(|(page, modules)| (page.to_owned(), owned(modules))).collect();
        Packs::of(&pages, |module| if module == "chunk_9" { PAIR_BYTES_MIN } else { 1 }, |_| 1)
    }

    #[test]
    fn modules_travel_with_the_folder_that_all_their_users_live_in() {
        let packs = packed();
        let shown: Vec<_> = packs.packs.iter().map(|pack| (pack.name.as_str(), pack.modules.join(" "))).collect();
        let expected = [
            ("dashboard", "split_dashboard"),
            ("desk", "chunk_4"),
            ("forms", "chunk_5"),
            ("kit", "chunk_1"),
            ("list", "split_list"),
            ("login", "split_login"),
            ("me", "split_me"),
            ("me__key", "split_key"),
            ("sales", "chunk_2"),
            ("sales__order", "chunk_3 split_order"),
            ("sales__order__hold", "split_hold"),
            ("sales__order__parts", "chunk_8"),
            ("sales__order__ship", "split_ship"),
            ("sales__orders", "split_orders"),
            ("sales_stock", "chunk_9"),
            ("shelf", "chunk_6"),
            ("stock", "split_stock"),
            ("stock__move", "chunk_7 split_move"),
        ];
        assert_eq!(shown, expected.map(|(name, modules)| (name, modules.to_owned())));
    }

    #[test]
    fn a_large_pack_travels_in_parts_of_one_size() {
        let modules: Vec<String> = ["aaaa", "b", "ccc", "dddd", "ee"].map(str::to_owned).into();
        let parts = evenly(modules, 3, &str::len);
        assert_eq!(parts, [vec!["aaaa", "b"], vec!["ccc"], vec!["dddd", "ee"]]);
        assert_eq!(evenly(vec!["a".to_owned()], 0, &str::len), [vec!["a"]]);
    }

    #[test]
    fn a_dialog_lives_below_its_page_and_not_below_a_namesake() {
        assert!(is_below("sales__order__ship", "sales__order"));
        assert!(!is_below("sales__orders", "sales__order"));
        assert!(!is_below("sales__order", "sales__order"));
    }

    #[test]
    fn a_page_loads_what_it_shares_before_its_own() {
        let files = [("a.bin".to_owned(), vec![3, 4])];
        let tables = packed().tables(&files);
        assert!(tables.starts_with("const packs = [[\"./a.bin\",[3, 4]],];\n"), "{tables}");
        assert!(
            tables.contains("export const __wasm_split_load_sales__order = page([[3,0],[8,0],[9,0],[9,1]]);"),
            "{tables}"
        );
    }
}
