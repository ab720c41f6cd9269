//! Relay connections over keyset pages, and their lazy, capped count.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use async_graphql::{Object, ObjectType, OutputType, SimpleObject, TypeName};
use std::borrow::Cow;

use super::in_place::InPlace;
use platform::db::{Cursor, Page};
use platform::error::Result;

type Counting = Box<dyn Fn() -> Pin<Box<dyn Future<Output = Result<(u64, bool)>> + Send>> + Send + Sync>;

/// One page of a list.
pub struct Connection<N> {
    edges: Vec<Edge<N>>,
    has_next: bool,
    count: Counting,
}

/// A row of a list and its place there.
#[derive(Clone, Debug)]
pub struct Edge<N> {
    cursor: String,
    node: N,
}

/// Where a page stands in its list.
#[derive(Clone, Debug, SimpleObject)]
pub struct PageInfo {
    /// Whether rows follow; ask for them with `after: endCursor`.
    has_next_page: bool,
    /// The place of the page's first row.
    start_cursor: Option<String>,
    /// The place of the page's last row.
    end_cursor: Option<String>,
}

/// How many rows a list has, counted exactly up to 1000.
#[derive(Clone, Copy, Debug, SimpleObject)]
pub struct TotalCount {
    /// The rows, 1000 at most.
    count: u64,
    /// Whether there are more than `count`.
    capped: bool,
}

impl<M> Connection<Arc<M>> {
    /// The connection of a `page`; `count` runs only when a client asks for `totalCount`.
    pub(super) fn new<F>(page: Page<M>, count: impl Fn() -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<(u64, bool)>> + Send + 'static,
    {
        let edge = |(cursor, row): (Cursor, M)| Edge { cursor: cursor.encode(), node: Arc::new(row) };
        let edges = page.rows.into_iter().map(edge).collect();
        Self { edges, has_next: page.has_next, count: Box::new(move || Box::pin(count())) }
    }
}

impl<N: OutputType> TypeName for Connection<N> {
    fn type_name() -> Cow<'static, str> {
        Cow::Owned(format!("{}Connection", N::type_name()))
    }
}

impl<N: OutputType> TypeName for Edge<N> {
    fn type_name() -> Cow<'static, str> {
        Cow::Owned(format!("{}Edge", N::type_name()))
    }
}

/// One page of a list, with cursors.
#[Object(name_type)]
impl<N: ObjectType> Connection<N> {
    /// The rows with their cursors.
    async fn edges(&self) -> &[Edge<N>] {
        &self.edges
    }

    /// The rows alone.
    async fn nodes(&self) -> Vec<InPlace<&N>> {
        self.edges.iter().map(|edge| InPlace(&edge.node)).collect()
    }

    /// Where the page stands.
    async fn page_info(&self) -> PageInfo {
        PageInfo {
            has_next_page: self.has_next,
            start_cursor: self.edges.first().map(|edge| edge.cursor.clone()),
            end_cursor: self.edges.last().map(|edge| edge.cursor.clone()),
        }
    }

    /// How many rows the whole list has; counted only when asked for.
    async fn total_count(&self) -> Result<TotalCount> {
        let (count, capped) = (self.count)().await?;
        Ok(TotalCount { count, capped })
    }
}

/// A row of a list and its place there.
#[Object(name_type)]
impl<N: ObjectType> Edge<N> {
    /// The row's place, for `after`.
    async fn cursor(&self) -> &str {
        &self.cursor
    }

    /// The row.
    async fn node(&self) -> InPlace<&N> {
        InPlace(&self.node)
    }
}
