//! What lists and pages of orders load for many orders at once, beside their plain relations.

use chrono::NaiveDate;
use domain::sales_order::Fulfilment;
use domain::{CustomerId, Percent, Permission, SalesOrderId};
use platform::db::{Aggregate, load_tagged};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, DatabaseConnection, DbErr, EntityTrait, FromQueryResult, QueryFilter, QuerySelect};

use super::entity::{NEVER_COMMITTED, item, order};

/// How many lines an order has and how far they have been shipped.
#[derive(Clone, Copy, Debug)]
pub struct Progress {
    /// How many lines.
    pub line_count: i64,
    /// How far.
    pub fulfilment: Fulfilment,
    /// What share of the ordered quantities has been shipped.
    pub shipped: Percent,
}

impl Default for Progress {
    fn default() -> Self {
        Self { line_count: 0, fulfilment: Fulfilment::None, shipped: Percent::ZERO }
    }
}

/// How far orders are.
#[derive(Debug)]
pub struct OrderProgress;

impl Aggregate for OrderProgress {
    type Key = SalesOrderId;
    type Value = Progress;
    const READ: Permission = Permission::SalesOrderRead;

    async fn load(db: &DatabaseConnection, keys: &[SalesOrderId]) -> Result<Vec<(SalesOrderId, Progress)>, DbErr> {
        progress_of(db, keys).await
    }
}

/// The business day of customers' newest order that was committed.
#[derive(Debug)]
pub struct LastOrder;

impl Aggregate for LastOrder {
    type Key = CustomerId;
    type Value = Option<NaiveDate>;
    const READ: Permission = Permission::SalesOrderRead;

    async fn load(db: &DatabaseConnection, keys: &[CustomerId]) -> Result<Vec<(CustomerId, Option<NaiveDate>)>, DbErr> {
        last_orders_of(db, keys).await
    }
}

#[derive(FromQueryResult)]
struct Sums {
    order_id: SalesOrderId,
    line_count: i64,
    open_count: i64,
    ordered: i64,
    shipped: i64,
}

async fn progress_of(db: &DatabaseConnection, ids: &[SalesOrderId]) -> Result<Vec<(SalesOrderId, Progress)>, DbErr> {
    use item::Column as C;
    let open = Expr::case(Expr::col(C::ShippedQuantity).lt(Expr::col(C::Quantity)), 1).finally(0);
    let rows = item::Entity::find()
        .select_only()
        .column(C::OrderId)
        .column_as(C::Id.count(), "line_count")
        .column_as(Expr::expr(open).sum(), "open_count")
        .column_as(Expr::col(C::Quantity).sum().cast_as("BIGINT"), "ordered")
        .column_as(Expr::col(C::ShippedQuantity).sum().cast_as("BIGINT"), "shipped")
        .filter(C::OrderId.is_in(ids.iter().copied()))
        .group_by(C::OrderId)
        .into_model::<Sums>()
        .all(db);
    let rows = load_tagged::<item::Entity, _>(C::OrderId, ids.iter().map(|id| (*id).into()), rows).await?;
    Ok(rows.into_iter().map(|row| (row.order_id, row.progress())).collect())
}

async fn last_orders_of(
    db: &DatabaseConnection,
    ids: &[CustomerId],
) -> Result<Vec<(CustomerId, Option<NaiveDate>)>, DbErr> {
    use order::Column as C;
    let rows = order::Entity::find()
        .select_only()
        .column(C::CustomerId)
        .column_as(C::OrderDate.max(), "day")
        .filter(C::CustomerId.is_in(ids.iter().copied()))
        .filter(C::Status.is_not_in(NEVER_COMMITTED))
        .group_by(C::CustomerId)
        .into_tuple()
        .all(db);
    load_tagged::<order::Entity, _>(C::CustomerId, ids.iter().map(|id| (*id).into()), rows).await
}

impl Sums {
    fn progress(&self) -> Progress {
        let fulfilment = match (self.shipped > 0, self.open_count == 0) {
            (false, _) => Fulfilment::None,
            (true, false) => Fulfilment::Partial,
            (true, true) => Fulfilment::Full,
        };
        Progress { line_count: self.line_count, fulfilment, shipped: Percent::share(self.shipped, self.ordered) }
    }
}
