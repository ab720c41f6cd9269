//! The lists of stock levels and of the ledger.

use async_graphql::InputObject;
use chrono::{DateTime, Utc};
use domain::{Permission, ProductId, SalesOrderId, UserId, WarehouseId};
use platform::error::Result;
use sea_orm::{ColumnTrait, Condition, DatabaseConnection, EntityTrait, QueryFilter, QuerySelect, QueryTrait, Select};

use super::entity::{level, movement};
use crate::catalog::product::list::codes_of_products;
use crate::graphql::{List, Scope, listing};
use crate::only_sort;
use crate::sales::shipment::entity::shipment;
use crate::stock::warehouse::list::codes_of_warehouses;

/// Which stock levels.
#[derive(Clone, Debug, Default, InputObject)]
pub struct StockLevelFilter {
    /// Only of this product.
    product_id: Option<ProductId>,
    /// Only in this warehouse.
    warehouse_id: Option<WarehouseId>,
}

only_sort!(StockLevelSort, level::Column, ProductId Asc);

/// What lies where.
#[derive(Debug)]
pub struct StockLevels;

impl List for StockLevels {
    listing! {
        "stock_levels" of level::Entity, id WarehouseId, filter StockLevelFilter, sort StockLevelSort, read StockRead,
        file [
            ProductId, + "product", WarehouseId, + "warehouse", OnHand, Reserved, + "available",
        ]
    }

    async fn select(_: Scope<'_>, filter: StockLevelFilter, _: Option<&str>) -> Result<Select<level::Entity>> {
        use level::Column as C;
        let condition = Condition::all()
            .add_option(filter.product_id.map(|id| C::ProductId.eq(id)))
            .add_option(filter.warehouse_id.map(|id| C::WarehouseId.eq(id)));
        Ok(level::Entity::find().filter(condition))
    }

    async fn extras(db: &DatabaseConnection, rows: &[level::Model]) -> Result<Vec<Vec<Option<String>>>> {
        let products = codes_of_products(db, rows.iter().map(|row| row.product_id)).await?;
        let warehouses = codes_of_warehouses(db).await?;
        let extra = |row: &level::Model| {
            Ok(vec![
                products.get(&row.product_id).cloned(),
                warehouses.get(&row.warehouse_id).cloned(),
                Some(row.on_hand.minus(row.reserved)?.to_string()),
            ])
        };
        rows.iter().map(extra).collect()
    }
}

/// Which movements.
#[derive(Clone, Debug, Default, InputObject)]
pub struct StockTransactionFilter {
    /// Only of this product.
    product_id: Option<ProductId>,
    /// Only in this warehouse.
    warehouse_id: Option<WarehouseId>,
    /// Only of these kinds: `receipt`, `shipment`, `transfer_out`, `transfer_in`, `adjust`; at most 9.
    #[graphql(validator(max_items = 9))]
    kinds: Option<Vec<String>>,
    /// Only what was booked for shipments of this order. Requires `SALES_ORDER_READ`.
    sales_order_id: Option<SalesOrderId>,
    /// Only what this user booked.
    booked_by_id: Option<UserId>,
    /// Only booked at this instant or later.
    booked_from: Option<DateTime<Utc>>,
    /// Only booked before this instant.
    booked_before: Option<DateTime<Utc>>,
}

only_sort!(StockTransactionSort, movement::Column, CreatedAt Desc);

/// The stock ledger.
#[derive(Debug)]
pub struct StockTransactions;

impl List for StockTransactions {
    listing! {
        "stock_transactions" of movement::Entity, filter StockTransactionFilter, sort StockTransactionSort,
        read StockRead, file [
            Id, CreatedAt, OccurredOn, TransactionType as "kind", ProductId, + "product", WarehouseId,
            + "warehouse", Quantity, UnitCost, Reason,
        ]
    }

    async fn select(
        scope: Scope<'_>,
        filter: StockTransactionFilter,
        _: Option<&str>,
    ) -> Result<Select<movement::Entity>> {
        use movement::Column as C;
        let mut condition = Condition::all()
            .add_option(filter.product_id.map(|id| C::ProductId.eq(id)))
            .add_option(filter.warehouse_id.map(|id| C::WarehouseId.eq(id)))
            .add_option(filter.kinds.map(|kinds| C::TransactionType.is_in(kinds)))
            .add_option(filter.booked_by_id.map(|id| C::CreatedBy.eq(id)))
            .add_option(filter.booked_from.map(|at| C::CreatedAt.gte(at)))
            .add_option(filter.booked_before.map(|at| C::CreatedAt.lt(at)));
        if let Some(order) = filter.sales_order_id {
            scope.actor.may(Permission::SalesOrderRead)?;
            let shipments = shipment::Entity::find().select_only().column(shipment::Column::Id);
            let shipments = shipments.filter(shipment::Column::OrderId.eq(order)).into_query();
            condition = condition.add(C::DocumentType.eq("shipment")).add(C::DocumentId.in_subquery(shipments));
        }
        Ok(movement::Entity::find().filter(condition))
    }

    async fn extras(db: &DatabaseConnection, rows: &[movement::Model]) -> Result<Vec<Vec<Option<String>>>> {
        let products = codes_of_products(db, rows.iter().map(|row| row.product_id)).await?;
        let warehouses = codes_of_warehouses(db).await?;
        let extra = |row: &movement::Model| {
            vec![products.get(&row.product_id).cloned(), warehouses.get(&row.warehouse_id).cloned()]
        };
        Ok(rows.iter().map(extra).collect())
    }
}
