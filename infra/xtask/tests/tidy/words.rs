//! Words that mean "not finished" or "only on my machine", and words of a dialect where the field has a term.

use std::collections::BTreeSet;

use proc_macro2::{TokenStream, TokenTree};

use crate::assertions::{assert_fires, assert_kept, assert_silent};
use crate::tree::{File, Tree};

/// Words of unfinished work, taken apart so that this file does not hold them.
const UNFINISHED: [[&str; 2]; 2] = [["FIX", "ME"], ["TO", "DO"]];
/// Folders of somebody's machine, taken apart likewise.
const MACHINE: [[&str; 2]; 3] = [["/wo", "rk/"], ["/ro", "ot/"], ["/ho", "me/"]];
/// Words that were once our own for what has a name in the field, and that name.
const DIALECT: [(&str, &str); 10] = [
    ("told", "recorded, notified, logged, returned"),
    ("looked", "read, checked, polled, searched"),
    ("hears", "receives, is notified"),
    ("standing", "flag, state"),
    ("figures", "statistics, aggregates, metrics"),
    ("survey", "report, scan, preview"),
    ("dearest", "most expensive"),
    ("seldom", "stale"),
    ("lapses", "expires"),
    ("narrowed", "filtered, tagged"),
];

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

fn dialect(tree: &Tree) -> Vec<String> {
    let mut found = Vec::new();
    for file in tree.rust().filter(|file| file.path.starts_with("server/") || file.path.starts_with("migration/")) {
        let Ok(tokens) = file.text().parse::<TokenStream>() else {
            found.push(format!("{}: not Rust", file.path));
            continue;
        };
        let mut names = BTreeSet::new();
        collect_names(tokens, &mut names);
        for name in &names {
            if let Some((word, term)) = DIALECT.iter().find(|(word, _)| parts_of(name).iter().any(|part| part == word))
            {
                found.push(format!("{}: `{name}`: for `{word}` the field says: {term}", file.path));
            }
        }
        for (number, line) in file.text().lines().enumerate() {
            let doc = line.trim_start();
            let doc = doc.strip_prefix("///").or_else(|| doc.strip_prefix("//!")).unwrap_or_default().to_lowercase();
            if let Some((word, term)) = DIALECT.iter().find(|(word, _)| has_word(&doc, word)) {
                found.push(format!("{}:{}: for `{word}` the field says: {term}", file.path, number + 1));
            }
        }
    }
    found
}

/// Every name in Rust source; what stands in strings and comments is none.
fn collect_names(tokens: TokenStream, names: &mut BTreeSet<String>) {
    for token in tokens {
        match token {
            TokenTree::Ident(name) => {
                names.insert(name.to_string());
            }
            TokenTree::Group(group) => collect_names(group.stream(), names),
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}

/// The words of a name, in lower case: `PoolWait`, `pool_wait` and `POOL_WAIT` are of the same two.
fn parts_of(name: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut after_lower = false;
    for character in name.chars() {
        if character == '_' || (character.is_uppercase() && after_lower) {
            parts.push(String::new());
        }
        after_lower = character.is_lowercase();
        if let Some(part) = parts.last_mut().filter(|_| character != '_') {
            part.extend(character.to_lowercase());
        }
    }
    parts
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

#[test]
fn the_servers_words_are_those_of_the_field() {
    assert_kept(dialect);
}

#[test]
fn a_word_of_the_dialect_is_found() {
    for (word, _) in DIALECT {
        let camel = format!("{}{}", word[..1].to_uppercase(), &word[1..]);
        for text in [
            format!("fn is_{word}() {{}}"),
            format!("struct Pool{camel};"),
            format!("const {}_MAX: u8 = 1;", word.to_uppercase()),
            format!("/// What is {word} here.\nstruct A;"),
            format!("//! {camel} first.\n"),
        ] {
            assert_fires(dialect, &[("server/src/app.rs", &text)], word);
        }
        let elsewhere = format!("// {word}\nconst A: &str = \"{word}\"; const UN{}: u8 = 1;", word.to_uppercase());
        assert_silent(dialect, &[("migration/src/lib.rs", &elsewhere)]);
        assert_silent(dialect, &[("frontend/src/app.rs", &format!("fn {word}() {{}}"))]);
    }
}
