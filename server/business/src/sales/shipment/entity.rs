//! The tables of shipments and their lines.

/// Shipments.
pub mod shipment {
    use domain::{SalesOrderId, ShipmentId, UserId, WarehouseId};
    use sea_orm::entity::prelude::*;

    /// A shipment.
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "erp_shipment")]
    pub struct Model {
        /// Its id.
        #[sea_orm(primary_key)]
        pub id: ShipmentId,
        /// Its human number.
        pub number: String,
        /// The order it is for.
        pub order_id: SalesOrderId,
        /// Where it left from.
        pub warehouse_id: WarehouseId,
        /// `posted`.
        pub status: String,
        /// The carrier's number.
        pub tracking_number: Option<String>,
        /// The business day it left on.
        pub shipped_on: Date,
        /// Who booked it; none for the system.
        pub created_by: Option<UserId>,
        /// When it was booked.
        pub created_at: DateTimeUtc,
    }

    /// None.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Lines.
pub mod item {
    use domain::{ProductId, Quantity, SalesOrderItemId, ShipmentId, ShipmentItemId};
    use sea_orm::entity::prelude::*;

    /// A line of a shipment.
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "erp_shipmentitem")]
    pub struct Model {
        /// Its id.
        #[sea_orm(primary_key)]
        pub id: ShipmentItemId,
        /// Its shipment.
        pub shipment_id: ShipmentId,
        /// The order's line.
        pub order_item_id: SalesOrderItemId,
        /// What.
        pub product_id: ProductId,
        /// How much.
        pub quantity: Quantity,
    }

    /// None.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
