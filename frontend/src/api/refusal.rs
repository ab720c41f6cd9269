//! What a rule refused, as the API tells it, and in the user's language.
use super::error::{ApiError, Problem};
use super::name::RefusalCode;
use super::schema;
use crate::{format, text};

/// A mutation's answer: what it made, or what the rules refused.
pub type Answer<T> = Result<Result<T, Vec<UserError>>, ApiError>;

/// Reads a payload: the thing, or why not.
pub(super) fn told<T>(made: Option<T>, errors: Vec<UserError>) -> Answer<T> {
    if !errors.is_empty() {
        return Ok(Err(errors));
    }
    made.map(Ok).ok_or_else(|| ApiError::of(Problem::Internal))
}

/// One refusal of a mutation.
#[derive(cynic::QueryFragment, Clone, Debug, PartialEq, Eq)]
pub struct UserError {
    /// The stable code.
    pub code: RefusalCode,
    /// The path of the input field it is about; empty when it is about the whole.
    pub field: Vec<String>,
    /// The server's own words, in English.
    pub message: String,
    /// The facts of the message.
    pub params: Vec<Param>,
}

/// A fact of a refusal.
#[derive(cynic::QueryFragment, Clone, Debug, PartialEq, Eq)]
pub struct Param {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
}

impl UserError {
    /// What the rules of `domain` refuse here already.
    pub fn of(code: domain::RefusalCode) -> Self {
        let code = RefusalCode(code.text().to_owned());
        Self { code, field: Vec::new(), message: String::new(), params: Vec::new() }
    }

    /// What to tell the user.
    pub fn text(&self) -> String {
        if self.is_conflict() {
            return self.conflict_text();
        }
        let Some(template) = text::refusal::of(&self.code.0) else { return self.message.clone() };
        let values: Vec<_> = self.params.iter().map(|param| (param.name.as_str(), shown(param))).collect();
        let values: Vec<_> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
        text::fill(template, &values)
    }

    /// Whether somebody else changed the document first.
    pub fn is_conflict(&self) -> bool {
        self.code.0 == domain::RefusalCode::Conflict.text()
    }

    fn conflict_text(&self) -> String {
        match (self.param("changedBy"), self.param("changedAt")) {
            (Some(by), Some(at)) => text::form::conflict(by, &format::instant(at)),
            _ => text::form::conflict_unknown().to_owned(),
        }
    }

    fn param(&self, name: &str) -> Option<&str> {
        self.params.iter().find(|param| param.name == name).map(|param| param.value.as_str())
    }
}

/// A fact in the user's language where it is a word of ours.
fn shown(param: &Param) -> String {
    let word = match param.name.as_str() {
        "status" => domain::sales_order::Status::ALL
            .iter()
            .find(|status| status.text() == param.value)
            .and_then(|status| text::status::of(&api_name(*status))),
        "permission" => text::permission::of(&param.value),
        _ => None,
    };
    word.map_or_else(|| param.value.clone(), str::to_owned)
}

/// `OnHold` is `ON_HOLD` in the API.
fn api_name(status: domain::sales_order::Status) -> String {
    let mut name = String::new();
    for char in format!("{status:?}").chars() {
        if char.is_ascii_uppercase() && !name.is_empty() {
            name.push('_');
        }
        name.push(char.to_ascii_uppercase());
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(code: &str, name: &str, value: &str) -> String {
        let params = vec![Param { name: name.to_owned(), value: value.to_owned() }];
        let message = "as the server says".to_owned();
        UserError { code: RefusalCode(code.to_owned()), field: Vec::new(), message, params }.text()
    }

    #[test]
    fn facts_and_our_own_words_are_filled_in() {
        assert_eq!(refused("OVER_DELIVERY", "open", "3"), "At most 3 are open.");
        assert_eq!(refused("WRONG_STATUS", "status", "on_hold"), "Not possible while the order is “On hold”.");
        let text = refused("PERMISSION_MISSING", "permission", "sales_order.ship");
        assert_eq!(text, "You lack the permission to ship sales orders.");
    }

    #[test]
    fn a_code_newer_than_the_app_is_told_in_the_servers_words() {
        assert_eq!(refused("SOMETHING_NEW", "a", "b"), "as the server says");
    }

    #[test]
    fn every_status_has_a_text() {
        for status in domain::sales_order::Status::ALL {
            assert!(text::status::of(&api_name(*status)).is_some(), "{status:?}");
        }
    }
}
