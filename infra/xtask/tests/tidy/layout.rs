//! The top level is fixed: whoever knows it finds everything.

use std::collections::BTreeSet;

use crate::assertions::{assert_fires, assert_kept, assert_silent};
use crate::tree::Tree;

const TOP: [&str; 10] = [
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE",
    "README.md",
    "frontend",
    "infra",
    "loadtest",
    "migration",
    "schema.graphql",
    "server",
];

fn offences(tree: &Tree) -> Vec<String> {
    let tops: BTreeSet<&str> = tree.files.iter().filter_map(|file| file.path.split('/').next()).collect();
    tops.into_iter()
        .filter(|top| !top.starts_with('.') && !TOP.contains(top))
        .map(|top| format!("{top}: not of the fixed top level ({})", TOP.join(" ")))
        .collect()
}

#[test]
fn the_top_level_is_fixed() {
    assert_kept(offences);
}

#[test]
fn a_new_top_level_name_is_found() {
    assert_fires(offences, &[("scripts/build.py", "")], "scripts");
    assert_silent(offences, &[(".ci/run", ""), ("README.md", ""), ("server/src/lib.rs", "")]);
}
