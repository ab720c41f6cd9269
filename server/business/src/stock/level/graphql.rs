//! Stock in the API.

use std::sync::Arc;

use async_graphql::{ComplexObject, Context, InputObject, Object, SimpleObject};
use chrono::NaiveDate;
use domain::{Money, Permission, ProductId, Quantity, ShipmentId, WarehouseId};
use platform::error::Result;

use super::entity::{level, movement};
use super::list::{StockLevels, StockTransactions};
use super::loader::BalanceAfter;
use super::service::{self, Posting, Receipt};
use crate::accounts::user::graphql::name_of_user;
use crate::catalog::product::entity as product;
use crate::graphql::{ContextExt, Found, Rows, UserError};
use crate::sales::shipment::entity::shipment;
use crate::stock::warehouse::entity as warehouse;
use crate::{inputs, queries};

#[ComplexObject]
impl level::Model {
    /// The product.
    async fn product(&self, ctx: &Context<'_>) -> Result<Found<product::Entity>> {
        ctx.find::<product::Entity>(self.product_id).await
    }
    /// The warehouse.
    async fn warehouse(&self, ctx: &Context<'_>) -> Result<Found<warehouse::Entity>> {
        ctx.find::<warehouse::Entity>(self.warehouse_id).await
    }
    /// What of it is free.
    async fn available(&self) -> Result<Quantity> {
        Ok(self.on_hand.minus(self.reserved)?)
    }
}

/// What lies of a product everywhere.
#[derive(Clone, Copy, Debug, SimpleObject)]
pub struct StockTotal {
    /// What lies there.
    on_hand: Quantity,
    /// What of it is reserved.
    reserved: Quantity,
    /// What of it is free.
    available: Quantity,
}

impl StockTotal {
    /// The sum of a product's stock levels.
    ///
    /// # Errors
    /// When it is out of range.
    pub fn of(levels: &[Arc<level::Model>]) -> Result<Self> {
        let (mut on_hand, mut reserved) = (Quantity::ZERO, Quantity::ZERO);
        for level in levels {
            on_hand = on_hand.plus(level.on_hand)?;
            reserved = reserved.plus(level.reserved)?;
        }
        Ok(Self { on_hand, reserved, available: on_hand.minus(reserved)? })
    }
}

/// The document behind a movement.
#[derive(Clone, Debug, SimpleObject)]
pub struct StockDocument {
    /// Its kind, e.g. `shipment`.
    kind: String,
    /// Its id without prefix.
    number: i64,
}

#[ComplexObject]
impl movement::Model {
    /// The product.
    async fn product(&self, ctx: &Context<'_>) -> Result<Found<product::Entity>> {
        ctx.find::<product::Entity>(self.product_id).await
    }
    /// The warehouse.
    async fn warehouse(&self, ctx: &Context<'_>) -> Result<Found<warehouse::Entity>> {
        ctx.find::<warehouse::Entity>(self.warehouse_id).await
    }
    /// `receipt`, `shipment`, `transfer_out`, `transfer_in`, `adjust`.
    async fn kind(&self) -> &str {
        self.transaction_type.text()
    }
    /// What lay there right after it.
    async fn balance(&self, ctx: &Context<'_>) -> Result<Quantity> {
        ctx.aggregate::<BalanceAfter>(self.id).await
    }
    /// What it was worth at its cost, to the ten-thousandth; null where the cost is not known.
    async fn value(&self) -> Result<Option<Money>> {
        Ok(self.unit_cost.map(|cost| cost.worth(self.quantity)).transpose()?)
    }
    /// The shipment behind it; null when there is none, and without `SALES_ORDER_READ`.
    async fn shipment(&self, ctx: &Context<'_>) -> Result<Found<shipment::Entity>> {
        match (self.document_type.as_deref(), self.document_id) {
            (Some("shipment"), Some(id)) => ctx.find::<shipment::Entity>(ShipmentId::new(id)).await,
            _ => Ok(None),
        }
    }
    /// The document behind it; null for what was booked by hand.
    async fn document(&self) -> Option<StockDocument> {
        let kind = self.document_type.clone()?;
        Some(StockDocument { kind, number: self.document_id? })
    }
    /// The name of who booked it; null for the system.
    async fn booked_by(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        name_of_user(ctx, self.created_by).await
    }
}

/// What lay in a warehouse on a day.
#[derive(Clone, Debug, SimpleObject)]
pub struct StockBalance {
    /// The warehouse.
    warehouse_id: WarehouseId,
    /// What lay there at the end of the day.
    quantity: Quantity,
}

/// Goods that come in.
#[derive(Clone, Debug, InputObject)]
pub struct StockReceiveLine {
    /// What.
    product_id: ProductId,
    /// How much, above zero.
    quantity: Quantity,
    /// What one has cost; moves the average.
    unit_cost: Option<Money>,
}

inputs! {
    /// Goods that come into a warehouse.
    create StockReceiveInput {
        /// Where to.
        warehouse_id: WarehouseId,
        /// What; at most 100 lines.
        #[graphql(validator(max_items = 100, min_items = 1))]
        lines: Vec<StockReceiveLine>,
    }
    /// A correction of stock.
    create StockAdjustInput {
        /// What.
        product_id: ProductId,
        /// Where.
        warehouse_id: WarehouseId,
        /// By how much; negative for less.
        by: Quantity,
        /// Why.
        reason: String,
    }
    /// A move from one warehouse to another.
    create StockTransferInput {
        /// What.
        product_id: ProductId,
        /// Where from.
        from_warehouse_id: WarehouseId,
        /// Where to.
        to_warehouse_id: WarehouseId,
        /// How much, above zero.
        quantity: Quantity,
    }
}

/// The products whose stock moved, or why not.
#[derive(SimpleObject)]
pub struct StockPayload {
    /// The products with their stock as it is now.
    products: Rows<product::Entity>,
    /// Why not.
    user_errors: Vec<UserError>,
}

queries! {
    /// What can be asked about stock.
    StockLevelQuery {
        /// The ledger, newest first. Requires `STOCK_READ`.
        list stock_transactions: StockTransactions;
        /// What lies where, by product and warehouse. Requires `STOCK_READ`.
        list stock_levels: StockLevels;
        beside {
            /// What lay of a product in each warehouse at the end of a day. Requires `STOCK_READ`.
            async fn stock_as_of(
                &self,
                ctx: &Context<'_>,
                product_id: ProductId,
                day: NaiveDate,
            ) -> Result<Vec<StockBalance>> {
                ctx.actor()?.may(Permission::StockRead)?;
                let balances = service::as_of(ctx.db(), product_id, day).await?;
                let balance = |(warehouse_id, quantity)| StockBalance { warehouse_id, quantity };
                Ok(balances.into_iter().map(balance).collect())
            }
        }
    }
}

/// What can be done with stock.
#[derive(Clone, Copy, Debug, Default)]
pub struct StockLevelMutation;

#[Object]
impl StockLevelMutation {
    /// Books goods in. Requires `STOCK_RECEIVE`.
    async fn stock_receive(&self, ctx: &Context<'_>, input: StockReceiveInput) -> Result<StockPayload> {
        let lines: Vec<Receipt> = input
            .lines
            .iter()
            .map(|line| Receipt { product_id: line.product_id, quantity: line.quantity, unit_cost: line.unit_cost })
            .collect();
        let work = async |tx: &_| {
            service::receive(tx, input.warehouse_id, &lines, &Posting::default()).await?;
            Ok(lines.iter().map(|line| line.product_id).collect::<Vec<_>>())
        };
        let (ids, user_errors) = ctx.write(work).await?.into_parts();
        payload(ctx, ids.unwrap_or_default(), user_errors).await
    }

    /// Corrects stock, with a reason. Requires `STOCK_ADJUST`.
    async fn stock_adjust(&self, ctx: &Context<'_>, input: StockAdjustInput) -> Result<StockPayload> {
        let key = (input.product_id, input.warehouse_id);
        let work = async |tx: &_| service::adjust(tx, key, input.by, &input.reason).await;
        let (id, user_errors) = ctx.write(work).await?.into_parts();
        payload(ctx, Vec::from_iter(id), user_errors).await
    }

    /// Moves free stock from one warehouse to another. Requires `STOCK_TRANSFER`.
    async fn stock_transfer(&self, ctx: &Context<'_>, input: StockTransferInput) -> Result<StockPayload> {
        let (from, to) = (input.from_warehouse_id, input.to_warehouse_id);
        let work = async |tx: &_| service::transfer(tx, input.product_id, from, to, input.quantity).await;
        let (id, user_errors) = ctx.write(work).await?.into_parts();
        payload(ctx, Vec::from_iter(id), user_errors).await
    }
}

async fn payload(ctx: &Context<'_>, ids: Vec<ProductId>, user_errors: Vec<UserError>) -> Result<StockPayload> {
    let products = ids.into_iter().map(|id| ctx.find::<product::Entity>(id));
    let products = futures::future::try_join_all(products).await?;
    Ok(StockPayload { products: products.into_iter().flatten().collect(), user_errors })
}
