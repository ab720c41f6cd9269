//! What is sent, with the names and descriptions of the schema.
use super::json::ToJson;

/// What becomes of a field of a record that is changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Patch<T> {
    /// It stays as it is: it is not sent.
    #[default]
    Leave,
    /// It is emptied.
    Clear,
    /// It becomes this.
    Set(T),
}

impl<T> From<T> for Patch<T> {
    fn from(value: T) -> Self {
        Self::Set(value)
    }
}

impl<T> From<Option<T>> for Patch<T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Clear, Self::Set)
    }
}

impl<T: ToJson> ToJson for Patch<T> {
    fn write(&self, text: &mut String) {
        match self {
            Self::Set(value) => value.write(text),
            Self::Leave | Self::Clear => text.push_str("null"),
        }
    }

    fn is_absent(&self) -> bool {
        matches!(self, Self::Leave)
    }
}

include!(concat!(env!("OUT_DIR"), "/api/input.rs"));

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::json::object;

    #[test]
    fn what_is_left_is_not_sent_and_what_is_cleared_is_null() {
        let (left, cleared, set) = (Patch::<String>::default(), Patch::<String>::from(None), Patch::from(3));
        let mut text = String::new();
        object(&mut text, &[("left", &left), ("cleared", &cleared), ("set", &set)]);
        assert_eq!(text, r#"{"cleared":null,"set":3}"#);
    }
}
