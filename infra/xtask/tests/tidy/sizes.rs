//! A file that needs scrolling for minutes is two files.

use crate::assertions::{assert_fires, assert_kept, assert_silent};
use crate::tree::Tree;

/// Lines at most; 250 is the aim.
const LINES_MAX: usize = 500;
/// Written by hand, so a reader has to hold them in mind.
const WRITTEN: [&str; 6] = [".rs", ".css", ".ts", ".js", ".mjs", ".sql"];

fn offences(tree: &Tree) -> Vec<String> {
    tree.files
        .iter()
        .filter(|file| WRITTEN.iter().any(|ending| file.path.ends_with(ending)))
        .map(|file| (&file.path, file.text().lines().count()))
        .filter(|(_, lines)| *lines > LINES_MAX)
        .map(|(path, lines)| format!("{path}: {lines} lines, at most {LINES_MAX}; split it by topic"))
        .collect()
}

#[test]
fn files_are_short() {
    assert_kept(offences);
}

#[test]
fn a_long_file_is_found() {
    let long = "\n".repeat(LINES_MAX + 1);
    assert_fires(offences, &[("server/src/db/big.rs", &long)], "501 lines");
    assert_silent(offences, &[("server/src/db/big.rs", &long[1..]), ("Cargo.lock", &long)]);
}
