//! What every list of the API has in common.
use super::schema;

/// Which way a list is sorted.
#[derive(cynic::Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[cynic(graphql_type = "SortDirection")]
pub enum Direction {
    /// Smallest first.
    Asc,
    /// Largest first.
    Desc,
}

impl Direction {
    /// Whether the largest comes first.
    pub const fn of(down: bool) -> Self {
        if down { Self::Desc } else { Self::Asc }
    }
}

/// Where a page ends.
#[derive(cynic::QueryFragment, Clone, Debug)]
pub(super) struct PageInfo {
    end_cursor: Option<String>,
    has_next_page: bool,
}

/// How long the list is.
#[derive(cynic::QueryFragment, Clone, Copy, Debug)]
pub(super) struct TotalCount {
    count: i32,
    capped: bool,
}

/// A page of a list.
#[derive(Clone, Debug)]
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
    pub(super) fn new(rows: Vec<T>, info: PageInfo, total: TotalCount) -> Self {
        let next = info.end_cursor.filter(|_| info.has_next_page);
        Self { rows, next, total: total.count, capped: total.capped }
    }

    /// The same page with its rows seen otherwise.
    pub fn map<R>(self, row: impl FnMut(T) -> R) -> Page<R> {
        let Self { rows, next, total, capped } = self;
        Page { rows: rows.into_iter().map(row).collect(), next, total, capped }
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
pub(super) fn file<F: serde::Serialize, S: serde::Serialize>(
    list: &str,
    filter: &F,
    search: Option<&str>,
    sort: Option<&S>,
) -> String {
    let encode = |text: &str| String::from(js_sys::encode_uri_component(text));
    let mut parts = vec!["bom=true".to_owned()];
    if let Ok(filter) = super::json::to_text(filter) {
        parts.push(format!("filter={}", encode(&filter)));
    }
    if let Some(search) = search {
        parts.push(format!("search={}", encode(search)));
    }
    if let Some(Ok(sort)) = sort.map(super::json::to_text) {
        parts.push(format!("sort={}", encode(&sort)));
    }
    format!("/export/{list}.csv?{}", parts.join("&"))
}
