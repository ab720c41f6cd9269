//! Text to tree, as RFC 8259 says; numbers are kept as text.
use std::borrow::Cow;

use super::{Json, Mismatch};

/// Deeper than any answer, and shallow enough for the browser's stack.
const DEPTH_MAX: usize = 64;

/// Reads a text that holds one value and nothing after it.
pub(super) fn whole(text: &str) -> Result<Json<'_>, Mismatch> {
    let mut parser = Parser { rest: text };
    let value = parser.value(DEPTH_MAX)?;
    parser.skip_space();
    if parser.rest.is_empty() { Ok(value) } else { Err(Mismatch) }
}

struct Parser<'a> {
    rest: &'a str,
}

impl<'a> Parser<'a> {
    fn skip_space(&mut self) {
        self.rest = self.rest.trim_start_matches([' ', '\n', '\r', '\t']);
    }

    /// Takes `token` when the text goes on with it.
    fn eat(&mut self, token: &str) -> bool {
        match self.rest.strip_prefix(token) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn expect(&mut self, token: &str) -> Result<(), Mismatch> {
        self.skip_space();
        if self.eat(token) { Ok(()) } else { Err(Mismatch) }
    }

    /// Takes the next `length` bytes.
    fn take(&mut self, length: usize) -> Result<&'a str, Mismatch> {
        let (taken, rest) = self.rest.split_at_checked(length).ok_or(Mismatch)?;
        self.rest = rest;
        Ok(taken)
    }

    fn value(&mut self, depth: usize) -> Result<Json<'a>, Mismatch> {
        let depth = depth.checked_sub(1).ok_or(Mismatch)?;
        self.skip_space();
        match self.rest.as_bytes().first() {
            Some(b'{') => self.object(depth),
            Some(b'[') => self.list(depth),
            Some(b'"') => self.text().map(Json::Text),
            Some(b'-' | b'0'..=b'9') => self.number(),
            _ if self.eat("null") => Ok(Json::Null),
            _ if self.eat("true") => Ok(Json::Bool(true)),
            _ if self.eat("false") => Ok(Json::Bool(false)),
            _ => Err(Mismatch),
        }
    }

    fn object(&mut self, depth: usize) -> Result<Json<'a>, Mismatch> {
        self.expect("{")?;
        let mut members = Vec::new();
        self.skip_space();
        if self.eat("}") {
            return Ok(Json::Object(members));
        }
        loop {
            self.skip_space();
            let name = self.text()?;
            self.expect(":")?;
            members.push((name, self.value(depth)?));
            self.skip_space();
            if self.eat("}") {
                return Ok(Json::Object(members));
            }
            self.expect(",")?;
        }
    }

    fn list(&mut self, depth: usize) -> Result<Json<'a>, Mismatch> {
        self.expect("[")?;
        let mut values = Vec::new();
        self.skip_space();
        if self.eat("]") {
            return Ok(Json::List(values));
        }
        loop {
            values.push(self.value(depth)?);
            self.skip_space();
            if self.eat("]") {
                return Ok(Json::List(values));
            }
            self.expect(",")?;
        }
    }

    /// Digits, and what else a number is written with; whether they make one, the type that is read from it says.
    fn number(&mut self) -> Result<Json<'a>, Mismatch> {
        let is_part = |byte: &u8| matches!(byte, b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E');
        let length = self.rest.bytes().take_while(is_part).count();
        self.take(length).map(Json::Number)
    }

    fn text(&mut self) -> Result<Cow<'a, str>, Mismatch> {
        if !self.eat("\"") {
            return Err(Mismatch);
        }
        let plain = self.plain()?;
        if self.eat("\"") {
            return Ok(Cow::Borrowed(plain));
        }
        let mut text = plain.to_owned();
        while !self.eat("\"") {
            text.push(self.escape()?);
            text.push_str(self.plain()?);
        }
        Ok(Cow::Owned(text))
    }

    /// Up to the next quote or escape.
    fn plain(&mut self) -> Result<&'a str, Mismatch> {
        let end = self.rest.bytes().position(|byte| byte == b'"' || byte == b'\\' || byte < b' ').ok_or(Mismatch)?;
        self.take(end)
    }

    fn escape(&mut self) -> Result<char, Mismatch> {
        Ok(match self.take(2)? {
            "\\\"" => '"',
            "\\\\" => '\\',
            "\\/" => '/',
            "\\b" => '\u{8}',
            "\\f" => '\u{c}',
            "\\n" => '\n',
            "\\r" => '\r',
            "\\t" => '\t',
            "\\u" => self.unicode()?,
            _ => return Err(Mismatch),
        })
    }

    /// One or, for what lies beyond 16 bits, two units of UTF-16.
    fn unicode(&mut self) -> Result<char, Mismatch> {
        let first = self.unit()?;
        let units = if (0xd800..0xdc00).contains(&first) {
            if !self.eat("\\u") {
                return Err(Mismatch);
            }
            vec![first, self.unit()?]
        } else {
            vec![first]
        };
        let mut decoded = char::decode_utf16(units);
        match (decoded.next(), decoded.next()) {
            (Some(Ok(char)), None) => Ok(char),
            _ => Err(Mismatch),
        }
    }

    fn unit(&mut self) -> Result<u16, Mismatch> {
        let digits = self.take(4)?;
        if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(Mismatch);
        }
        u16::from_str_radix(digits, 16).map_err(|_| Mismatch)
    }
}

#[cfg(test)]
mod tests {
    use super::super::Json;
    use super::DEPTH_MAX;

    /// The same tree as an established parser makes.
    fn told_alike(text: &str) {
        let theirs: serde_json::Value = serde_json::from_str(text).unwrap();
        assert_eq!(plain(&Json::parse(text).unwrap()), theirs, "{text}");
    }

    fn plain(json: &Json<'_>) -> serde_json::Value {
        match json {
            Json::Null => serde_json::Value::Null,
            Json::Bool(bool) => (*bool).into(),
            Json::Number(number) => serde_json::from_str(number).unwrap(),
            Json::Text(text) => text.as_ref().into(),
            Json::List(values) => values.iter().map(plain).collect(),
            Json::Object(members) => members.iter().map(|(name, value)| (name.to_string(), plain(value))).collect(),
        }
    }

    #[test]
    fn texts_mean_what_they_mean_to_others() {
        told_alike(r#" {"a" : [1, -2.5e3, true, false, null, {}, []], "ç": "ışık \"x\" \\ \/ \b\f\n\r\t"} "#);
        told_alike(r#""\u0131 \u20ac \ud83d\ude00 \uD83D\uDE00""#);
        told_alike("[[[[0]]],{\"\":\"\"}]");
    }

    #[test]
    fn what_is_not_json_is_refused() {
        let broken = [
            "",
            "{",
            "[1,]",
            "{\"a\":1,}",
            "{a:1}",
            "[1 2]",
            "\"open",
            "\"\\x\"",
            "\"\\ud83d\"",
            "\"\\ud83dx\"",
            "\"\\u12\"",
            "\"\\u+123\"",
            "nul",
            "1 1",
            "\"line\nbreak\"",
            "<html>",
        ];
        for text in broken {
            assert!(Json::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn an_endless_nesting_ends_in_an_error() {
        let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
        assert!(Json::parse(&nested(DEPTH_MAX)).is_ok());
        assert!(Json::parse(&nested(100_000)).is_err());
    }
}
