//! Warehouses in the API.

use async_graphql::{ComplexObject, Context};
use domain::{Money, Permission, WarehouseId};
use platform::error::Result;
use sea_orm::{EntityTrait, QueryOrder};

use super::entity::{Column, Entity, Model, WarehouseDetails};
use super::service;
use crate::graphql::{ContextExt, Rows, rows};
use crate::stock::level::loader::Contents;
use crate::{commands, inputs, payload, queries};

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

queries! {
    /// What can be asked about warehouses.
    WarehouseQuery {
        /// A warehouse by id; null when it is not there. Requires `STOCK_READ`.
        warehouse: Entity;
        beside {
            /// All warehouses by name. Requires `STOCK_READ`.
            async fn warehouses(&self, ctx: &Context<'_>) -> Result<Rows<Entity>> {
                ctx.actor()?.may(Permission::StockRead)?;
                let by_name = Entity::find().order_by_asc(Column::Name).order_by_asc(Column::Id);
                Ok(rows(by_name.all(ctx.db()).await?))
            }
        }
    }
}

commands! {
    /// What can be done with warehouses.
    WarehouseMutation -> WarehousePayload {
        /// Creates a warehouse. Requires `WAREHOUSE_WRITE`.
        warehouse_create(input: WarehouseCreateInput) => |tx| service::create(tx, &input.details);

        /// Changes a warehouse. Requires `WAREHOUSE_WRITE`; it cannot be closed while goods lie there.
        warehouse_change(input: WarehouseChangeInput) => |tx| service::change(tx, input.at(), &input.details);
    }
}
