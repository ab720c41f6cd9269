//! Words that mean "not finished" or "only on my machine".

use crate::assertions::{assert_fires, assert_kept, assert_silent};
use crate::tree::{File, Tree};

/// Words of unfinished work, taken apart so that this file does not hold them.
const UNFINISHED: [[&str; 2]; 2] = [["FIX", "ME"], ["TO", "DO"]];
/// Folders of somebody's machine, taken apart likewise.
const MACHINE: [[&str; 2]; 3] = [["/wo", "rk/"], ["/ro", "ot/"], ["/ho", "me/"]];

fn offences(tree: &Tree) -> Vec<String> {
    let unfinished: Vec<String> = UNFINISHED.iter().map(|parts| parts.concat()).collect();
    let machine: Vec<String> = MACHINE.iter().map(|parts| parts.concat()).collect();
    let mut found = Vec::new();
    for file in &tree.files {
        for (number, line) in file.text().lines().enumerate() {
            let at = format!("{}:{}", file.path, number + 1);
            if let Some(word) = unfinished.iter().find(|word| has_word(line, word)) {
                found.push(format!("{at}: {word}: finish it, or open an issue"));
            }
            if let Some(folder) = machine.iter().find(|folder| starts_path(line, folder)) {
                found.push(format!("{at}: names {folder}…, a folder of one machine"));
            }
            if let Some(offence) = foreign_registry(file, line) {
                found.push(format!("{at}: {offence}"));
            }
        }
    }
    found
}

/// Whether `word` stands in `line` by itself, not as a part of a longer name.
fn has_word(line: &str, word: &str) -> bool {
    let part = |character: char| character.is_alphanumeric() || character == '_';
    line.match_indices(word).any(|(at, _)| !line[..at].ends_with(part) && !line[at + word.len()..].starts_with(part))
}

/// Whether a path that begins at `folder` stands in `line`; `https://host/folder/` and `a/folder/` do not count.
fn starts_path(line: &str, folder: &str) -> bool {
    line.match_indices(folder)
        .any(|(at, _)| !line[..at].ends_with(|before: char| before.is_alphanumeric() || "._-~}*".contains(before)))
}

/// A lock file that fetches from anywhere but the public registry works on one machine only.
fn foreign_registry(file: &File, line: &str) -> Option<&'static str> {
    let foreign = file.name() == "package-lock.json"
        && line.contains("\"resolved\": \"http")
        && !line.contains("\"resolved\": \"https://registry.npmjs.org/");
    foreign.then_some("fetches from a private registry")
}

#[test]
fn nothing_is_unfinished_or_of_one_machine() {
    assert_kept(offences);
}

#[test]
fn unfinished_work_is_found() {
    for parts in UNFINISHED {
        let word = parts.concat();
        assert_fires(offences, &[("server/src/app.rs", &format!("//! A.\n// {word}: later\n"))], "app.rs:2");
    }
    assert_silent(offences, &[("server/src/app.rs", &format!("const {}S: u8 = 1;", UNFINISHED[1].concat()))]);
}

#[test]
fn a_path_of_one_machine_is_found() {
    for parts in MACHINE {
        let folder = parts.concat();
        assert_fires(offences, &[("README.md", &format!("see `{folder}x`"))], "one machine");
        assert_silent(offences, &[("README.md", &format!("see https://example.com{folder}x"))]);
    }
}

#[test]
fn a_private_registry_is_found() {
    let line = "\"resolved\": \"http://10.0.0.1/a.tgz\",";
    assert_fires(offences, &[("frontend/end2end/package-lock.json", line)], "private registry");
}
