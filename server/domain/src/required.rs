//! Texts that must be there.

use crate::{Refusal, RefusalCode};

/// Characters of a name, a code or a unit at most.
pub const TEXT_MAX: usize = 200;

/// The text of an input field, without the space around it: one character at least, `max` at most.
///
/// # Errors
/// `REQUIRED`, `TOO_LONG`.
pub fn required<'a>(field: &str, text: &'a str, max: usize) -> Result<&'a str, Refusal> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Refusal::new(RefusalCode::Required).at(field));
    }
    if text.chars().count() > max {
        return Err(Refusal::new(RefusalCode::TooLong).at(field).param("max", max));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn space_is_no_text_and_characters_count_not_bytes() {
        assert_eq!(required("name", " ışık ", 4), Ok("ışık"));
        assert_eq!(required("name", " \t", 4).unwrap_err().code, RefusalCode::Required);
        assert_eq!(required("name", "ışıks", 4).unwrap_err().code, RefusalCode::TooLong);
    }
}
