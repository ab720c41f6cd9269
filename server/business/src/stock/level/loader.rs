//! What lists work out of balances and of the ledger for many rows at once.

use domain::{Money, Permission, Quantity, StockTransactionId, WarehouseId};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, DatabaseConnection, DbErr, EntityTrait, QueryFilter, QuerySelect};

use super::entity::{level, movement};
use platform::db::{Aggregate, load_tagged};

/// What lies in a warehouse.
#[derive(Clone, Copy, Debug, Default)]
pub struct Content {
    /// How many products lie there.
    pub product_count: i64,
    /// What they are worth at their average costs.
    pub value: Money,
}

/// What lies in warehouses.
#[derive(Debug)]
pub struct Contents;

impl Aggregate for Contents {
    type Key = WarehouseId;
    type Value = Content;
    const READ: Permission = Permission::StockRead;

    async fn load(db: &DatabaseConnection, keys: &[WarehouseId]) -> Result<Vec<(WarehouseId, Content)>, DbErr> {
        contents_of(db, keys).await
    }
}

/// What lay at a movement's place right after it.
#[derive(Debug)]
pub struct BalanceAfter;

impl Aggregate for BalanceAfter {
    type Key = StockTransactionId;
    type Value = Quantity;
    const READ: Permission = Permission::StockRead;

    async fn load(
        db: &DatabaseConnection,
        keys: &[StockTransactionId],
    ) -> Result<Vec<(StockTransactionId, Quantity)>, DbErr> {
        balances_of(db, keys).await
    }
}

async fn contents_of(db: &DatabaseConnection, ids: &[WarehouseId]) -> Result<Vec<(WarehouseId, Content)>, DbErr> {
    use level::Column as C;
    // As text: a sum of products of two amounts may need more than 64 bits.
    let worth = "CAST(sum(CAST(erp_stocklevel.on_hand AS NUMERIC) * \
                 (SELECT p.average_cost FROM erp_product p WHERE p.id = erp_stocklevel.product_id)) AS TEXT)";
    let rows: Vec<(WarehouseId, i64, String)> = level::Entity::find()
        .select_only()
        .column(C::WarehouseId)
        .column_as(C::ProductId.count(), "product_count")
        .column_as(Expr::cust(worth), "worth")
        .filter(C::WarehouseId.is_in(ids.iter().copied()))
        .filter(C::OnHand.gt(0))
        .group_by(C::WarehouseId)
        .into_tuple()
        .all(db)
        .await?;
    let content = |(id, product_count, worth): (WarehouseId, i64, String)| {
        let exact = worth.parse().map_err(|_| DbErr::Type(format!("stock worth {worth} is out of range")))?;
        let value =
            Money::from_worth(exact).map_err(|_| DbErr::Type(format!("stock worth {worth} is out of range")))?;
        Ok((id, Content { product_count, value }))
    };
    rows.into_iter().map(content).collect()
}

/// Movements of one place get their ids under its lock, in the order of booking, and are never changed: so what lay
/// there right after one never changes either.
async fn balances_of(
    db: &DatabaseConnection,
    ids: &[StockTransactionId],
) -> Result<Vec<(StockTransactionId, Quantity)>, DbErr> {
    use movement::Column as C;
    let balance = "(SELECT CAST(sum(b.quantity) AS BIGINT) FROM erp_stocktransaction b \
                   WHERE b.product_id = erp_stocktransaction.product_id \
                   AND b.warehouse_id = erp_stocktransaction.warehouse_id AND b.id <= erp_stocktransaction.id)";
    let rows = movement::Entity::find()
        .select_only()
        .column(C::Id)
        .column_as(Expr::cust(balance), "balance")
        .filter(C::Id.is_in(ids.iter().copied()))
        .into_tuple()
        .all(db);
    load_tagged::<movement::Entity, _>(C::Id, ids.iter().map(|id| (*id).into()), rows).await
}
