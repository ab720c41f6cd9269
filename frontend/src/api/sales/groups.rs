//! What orders add up to, in groups.
use cynic::QueryBuilder;
use domain::Money;

use super::list::Filter;
use crate::api::name::SalesOrderStatus;
use crate::api::query::Query;
use crate::api::scalar::Day;
use crate::api::schema;

/// What orders of one group have in common.
#[derive(cynic::Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[cynic(graphql_type = "SalesOrderGrouping")]
pub enum Grouping {
    /// Their customer.
    Customer,
    /// The month of their business day.
    Month,
    /// Their state.
    Status,
}

/// Orders of one kind and currency, added up.
#[derive(cynic::QueryFragment, Clone, Debug)]
#[cynic(graphql_type = "SalesOrderGroup")]
pub struct OrderGroup {
    /// Their state, when they are grouped by it.
    pub status: Option<SalesOrderStatus>,
    /// Their customer, when they are grouped by it.
    pub customer: Option<Buyer>,
    /// The first day of their month, when they are grouped by it.
    pub month: Option<Day>,
    /// The currency of the sums.
    pub currency: String,
    /// How many.
    pub order_count: i32,
    /// Their amounts without tax.
    pub net_amount: Money,
    /// Their totals.
    pub total_amount: Money,
    /// What of the totals has been shipped.
    pub shipped_amount: Money,
}

/// The customer of a group.
#[derive(cynic::QueryFragment, Clone, Debug)]
#[cynic(graphql_type = "Customer")]
pub struct Buyer {
    /// Its id.
    pub id: cynic::Id,
    /// Its name.
    pub name: String,
}

/// Groups of orders.
#[derive(cynic::QueryFragment, Clone, Debug)]
#[cynic(graphql_type = "SalesOrderGroups")]
pub struct OrderGroups {
    /// At most a hundred.
    pub groups: Vec<OrderGroup>,
    /// Whether some were left out.
    pub has_more: bool,
}

#[derive(cynic::QueryVariables)]
struct Variables {
    filter: Filter,
    search: Option<String>,
    by: Grouping,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query", variables = "Variables")]
struct OrdersGrouped {
    #[arguments(filter: $filter, search: $search, by: $by)]
    sales_order_groups: OrderGroups,
}

/// The orders of a list, added up.
pub fn groups(filter: Filter, search: Option<String>, by: Grouping) -> Query<OrderGroups> {
    Query::of(&OrdersGrouped::build(Variables { filter, search, by })).map(|answer| answer.sales_order_groups)
}

#[cfg(test)]
pub(in crate::api) fn documents() -> Vec<String> {
    vec![crate::api::documents::query::<OrdersGrouped, Variables>()]
}
