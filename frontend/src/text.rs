//! What the app says, in the user's language.
//!
//! `locales/en/sales.json` and `locales/tr/sales.json` become functions here: `text::sales::title()`; a text with a
//! count takes it and picks its form, `text::list::copied(1)`. The language is one cell, not a signal: choosing another
//! one draws the app anew (`app.rs`), so texts cost a function call and nothing else.
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

/// A text with a count: in the form for one, or for any other number.
fn counted(count: usize, english: [&'static str; 2], turkish: [&'static str; 2], values: &[(&str, &str)]) -> String {
    let [one, other] = match language() {
        Language::English => english,
        Language::Turkish => turkish,
    };
    let number = whole(count);
    let mut all = Vec::with_capacity(values.len() + 1);
    all.push(("count", number.as_str()));
    all.extend_from_slice(values);
    fill(if count == 1 { one } else { other }, &all)
}

/// A whole number as the language groups its digits: `1,234` or `1.234`.
pub fn whole(number: usize) -> String {
    let sign = match language() {
        Language::English => ',',
        Language::Turkish => '.',
    };
    let digits = number.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(sign);
        }
        grouped.push(digit);
    }
    grouped
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
mod tests;
