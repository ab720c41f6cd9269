//! Products in the API.

use std::sync::Arc;

use async_graphql::{Context, Enum, InputObject, Object, SimpleObject};
use domain::{Actor, CategoryId, Money, Percent, Permission, ProductId, Quantity};
use sea_orm::{ColumnTrait, DatabaseConnection, QueryFilter, Select};

use super::entity::{Column, Entity, Model};
use super::service::{self, Details};
use crate::catalog::category::graphql::{Category, loaded as category};
use crate::graphql::{Connection, ContextExt, InPlace, SortDirection, UserError};
use crate::stock::level::graphql::{StockLevel, StockTotal, narrowed_by_stock};
use platform::db::{Keyset, KeysetValue, PageRequest, RowKey, count_capped};
use platform::error::Result;

/// A product or service.
#[derive(Clone, Debug)]
pub struct Product(pub Arc<Model>);

#[Object]
impl Product {
    /// Its id.
    async fn id(&self) -> ProductId {
        self.0.id
    }
    /// Its short name; unique.
    async fn code(&self) -> &str {
        &self.0.code
    }
    /// Its name.
    async fn name(&self) -> &str {
        &self.0.name
    }
    /// More about it.
    async fn description(&self) -> Option<&str> {
        self.0.description.as_deref()
    }
    /// The category it lies in.
    async fn category_id(&self) -> Option<CategoryId> {
        self.0.category_id
    }
    /// The category it lies in.
    async fn category(&self, ctx: &Context<'_>) -> Result<Option<InPlace<Category>>> {
        Ok(category(ctx, self.0.category_id).await?.map(InPlace))
    }
    /// Whether it is a service, without stock.
    async fn is_service(&self) -> bool {
        !self.0.is_stocked()
    }
    /// What its quantities count.
    async fn unit(&self) -> &str {
        &self.0.unit
    }
    /// Its barcode.
    async fn barcode(&self) -> Option<&str> {
        self.0.barcode.as_deref()
    }
    /// The price of one.
    async fn unit_price(&self) -> Money {
        self.0.unit_price
    }
    /// Its tax rate.
    async fn tax_percent(&self) -> Percent {
        self.0.tax_percent
    }
    /// Free stock below which it is to be bought; null for never.
    async fn reorder_point(&self) -> Option<Quantity> {
        self.0.reorder_point
    }
    /// Whether it is traded.
    async fn is_active(&self) -> bool {
        self.0.is_active
    }
    /// Its id in another system; unique.
    async fn external_ref(&self) -> Option<&str> {
        self.0.external_ref.as_deref()
    }
    /// Raised by each change; hand it back as `expectedVersion`.
    async fn version(&self) -> i64 {
        self.0.version
    }
    /// What lies of it in each warehouse. Requires `STOCK_READ`.
    async fn stock(&self, ctx: &Context<'_>) -> Result<Vec<InPlace<StockLevel>>> {
        ctx.actor()?.may(Permission::StockRead)?;
        Ok(ctx.loaders().stock_levels.load(self.0.id).await?.iter().cloned().map(StockLevel).map(InPlace).collect())
    }
    /// What lies of it everywhere. Requires `STOCK_READ`.
    async fn stock_total(&self, ctx: &Context<'_>) -> Result<StockTotal> {
        ctx.actor()?.may(Permission::StockRead)?;
        StockTotal::of(&ctx.loaders().stock_levels.load(self.0.id).await?)
    }
}

/// Which products.
#[derive(Clone, Debug, Default, InputObject)]
pub struct ProductFilter {
    /// Only those that are traded, or only the others.
    is_active: Option<bool>,
    /// Only those that lie directly in this category.
    category_id: Option<CategoryId>,
    /// Only those that lie in this category or below it.
    within_category_id: Option<CategoryId>,
    /// Only those of which less is free than their reorder point. Requires `STOCK_READ`.
    #[graphql(default)]
    below_reorder_point: bool,
    /// Only goods of which nothing lies anywhere. Requires `STOCK_READ`.
    #[graphql(default)]
    out_of_stock: bool,
}

/// What products are sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum ProductSortField {
    /// The name.
    Name,
    /// The short name.
    Code,
    /// The price of one.
    UnitPrice,
}

/// How products are sorted; the id is the last word.
#[derive(Clone, Copy, Debug, InputObject)]
pub struct ProductSort {
    /// By what.
    field: ProductSortField,
    /// Which way.
    direction: SortDirection,
}

/// A product's own fields.
#[derive(Clone, Debug, InputObject)]
pub struct ProductDetails {
    /// Its short name; unique.
    code: String,
    /// Its name.
    name: String,
    /// More about it.
    description: Option<String>,
    /// The category it lies in.
    category_id: Option<CategoryId>,
    /// Whether it is a service, without stock.
    #[graphql(default)]
    is_service: bool,
    /// What its quantities count.
    #[graphql(default = "pcs")]
    unit: String,
    /// Its barcode.
    barcode: Option<String>,
    /// The price of one.
    unit_price: Money,
    /// Its tax rate, 0 to 100.
    tax_percent: Percent,
    /// Free stock below which it is to be bought; null for never.
    reorder_point: Option<Quantity>,
    /// Whether it is traded.
    #[graphql(default = true)]
    is_active: bool,
    /// Its id in another system; unique.
    external_ref: Option<String>,
}

impl From<ProductDetails> for Details {
    fn from(details: ProductDetails) -> Self {
        Self {
            code: details.code,
            name: details.name,
            description: details.description,
            category_id: details.category_id,
            is_service: details.is_service,
            unit: details.unit,
            barcode: details.barcode,
            unit_price: details.unit_price,
            tax_percent: details.tax_percent,
            reorder_point: details.reorder_point,
            is_active: details.is_active,
            external_ref: details.external_ref,
        }
    }
}

/// A product to be made.
#[derive(Clone, Debug, InputObject)]
pub struct ProductCreateInput {
    /// Its fields.
    details: ProductDetails,
    /// Chosen by the client; the same key does it once.
    idempotency_key: String,
}

/// A product as it is to be.
#[derive(Clone, Debug, InputObject)]
pub struct ProductChangeInput {
    /// The product.
    id: ProductId,
    /// Its fields, all of them.
    details: ProductDetails,
    /// The version that you read.
    expected_version: i64,
    /// Chosen by the client; the same key does it once.
    idempotency_key: String,
}

/// A price as it is to be.
#[derive(Clone, Debug, InputObject)]
pub struct ProductChangePriceInput {
    /// The product.
    id: ProductId,
    /// The price of one.
    unit_price: Money,
    /// The version that you read.
    expected_version: i64,
    /// Chosen by the client; the same key does it once.
    idempotency_key: String,
}

/// Whether a product is traded.
#[derive(Clone, Debug, InputObject)]
pub struct ProductSetActiveInput {
    /// The product.
    id: ProductId,
    /// Whether it is.
    is_active: bool,
    /// The version that you read.
    expected_version: i64,
    /// Chosen by the client; the same key does it once.
    idempotency_key: String,
}

/// The product, or why not.
#[derive(SimpleObject)]
pub struct ProductPayload {
    /// The product as it is now.
    product: Option<Product>,
    /// Why not.
    user_errors: Vec<UserError>,
}

/// What can be asked about products.
#[derive(Clone, Copy, Debug, Default)]
pub struct ProductQuery;

#[Object]
impl ProductQuery {
    /// A product by id; null when it is not there. Requires `CATALOG_READ`.
    async fn product(&self, ctx: &Context<'_>, id: ProductId) -> Result<Option<InPlace<Product>>> {
        ctx.actor()?.may(Permission::CatalogRead)?;
        Ok(product(ctx, id).await?.map(InPlace))
    }

    /// Products, by name unless sorted otherwise. Requires `CATALOG_READ`.
    async fn products(
        &self,
        ctx: &Context<'_>,
        filter: Option<ProductFilter>,
        #[graphql(desc = "Words to find in code, name and barcode; accents and case do not matter.")] search: Option<
            String,
        >,
        sort: Option<ProductSort>,
        #[graphql(desc = "Rows, 1 to 100; 50 when absent.")] first: Option<i32>,
        #[graphql(desc = "The cursor after which to go on.")] after: Option<String>,
    ) -> Result<Connection<Product>> {
        let query = listed(ctx.db(), ctx.actor()?, filter, search.as_deref())?;
        let page = keyset(sort).page(query.clone(), &PageRequest { first, after }, ctx.db()).await?;
        let db = ctx.db().clone();
        Ok(Connection::new(
            page,
            |row| Product(Arc::new(row)),
            move || {
                let (db, query) = (db.clone(), query.clone());
                async move { count_capped(query, Column::Id, &db).await }
            },
        ))
    }

    /// The traded products that these texts name, as a spreadsheet or a scanner does: by code or barcode. Requires
    /// `CATALOG_READ`.
    async fn products_named(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Codes and barcodes, at most 500.", validator(max_items = 500))] names: Vec<String>,
    ) -> Result<Vec<Product>> {
        let query = service::named(service::visible(ctx.actor()?)?, &names);
        Ok(query.all(ctx.db()).await?.into_iter().map(|row| Product(row.into())).collect())
    }
}

/// What can be done with products.
#[derive(Clone, Copy, Debug, Default)]
pub struct ProductMutation;

#[Object]
impl ProductMutation {
    /// Makes a product. Requires `CATALOG_WRITE`.
    async fn product_create(&self, ctx: &Context<'_>, input: ProductCreateInput) -> Result<ProductPayload> {
        let details = Details::from(input.details);
        let outcome = ctx.write(async |tx| service::create(tx, &details).await).await?;
        let (id, user_errors) = outcome.into_parts();
        Ok(ProductPayload { product: loaded(ctx, id).await?, user_errors })
    }

    /// Changes a product. Requires `CATALOG_WRITE`.
    async fn product_change(&self, ctx: &Context<'_>, input: ProductChangeInput) -> Result<ProductPayload> {
        let details = Details::from(input.details);
        let work = async |tx: &_| service::change(tx, input.id, input.expected_version, &details).await;
        let (id, user_errors) = ctx.write(work).await?.into_parts();
        Ok(ProductPayload { product: loaded(ctx, id).await?, user_errors })
    }

    /// Changes a product's price, for orders written from now on. Requires `CATALOG_WRITE`.
    async fn product_change_price(&self, ctx: &Context<'_>, input: ProductChangePriceInput) -> Result<ProductPayload> {
        let work = async |tx: &_| service::change_price(tx, input.id, input.expected_version, input.unit_price).await;
        let (id, user_errors) = ctx.write(work).await?.into_parts();
        Ok(ProductPayload { product: loaded(ctx, id).await?, user_errors })
    }

    /// Begins or ends trading a product. Requires `CATALOG_WRITE`.
    async fn product_set_active(&self, ctx: &Context<'_>, input: ProductSetActiveInput) -> Result<ProductPayload> {
        let work = async |tx: &_| service::set_active(tx, input.id, input.expected_version, input.is_active).await;
        let (id, user_errors) = ctx.write(work).await?.into_parts();
        Ok(ProductPayload { product: loaded(ctx, id).await?, user_errors })
    }
}

/// The product with this id through the request's loader.
pub async fn product(ctx: &Context<'_>, id: ProductId) -> Result<Option<Product>> {
    Ok(ctx.loaders().products.load(id).await?.map(Product))
}

async fn loaded(ctx: &Context<'_>, id: Option<ProductId>) -> Result<Option<Product>> {
    match id {
        Some(id) => product(ctx, id).await,
        None => Ok(None),
    }
}

/// The products that a list shows to the actor: in the API and as a file.
///
/// # Errors
/// The missing permission.
pub fn listed(
    db: &DatabaseConnection,
    actor: &Actor,
    filter: Option<ProductFilter>,
    search: Option<&str>,
) -> Result<Select<Entity>> {
    let filter = filter.unwrap_or_default();
    let query = narrowed(service::visible(actor)?, &filter);
    let query = match search {
        Some(text) => service::matching(db, query, text),
        None => query,
    };
    narrowed_by_stock(query, actor, filter.below_reorder_point, filter.out_of_stock)
}

fn narrowed(query: Select<Entity>, filter: &ProductFilter) -> Select<Entity> {
    let query = match filter.is_active {
        Some(is_active) => query.filter(Column::IsActive.eq(is_active)),
        None => query,
    };
    let query = match filter.category_id {
        Some(category) => query.filter(Column::CategoryId.eq(category)),
        None => query,
    };
    match filter.within_category_id {
        Some(category) => query.filter(service::within(category)),
        None => query,
    }
}

/// How a list of products is walked through.
pub fn keyset(sort: Option<ProductSort>) -> Keyset<Column, Model> {
    let sort = sort.unwrap_or(ProductSort { field: ProductSortField::Name, direction: SortDirection::Asc });
    let (name, column, of): (_, _, RowKey<Model>) = match sort.field {
        ProductSortField::Name => {
            ("products.name", Column::Name, |row| (KeysetValue::Text(row.name.clone()), row.id.get()))
        }
        ProductSortField::Code => {
            ("products.code", Column::Code, |row| (KeysetValue::Text(row.code.clone()), row.id.get()))
        }
        ProductSortField::UnitPrice => {
            ("products.unit_price", Column::UnitPrice, |row| (KeysetValue::Int(row.unit_price.raw()), row.id.get()))
        }
    };
    Keyset { name, column, id: Column::Id, direction: sort.direction.into(), of }
}
