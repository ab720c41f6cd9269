//! Types to text, for everything that derives `Serialize` and that the API has an input for.
use serde::Serializer;
use serde::ser::{Impossible, Serialize, SerializeMap, SerializeSeq, SerializeStruct};

use super::Mismatch;

/// Writes a value as JSON.
pub(in crate::api) fn to_text<T: Serialize + ?Sized>(value: &T) -> Result<String, Mismatch> {
    let mut text = String::new();
    value.serialize(Writer(&mut text))?;
    Ok(text)
}

struct Writer<'a>(&'a mut String);

/// A list or an object that is being written.
struct Members<'a> {
    text: &'a mut String,
    has_some: bool,
    end: char,
}

impl<'a> Members<'a> {
    fn begin(text: &'a mut String, start: char, end: char) -> Self {
        text.push(start);
        Self { text, has_some: false, end }
    }

    /// Goes on to the next member.
    fn next(&mut self) -> &mut String {
        if self.has_some {
            self.text.push(',');
        }
        self.has_some = true;
        self.text
    }

    fn finish(self) {
        self.text.push(self.end);
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

impl<'a> Serializer for Writer<'a> {
    type Ok = ();
    type Error = Mismatch;
    type SerializeSeq = Members<'a>;
    type SerializeTuple = Impossible<(), Mismatch>;
    type SerializeTupleStruct = Impossible<(), Mismatch>;
    type SerializeTupleVariant = Impossible<(), Mismatch>;
    type SerializeMap = Members<'a>;
    type SerializeStruct = Members<'a>;
    type SerializeStructVariant = Impossible<(), Mismatch>;

    fn serialize_bool(self, value: bool) -> Result<(), Mismatch> {
        self.0.push_str(if value { "true" } else { "false" });
        Ok(())
    }

    fn serialize_i64(self, value: i64) -> Result<(), Mismatch> {
        self.0.push_str(&value.to_string());
        Ok(())
    }

    fn serialize_i8(self, value: i8) -> Result<(), Mismatch> {
        self.serialize_i64(value.into())
    }

    fn serialize_i16(self, value: i16) -> Result<(), Mismatch> {
        self.serialize_i64(value.into())
    }

    fn serialize_i32(self, value: i32) -> Result<(), Mismatch> {
        self.serialize_i64(value.into())
    }

    fn serialize_u8(self, value: u8) -> Result<(), Mismatch> {
        self.serialize_i64(value.into())
    }

    fn serialize_u16(self, value: u16) -> Result<(), Mismatch> {
        self.serialize_i64(value.into())
    }

    fn serialize_u32(self, value: u32) -> Result<(), Mismatch> {
        self.serialize_i64(value.into())
    }

    fn serialize_u64(self, value: u64) -> Result<(), Mismatch> {
        self.serialize_i64(value.try_into().map_err(|_| Mismatch)?)
    }

    /// The API has no fractions but decimal texts.
    fn serialize_f32(self, _: f32) -> Result<(), Mismatch> {
        Err(Mismatch)
    }

    fn serialize_f64(self, _: f64) -> Result<(), Mismatch> {
        Err(Mismatch)
    }

    fn serialize_char(self, value: char) -> Result<(), Mismatch> {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, value: &str) -> Result<(), Mismatch> {
        quoted(value, self.0);
        Ok(())
    }

    fn serialize_bytes(self, _: &[u8]) -> Result<(), Mismatch> {
        Err(Mismatch)
    }

    fn serialize_none(self) -> Result<(), Mismatch> {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Mismatch> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), Mismatch> {
        self.0.push_str("null");
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), Mismatch> {
        self.serialize_unit()
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result<(), Mismatch> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result<(), Mismatch> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<(), Mismatch> {
        Err(Mismatch)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Members<'a>, Mismatch> {
        Ok(Members::begin(self.0, '[', ']'))
    }

    fn serialize_tuple(self, _: usize) -> Result<Self::SerializeTuple, Mismatch> {
        Err(Mismatch)
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Self::SerializeTupleStruct, Mismatch> {
        Err(Mismatch)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, Mismatch> {
        Err(Mismatch)
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Members<'a>, Mismatch> {
        Ok(Members::begin(self.0, '{', '}'))
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Members<'a>, Mismatch> {
        self.serialize_map(None)
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, Mismatch> {
        Err(Mismatch)
    }
}

impl SerializeSeq for Members<'_> {
    type Ok = ();
    type Error = Mismatch;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Mismatch> {
        value.serialize(Writer(self.next()))
    }

    fn end(self) -> Result<(), Mismatch> {
        self.finish();
        Ok(())
    }
}

impl SerializeMap for Members<'_> {
    type Ok = ();
    type Error = Mismatch;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Mismatch> {
        key.serialize(Writer(self.next()))
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Mismatch> {
        self.text.push(':');
        value.serialize(Writer(self.text))
    }

    fn end(self) -> Result<(), Mismatch> {
        self.finish();
        Ok(())
    }
}

impl SerializeStruct for Members<'_> {
    type Ok = ();
    type Error = Mismatch;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<(), Mismatch> {
        quoted(key, self.next());
        SerializeMap::serialize_value(self, value)
    }

    fn end(self) -> Result<(), Mismatch> {
        self.finish();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::to_text;

    #[derive(serde::Serialize)]
    struct Input<'a> {
        id: &'a str,
        lines: Vec<Line>,
        note: Option<&'a str>,
        count: i32,
        whole: bool,
        by: By,
    }

    #[derive(serde::Serialize)]
    struct Line(domain::Quantity);

    #[derive(serde::Serialize)]
    enum By {
        OrderDate,
    }

    #[test]
    fn others_read_what_was_written() {
        let note = "\"ışık\" \\ \u{1} \u{1f} \n\r\t 😀";
        let lines = vec![Line("1.5".parse().unwrap()), Line("2".parse().unwrap())];
        let input = Input { id: "so_1", lines, note: Some(note), count: -3, whole: true, by: By::OrderDate };
        let read: serde_json::Value = serde_json::from_str(&to_text(&input).unwrap()).unwrap();
        assert_eq!(read, serde_json::to_value(&input).unwrap());
    }

    #[test]
    fn nothing_is_null_and_an_empty_list_is_a_list() {
        assert_eq!(to_text(&(None::<i32>)).unwrap(), "null");
        assert_eq!(to_text::<[i32]>(&[]).unwrap(), "[]");
        assert!(to_text(&1.5_f64).is_err());
    }
}
