//! Types to text, for what is sent and what is stored in the browser: what is left out is not written.
use domain::{Money, Percent, Quantity};

use crate::api::key::new_key;

/// A type that is written as the API's JSON.
pub trait ToJson {
    /// Writes the value at the end of a text.
    fn write(&self, text: &mut String);

    /// Whether it is left out of an object.
    fn is_absent(&self) -> bool {
        false
    }
}

/// The text in quotes, with what must be escaped escaped.
fn quoted(value: &str, text: &mut String) {
    text.push('"');
    for char in value.chars() {
        match char {
            '"' | '\\' => text.extend(['\\', char]),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            '\t' => text.push_str("\\t"),
            '\0'..' ' => {
                let code = u32::from(char);
                text.push_str("\\u00");
                text.extend([code / 16, code % 16].into_iter().filter_map(|digit| char::from_digit(digit, 16)));
            }
            _ => text.push(char),
        }
    }
    text.push('"');
}

/// Writes an object of the members that are there.
pub(crate) fn object(text: &mut String, members: &[(&str, &dyn ToJson)]) {
    text.push('{');
    let mut has_some = false;
    for (name, value) in members.iter().filter(|(_, value)| !value.is_absent()) {
        if has_some {
            text.push(',');
        }
        has_some = true;
        quoted(name, text);
        text.push(':');
        value.write(text);
    }
    text.push('}');
}

/// Lets a struct be written as an object of its fields, under their names or those given; with a definition in place of
/// a list of fields, lets it be read too.
macro_rules! stored {
    ($name:ident { $($field:ident $(: $key:literal)?),+ $(,)? }) => {
        impl $crate::api::json::ToJson for $name {
            fn write(&self, text: &mut String) {
                $crate::api::json::object(text, &[$(($crate::api::json::stored!(@key $field $($key)?), &self.$field)),+]);
            }
        }
    };
    ($(#[$about:meta])* $visible:vis struct $name:ident { $($(#[$of:meta])* $shown:vis $field:ident: $type:ty),+ $(,)? }) => {
        $(#[$about])*
        $visible struct $name {
            $($(#[$of])* $shown $field: $type),+
        }
        $crate::api::json::stored!($name { $($field),+ });
        impl $crate::api::json::FromJson for $name {
            fn read(it: $crate::api::json::Node<'_>) -> Self {
                Self { $($field: it.at(stringify!($field))),+ }
            }
        }
    };
    (@key $field:ident) => { stringify!($field) };
    (@key $field:ident $key:literal) => { $key };
}
pub(crate) use stored;

/// The value as a text.
pub(crate) fn text_of(value: &dyn ToJson) -> String {
    let mut text = String::new();
    value.write(&mut text);
    text
}

/// The input of a mutation, with a new idempotency key: written once, it is done once however often it is sent.
pub(crate) struct Keyed<'a>(pub(in crate::api) &'a dyn ToJson);

impl ToJson for Keyed<'_> {
    fn write(&self, text: &mut String) {
        self.0.write(text);
        // The object goes on.
        text.pop();
        if !text.ends_with('{') {
            text.push(',');
        }
        text.push_str("\"idempotencyKey\":");
        quoted(&new_key(), text);
        text.push('}');
    }
}

impl ToJson for str {
    fn write(&self, text: &mut String) {
        quoted(self, text);
    }
}

impl ToJson for String {
    fn write(&self, text: &mut String) {
        quoted(self, text);
    }
}

impl ToJson for bool {
    fn write(&self, text: &mut String) {
        text.push_str(if *self { "true" } else { "false" });
    }
}

impl ToJson for i32 {
    fn write(&self, text: &mut String) {
        text.push_str(&self.to_string());
    }
}

/// An amount is a text to the API.
macro_rules! amounts {
    ($($amount:ident),*) => {
        $(impl ToJson for $amount {
            fn write(&self, text: &mut String) {
                quoted(&self.to_string(), text);
            }
        })*
    };
}

amounts!(Money, Quantity, Percent);

impl<T: ToJson + ?Sized> ToJson for &T {
    fn write(&self, text: &mut String) {
        (**self).write(text);
    }

    fn is_absent(&self) -> bool {
        (**self).is_absent()
    }
}

impl<T: ToJson> ToJson for Option<T> {
    fn write(&self, text: &mut String) {
        match self {
            Some(value) => value.write(text),
            None => text.push_str("null"),
        }
    }

    fn is_absent(&self) -> bool {
        self.is_none()
    }
}

impl<T: ToJson> ToJson for [T] {
    fn write(&self, text: &mut String) {
        text.push('[');
        for (at, value) in self.iter().enumerate() {
            if at > 0 {
                text.push(',');
            }
            value.write(text);
        }
        text.push(']');
    }
}

impl<T: ToJson> ToJson for Vec<T> {
    fn write(&self, text: &mut String) {
        self.as_slice().write(text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Line(Quantity, Option<Money>);

    impl ToJson for Line {
        fn write(&self, text: &mut String) {
            object(text, &[("quantity", &self.0), ("unitCost", &self.1)]);
        }
    }

    #[test]
    fn others_read_what_was_written() {
        let note = "\"ışık\" \\ \u{1} \u{1f} \n\r\t 😀";
        let lines = [Line("1.5".parse().unwrap(), None), Line(Quantity::ZERO, Some("2".parse().unwrap()))];
        let mut text = String::new();
        object(&mut text, &[("note", &note), ("count", &-3), ("whole", &true), ("lines", &lines.as_slice())]);
        let read: serde_json::Value = serde_json::from_str(&text).unwrap();
        let lines = serde_json::json!([{"quantity": "1.5"}, {"quantity": "0", "unitCost": "2.00"}]);
        assert_eq!(read, serde_json::json!({"note": note, "count": -3, "whole": true, "lines": lines}));
    }

    #[test]
    fn an_input_gets_a_key_of_its_own() {
        let keys: Vec<String> = [Line(Quantity::ZERO, None), Line(Quantity::ZERO, None)]
            .map(|line| {
                let read: serde_json::Value = serde_json::from_str(&text_of(&Keyed(&line))).unwrap();
                assert_eq!(read["quantity"], "0");
                read["idempotencyKey"].as_str().unwrap().to_owned()
            })
            .into();
        assert!(!keys[0].is_empty() && keys[0] != keys[1]);
        struct Nothing;
        impl ToJson for Nothing {
            fn write(&self, text: &mut String) {
                object(text, &[]);
            }
        }
        assert!(text_of(&Keyed(&Nothing)).starts_with("{\"idempotencyKey\":"));
    }

    #[test]
    fn what_is_not_there_is_left_out() {
        let mut text = String::new();
        object(&mut text, &[("a", &None::<i32>), ("b", &&None::<&str>), ("c", &Some(1)), ("d", &Vec::<i32>::new())]);
        assert_eq!(text, r#"{"c":1,"d":[]}"#);
        assert_eq!(text_of(&None::<bool>), "null");
    }
}
