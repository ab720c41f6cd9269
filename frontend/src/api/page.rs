//! What every list of the API has in common.
use super::json::{FromJson, Node, ToJson, text_of};

pub use super::input::SortDirection as Direction;

impl Direction {
    /// Whether the largest comes first.
    pub const fn of(down: bool) -> Self {
        if down { Self::Desc } else { Self::Asc }
    }
}

/// A page of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<T> {
    /// Its rows.
    pub rows: Vec<T>,
    /// Where the next page begins; none on the last.
    pub next: Option<String>,
    /// How many rows the whole list has, up to a limit.
    pub total: i32,
    /// Whether there are more than `total`.
    pub capped: bool,
}

impl<T> Page<T> {
    /// The same page with its rows seen otherwise.
    pub fn map<R>(self, row: impl FnMut(T) -> R) -> Page<R> {
        let Self { rows, next, total, capped } = self;
        Page { rows: rows.into_iter().map(row).collect(), next, total, capped }
    }
}

impl<T: FromJson> FromJson for Page<T> {
    fn read(it: Node<'_>) -> Self {
        let (info, total) = (it.node("pageInfo"), it.node("totalCount"));
        let has_more: bool = info.at("hasNextPage");
        let end: Option<String> = info.at("endCursor");
        let next = end.filter(|_| has_more);
        Self { rows: it.at("nodes"), next, total: total.at("count"), capped: total.at("capped") }
    }
}

/// A record that can be picked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub name: String,
}

/// The address of a list as a CSV file: every row that these show, in this order.
pub fn csv(list: &str, filter: &dyn ToJson, search: Option<&str>, sort: Option<&dyn ToJson>) -> String {
    let encode = |text: &str| String::from(js_sys::encode_uri_component(text));
    let mut address = ["/export/", list, ".csv?bom=true&filter=", &encode(&text_of(filter))].concat();
    for (name, value) in [("&search=", search.map(str::to_owned)), ("&sort=", sort.map(text_of))] {
        if let Some(value) = value {
            address.push_str(name);
            address.push_str(&encode(&value));
        }
    }
    address
}
