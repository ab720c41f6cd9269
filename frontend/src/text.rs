//! What the app says, in the user's language.
//!
//! `locales/en/sales.json` and `locales/tr/sales.json` become functions here: `text::sales::title()`. The language is
//! one cell, not a signal: choosing another one draws the app anew (`app.rs`), so texts cost a function call and
//! nothing else.
use std::cell::Cell;

include!(concat!(env!("OUT_DIR"), "/text.rs"));

/// A language the app speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// English.
    #[default]
    English,
    /// Turkish.
    Turkish,
}

impl Language {
    /// Every language, in the order of the switch.
    pub const ALL: [Self; 2] = [Self::English, Self::Turkish];

    /// The BCP 47 tag.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Turkish => "tr",
        }
    }

    /// The language's own name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::Turkish => "Türkçe",
        }
    }

    /// By tag, with or without a region.
    pub fn from_tag(tag: &str) -> Option<Self> {
        let language = tag.split(['-', '_']).next()?;
        Self::ALL.into_iter().find(|it| it.tag().eq_ignore_ascii_case(language))
    }
}

thread_local! {
    static CURRENT: Cell<Language> = const { Cell::new(Language::English) };
}

/// The language texts are in now.
pub fn language() -> Language {
    CURRENT.get()
}

/// Lets all texts asked for from now on be in `language`.
pub fn speak(language: Language) {
    CURRENT.set(language);
}

fn pick(english: &'static str, turkish: &'static str) -> &'static str {
    match language() {
        Language::English => english,
        Language::Turkish => turkish,
    }
}

/// Puts values in the `{places}` of a template; a place without a value stays as it is.
pub fn fill(template: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(template.len() + 16);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let value = after
            .split_once('}')
            .and_then(|(place, tail)| values.iter().find(|(name, _)| *name == place).map(|(_, value)| (*value, tail)));
        match value {
            Some((value, tail)) => {
                filled.push_str(value);
                rest = tail;
            }
            None => {
                filled.push('{');
                rest = after;
            }
        }
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

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
    fn every_permission_has_a_text() {
        for permission in domain::Permission::ALL {
            assert!(
                permission::of(permission.text()).is_some(),
                "locales/*/permission.json lacks {}",
                permission.text()
            );
        }
    }

    #[test]
    fn every_refusal_code_has_a_text() {
        for code in domain::RefusalCode::ALL {
            let text = refusal::of(code.text());
            assert!(text.is_some(), "locales/*/refusal.json lacks {}", code.text());
        }
    }
}
