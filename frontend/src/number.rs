//! Decimal numbers as people type and paste them, and as fields show them.
//!
//! English writes `1,234.5`, Turkish `1.234,5`; a spreadsheet adds blanks and currency signs. What is read is a plain
//! decimal text, `1234.5`, which the exact types of the rules parse; what is not a number stays as it is, so that they
//! refuse it.
use crate::text::Language;

/// The plain decimal that a text means in a language.
pub fn read(text: &str, language: Language) -> String {
    let kept: String = text.chars().filter(|letter| !letter.is_whitespace() && !is_currency(*letter)).collect();
    let group = if decimal_sign(language) == '.' { ',' } else { '.' };
    // Alone, a sign is in front of the fraction unless it groups digits in this language.
    let alone = |sign| kept.matches(sign).count() == 1 && !(sign == group && groups(&kept, sign));
    let decimal = match (kept.rfind('.'), kept.rfind(',')) {
        (Some(point), Some(comma)) if point > comma => Some('.'),
        (Some(_), Some(_)) => Some(','),
        (Some(_), None) => Some('.').filter(|sign| alone(*sign)),
        (None, Some(_)) => Some(',').filter(|sign| alone(*sign)),
        (None, None) => None,
    };
    let plain = |letter| match letter {
        sign if Some(sign) == decimal => Some('.'),
        ',' | '.' if decimal.is_some() || groups(&kept, letter) => None,
        other => Some(other),
    };
    kept.chars().filter_map(plain).collect()
}

/// A plain decimal as a field shows it.
pub fn write(number: &str, language: Language) -> String {
    match decimal_sign(language) {
        '.' => number.to_owned(),
        sign => number.replace('.', &sign.to_string()),
    }
}

/// What is typed in a field that may stay empty: nothing, or a value; none when it is neither.
pub fn optional<T: std::str::FromStr>(typed: &str) -> Option<Option<T>> {
    if typed.trim().is_empty() { Some(None) } else { required(typed).map(Some) }
}

/// The value that is typed; none when it is none.
pub fn required<T: std::str::FromStr>(typed: &str) -> Option<T> {
    read(typed, crate::text::language()).parse().ok()
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

/// Whether a sign stands before three digits each time, and behind a digit.
fn groups(text: &str, sign: char) -> bool {
    let mut parts = text.split(sign);
    let is_begun = parts.next().is_some_and(|first| first.ends_with(|digit: char| digit.is_ascii_digit()));
    is_begun && parts.all(|part| part.len() == 3 && part.bytes().all(|digit| digit.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_language_has_its_own_signs() {
        for (english, turkish, plain) in [
            ("1,234.5", "1.234,5", "1234.5"),
            ("1,234", "1.234", "1234"),
            ("1.234", "1,234", "1.234"),
            ("12,345,678", "12.345.678", "12345678"),
            ("0.5", "0,5", "0.5"),
            ("€ 1 250.00", "1 250,00 ₺", "1250.00"),
            ("-3", "-3", "-3"),
            ("", " ", ""),
        ] {
            assert_eq!(read(english, Language::English), plain);
            assert_eq!(read(turkish, Language::Turkish), plain);
        }
    }

    #[test]
    fn what_is_clear_is_read_in_the_other_languages_way() {
        assert_eq!(read("8,75", Language::English), "8.75");
        assert_eq!(read("8.75", Language::Turkish), "8.75");
        assert_eq!(read("1.234,50", Language::English), "1234.50");
    }

    #[test]
    fn what_is_no_number_stays_none() {
        for text in ["abc", "1..2", "1,2,3", "12e3", "5 pcs"] {
            assert!(read(text, Language::English).parse::<domain::Money>().is_err(), "{text}");
        }
    }

    #[test]
    fn an_empty_field_is_no_value_and_a_wrong_one_is_neither() {
        assert_eq!(optional::<domain::Money>(" "), Some(None));
        assert_eq!(optional("1,250.5"), Some("1250.5".parse::<domain::Money>().ok()));
        assert_eq!(optional::<domain::Money>("much"), None);
    }

    #[test]
    fn fields_show_the_languages_sign() {
        assert_eq!(write("8.75", Language::English), "8.75");
        assert_eq!(write("8.75", Language::Turkish), "8,75");
    }
}
