//! Whoever reads Turkish gets every text that whoever reads English gets, with the same values in it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::assertions::{assert_fires, assert_kept, assert_silent};
use crate::tree::Tree;

const FOLDER: &str = "frontend/locales/";
/// The language the others are compared with.
const FIRST: &str = "en";

/// Keys as `file.json: a.b`, each with the names of the values it holds.
type Texts = BTreeMap<String, BTreeSet<String>>;

fn offences(tree: &Tree) -> Vec<String> {
    let mut found = Vec::new();
    let mut languages: BTreeMap<&str, Texts> = BTreeMap::new();
    for file in &tree.files {
        let Some((language, name)) = file.path.strip_prefix(FOLDER).and_then(|path| path.split_once('/')) else {
            continue;
        };
        let texts = languages.entry(language).or_default();
        match serde_json::from_str(file.text()) {
            Ok(value) => collect(&value, &format!("{name}:"), texts),
            Err(error) => found.push(format!("{}: {error}", file.path)),
        }
    }
    let first = languages.remove(FIRST).unwrap_or_default();
    for (language, texts) in &languages {
        let missing = first.keys().filter(|key| !texts.contains_key(*key));
        found.extend(missing.map(|key| format!("{FOLDER}{language}/{key} is missing")));
        for (key, values) in texts {
            match first.get(key) {
                None => found.push(format!("{FOLDER}{language}/{key} is not in {FIRST}")),
                Some(expected) if expected != values => {
                    found.push(format!("{FOLDER}{language}/{key} holds {values:?}, {FIRST} holds {expected:?}"));
                }
                Some(_) => {}
            }
        }
    }
    found
}

fn collect(value: &Value, prefix: &str, texts: &mut Texts) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                let separator = if prefix.ends_with(':') { " " } else { "." };
                collect(member, &format!("{prefix}{separator}{name}"), texts);
            }
        }
        other => {
            texts.insert(prefix.to_owned(), placeholders(other.as_str().unwrap_or_default()));
        }
    }
}

/// The names in braces: `Page {page} of {{ pages }}` holds `page` and `pages`.
fn placeholders(text: &str) -> BTreeSet<String> {
    text.split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}'))
        .map(|(name, _)| name.trim().to_owned())
        .filter(|name| !name.is_empty())
        .collect()
}

#[test]
fn languages_have_the_same_texts() {
    assert_kept(offences);
}

#[test]
fn a_missing_text_is_found() {
    let english = ("frontend/locales/en/app.json", r#"{"save": "Save", "menu": {"open": "Open"}}"#);
    let turkish = ("frontend/locales/tr/app.json", r#"{"save": "Kaydet"}"#);
    assert_fires(offences, &[english, turkish], "tr/app.json: menu.open is missing");
    assert_fires(
        offences,
        &[english, ("frontend/locales/tr/app.json", r#"{"save": "", "menu": {"open": ""}, "more": ""}"#)],
        "tr/app.json: more is not in en",
    );
    assert_silent(offences, &[english, ("frontend/locales/tr/app.json", english.1)]);
}

#[test]
fn a_lost_value_is_found() {
    let english = ("frontend/locales/en/app.json", r#"{"page": "Page {{ page }}"}"#);
    assert_fires(offences, &[english, ("frontend/locales/tr/app.json", r#"{"page": "Sayfa"}"#)], "holds {}");
}
