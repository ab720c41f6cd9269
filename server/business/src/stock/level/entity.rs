//! The tables of stock levels, movements and reservations.

/// Stock levels.
pub mod level {
    use async_graphql::SimpleObject;
    use domain::{ProductId, Quantity, WarehouseId};
    use platform::rows_by;
    use sea_orm::entity::prelude::*;
    use serde::Serialize;

    /// What lies of a product in a warehouse.
    #[derive(Clone, Debug, PartialEq, Serialize, DeriveEntityModel, SimpleObject)]
    #[sea_orm(table_name = "erp_stocklevel")]
    #[graphql(name = "StockLevel", complex)]
    pub struct Model {
        /// The product.
        #[sea_orm(primary_key, auto_increment = false)]
        #[graphql(skip)]
        pub product_id: ProductId,
        /// The warehouse.
        #[sea_orm(primary_key, auto_increment = false)]
        #[graphql(skip)]
        pub warehouse_id: WarehouseId,
        /// What lies there.
        pub on_hand: Quantity,
        /// What of it is reserved.
        pub reserved: Quantity,
        /// Raised by each movement.
        #[graphql(skip)]
        pub version: i64,
    }

    platform::plain_table!();

    rows_by!(Entity: ProductId, by ProductId product_id, order WarehouseId, read StockRead);
}

/// Movements.
pub mod movement {
    use async_graphql::SimpleObject;
    use domain::stock::MovementKind;
    use domain::{Money, ProductId, Quantity, StockTransactionId, UserId, WarehouseId};
    use sea_orm::entity::prelude::*;
    use serde::Serialize;

    /// One movement of one product: a row of the ledger.
    #[derive(Clone, Debug, PartialEq, Serialize, DeriveEntityModel, SimpleObject)]
    #[sea_orm(table_name = "erp_stocktransaction")]
    #[graphql(name = "StockTransaction", complex)]
    pub struct Model {
        /// Its id.
        #[sea_orm(primary_key)]
        pub id: StockTransactionId,
        /// The product.
        #[graphql(skip)]
        pub product_id: ProductId,
        /// The warehouse.
        #[graphql(skip)]
        pub warehouse_id: WarehouseId,
        /// Its kind.
        #[graphql(skip)]
        pub transaction_type: MovementKind,
        /// How much; negative for what goes out.
        pub quantity: Quantity,
        /// What one has cost, where known.
        pub unit_cost: Option<Money>,
        /// Why, for adjustments.
        pub reason: Option<String>,
        /// The kind of document behind it, e.g. `shipment`.
        #[graphql(skip)]
        pub document_type: Option<String>,
        /// That document's id without prefix.
        #[graphql(skip)]
        pub document_id: Option<i64>,
        /// The movement that this one takes back.
        #[graphql(skip)]
        pub reverses_id: Option<StockTransactionId>,
        /// Who booked it; none for the system.
        #[graphql(skip)]
        pub created_by: Option<UserId>,
        /// When it was booked.
        pub created_at: DateTimeUtc,
        /// The business day it counts for.
        pub occurred_on: Date,
    }

    platform::plain_table!();
}

/// Reservations.
pub mod reservation {
    use domain::stock::ReservationStatus;
    use domain::{ProductId, Quantity, ReservationId, SalesOrderId, SalesOrderItemId, WarehouseId};
    use platform::rows_by;
    use sea_orm::entity::prelude::*;

    /// Stock reserved for a line of an order.
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "erp_reservation")]
    pub struct Model {
        /// Its id.
        #[sea_orm(primary_key)]
        pub id: ReservationId,
        /// The order.
        pub order_id: SalesOrderId,
        /// The line.
        pub order_item_id: SalesOrderItemId,
        /// The product.
        pub product_id: ProductId,
        /// The warehouse.
        pub warehouse_id: WarehouseId,
        /// How much is still reserved.
        pub quantity: Quantity,
        /// Where it stands.
        pub status: ReservationStatus,
        /// When it was made.
        pub created_at: DateTimeUtc,
        /// When it was last changed.
        pub updated_at: DateTimeUtc,
    }

    platform::plain_table!();

    rows_by!(Entity: SalesOrderId, by OrderId order_id, order Id, read SalesOrderRead);
}
