//! A module tells what it is before it shows how it works.

use crate::assertions::{assert_fires, assert_kept, assert_silent};
use crate::tree::Tree;

fn offences(tree: &Tree) -> Vec<String> {
    tree.rust()
        .filter(|file| matches!(file.name(), "mod.rs" | "lib.rs"))
        .filter(|file| !file.text().starts_with("//! "))
        .map(|file| format!("{}: must open with `//!`: what it is, its states, its invariants", file.path))
        .collect()
}

#[test]
fn modules_open_with_what_they_are() {
    assert_kept(offences);
}

#[test]
fn a_module_without_words_is_found() {
    assert_fires(offences, &[("server/src/sales/mod.rs", "pub mod order;\n")], "server/src/sales/mod.rs");
    assert_silent(offences, &[("server/src/sales/mod.rs", "//! Sales.\n"), ("server/src/sales/entity.rs", "use a;")]);
}
