//! Stock in the API.

use async_graphql::{Context, InputObject, Object, SimpleObject};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    Actor, Money, Permission, ProductId, Quantity, SalesOrderId, ShipmentId, StockTransactionId, UserId, WarehouseId,
};
use sea_orm::{ColumnTrait, Condition, QueryFilter, Select};

use super::entity::{level, movement};
/// The products' list, by what lies of them.
pub use super::service::narrowed as narrowed_by_stock;
use super::service::{self, Booking, Receipt};
use crate::catalog::product::graphql::{Product, product};
use crate::graphql::{Connection, ContextExt, InPlace, UserError};
use crate::sales::shipment::graphql::{Shipment, movements_of_order, shipment};
use crate::stock::warehouse::graphql::{Warehouse, warehouse};
use platform::db::{Direction, Keyset, KeysetValue, PageRequest, count_capped};
use platform::error::Result;

/// What lies of a product in a warehouse.
#[derive(Clone, Debug)]
pub struct StockLevel(pub level::Model);

#[Object]
impl StockLevel {
    /// The product.
    async fn product(&self, ctx: &Context<'_>) -> Result<Option<InPlace<Product>>> {
        Ok(product(ctx, self.0.product_id).await?.map(InPlace))
    }
    /// The warehouse.
    async fn warehouse(&self, ctx: &Context<'_>) -> Result<Option<InPlace<Warehouse>>> {
        Ok(warehouse(ctx, self.0.warehouse_id).await?.map(InPlace))
    }
    /// What lies there.
    async fn on_hand(&self) -> Quantity {
        self.0.on_hand
    }
    /// What of it is set aside.
    async fn reserved(&self) -> Quantity {
        self.0.reserved
    }
    /// What of it is free.
    async fn available(&self) -> Result<Quantity> {
        Ok(self.0.on_hand.minus(self.0.reserved)?)
    }
}

/// What lies of a product everywhere.
#[derive(Clone, Copy, Debug, SimpleObject)]
pub struct StockTotal {
    /// What lies there.
    on_hand: Quantity,
    /// What of it is set aside.
    reserved: Quantity,
    /// What of it is free.
    available: Quantity,
}

impl StockTotal {
    /// The sum of a product's balances.
    ///
    /// # Errors
    /// When it is out of range.
    pub fn of(levels: &[level::Model]) -> Result<Self> {
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

/// One movement of stock: a row of the ledger.
#[derive(Clone, Debug)]
pub struct StockTransaction(movement::Model);

#[Object]
impl StockTransaction {
    /// Its id.
    async fn id(&self) -> StockTransactionId {
        self.0.id
    }
    /// The product.
    async fn product(&self, ctx: &Context<'_>) -> Result<Option<InPlace<Product>>> {
        Ok(product(ctx, self.0.product_id).await?.map(InPlace))
    }
    /// The warehouse.
    async fn warehouse(&self, ctx: &Context<'_>) -> Result<Option<InPlace<Warehouse>>> {
        Ok(warehouse(ctx, self.0.warehouse_id).await?.map(InPlace))
    }
    /// `receipt`, `shipment`, `transfer_out`, `transfer_in`, `adjust`.
    async fn kind(&self) -> &str {
        &self.0.transaction_type
    }
    /// How much; negative for what goes out.
    async fn quantity(&self) -> Quantity {
        self.0.quantity
    }
    /// What one has cost, where known.
    async fn unit_cost(&self) -> Option<Money> {
        self.0.unit_cost
    }
    /// What lay there right after it.
    async fn balance(&self, ctx: &Context<'_>) -> Result<Quantity> {
        ctx.loaders().stock_balances.load(self.0.id).await
    }
    /// What it was worth at its cost, to the ten-thousandth; null where the cost is not known.
    async fn value(&self) -> Result<Option<Money>> {
        Ok(self.0.unit_cost.map(|cost| cost.worth(self.0.quantity)).transpose()?)
    }
    /// The shipment behind it; null when there is none, and without `SALES_ORDER_READ`.
    async fn shipment(&self, ctx: &Context<'_>) -> Result<Option<InPlace<Shipment>>> {
        let (Some("shipment"), Some(id)) = (self.0.document_type.as_deref(), self.0.document_id) else {
            return Ok(None);
        };
        if ctx.actor()?.may(Permission::SalesOrderRead).is_err() {
            return Ok(None);
        }
        Ok(shipment(ctx, ShipmentId::new(id)).await?.map(InPlace))
    }
    /// The document behind it; null for what was booked by hand.
    async fn document(&self) -> Option<StockDocument> {
        let kind = self.0.document_type.clone()?;
        Some(StockDocument { kind, number: self.0.document_id? })
    }
    /// The name of who booked it; null for the system.
    async fn booked_by(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        let Some(id) = self.0.created_by else { return Ok(None) };
        Ok(ctx.loaders().users.load(id).await?.map(|user| user.name.clone()))
    }
    /// Why, for adjustments.
    async fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }
    /// The business day it counts for.
    async fn occurred_on(&self) -> NaiveDate {
        self.0.occurred_on
    }
    /// When it was booked.
    async fn created_at(&self) -> DateTime<Utc> {
        self.0.created_at
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

/// Which balances.
#[derive(Clone, Debug, Default, InputObject)]
pub struct StockLevelFilter {
    /// Only of this product.
    product_id: Option<ProductId>,
    /// Only in this warehouse.
    warehouse_id: Option<WarehouseId>,
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

/// Goods that come into a warehouse.
#[derive(Clone, Debug, InputObject)]
pub struct StockReceiveInput {
    /// Where to.
    warehouse_id: WarehouseId,
    /// What; at most 100 lines.
    #[graphql(validator(max_items = 100, min_items = 1))]
    lines: Vec<StockReceiveLine>,
    /// Chosen by the client; the same key does it once.
    idempotency_key: String,
}

/// A correction of stock.
#[derive(Clone, Debug, InputObject)]
pub struct StockAdjustInput {
    /// What.
    product_id: ProductId,
    /// Where.
    warehouse_id: WarehouseId,
    /// By how much; negative for less.
    by: Quantity,
    /// Why.
    reason: String,
    /// Chosen by the client; the same key does it once.
    idempotency_key: String,
}

/// A move from one warehouse to another.
#[derive(Clone, Debug, InputObject)]
pub struct StockTransferInput {
    /// What.
    product_id: ProductId,
    /// Where from.
    from_warehouse_id: WarehouseId,
    /// Where to.
    to_warehouse_id: WarehouseId,
    /// How much, above zero.
    quantity: Quantity,
    /// Chosen by the client; the same key does it once.
    idempotency_key: String,
}

/// The products whose stock moved, or why not.
#[derive(SimpleObject)]
pub struct StockPayload {
    /// The products with their stock as it is now.
    products: Vec<Product>,
    /// Why not.
    user_errors: Vec<UserError>,
}

impl StockTransactionFilter {
    fn condition(self) -> Condition {
        use movement::Column as C;
        Condition::all()
            .add_option(self.product_id.map(|id| C::ProductId.eq(id)))
            .add_option(self.warehouse_id.map(|id| C::WarehouseId.eq(id)))
            .add_option(self.kinds.map(|kinds| C::TransactionType.is_in(kinds)))
            .add_option(self.booked_by_id.map(|id| C::CreatedBy.eq(id)))
            .add_option(self.booked_from.map(|at| C::CreatedAt.gte(at)))
            .add_option(self.booked_before.map(|at| C::CreatedAt.lt(at)))
    }
}

/// The balances that a list shows to the actor: in the API and as a file.
///
/// # Errors
/// The missing permission.
pub fn listed(actor: &Actor, filter: Option<StockLevelFilter>) -> Result<Select<level::Entity>> {
    use level::Column as C;
    let filter = filter.unwrap_or_default();
    let condition = Condition::all()
        .add_option(filter.product_id.map(|id| C::ProductId.eq(id)))
        .add_option(filter.warehouse_id.map(|id| C::WarehouseId.eq(id)));
    Ok(service::visible(actor)?.filter(condition))
}

/// The movements that a list shows to the actor: in the API and as a file.
///
/// # Errors
/// The missing permission.
pub fn listed_movements(actor: &Actor, filter: Option<StockTransactionFilter>) -> Result<Select<movement::Entity>> {
    let filter = filter.unwrap_or_default();
    let query = movements_of_order(service::visible_movements(actor)?, actor, filter.sales_order_id)?;
    Ok(query.filter(filter.condition()))
}

/// How a list of balances is walked through.
pub fn keyset() -> Keyset<level::Column, level::Model> {
    Keyset {
        name: "stock_levels.product",
        column: level::Column::ProductId,
        id: level::Column::WarehouseId,
        direction: Direction::Asc,
        of: |row| (KeysetValue::Int(row.product_id.get()), row.warehouse_id.get()),
    }
}

/// How the ledger is walked through: backwards.
pub fn movements_keyset() -> Keyset<movement::Column, movement::Model> {
    Keyset {
        name: "stock_transactions.created_at",
        column: movement::Column::CreatedAt,
        id: movement::Column::Id,
        direction: Direction::Desc,
        of: |row| (KeysetValue::At(row.created_at), row.id.get()),
    }
}

/// What can be asked about stock.
#[derive(Clone, Copy, Debug, Default)]
pub struct StockLevelQuery;

#[Object]
impl StockLevelQuery {
    /// The ledger, newest first. Requires `STOCK_READ`.
    async fn stock_transactions(
        &self,
        ctx: &Context<'_>,
        filter: Option<StockTransactionFilter>,
        #[graphql(desc = "Rows, 1 to 100; 50 when absent.")] first: Option<i32>,
        #[graphql(desc = "The cursor after which to go on.")] after: Option<String>,
    ) -> Result<Connection<StockTransaction>> {
        let query = listed_movements(ctx.actor()?, filter)?;
        let page = movements_keyset().page(query.clone(), &PageRequest { first, after }, ctx.db()).await?;
        let db = ctx.db().clone();
        Ok(Connection::new(page, StockTransaction, move || {
            let (db, query) = (db.clone(), query.clone());
            async move { count_capped(query, movement::Column::Id, &db).await }
        }))
    }

    /// What lies where, by product and warehouse. Requires `STOCK_READ`.
    async fn stock_levels(
        &self,
        ctx: &Context<'_>,
        filter: Option<StockLevelFilter>,
        #[graphql(desc = "Rows, 1 to 100; 50 when absent.")] first: Option<i32>,
        #[graphql(desc = "The cursor after which to go on.")] after: Option<String>,
    ) -> Result<Connection<StockLevel>> {
        let query = listed(ctx.actor()?, filter)?;
        let page = keyset().page(query.clone(), &PageRequest { first, after }, ctx.db()).await?;
        let db = ctx.db().clone();
        Ok(Connection::new(page, StockLevel, move || {
            let (db, query) = (db.clone(), query.clone());
            async move { count_capped(query, level::Column::ProductId, &db).await }
        }))
    }

    /// What lay of a product in each warehouse at the end of a day. Requires `STOCK_READ`.
    async fn stock_as_of(&self, ctx: &Context<'_>, product_id: ProductId, day: NaiveDate) -> Result<Vec<StockBalance>> {
        ctx.actor()?.may(Permission::StockRead)?;
        let balances = service::as_of(ctx.db(), product_id, day).await?;
        Ok(balances.into_iter().map(|(warehouse_id, quantity)| StockBalance { warehouse_id, quantity }).collect())
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
            service::receive(tx, input.warehouse_id, &lines, &Booking::default()).await?;
            Ok(lines.iter().map(|line| line.product_id).collect::<Vec<_>>())
        };
        let (ids, user_errors) = ctx.write(work).await?.into_parts();
        payload(ctx, ids.unwrap_or_default(), user_errors).await
    }

    /// Corrects stock, with a reason. Requires `STOCK_ADJUST`.
    async fn stock_adjust(&self, ctx: &Context<'_>, input: StockAdjustInput) -> Result<StockPayload> {
        let place = (input.product_id, input.warehouse_id);
        let work = async |tx: &_| service::adjust(tx, place, input.by, &input.reason).await;
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
    let products = futures::future::try_join_all(ids.into_iter().map(|id| product(ctx, id))).await?;
    Ok(StockPayload { products: products.into_iter().flatten().collect(), user_errors })
}
