//! Groups of orders, as a statement adds them up and the API shows them.

use async_graphql::{Enum, SimpleObject};
use domain::sales_order::Status;
use domain::{CustomerId, Money};
use sea_orm::FromQueryResult;

/// What the orders of one group have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(name = "SalesOrderGrouping")]
pub enum Grouping {
    /// Their state.
    Status,
    /// Their customer.
    Customer,
    /// The month of their business day.
    Month,
}

/// Orders of one kind and currency, added up.
#[derive(Clone, Debug, FromQueryResult, SimpleObject)]
#[graphql(name = "SalesOrderGroup", complex)]
pub struct Group {
    /// Their state, when they are grouped by it.
    pub status: Option<Status>,
    /// Their customer, when they are grouped by it.
    #[graphql(skip)]
    pub customer_id: Option<CustomerId>,
    /// Their month, e.g. `2026-01`, when they are grouped by it.
    #[graphql(skip)]
    pub month: Option<String>,
    /// The currency of the sums (ISO 4217).
    pub currency: String,
    /// How many orders.
    pub order_count: i64,
    /// Their amounts without tax.
    pub net_amount: Money,
    /// Their totals.
    pub total_amount: Money,
    /// What of the totals has been shipped.
    pub shipped_amount: Money,
}

/// Groups of orders.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(name = "SalesOrderGroups")]
pub struct Groups {
    /// At most a hundred, the largest first; of months the newest.
    pub groups: Vec<Group>,
    /// Whether some were left out.
    pub has_more: bool,
}
