//! What all texts keep, in both languages.
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::*;

#[path = "../../build/texts.rs"]
mod generator;

/// Texts with words that are the same in both languages, and may be.
const SAME: [&str; 4] = ["performance.p95", "performance.p99", "performance.plan", "sales.net"];

/// What the app does not say, and what it says instead: one term for one thing on all pages.
const TERMS: [(Language, &str, &str); 18] = [
    (Language::English, "not now", "Cancel"),
    (Language::English, "on stop", "On hold"),
    (Language::English, "set aside", "reserved"),
    (Language::English, "not there", "was not found"),
    (Language::English, "dearer", "raises prices"),
    (Language::English, "lapse", "expire"),
    (Language::English, "booked", "posted"),
    (Language::English, "slow statement", "slow query"),
    (Language::English, "correction", "adjustment"),
    (Language::English, "you lack", "you do not have"),
    (Language::Turkish, "süzge", "filtre"),
    (Language::Turkish, "başvuru", "referans"),
    (Language::Turkish, "kredi sınırı", "kredi limiti"),
    (Language::Turkish, "elektronik tablo", "hesap tablosu"),
    (Language::Turkish, "durdurulmuş", "bloke"),
    (Language::Turkish, "şimdi değil", "vazgeç"),
    (Language::Turkish, " veya ", "ya da"),
    (Language::Turkish, "vergi %", "KDV %"),
];

/// Every form of every text of a language, as `slice.key`.
fn all(language: Language) -> BTreeMap<String, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("locales").join(language.tag());
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let slice = path.file_stem().unwrap().to_str().unwrap();
        let texts: BTreeMap<String, serde_json::Value> =
            serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        for (key, text) in texts {
            match text {
                serde_json::Value::Object(forms) => found.extend(
                    forms
                        .iter()
                        .map(|(form, text)| (format!("{slice}.{key}.{form}"), text.as_str().unwrap().to_owned())),
                ),
                text => {
                    found.insert(format!("{slice}.{key}"), text.as_str().unwrap().to_owned());
                }
            }
        }
    }
    found
}

/// Whether a text says something besides what takes its places.
fn has_words(text: &str) -> bool {
    text.split('{')
        .map(|part| part.split_once('}').map_or(part, |(_, rest)| rest))
        .any(|rest| rest.chars().any(char::is_alphabetic))
}

#[test]
fn values_take_their_places_and_unknown_ones_stay() {
    assert_eq!(fill("{a} of {b} {c", &[("a", "1"), ("b", "{a}")]), "1 of {a} {c");
}

#[test]
fn a_region_does_not_hide_the_language() {
    assert_eq!(Language::from_tag("tr-TR"), Some(Language::Turkish));
    assert_eq!(Language::from_tag("de"), None);
}

#[test]
fn one_is_said_otherwise_than_many() {
    assert_eq!(accounts::roles_changed(1), "1 role changed");
    assert_eq!(accounts::roles_changed(0), "0 roles changed");
    assert_eq!(accounts::roles_changed(1_234_567), "1,234,567 roles changed");
    speak(Language::Turkish);
    assert_eq!(accounts::roles_changed(1), "1 rol değiştirildi");
    assert_eq!(accounts::roles_changed(12_000), "12.000 rol değiştirildi");
}

#[test]
fn what_is_english_in_turkish_may_be() {
    let (english, turkish) = (all(Language::English), all(Language::Turkish));
    let same = english.iter().filter(|(key, text)| turkish.get(*key) == Some(*text) && has_words(text));
    let same: Vec<_> = same.map(|(key, _)| key.as_str()).collect();
    assert_eq!(same, SAME);
}

#[test]
fn no_blank_stands_before_an_ellipsis() {
    for language in Language::ALL {
        for (key, text) in all(language) {
            assert!(!text.contains(" …") && !text.contains("..."), "{}: {key}: {text}", language.tag());
        }
    }
}

#[test]
fn one_thing_has_one_name() {
    for language in Language::ALL {
        for (key, text) in all(language) {
            let text = text.to_lowercase();
            for (_, word, term) in TERMS.iter().filter(|(of, ..)| *of == language) {
                assert!(!text.contains(word), "{}: {key}: for `{word}` we say `{term}`", language.tag());
            }
        }
    }
}
