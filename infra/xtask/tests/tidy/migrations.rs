//! A migration that is not in the list never runs.

use crate::assertions::{assert_fires, assert_kept, assert_silent};
use crate::tree::Tree;

const FOLDER: &str = "migration/src/tables/";

fn offences(tree: &Tree) -> Vec<String> {
    let list = format!("{FOLDER}mod.rs");
    let listed = tree.files.iter().find(|file| file.path == list).map(|file| file.text()).unwrap_or_default();
    tree.rust()
        .filter_map(|file| Some((&file.path, file.path.strip_prefix(FOLDER)?.strip_suffix(".rs")?)))
        .filter(|(_, name)| *name != "mod" && !name.contains('/'))
        .filter(|(_, name)| !listed.contains(&format!("Box::new({name}::")))
        .map(|(path, name)| format!("{path}: `{name}` is not in `all()` of {list}"))
        .collect()
}

#[test]
fn every_migration_is_registered() {
    assert_kept(offences);
    let families = Tree::of_repository().rust().filter(|file| file.path.starts_with(FOLDER)).count();
    assert!(families > 5, "the migrations have moved away from {FOLDER}");
}

#[test]
fn a_forgotten_migration_is_found() {
    let list = ("migration/src/tables/mod.rs", "mod stock; mod sales; vec![Box::new(stock::FAMILY)]");
    let stock = ("migration/src/tables/stock.rs", "");
    assert_fires(offences, &[list, stock, ("migration/src/tables/sales.rs", "")], "`sales`");
    assert_silent(offences, &[list, stock]);
}
