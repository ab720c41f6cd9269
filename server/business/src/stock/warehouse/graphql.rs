//! Warehouses in the API.

use std::sync::Arc;

use async_graphql::{ComplexObject, Context, Object};
use domain::{Money, Permission, WarehouseId};
use platform::error::Result;
use sea_orm::{EntityTrait, QueryOrder};

use super::entity::{Column, Entity, Model, WarehouseDetails};
use super::service;
use crate::graphql::{ContextExt, Found, InPlace, Rows};
use crate::stock::level::loader::Contents;
use crate::{commands, inputs, payload};

#[ComplexObject]
impl Model {
    /// How many products lie there.
    async fn product_count(&self, ctx: &Context<'_>) -> Result<i64> {
        Ok(ctx.aggregate::<Contents>(self.id).await?.product_count)
    }
    /// What lies there is worth at average costs, to the ten-thousandth.
    async fn stock_value(&self, ctx: &Context<'_>) -> Result<Money> {
        Ok(ctx.aggregate::<Contents>(self.id).await?.value)
    }
}

inputs! {
    /// A warehouse to be created.
    create WarehouseCreateInput {
        #[graphql(flatten)]
        details: WarehouseDetails,
    }
    /// A warehouse as it is to be.
    change WarehouseChangeInput(WarehouseId, "The warehouse.") {
        #[graphql(flatten)]
        details: WarehouseDetails,
    }
}

payload!(WarehousePayload, "The warehouse", warehouse: Entity);

/// What can be asked about warehouses.
#[derive(Clone, Copy, Debug, Default)]
pub struct WarehouseQuery;

#[Object]
impl WarehouseQuery {
    /// A warehouse by id; null when it is not there. Requires `STOCK_READ`.
    async fn warehouse(&self, ctx: &Context<'_>, id: WarehouseId) -> Result<Found<Entity>> {
        ctx.actor()?.may(Permission::StockRead)?;
        ctx.find::<Entity>(id).await
    }

    /// All warehouses by name. Requires `STOCK_READ`.
    async fn warehouses(&self, ctx: &Context<'_>) -> Result<Rows<Entity>> {
        ctx.actor()?.may(Permission::StockRead)?;
        let rows = Entity::find().order_by_asc(Column::Name).order_by_asc(Column::Id).all(ctx.db()).await?;
        Ok(rows.into_iter().map(Arc::new).map(InPlace).collect())
    }
}

commands! {
    /// What can be done with warehouses.
    WarehouseMutation -> WarehousePayload {
        /// Creates a warehouse. Requires `WAREHOUSE_WRITE`.
        warehouse_create(input: WarehouseCreateInput) => |tx| service::create(tx, &input.details);

        /// Changes a warehouse. Requires `WAREHOUSE_WRITE`; it cannot be closed while goods lie there.
        warehouse_change(input: WarehouseChangeInput) =>
            |tx| service::change(tx, input.id, input.expected_version, &input.details);
    }
}
