//! Tree to types, for everything that derives `Deserialize`.
use std::borrow::Cow;
use std::vec::IntoIter;

use serde::Deserializer;
use serde::de::value::{CowStrDeserializer, StrDeserializer};
use serde::de::{DeserializeSeed, IntoDeserializer, MapAccess, SeqAccess, Visitor};

use super::{Json, Mismatch};

impl<'de> Deserializer<'de> for Json<'de> {
    type Error = Mismatch;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        match self {
            Self::Null => visitor.visit_unit(),
            Self::Bool(bool) => visitor.visit_bool(bool),
            // Amounts travel as text; every number of the API is a count.
            Self::Number(number) => visitor.visit_i64(number.parse::<i64>().map_err(|_| Mismatch)?),
            Self::Text(text) => text.give(visitor),
            Self::List(_) => self.deserialize_seq(visitor),
            Self::Object(_) => self.deserialize_map(visitor),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        match self {
            Self::Null => visitor.visit_none(),
            there => visitor.visit_some(there),
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        match self {
            Self::List(values) => visitor.visit_seq(Values(values.into_iter())),
            _ => Err(Mismatch),
        }
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        match self {
            Self::Object(members) => visitor.visit_map(Members { rest: members.into_iter(), value: None }),
            _ => Err(Mismatch),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Mismatch> {
        self.deserialize_map(visitor)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        match self {
            Self::Text(text) => text.give(visitor),
            _ => Err(Mismatch),
        }
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        self.deserialize_string(visitor)
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        self.deserialize_string(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Mismatch> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Mismatch> {
        match self {
            Self::Text(text) => visitor.visit_enum::<CowStrDeserializer<'_, Mismatch>>(text.into_deserializer()),
            _ => Err(Mismatch),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        visitor.visit_unit()
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char bytes byte_buf unit unit_struct tuple tuple_struct
    }
}

trait Give<'de> {
    /// Hands the text over without copying it again.
    fn give<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch>;
}

impl<'de> Give<'de> for Cow<'de, str> {
    fn give<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        match self {
            Cow::Borrowed(text) => visitor.visit_borrowed_str(text),
            Cow::Owned(text) => visitor.visit_string(text),
        }
    }
}

struct Values<'de>(IntoIter<Json<'de>>);

impl<'de> SeqAccess<'de> for Values<'de> {
    type Error = Mismatch;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Mismatch> {
        self.0.next().map(|value| seed.deserialize(value)).transpose()
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.0.len())
    }
}

struct Members<'de> {
    rest: IntoIter<(Cow<'de, str>, Json<'de>)>,
    /// Of the name that was asked for last.
    value: Option<Json<'de>>,
}

impl<'de> MapAccess<'de> for Members<'de> {
    type Error = Mismatch;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Mismatch> {
        let Some((name, value)) = self.rest.next() else { return Ok(None) };
        self.value = Some(value);
        let name: StrDeserializer<'_, Mismatch> = name.as_ref().into_deserializer();
        seed.deserialize(name).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Mismatch> {
        seed.deserialize(self.value.take().ok_or(Mismatch)?)
    }
}

#[cfg(test)]
mod tests {
    use domain::{Money, Quantity};

    use super::super::{Json, Mismatch};

    #[derive(Debug, PartialEq, serde::Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Row {
        id: String,
        total_amount: Money,
        left: Option<Quantity>,
        lines: Vec<i32>,
        kind: Kind,
        #[serde(default)]
        is_new: bool,
    }

    #[derive(Debug, PartialEq, serde::Deserialize)]
    #[serde(rename_all = "SCREAMING_SNAKE_CASE")]
    enum Kind {
        OnHold,
    }

    fn row(text: &str) -> Result<Row, Mismatch> {
        Json::parse(text)?.read()
    }

    #[test]
    fn fields_are_found_by_name_and_others_passed_over() {
        let read = row(
            r#"{"unknown":[{"a":1.5}],"id":"so\u005f1","totalAmount":"12.30","left":null,"lines":[1,-2],"kind":"ON_HOLD"}"#,
        );
        let expected = Row {
            id: "so_1".to_owned(),
            total_amount: "12.30".parse().unwrap(),
            left: None,
            lines: vec![1, -2],
            kind: Kind::OnHold,
            is_new: false,
        };
        assert_eq!(read, Ok(expected));
    }

    #[test]
    fn another_shape_is_a_mismatch_and_not_a_guess() {
        let good = r#"{"id":"x","totalAmount":"1","lines":[],"kind":"ON_HOLD"}"#;
        assert!(row(good).is_ok());
        for (from, to) in [
            (r#""x""#, "7"),
            (r#""1""#, "1"),
            (r#""1""#, r#""1,5""#),
            ("[]", "{}"),
            ("[]", "[3000000000]"),
            ("[]", "[1.5]"),
            ("ON_HOLD", "LOST"),
            (r#""id":"x","#, ""),
        ] {
            assert_eq!(row(&good.replace(from, to)), Err(Mismatch), "{from} → {to}");
        }
    }
}
