//! What is to be sent.

use async_graphql::InputObject;
use chrono::NaiveDate;
use domain::{Quantity, SalesOrderId, SalesOrderItemId, WarehouseId};

use crate::inputs;

/// What is to be sent of a line.
#[derive(Clone, Debug, InputObject)]
pub struct ShipmentLineInput {
    /// The order's line.
    pub item_id: SalesOrderItemId,
    /// Where from.
    pub warehouse_id: WarehouseId,
    /// How much, above zero.
    pub quantity: Quantity,
}

inputs! {
    /// What is to be sent of an order.
    create ShipmentCreateInput {
        /// The order.
        pub order_id: SalesOrderId,
        /// Line by line, at most 500; everything that is reserved when empty.
        #[graphql(default, validator(max_items = 500))]
        pub lines: Vec<ShipmentLineInput>,
        /// The carrier's number.
        pub tracking_number: Option<String>,
        /// The business day; today when absent.
        pub shipped_on: Option<NaiveDate>,
        /// The order's version that you read.
        pub expected_version: i64,
    }
}
