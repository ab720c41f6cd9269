//! What the user has set up, kept by the server so that it is there in every browser.
use super::input::PreferenceSetInput;
use super::json;
use super::query::{Mutation, Query};

include!(concat!(env!("OUT_DIR"), "/api/preferences.rs"));

/// How a list is arranged.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Arrangement {
    /// Its columns, in order.
    pub columns: Vec<Arranged>,
    /// Whether rows stand close together.
    pub dense: bool,
}

/// A column of an arrangement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arranged {
    /// Its name.
    pub key: String,
    /// Its width in pixels.
    pub width: u16,
    /// Whether it is shown.
    pub shown: bool,
}

impl Arrangement {
    /// As a JSON text, to be kept: `"dense number.168 date.132 -items.84"`, a minus before what is hidden. Every list
    /// reads it before it draws itself, so it is made to be read by little code.
    pub fn written(&self) -> String {
        let mut text = if self.dense { "\"dense".to_owned() } else { "\"wide".to_owned() };
        for Arranged { key, width, shown } in &self.columns {
            text.push_str(if *shown { " " } else { " -" });
            text.push_str(&format!("{key}.{width}"));
        }
        text.push('"');
        text
    }

    /// From a kept text; none when it is of another time.
    pub fn read(text: &str) -> Option<Self> {
        let mut words = text.strip_prefix('"')?.strip_suffix('"')?.split(' ');
        let dense = words.next()? == "dense";
        let column = |word: &str| {
            let (key, width) = word.split_once('.')?;
            let hidden = key.strip_prefix('-');
            let (key, shown) = (hidden.unwrap_or(key).to_owned(), hidden.is_none());
            Some(Arranged { key, width: width.parse::<u16>().ok()?, shown })
        };
        Some(Self { columns: words.map(column).collect::<Option<_>>()?, dense })
    }
}

json::stored! {
    /// A view of a list that has a name.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct NamedView {
        /// Its name; unique in its list.
        pub name: String,
        /// The query of its address, with its question mark; empty for the list as it is by itself.
        pub query: String,
    }
}

impl NamedView {
    /// Views as a JSON text, to be kept.
    pub fn write_all(views: &[Self]) -> String {
        json::text_of(&views)
    }

    /// Views from a kept text; none when it is of another time.
    pub fn read_all(text: &str) -> Option<Vec<Self>> {
        json::from_text(text)
    }
}

/// What is stored under a key; none when nothing is.
pub fn stored(key: &str) -> Query<Option<String>> {
    preferences(Some(&[key.to_owned()])).map(|found| found.into_iter().next().map(|preference| preference.value))
}

/// Stores a value, JSON, under a key.
pub fn store(key: String, value: String) -> Mutation<()> {
    preference_set(&PreferenceSetInput { key, value: Some(value) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn views_survive_their_text() {
        let views =
            vec![NamedView { name: "Late “ones”".to_owned(), query: "?status=DRAFT,ON_HOLD&q=%22a".to_owned() }];
        assert_eq!(NamedView::read_all(&NamedView::write_all(&views)), Some(views));
        assert_eq!(NamedView::read_all(r#""wide total.120""#), None);
    }

    #[test]
    fn an_arrangement_survives_its_text() {
        let column = |key: &str, shown| Arranged { key: key.to_owned(), width: 120, shown };
        let columns = vec![column("total", true), column("date", false)];
        let kept = Arrangement { columns, dense: true };
        assert_eq!(kept.written(), r#""dense total.120 -date.120""#);
        assert_eq!(Arrangement::read(&kept.written()), Some(kept));
        assert_eq!(Arrangement::read(r#""wide total""#), None);
        assert_eq!(Arrangement::read("[1]"), None);
    }
}
