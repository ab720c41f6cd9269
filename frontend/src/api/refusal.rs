//! What a rule refused, as the API tells it, and in the user's language.
use super::schema;
use crate::text;

/// One refusal of a mutation.
#[derive(cynic::QueryFragment, Clone, Debug, PartialEq, Eq)]
pub struct UserError {
    /// The stable code.
    pub code: String,
    /// The path of the input field it is about.
    pub field: Option<String>,
    /// The server's own words, in English.
    pub message: String,
}

impl UserError {
    /// What to tell the user.
    pub fn text(&self) -> String {
        text::refusal::of(&self.code).map_or_else(|| self.message.clone(), str::to_owned)
    }
}
