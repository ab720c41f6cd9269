//! Tree to types: what readers that are written from documents stand on.
//!
//! A reader does not stop at a mistake. It is noted, an empty value stands in, and the whole is refused at the end: nobody
//! sees a part of an answer anyway, and so a field costs one call without a branch.
use std::cell::Cell;
use std::str::FromStr;

use domain::{Money, Percent, Quantity};

use super::{Json, Mismatch};

/// A type that is read from the API's JSON.
pub trait FromJson: Sized {
    /// The value at a node; an empty one when something else is there.
    fn read(it: Node<'_>) -> Self;
}

/// A value in a tree that is being read.
#[derive(Clone, Copy)]
pub struct Node<'a> {
    value: &'a Json<'a>,
    is_wrong: &'a Cell<bool>,
}

impl Json<'_> {
    /// The value as `read` sees it.
    pub fn read<T>(&self, read: fn(Node<'_>) -> T) -> Result<T, Mismatch> {
        let is_wrong = Cell::new(false);
        let value = read(Node { value: self, is_wrong: &is_wrong });
        if is_wrong.get() { Err(Mismatch) } else { Ok(value) }
    }
}

impl<'a> Node<'a> {
    /// The value of a member.
    pub fn at<T: FromJson>(self, name: &str) -> T {
        T::read(self.node(name))
    }

    /// A member; nothing where there is none.
    pub fn node(self, name: &str) -> Self {
        let members = if let Json::Object(members) = self.value { members.as_slice() } else { self.wrong(&[][..]) };
        let found = members.iter().find(|(it, _)| it == name);
        Self { value: found.map_or(&Json::Null, |(_, value)| value), ..self }
    }

    /// The text that is here.
    pub fn text(self) -> &'a str {
        let Json::Text(text) = self.value else { return self.wrong("") };
        text
    }

    /// The number that is here, as it was written.
    fn number(self) -> &'a str {
        let Json::Number(number) = self.value else { return self.wrong("") };
        number
    }

    /// What a text or number from here means.
    fn parsed<T: FromStr + Default>(self, text: &str) -> T {
        T::from_str(text).unwrap_or_else(|_| self.wrong(T::default()))
    }

    /// Notes that something else is here than what was asked for, and gives what stands in for it.
    fn wrong<T>(self, instead: T) -> T {
        self.is_wrong.set(true);
        instead
    }
}

impl FromJson for String {
    fn read(it: Node<'_>) -> Self {
        it.text().to_owned()
    }
}

impl FromJson for bool {
    fn read(it: Node<'_>) -> Self {
        if let Json::Bool(is) = it.value { *is } else { it.wrong(false) }
    }
}

impl FromJson for i32 {
    fn read(it: Node<'_>) -> Self {
        it.parsed(it.number())
    }
}

impl FromJson for i64 {
    fn read(it: Node<'_>) -> Self {
        it.parsed(it.number())
    }
}

impl FromJson for Money {
    fn read(it: Node<'_>) -> Self {
        it.parsed(it.text())
    }
}

impl FromJson for Quantity {
    fn read(it: Node<'_>) -> Self {
        it.parsed(it.text())
    }
}

impl FromJson for Percent {
    fn read(it: Node<'_>) -> Self {
        it.parsed(it.text())
    }
}

impl<T: FromJson> FromJson for Option<T> {
    fn read(it: Node<'_>) -> Self {
        if matches!(it.value, Json::Null) { None } else { Some(T::read(it)) }
    }
}

/// A list, or a connection of which the rows alone were asked for.
impl<T: FromJson> FromJson for Vec<T> {
    fn read(it: Node<'_>) -> Self {
        let it = if matches!(it.value, Json::Object(_)) { it.node("nodes") } else { it };
        let values = if let Json::List(values) = it.value { values.as_slice() } else { it.wrong(&[][..]) };
        values.iter().map(|value| T::read(Node { value, ..it })).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq)]
    struct Row {
        name: String,
        total: Money,
        note: Option<String>,
        tags: Vec<i32>,
    }

    impl FromJson for Row {
        fn read(it: Node<'_>) -> Self {
            Self { name: it.at("name"), total: it.at("total"), note: it.at("note"), tags: it.at("tags") }
        }
    }

    fn rows(text: &str) -> Result<Vec<Row>, Mismatch> {
        Json::parse(text)?.read(|data| data.at("rows"))
    }

    #[test]
    fn members_are_found_by_name_and_what_is_not_there_is_nothing() {
        let read = rows(r#"{"rows":[{"tags":[1,-2],"more":{"a":1},"total":"12.50","name":"ış\u0131k"}]}"#);
        let total = "12.5".parse().unwrap();
        assert_eq!(read, Ok(vec![Row { name: "ışık".to_owned(), total, note: None, tags: vec![1, -2] }]));
    }

    #[test]
    fn the_rows_of_a_connection_are_a_list() {
        let rows_of = |text: &str| Json::parse(text)?.read(|data| data.at::<Option<Vec<i32>>>("orders"));
        assert_eq!(rows_of(r#"{"orders":{"nodes":[1,2]}}"#), Ok(Some(vec![1, 2])));
        assert_eq!(rows_of(r#"{"orders":null}"#), Ok(None));
        assert_eq!(rows_of(r#"{"orders":{"edges":[1]}}"#), Err(Mismatch));
    }

    #[test]
    fn anything_else_than_what_was_asked_for_refuses_the_whole() {
        let wrong = [
            r#"{}"#,
            r#"[]"#,
            r#"{"rows":{}}"#,
            r#"{"rows":[null]}"#,
            r#"{"rows":[{"total":"1","tags":[]}]}"#,
            r#"{"rows":[{"name":7,"total":"1","tags":[]}]}"#,
            r#"{"rows":[{"name":"a","total":"one","tags":[]}]}"#,
            r#"{"rows":[{"name":"a","total":1,"tags":[]}]}"#,
            r#"{"rows":[{"name":"a","total":"1","tags":["1"]}]}"#,
            r#"{"rows":[{"name":"a","total":"1","tags":[1.5]}]}"#,
            r#"{"rows":[{"name":"a","total":"1","tags":[9999999999]}]}"#,
            r#"{"rows":[{"name":"a","total":"1","tags":[],"note":3}]}"#,
        ];
        for text in wrong {
            assert_eq!(rows(text), Err(Mismatch), "{text}");
        }
    }
}
