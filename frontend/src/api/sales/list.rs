//! The list of sales orders.
use cynic::QueryBuilder;
use domain::{Money, Percent};

use crate::api::find::find;
use crate::api::name::SalesOrderStatus;
use crate::api::page::{Choice, Direction, Page, PageInfo, TotalCount, file};
use crate::api::query::Query;
use crate::api::scalar::Day;
use crate::api::schema;

/// An order in a list.
#[derive(cynic::QueryFragment, Clone, Debug)]
#[cynic(graphql_type = "SalesOrder")]
pub struct OrderRow {
    /// Its id.
    pub id: cynic::Id,
    /// Raised by each change.
    pub version: i32,
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
    /// Of this customer.
    #[cynic(skip_serializing_if = "Option::is_none")]
    pub customer_id: Option<cynic::Id>,
    /// With this product on a line.
    #[cynic(skip_serializing_if = "Option::is_none")]
    pub product_id: Option<cynic::Id>,
    /// Placed on this day or later.
    #[cynic(skip_serializing_if = "Option::is_none")]
    pub from: Option<Day>,
    /// Placed on this day or earlier.
    #[cynic(skip_serializing_if = "Option::is_none")]
    pub to: Option<Day>,
    /// With this total or more.
    #[cynic(skip_serializing_if = "Option::is_none")]
    pub total_min: Option<Money>,
    /// With this total or less.
    #[cynic(skip_serializing_if = "Option::is_none")]
    pub total_max: Option<Money>,
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
struct IdVariables {
    id: cynic::Id,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query", variables = "IdVariables")]
struct OrderNamed {
    #[arguments(id: $id)]
    sales_order: Option<Numbered>,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "SalesOrder")]
struct Numbered {
    id: cynic::Id,
    number: Option<String>,
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

/// One page of orders: the first, or the one after a cursor.
pub fn orders(filter: Filter, search: Option<String>, sort: Sort, after: Option<String>) -> Query<Page<OrderRow>> {
    Query::of(&Orders::build(Variables { filter, search, sort, after })).map(|answer| {
        let found = answer.sales_orders;
        Page::new(found.nodes, found.page_info, found.total_count)
    })
}

/// The few orders that words find best, of those that have a number.
pub fn found(words: String) -> Query<Vec<Choice>> {
    find(words).map(|found| {
        let orders = found.sales_orders.into_iter();
        orders.filter_map(|order| Some(Choice { id: order.id.into_inner(), name: order.number? })).collect()
    })
}

/// The order with an id, or none.
pub fn named(id: String) -> Query<Vec<Choice>> {
    let choice = |order: Numbered| {
        let id = order.id.into_inner();
        Choice { name: order.number.unwrap_or_else(|| id.clone()), id }
    };
    Query::of(&OrderNamed::build(IdVariables { id: cynic::Id::new(id) }))
        .map(move |answer| answer.sales_order.into_iter().map(choice).collect())
}

/// The address of the list as a CSV file.
pub fn orders_file(filter: &Filter, search: Option<&str>, sort: Sort) -> String {
    file("sales-orders", filter, search, Some(&sort))
}

#[cfg(test)]
pub(in crate::api) fn documents() -> Vec<String> {
    use crate::api::documents::query;
    vec![query::<Orders, Variables>(), query::<OrderNamed, IdVariables>()]
}
