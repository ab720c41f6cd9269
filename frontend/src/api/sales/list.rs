//! The list of sales orders.
use cynic::QueryBuilder;
use domain::{Money, Percent};

use crate::api::error::ApiError;
use crate::api::name::SalesOrderStatus;
use crate::api::scalar::Day;
use crate::api::{client, schema};

/// An order in a list.
#[derive(cynic::QueryFragment, Clone, Debug)]
#[cynic(graphql_type = "SalesOrder")]
pub struct OrderRow {
    /// Its id.
    pub id: cynic::Id,
    /// Its number; a draft has none.
    pub number: Option<String>,
    /// Its business day.
    pub order_date: Day,
    /// Who ordered.
    pub customer: Option<Customer>,
    /// Where it stands.
    pub status: SalesOrderStatus,
    /// How many lines it has.
    pub item_count: i32,
    /// What share has been shipped.
    pub shipped_percent: Percent,
    /// What is to be paid.
    pub total_amount: Money,
    /// In this currency.
    pub currency: String,
}

/// A customer by name.
#[derive(cynic::QueryFragment, Clone, Debug)]
pub struct Customer {
    /// The name.
    pub name: String,
}

/// Which orders.
#[derive(cynic::InputObject, Clone, Debug, Default)]
#[cynic(graphql_type = "SalesOrderFilter")]
pub struct Filter {
    /// In one of these states; none for all.
    #[cynic(skip_serializing_if = "Option::is_none")]
    pub status: Option<Vec<SalesOrderStatus>>,
}

/// By what orders are sorted.
#[derive(cynic::Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[cynic(graphql_type = "SalesOrderSortField")]
pub enum SortField {
    /// The business day.
    OrderDate,
    /// The total.
    TotalAmount,
}

/// Which way.
#[derive(cynic::Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[cynic(graphql_type = "SortDirection")]
pub enum Direction {
    /// Smallest first.
    Asc,
    /// Largest first.
    Desc,
}

/// How orders are sorted.
#[derive(cynic::InputObject, Clone, Copy, Debug, PartialEq, Eq)]
#[cynic(graphql_type = "SalesOrderSort")]
pub struct Sort {
    /// By what.
    pub field: SortField,
    /// Which way.
    pub direction: Direction,
}

#[derive(cynic::QueryVariables)]
struct Variables {
    filter: Filter,
    search: Option<String>,
    sort: Sort,
    after: Option<String>,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query", variables = "Variables")]
struct Orders {
    #[arguments(filter: $filter, search: $search, sort: $sort, after: $after, first: 50)]
    sales_orders: Connection,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "SalesOrderConnection")]
struct Connection {
    nodes: Vec<OrderRow>,
    page_info: PageInfo,
    total_count: TotalCount,
}

#[derive(cynic::QueryFragment)]
struct PageInfo {
    end_cursor: Option<String>,
    has_next_page: bool,
}

#[derive(cynic::QueryFragment)]
struct TotalCount {
    count: i32,
    capped: bool,
}

/// A page of the list.
#[derive(Clone, Debug)]
pub struct Page {
    /// Its orders.
    pub rows: Vec<OrderRow>,
    /// Where the next page begins; none on the last.
    pub next: Option<String>,
    /// How many orders the whole list has, up to a limit.
    pub total: i32,
    /// Whether there are more than `total`.
    pub capped: bool,
}

/// One page of orders: the first, or the one after a cursor.
///
/// # Errors
/// [`crate::api::error::Problem::Denied`] without the permission to see orders.
pub async fn orders(
    filter: Filter,
    search: Option<String>,
    sort: Sort,
    after: Option<String>,
) -> Result<Page, ApiError> {
    let page = client::run(Orders::build(Variables { filter, search, sort, after })).await?.sales_orders;
    let PageInfo { end_cursor, has_next_page } = page.page_info;
    Ok(Page {
        rows: page.nodes,
        next: end_cursor.filter(|_| has_next_page),
        total: page.total_count.count,
        capped: page.total_count.capped,
    })
}

impl Sort {
    /// By this, that way.
    pub const fn by(field: SortField, direction: Direction) -> Self {
        Self { field, direction }
    }
}

#[cfg(test)]
pub(in crate::api) fn documents() -> Vec<String> {
    use crate::api::documents::query;
    vec![query::<Orders, Variables>()]
}
