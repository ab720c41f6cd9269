//! Whether somebody may log in.
use crate::text;

/// The tone and the word of it.
pub(super) fn standing(is_active: bool) -> (&'static str, &'static str) {
    if is_active { ("good", text::accounts::active()) } else { ("", text::accounts::inactive()) }
}
