//! Adds orders up.

use domain::Money;
use sea_orm::sea_query::{Expr, ExprTrait, SimpleExpr};
use sea_orm::{ColumnTrait, DatabaseConnection, FromQueryResult, QueryOrder, QuerySelect, Select};

use crate::sales::order::entity::order;
use platform::error::Result;

/// Groups of an answer at most: the largest, or of months the newest.
const GROUPS_MAX: usize = 100;

/// What orders of one group have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grouping {
    /// Their state.
    Status,
    /// Their customer.
    Customer,
    /// The month of their business day.
    Month,
}

/// Orders of one kind and currency, added up.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Group {
    /// What they have in common: the state as stored, the customer's id, `2026-01`.
    pub label: String,
    /// The currency of the sums.
    pub currency: String,
    /// How many.
    pub order_count: i64,
    /// Their net amounts.
    pub net_amount: Money,
    /// Their totals.
    pub total_amount: Money,
    /// What of the totals has been shipped.
    pub shipped_amount: Money,
}

/// Groups, and whether there are more than these.
#[derive(Clone, Debug)]
pub struct Groups {
    /// The largest first, or of months the newest.
    pub groups: Vec<Group>,
    /// Whether some were left out.
    pub has_more: bool,
}

/// The groups of the orders that `query` finds, in one statement.
///
/// # Errors
/// When the database does not answer.
pub async fn grouped(db: &DatabaseConnection, query: Select<order::Entity>, by: Grouping) -> Result<Groups> {
    use order::Column as C;
    let label = label(by);
    let sum = |column: C| column.sum().cast_as("BIGINT");
    let query = query
        .select_only()
        .column_as(label.clone(), "label")
        .column(C::Currency)
        .column_as(C::Id.count(), "order_count")
        .column_as(sum(C::NetAmount), "net_amount")
        .column_as(sum(C::TotalAmount), "total_amount")
        .column_as(sum(C::ShippedAmount), "shipped_amount")
        .group_by(label.clone())
        .group_by(C::Currency);
    let query = match by {
        Grouping::Month => query.order_by_desc(label),
        Grouping::Status | Grouping::Customer => query.order_by_desc(sum(C::TotalAmount)).order_by_asc(label),
    };
    let rows = query.order_by_asc(C::Currency).limit(GROUPS_MAX as u64 + 1);
    let mut groups: Vec<Group> = rows.into_model().all(db).await?;
    let has_more = groups.len() > GROUPS_MAX;
    groups.truncate(GROUPS_MAX);
    Ok(Groups { groups, has_more })
}

/// What the orders of a group have in common, as a text.
fn label(by: Grouping) -> SimpleExpr {
    match by {
        Grouping::Status => Expr::cust("erp_salesorder.status"),
        Grouping::Customer => Expr::cust("CAST(erp_salesorder.customer_id AS TEXT)"),
        Grouping::Month => Expr::cust("substr(CAST(erp_salesorder.order_date AS TEXT), 1, 7)"),
    }
}
