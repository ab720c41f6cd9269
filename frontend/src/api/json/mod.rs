//! JSON as the API speaks it: text to values, values to text.
//!
//! text --parse--> [`Json`] --read--> a type that is [`FromJson`];  a type that is [`ToJson`] --write--> text
//!
//! `serde_json` reads each type straight from text and words each mistake, which compiles to a parser a type: a quarter
//! of the first visit. Here one parser makes a tree, types pick what they know from it, and a mistake is only
//! [`Mismatch`]: the app cannot mend an answer whose shape it does not know, whatever the details.
mod parse;
mod read;
mod write;

use std::borrow::Cow;
use std::fmt;

pub use read::{FromJson, Node};
pub use write::ToJson;
pub(crate) use write::{Keyed, object, stored, text_of};

/// Reads what [`text_of`] wrote; none when it is of another shape, as after an update of the app.
pub(crate) fn from_text<T: FromJson>(text: &str) -> Option<T> {
    Json::parse(text).ok()?.read(T::read).ok()
}

/// A value, borrowing from its text where that has no escapes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Json<'a> {
    /// Nothing.
    Null,
    /// Yes or no.
    Bool(bool),
    /// A number as it was written.
    Number(&'a str),
    /// A text.
    Text(Cow<'a, str>),
    /// A list.
    List(Vec<Json<'a>>),
    /// Named values, in the order of the text.
    Object(Vec<(Cow<'a, str>, Json<'a>)>),
}

impl<'a> Json<'a> {
    /// Reads a text that holds one value.
    pub(super) fn parse(text: &'a str) -> Result<Self, Mismatch> {
        parse::whole(text)
    }

    /// Takes a named value out of an object.
    pub(super) fn take(&mut self, name: &str) -> Option<Self> {
        let Self::Object(members) = self else { return None };
        members.iter_mut().find(|(it, _)| it == name).map(|(_, value)| std::mem::replace(value, Self::Null))
    }
}

/// The text is not JSON, or not of the shape that was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mismatch;

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("unexpected JSON")
    }
}

impl std::error::Error for Mismatch {}
