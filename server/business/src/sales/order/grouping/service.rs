//! Adds orders up.

use platform::error::Result;
use sea_orm::sea_query::{Expr, ExprTrait, SimpleExpr};
use sea_orm::{ColumnTrait, DatabaseConnection, QueryOrder, QuerySelect, Select};

use super::entity::{Group, Grouping, Groups};
use crate::sales::order::entity::order;

/// Groups of an answer at most: the largest, or of months the newest.
const GROUPS_MAX: usize = 100;

/// The groups of the orders that `query` finds, in one statement.
///
/// # Errors
/// When the database does not answer.
pub async fn grouped(db: &DatabaseConnection, query: Select<order::Entity>, by: Grouping) -> Result<Groups> {
    use order::Column as C;
    let label = label(by);
    let only = |grouping: Grouping| if by == grouping { label.clone() } else { Expr::cust("NULL") };
    let sum = |column: C| column.sum().cast_as("BIGINT");
    let query = query
        .select_only()
        .column_as(only(Grouping::Status), "status")
        .column_as(only(Grouping::Customer), "customer_id")
        .column_as(only(Grouping::Month), "month")
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

/// What the orders of a group have in common.
fn label(by: Grouping) -> SimpleExpr {
    match by {
        Grouping::Status => Expr::cust("erp_salesorder.status"),
        Grouping::Customer => Expr::cust("erp_salesorder.customer_id"),
        Grouping::Month => Expr::cust("substr(CAST(erp_salesorder.order_date AS TEXT), 1, 7)"),
    }
}
