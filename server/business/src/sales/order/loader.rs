//! What lists and pages of orders load for many orders at once, beside their plain relations.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::NaiveDate;
use dataloader::BatchFn;
use domain::sales_order::Fulfilment;
use domain::{CustomerId, Percent, SalesOrderId};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, DatabaseConnection, DbErr, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect,
};

use super::entity::{NEVER_PROMISED, item, order};
use platform::db::{Batched, Figures, audit_entry, batched, figures, told};
use platform::error::{Error, Result};

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

/// A request's loader of orders' audit entries, oldest first.
pub type TimelineLoader = Batched<SalesOrderId, Result<Arc<[audit_entry::Model]>>, TimelineOf>;

/// A batch of audit entries.
#[derive(Debug)]
pub struct TimelineOf(DatabaseConnection);

/// A loader of orders' progress.
pub fn progress(db: &DatabaseConnection) -> Figures<SalesOrderId, Progress> {
    figures(db, |db, ids| Box::pin(async move { progress_of(&db, &ids).await }))
}

/// A loader of the business day of customers' newest order that was promised.
pub fn last_orders(db: &DatabaseConnection) -> Figures<CustomerId, Option<NaiveDate>> {
    figures(db, |db, ids| Box::pin(async move { last_orders_of(&db, &ids).await }))
}

/// A loader of orders' audit entries.
pub fn timeline(db: &DatabaseConnection) -> TimelineLoader {
    batched(TimelineOf(db.clone()))
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
    let rows = told::<item::Entity, _>(C::OrderId, ids.iter().map(|id| (*id).into()), rows).await?;
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
        .filter(C::Status.is_not_in(NEVER_PROMISED))
        .group_by(C::CustomerId)
        .into_tuple()
        .all(db);
    told::<order::Entity, _>(C::CustomerId, ids.iter().map(|id| (*id).into()), rows).await
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

impl BatchFn<SalesOrderId, Result<Arc<[audit_entry::Model]>>> for TimelineOf {
    async fn load(&mut self, ids: &[SalesOrderId]) -> HashMap<SalesOrderId, Result<Arc<[audit_entry::Model]>>> {
        let rows = audit_entry::Entity::find()
            .filter(audit_entry::Column::Entity.eq("sales_order"))
            .filter(audit_entry::Column::EntityId.is_in(ids.iter().map(|id| id.get())))
            .order_by_asc(audit_entry::Column::Id)
            .all(&self.0);
        let rows =
            told::<audit_entry::Entity, _>(audit_entry::Column::EntityId, ids.iter().map(|id| id.get().into()), rows)
                .await;
        match rows {
            Ok(rows) => {
                let mut lists: HashMap<_, Vec<_>> = ids.iter().map(|id| (*id, Vec::new())).collect();
                for row in rows {
                    lists.entry(SalesOrderId::new(row.entity_id)).or_default().push(row);
                }
                lists.into_iter().map(|(id, rows)| (id, Ok(rows.into()))).collect()
            }
            Err(error) => {
                let error = Error::from(error);
                ids.iter().map(|id| (*id, Err(error.clone()))).collect()
            }
        }
    }
}
