//! Warehouses in the API.

use async_graphql::{Context, InputObject, Object, SimpleObject};
use domain::{Permission, WarehouseId};
use sea_orm::{EntityTrait, QueryOrder};

use super::entity::{Column, Entity, Model};
use super::service;
use crate::error::Result;
use crate::graphql::{ContextExt, UserError};

/// A warehouse.
#[derive(Clone, Debug, SimpleObject)]
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

/// The warehouse, or why not.
#[derive(SimpleObject)]
pub struct WarehousePayload {
    /// The warehouse as it is now.
    warehouse: Option<Warehouse>,
    /// Why not.
    user_errors: Vec<UserError>,
}

/// What can be asked about warehouses.
#[derive(Clone, Copy, Debug, Default)]
pub struct WarehouseQuery;

#[Object]
impl WarehouseQuery {
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
        let warehouse = match id {
            Some(id) => warehouse(ctx, id).await?,
            None => None,
        };
        Ok(WarehousePayload { warehouse, user_errors })
    }
}

/// The warehouse with this id through the request's loader.
pub async fn warehouse(ctx: &Context<'_>, id: WarehouseId) -> Result<Option<Warehouse>> {
    Ok(ctx.loaders().warehouses.load(id).await?.map(|row| Model::clone(&row).into()))
}
