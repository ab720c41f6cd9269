//! Shipments in the API.

use async_graphql::{ComplexObject, Context};
use platform::error::Result;

use super::entity::{item, shipment};
use super::input::ShipmentCreateInput;
use super::service;
use crate::catalog::product::entity as product;
use crate::commands;
use crate::graphql::{ContextExt, Found, Rows};
use crate::sales::order::mutations::SalesOrderPayload;
use crate::stock::warehouse::entity as warehouse;

#[ComplexObject]
impl shipment::Model {
    /// Where it left from; null without `STOCK_READ`.
    async fn warehouse(&self, ctx: &Context<'_>) -> Result<Found<warehouse::Entity>> {
        ctx.find::<warehouse::Entity>(self.warehouse_id).await
    }
    /// Its lines.
    async fn items(&self, ctx: &Context<'_>) -> Result<Rows<item::Entity>> {
        ctx.find_many::<item::Entity, _>(self.id).await
    }
}

#[ComplexObject]
impl item::Model {
    /// What; null without `CATALOG_READ`.
    async fn product(&self, ctx: &Context<'_>) -> Result<Found<product::Entity>> {
        ctx.find::<product::Entity>(self.product_id).await
    }
}

commands! {
    /// What can be done with shipments.
    ShipmentMutation -> SalesOrderPayload {
        /// Sends goods of an order: one shipment for each warehouse named. Requires `SALES_ORDER_SHIP`.
        shipment_create(input: ShipmentCreateInput) => |tx| service::ship(tx, &input);
    }
}
