//! The tables of shipments and their lines.

/// Shipments.
pub mod shipment {
    use async_graphql::SimpleObject;
    use domain::shipment::Status;
    use domain::{SalesOrderId, ShipmentId, UserId, WarehouseId};
    use platform::{record, rows_by};
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    /// What left a warehouse for an order.
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, DeriveEntityModel, SimpleObject)]
    #[sea_orm(table_name = "erp_shipment")]
    #[graphql(name = "Shipment", complex)]
    pub struct Model {
        /// Its id.
        #[sea_orm(primary_key)]
        pub id: ShipmentId,
        /// Its human number.
        pub number: String,
        /// The order it is for.
        pub order_id: SalesOrderId,
        /// Where it left from.
        #[graphql(skip)]
        pub warehouse_id: WarehouseId,
        /// Where it stands.
        #[graphql(skip)]
        pub status: Status,
        /// The carrier's number.
        pub tracking_number: Option<String>,
        /// The business day it left on.
        pub shipped_on: Date,
        /// Who booked it; none for the system.
        #[graphql(skip)]
        pub created_by: Option<UserId>,
        /// When it was booked.
        pub created_at: DateTimeUtc,
        /// Always 1: a shipment never changes.
        #[graphql(skip)]
        pub version: i64,
    }

    platform::plain_table!();

    /// Its numbers: `SH-2026-000123`.
    pub const SERIES: platform::db::Series = platform::db::Series("SH");
    record!(Entity: ShipmentId, "shipment", read SalesOrderRead);
    rows_by!(Entity: SalesOrderId, by OrderId order_id, order Id, read SalesOrderRead);
}

/// Lines.
pub mod item {
    use async_graphql::SimpleObject;
    use domain::{ProductId, Quantity, SalesOrderItemId, ShipmentId, ShipmentItemId};
    use platform::rows_by;
    use sea_orm::entity::prelude::*;

    /// A line of a shipment.
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel, SimpleObject)]
    #[sea_orm(table_name = "erp_shipmentitem")]
    #[graphql(name = "ShipmentItem", complex)]
    pub struct Model {
        /// Its id.
        #[sea_orm(primary_key)]
        pub id: ShipmentItemId,
        /// Its shipment.
        #[graphql(skip)]
        pub shipment_id: ShipmentId,
        /// The order's line.
        pub order_item_id: SalesOrderItemId,
        /// What.
        #[graphql(skip)]
        pub product_id: ProductId,
        /// How much.
        pub quantity: Quantity,
    }

    platform::plain_table!();

    rows_by!(Entity: ShipmentId, by ShipmentId shipment_id, order Id, read SalesOrderRead);
}
