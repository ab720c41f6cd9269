//! Shipments in the API.

use async_graphql::{Context, InputObject, Object};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{Quantity, SalesOrderId, SalesOrderItemId, ShipmentId, ShipmentItemId, WarehouseId};

use super::entity::{item, shipment};
/// The ledger, by the order that was shipped.
pub use super::service::movements_of_order;
use super::service::{self, Line, Request};
use crate::catalog::product::graphql::{Product, product};
use crate::graphql::{ContextExt, InPlace};
use crate::sales::order::mutations::SalesOrderPayload;
use crate::stock::warehouse::graphql::{Warehouse, warehouse};
use platform::error::Result;

/// What left a warehouse for an order.
#[derive(Clone, Debug)]
pub struct Shipment(pub shipment::Model);

#[Object]
impl Shipment {
    /// Its id.
    async fn id(&self) -> ShipmentId {
        self.0.id
    }
    /// Its human number.
    async fn number(&self) -> &str {
        &self.0.number
    }
    /// The order it is for.
    async fn order_id(&self) -> SalesOrderId {
        self.0.order_id
    }
    /// Where it left from.
    async fn warehouse(&self, ctx: &Context<'_>) -> Result<Option<InPlace<Warehouse>>> {
        Ok(warehouse(ctx, self.0.warehouse_id).await?.map(InPlace))
    }
    /// The carrier's number.
    async fn tracking_number(&self) -> Option<&str> {
        self.0.tracking_number.as_deref()
    }
    /// The business day it left on.
    async fn shipped_on(&self) -> NaiveDate {
        self.0.shipped_on
    }
    /// When it was booked.
    async fn created_at(&self) -> DateTime<Utc> {
        self.0.created_at
    }
    /// Its lines.
    async fn items(&self, ctx: &Context<'_>) -> Result<Vec<InPlace<ShipmentItem>>> {
        Ok(ctx.loaders().shipment_items.load(self.0.id).await?.iter().cloned().map(ShipmentItem).map(InPlace).collect())
    }
}

/// A line of a shipment.
#[derive(Clone, Debug)]
pub struct ShipmentItem(item::Model);

#[Object]
impl ShipmentItem {
    /// Its id.
    async fn id(&self) -> ShipmentItemId {
        self.0.id
    }
    /// The order's line.
    async fn order_item_id(&self) -> SalesOrderItemId {
        self.0.order_item_id
    }
    /// What.
    async fn product(&self, ctx: &Context<'_>) -> Result<Option<InPlace<Product>>> {
        Ok(product(ctx, self.0.product_id).await?.map(InPlace))
    }
    /// How much.
    async fn quantity(&self) -> Quantity {
        self.0.quantity
    }
}

/// What is to be sent of a line.
#[derive(Clone, Debug, InputObject)]
pub struct ShipmentLineInput {
    /// The order's line.
    item_id: SalesOrderItemId,
    /// Where from.
    warehouse_id: WarehouseId,
    /// How much, above zero.
    quantity: Quantity,
}

/// What is to be sent of an order.
#[derive(Clone, Debug, InputObject)]
pub struct ShipmentCreateInput {
    /// The order.
    order_id: SalesOrderId,
    /// Line by line, at most 500; everything that is set aside when empty.
    #[graphql(default, validator(max_items = 500))]
    lines: Vec<ShipmentLineInput>,
    /// The carrier's number.
    tracking_number: Option<String>,
    /// The business day; today when absent.
    shipped_on: Option<NaiveDate>,
    /// The order's version that you read.
    expected_version: i64,
    /// Chosen by the client; the same key does it once.
    idempotency_key: String,
}

/// What can be done with shipments.
#[derive(Clone, Copy, Debug, Default)]
pub struct ShipmentMutation;

#[Object]
impl ShipmentMutation {
    /// Sends goods of an order: one shipment for each warehouse named. Requires `SALES_ORDER_SHIP`.
    async fn shipment_create(&self, ctx: &Context<'_>, input: ShipmentCreateInput) -> Result<SalesOrderPayload> {
        let lines = input.lines.iter().map(|line| Line {
            item_id: line.item_id,
            warehouse_id: line.warehouse_id,
            quantity: line.quantity,
        });
        let request = Request {
            lines: lines.collect(),
            tracking_number: input.tracking_number.clone(),
            shipped_on: input.shipped_on,
        };
        let work = async |tx: &_| service::ship(tx, input.order_id, input.expected_version, &request).await;
        SalesOrderPayload::of(ctx, ctx.write(work).await?).await
    }
}

/// The shipment with this id through the request's loader.
pub async fn shipment(ctx: &Context<'_>, id: ShipmentId) -> Result<Option<Shipment>> {
    Ok(ctx.loaders().shipments_by_id.load(id).await?.map(|row| Shipment(shipment::Model::clone(&row))))
}
