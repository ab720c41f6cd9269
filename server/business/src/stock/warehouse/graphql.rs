//! Warehouses in the API.

use async_graphql::{ComplexObject, Context, InputObject, Object, SimpleObject};
use domain::{Money, Permission, WarehouseId};
use sea_orm::{EntityTrait, QueryOrder};

use super::entity::{Column, Entity, Model};
use super::service;
use crate::graphql::{ContextExt, InPlace, UserError};
use platform::error::Result;

/// A warehouse.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(complex)]
pub struct Warehouse {
    /// Its id.
    id: WarehouseId,
    /// Its short name; unique.
    code: String,
    /// Its name.
    name: String,
    /// Whether goods may move in and out.
    is_active: bool,
    /// Raised by each change.
    version: i64,
}

impl From<Model> for Warehouse {
    fn from(row: Model) -> Self {
        let Model { id, code, name, is_active, version } = row;
        Self { id, code, name, is_active, version }
    }
}

#[ComplexObject]
impl Warehouse {
    /// How many products lie there.
    async fn product_count(&self, ctx: &Context<'_>) -> Result<i64> {
        Ok(ctx.loaders().warehouse_contents.load(self.id).await?.product_count)
    }
    /// What lies there is worth at average costs, to the ten-thousandth.
    async fn stock_value(&self, ctx: &Context<'_>) -> Result<Money> {
        Ok(ctx.loaders().warehouse_contents.load(self.id).await?.value)
    }
}

/// A warehouse to be made.
#[derive(Clone, Debug, InputObject)]
pub struct WarehouseCreateInput {
    /// Its short name; unique.
    code: String,
    /// Its name.
    name: String,
    /// Chosen by the client; the same key does it once.
    idempotency_key: String,
}

/// A warehouse as it is to be.
#[derive(Clone, Debug, InputObject)]
pub struct WarehouseChangeInput {
    /// The warehouse.
    id: WarehouseId,
    /// Its short name; unique.
    code: String,
    /// Its name.
    name: String,
    /// Whether goods may move in and out.
    is_active: bool,
    /// The version that you read.
    expected_version: i64,
    /// Chosen by the client; the same key does it once.
    idempotency_key: String,
}

/// The warehouse, or why not.
#[derive(SimpleObject)]
pub struct WarehousePayload {
    /// The warehouse as it is now.
    warehouse: Option<Warehouse>,
    /// Why not.
    user_errors: Vec<UserError>,
}

impl WarehousePayload {
    async fn of(ctx: &Context<'_>, id: Option<WarehouseId>, user_errors: Vec<UserError>) -> Result<Self> {
        let warehouse = match id {
            Some(id) => warehouse(ctx, id).await?,
            None => None,
        };
        Ok(Self { warehouse, user_errors })
    }
}

/// What can be asked about warehouses.
#[derive(Clone, Copy, Debug, Default)]
pub struct WarehouseQuery;

#[Object]
impl WarehouseQuery {
    /// A warehouse by id; null when it is not there. Requires `STOCK_READ`.
    async fn warehouse(&self, ctx: &Context<'_>, id: WarehouseId) -> Result<Option<InPlace<Warehouse>>> {
        ctx.actor()?.may(Permission::StockRead)?;
        Ok(warehouse(ctx, id).await?.map(InPlace))
    }

    /// All warehouses by name. Requires `STOCK_READ`.
    async fn warehouses(&self, ctx: &Context<'_>) -> Result<Vec<Warehouse>> {
        ctx.actor()?.may(Permission::StockRead)?;
        let rows = Entity::find().order_by_asc(Column::Name).order_by_asc(Column::Id).all(ctx.db()).await?;
        Ok(rows.into_iter().map(Warehouse::from).collect())
    }
}

/// What can be done with warehouses.
#[derive(Clone, Copy, Debug, Default)]
pub struct WarehouseMutation;

#[Object]
impl WarehouseMutation {
    /// Makes a warehouse. Requires `WAREHOUSE_WRITE`.
    async fn warehouse_create(&self, ctx: &Context<'_>, input: WarehouseCreateInput) -> Result<WarehousePayload> {
        let work = async |tx: &_| service::create(tx, &input.code, &input.name).await;
        let (id, user_errors) = ctx.write(work).await?.into_parts();
        WarehousePayload::of(ctx, id, user_errors).await
    }

    /// Changes a warehouse. Requires `WAREHOUSE_WRITE`; it cannot be closed while goods lie there.
    async fn warehouse_change(&self, ctx: &Context<'_>, input: WarehouseChangeInput) -> Result<WarehousePayload> {
        let names = (input.code.as_str(), input.name.as_str());
        let work = async |tx: &_| service::change(tx, input.id, input.expected_version, names, input.is_active).await;
        let (id, user_errors) = ctx.write(work).await?.into_parts();
        WarehousePayload::of(ctx, id, user_errors).await
    }
}

/// The warehouse with this id through the request's loader.
pub async fn warehouse(ctx: &Context<'_>, id: WarehouseId) -> Result<Option<Warehouse>> {
    Ok(ctx.loaders().warehouses.load(id).await?.map(|row| Model::clone(&row).into()))
}
