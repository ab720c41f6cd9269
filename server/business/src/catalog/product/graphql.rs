//! Products in the API.

use async_graphql::{ComplexObject, Context};
use domain::{Money, Permission, ProductId};
use platform::error::Result;
use sea_orm::EntityTrait;

use super::entity::{Entity, Model, ProductDetails};
use super::list::Products;
use super::service;
use crate::catalog::category::entity as category;
use crate::graphql::{ContextExt, Found, Rows, rows};
use crate::stock::level::entity::level;
use crate::stock::level::graphql::StockTotal;
use crate::{commands, inputs, payload, queries};

#[ComplexObject]
impl Model {
    /// The category it lies in.
    async fn category(&self, ctx: &Context<'_>) -> Result<Found<category::Entity>> {
        match self.category_id {
            Some(category) => ctx.find::<category::Entity>(category).await,
            None => Ok(None),
        }
    }
    /// Whether it is a service, without stock.
    async fn is_service(&self) -> bool {
        !self.is_stocked()
    }
    /// What lies of it in each warehouse. Requires `STOCK_READ`.
    async fn stock(&self, ctx: &Context<'_>) -> Result<Rows<level::Entity>> {
        ctx.find_many::<level::Entity, _>(self.id).await
    }
    /// What lies of it everywhere. Requires `STOCK_READ`.
    async fn stock_total(&self, ctx: &Context<'_>) -> Result<StockTotal> {
        ctx.actor()?.may(Permission::StockRead)?;
        StockTotal::of(&ctx.loaders().rows::<level::Entity, ProductId>(self.id).await?)
    }
}

inputs! {
    details ProductDetails of ProductId, "product": ProductCreateInput, ProductChangeInput;
    /// A price as it is to be.
    change ProductChangePriceInput(ProductId, "The product.") {
        /// The price of one.
        unit_price: Money,
    }
    /// Whether a product is traded.
    change ProductSetActiveInput(ProductId, "The product.") {
        /// Whether it is.
        is_active: bool,
    }
}

payload!(ProductPayload, "The product", product: Entity);

queries! {
    /// What can be asked about products.
    ProductQuery {
        /// A product by id; null when it is not there. Requires `CATALOG_READ`.
        product: Entity;
        /// Products, by name unless sorted otherwise. Requires `CATALOG_READ`.
        products: Products, search "Words to find in code, name and barcode; accents and case do not matter.";
        beside {
            /// The traded products that these texts name, as a spreadsheet or a scanner does: by code or barcode.
            /// Requires `CATALOG_READ`.
            async fn products_named(
                &self,
                ctx: &Context<'_>,
                #[graphql(desc = "Codes and barcodes, at most 500.", validator(max_items = 500))] names: Vec<String>,
            ) -> Result<Rows<Entity>> {
                ctx.actor()?.may(Permission::CatalogRead)?;
                Ok(rows(service::named(Entity::find(), &names).all(ctx.db()).await?))
            }
        }
    }
}

commands! {
    /// What can be done with products.
    ProductMutation -> ProductPayload {
        /// Creates a product. Requires `CATALOG_WRITE`.
        product_create(input: ProductCreateInput) => |tx| service::create(tx, &input.details);

        /// Changes a product. Requires `CATALOG_WRITE`.
        product_change(input: ProductChangeInput) => |tx| service::change(tx, input.at(), &input.details);

        /// Changes a product's price, for orders written from now on. Requires `CATALOG_WRITE`.
        product_change_price(input: ProductChangePriceInput) =>
            |tx| service::change_price(tx, input.at(), input.unit_price);

        /// Begins or ends trading a product. Requires `CATALOG_WRITE`.
        product_set_active(input: ProductSetActiveInput) => |tx| service::set_active(tx, input.at(), input.is_active);
    }
}
