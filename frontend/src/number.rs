//! Decimal numbers as people type and paste them, and as fields show them. No other module reads or writes a typed
//! number, and a test of this one sees to that.
//!
//! English writes `1,234.5`, Turkish `1.234,5`; a spreadsheet adds blanks and currency signs. What is typed means one
//! number or it is refused; it never means another one:
//!
//! | typed | English | Turkish | why |
//! | --- | --- | --- | --- |
//! | `1,000` | 1000 | 1 | the language's own sign for thousands, or for decimals |
//! | `1.000` | 1 | 1000 | the same |
//! | `0,250` `0.250` | 0.25 | 0.25 | no thousand begins with 0, so the sign is in front of decimals |
//! | `12,50` `12.50` | 12.5 | 12.5 | no group has two digits |
//! | `1.234,50` `1,234.50` | 1234.5 | 1234.5 | with both signs, the last one is in front of decimals |
//! | `1.234.567` `1,234,567` | 1234567 | 1234567 | a sign that stands twice groups thousands |
//! | `1234,567` | refused | 1234.567 | neither a group nor clearly decimals: it could be either |
//! | `12 34` `1,2,3` `1.2,345.6` | refused | refused | groups have three digits |
//!
//! What [`write()`] puts into a field reads back as the same number in the same language.
use std::str::FromStr;

use crate::text::{self, Language};

/// The number that is typed in a language; none when it is none, or could be two.
pub fn read<T: FromStr>(typed: &str, language: Language) -> Option<T> {
    exact(&plain(typed, language)?)
}

/// The number that is typed in a field; none when it is none.
pub fn required<T: FromStr>(typed: &str) -> Option<T> {
    read(typed, text::language())
}

/// What is typed in a field that may stay empty: nothing, or a number; none when it is neither.
pub fn optional<T: FromStr>(typed: &str) -> Option<Option<T>> {
    if typed.trim().is_empty() { Some(None) } else { required(typed).map(Some) }
}

/// The number of a plain decimal text, as addresses and the API write it: `1234.5`.
pub fn exact<T: FromStr>(plain: &str) -> Option<T> {
    plain.parse().ok()
}

/// A plain decimal as a field of a language shows it.
pub fn write(plain: &str, language: Language) -> String {
    match decimal_sign(language) {
        '.' => plain.to_owned(),
        sign => plain.replace('.', sign.encode_utf8(&mut [0; 4])),
    }
}

/// A number as a field shows it to begin with.
pub fn in_field(number: impl ToString) -> String {
    write(&number.to_string(), text::language())
}

/// The plain decimal, `1234.5`, that is typed in a language; none when it is none, or could be two.
pub fn plain(typed: &str, language: Language) -> Option<String> {
    let is_edge = |letter: char| letter.is_whitespace() || is_currency(letter);
    let typed = typed.trim_matches(is_edge);
    let (sign, digits) = match typed.strip_prefix(['-', '−']) {
        Some(rest) => ("-", rest.trim_start_matches(is_edge)),
        None => ("", typed.strip_prefix('+').unwrap_or(typed)),
    };
    let (whole, fraction) = match decimal_at(digits, language)? {
        Some(at) => (digits.get(..at)?, digits.get(at..)?.get(1..)?),
        None => (digits, ""),
    };
    let has_decimals = whole.len() != digits.len();
    if !(fraction.bytes().all(|byte| byte.is_ascii_digit()) && has_decimals != fraction.is_empty()) {
        return None;
    }
    let whole = ungrouped(whole)?;
    let whole = if whole.is_empty() && has_decimals { "0" } else { &whole };
    let point = if has_decimals { "." } else { "" };
    (!whole.is_empty()).then(|| [sign, whole, point, fraction].concat())
}

/// Where the sign in front of the decimals stands; none inside when there is none, none at all when it is not clear.
fn decimal_at(digits: &str, language: Language) -> Option<Option<usize>> {
    let (last, other) = match (digits.rfind('.'), digits.rfind(',')) {
        (Some(point), Some(comma)) => (point.max(comma), true),
        (Some(at), None) | (None, Some(at)) => (at, false),
        (None, None) => return Some(None),
    };
    let (before, rest) = digits.split_at_checked(last)?;
    let sign = rest.chars().next()?;
    if other {
        // The last of two signs, which stands once.
        return (!before.contains(sign)).then_some(Some(last));
    }
    if before.contains(sign) {
        return Some(None);
    }
    let is_group = before.len() <= 3 && !before.starts_with('0') && !before.is_empty();
    match (sign == decimal_sign(language), rest.len() == 4) {
        (true, _) | (false, false) => Some(Some(last)),
        (false, true) if before == "0" => Some(Some(last)),
        (false, true) => is_group.then_some(None),
    }
}

/// The digits of a whole number without what groups them; none when they are not groups of three.
fn ungrouped(whole: &str) -> Option<String> {
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let Some(sign) = whole.chars().find(|letter| !letter.is_ascii_digit()) else { return Some(whole.to_owned()) };
    if !(matches!(sign, '.' | ',') || sign.is_whitespace()) {
        return None;
    }
    let mut parts = whole.split(sign);
    let first = parts.next()?;
    let is_begun = is_digits(first) && first.len() <= 3 && !first.starts_with('0');
    let is_grouped = is_begun && parts.all(|part| part.len() == 3 && is_digits(part));
    is_grouped.then(|| whole.split(sign).collect())
}

const fn decimal_sign(language: Language) -> char {
    match language {
        Language::English => '.',
        Language::Turkish => ',',
    }
}

const fn is_currency(letter: char) -> bool {
    matches!(letter, '$' | '€' | '£' | '¥' | '₺' | '₹')
}

/// What every kind of field is tested with.
#[cfg(test)]
pub(crate) mod fixture {
    use std::fmt::Debug;
    use std::str::FromStr;

    use super::exact;
    use crate::text::{self, Language};

    /// What is typed, and the plain decimal that it means in English and in Turkish.
    pub(super) const TYPED: [(&str, Option<&str>, Option<&str>); 34] = [
        ("1,000", Some("1000"), Some("1.000")),
        ("1.000", Some("1.000"), Some("1000")),
        ("0,250", Some("0.250"), Some("0.250")),
        ("0.250", Some("0.250"), Some("0.250")),
        ("12,50", Some("12.50"), Some("12.50")),
        ("12.50", Some("12.50"), Some("12.50")),
        ("8,75", Some("8.75"), Some("8.75")),
        ("1,234.5", Some("1234.5"), Some("1234.5")),
        ("1.234,5", Some("1234.5"), Some("1234.5")),
        ("12,345,678", Some("12345678"), Some("12345678")),
        ("12.345.678", Some("12345678"), Some("12345678")),
        ("1234,567", None, Some("1234.567")),
        ("1234.567", Some("1234.567"), None),
        ("00,250", None, Some("00.250")),
        ("€ 1 250.00", Some("1250.00"), Some("1250.00")),
        ("1\u{a0}250,00 ₺", Some("1250.00"), Some("1250.00")),
        ("-3", Some("-3"), Some("-3")),
        ("−3,5", Some("-3.5"), Some("-3.5")),
        ("-€5", Some("-5"), Some("-5")),
        ("+5", Some("5"), Some("5")),
        (" 007 ", Some("007"), Some("007")),
        (",5", Some("0.5"), Some("0.5")),
        (".125", Some("0.125"), None),
        ("5.", None, None),
        ("12 34", None, None),
        ("1 2", None, None),
        ("1,2,3", None, None),
        ("1..2", None, None),
        ("1.2,345.6", None, None),
        ("1,23.5", None, None),
        ("12e3", None, None),
        ("5 pcs", None, None),
        ("--1", None, None),
        ("", None, None),
    ];

    /// A field takes what is typed in either language for the number that it means, if it `accepts` that, and for no
    /// other.
    pub(crate) fn each_typed<T: FromStr + PartialEq + Debug>(
        accepts: impl Fn(&T) -> bool,
        field: impl Fn(&str) -> Option<T>,
    ) {
        for (typed, english, turkish) in TYPED.into_iter().filter(|(typed, ..)| !typed.is_empty()) {
            for (language, meant) in [(Language::English, english), (Language::Turkish, turkish)] {
                text::speak(language);
                let meant = meant.and_then(exact::<T>).filter(&accepts);
                assert_eq!(field(typed), meant, "{typed:?} in {language:?}");
            }
        }
        text::speak(Language::English);
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use domain::{Money, Percent, Quantity};

    use super::fixture::{TYPED, each_typed};
    use super::*;

    #[test]
    fn what_is_typed_means_one_number_or_is_refused() {
        for (typed, english, turkish) in TYPED {
            assert_eq!(plain(typed, Language::English).as_deref(), english, "{typed:?} in English");
            assert_eq!(plain(typed, Language::Turkish).as_deref(), turkish, "{typed:?} in Turkish");
        }
    }

    #[test]
    fn fields_take_what_is_meant_and_nothing_else() {
        each_typed(|_| true, required::<Money>);
        each_typed(|_| true, required::<Quantity>);
        each_typed(|_| true, required::<Percent>);
        each_typed(|_| true, required::<i32>);
        each_typed(|_| true, |typed| optional::<Money>(typed).flatten());
    }

    #[test]
    fn what_fields_show_reads_back_as_the_same_number() {
        for raw in [0, 1, 9, 10, 125, 999, 1_000, 2_125, 12_345, 250_000, 1_234_567, 99_999_999, -2_125, -1] {
            for language in [Language::English, Language::Turkish] {
                let (money, quantity) = (Money::from_raw(raw), Quantity::from_raw(raw));
                assert_eq!(read(&write(&money.to_string(), language), language), Some(money));
                assert_eq!(read(&write(&quantity.to_string(), language), language), Some(quantity));
                let percent = Percent::from_raw(raw);
                assert_eq!(read(&write(&percent.to_string(), language), language), Some(percent));
            }
        }
    }

    #[test]
    fn an_empty_field_is_no_value_and_a_wrong_one_is_neither() {
        assert_eq!(optional::<Money>(" "), Some(None));
        assert_eq!(optional("1,250.5"), Some(exact::<Money>("1250.5")));
        assert_eq!(optional::<Money>("much"), None);
        assert_eq!(required::<Quantity>("1.2345"), None, "finer than quantities are");
        assert_eq!((required::<i32>("1,000"), required::<i32>("12.5")), (Some(1000), None));
    }

    /// Each file of the app, without its tests.
    fn sources(folder: &Path, all: &mut Vec<(String, String)>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                sources(&path, all);
            } else if path.extension().is_some_and(|end| end == "rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                let is_test = |line: &&str| line.ends_with("mod tests {");
                let text: Vec<_> = text.lines().take_while(|line| !is_test(line)).collect();
                all.push((path.display().to_string(), text.join("\n")));
            }
        }
    }

    /// Who parses names what is parsed, and amounts are parsed here alone: else `1,000` would be 1 somewhere.
    #[test]
    fn no_other_module_reads_a_typed_number() {
        let mut all = Vec::new();
        sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut all);
        assert!(all.len() > 100, "the sources are not where they were");
        for (file, text) in all.iter().filter(|(file, _)| !file.ends_with("src/number.rs")) {
            for (at, line) in text.lines().enumerate() {
                let is_amount = ["Money", "Quantity", "Percent", "T", "_"].iter().any(|name| {
                    [format!(".parse::<{name}>"), format!(".parse::<domain::{name}>")]
                        .iter()
                        .any(|it| line.contains(it))
                });
                let is_nameless = line.contains(".parse()");
                let is_own = line.contains(r#"replace(',', ".")"#) || line.contains(r#"replace('.', ",")"#);
                assert!(!(is_amount || is_nameless || is_own), "{file}:{}: {line}", at + 1);
            }
        }
    }
}
