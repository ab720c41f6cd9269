//! The tables of balances, movements and reservations.

/// Balances.
pub mod level {
    use domain::{ProductId, Quantity, WarehouseId};
    use sea_orm::entity::prelude::*;

    /// What lies of a product in a warehouse.
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "erp_stocklevel")]
    pub struct Model {
        /// The product.
        #[sea_orm(primary_key, auto_increment = false)]
        pub product_id: ProductId,
        /// The warehouse.
        #[sea_orm(primary_key, auto_increment = false)]
        pub warehouse_id: WarehouseId,
        /// What lies there.
        pub on_hand: Quantity,
        /// What of it is set aside.
        pub reserved: Quantity,
        /// Raised by each movement.
        pub version: i64,
    }

    /// None.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Movements.
pub mod movement {
    use domain::{Money, ProductId, Quantity, StockTransactionId, UserId, WarehouseId};
    use sea_orm::entity::prelude::*;

    /// One movement of one product: a row of the ledger.
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "erp_stocktransaction")]
    pub struct Model {
        /// Its id.
        #[sea_orm(primary_key)]
        pub id: StockTransactionId,
        /// The product.
        pub product_id: ProductId,
        /// The warehouse.
        pub warehouse_id: WarehouseId,
        /// `receipt`, `shipment`, `transfer_out`, `transfer_in`, `adjust`, …
        pub transaction_type: String,
        /// How much; negative for what goes out.
        pub quantity: Quantity,
        /// What one has cost, where known.
        pub unit_cost: Option<Money>,
        /// Why, for adjustments.
        pub reason: Option<String>,
        /// The kind of document behind it, e.g. `shipment`.
        pub document_type: Option<String>,
        /// That document's id without prefix.
        pub document_id: Option<i64>,
        /// The movement that this one takes back.
        pub reverses_id: Option<StockTransactionId>,
        /// Who booked it; none for the system.
        pub created_by: Option<UserId>,
        /// When it was booked.
        pub created_at: DateTimeUtc,
        /// The business day it counts for.
        pub occurred_on: Date,
    }

    /// None.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Reservations.
pub mod reservation {
    use domain::{ProductId, Quantity, ReservationId, SalesOrderId, SalesOrderItemId, WarehouseId};
    use sea_orm::entity::prelude::*;

    /// Stock set aside for a line of an order.
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
        /// How much is still set aside.
        pub quantity: Quantity,
        /// `active`, `consumed`, `released` or `expired`.
        pub status: String,
        /// When it was made.
        pub created_at: DateTimeUtc,
        /// When it was last changed.
        pub updated_at: DateTimeUtc,
    }

    /// None.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
