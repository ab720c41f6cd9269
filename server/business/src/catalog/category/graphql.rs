//! Categories in the API.

use async_graphql::{Context, InputObject, Object, SimpleObject};
use domain::{CategoryId, Permission};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::entity::{Column, Entity, Model};
use super::service;
use crate::graphql::{ContextExt, InPlace, UserError};
use platform::error::Result;

/// A category of products.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(complex)]
pub struct Category {
    /// Its id.
    id: CategoryId,
    /// The category it lies in; null for a root.
    parent_id: Option<CategoryId>,
    /// Its name.
    name: String,
    /// Its short name; unique.
    code: String,
    /// Whether products may be put into it.
    is_active: bool,
    /// Raised by each change; hand it back as `expectedVersion`.
    version: i64,
}

#[async_graphql::ComplexObject]
impl Category {
    /// The category it lies in; null for a root.
    async fn parent(&self, ctx: &Context<'_>) -> Result<Option<Self>> {
        loaded(ctx, self.parent_id).await
    }
    /// How many categories lie directly in it.
    async fn child_count(&self, ctx: &Context<'_>) -> Result<usize> {
        Ok(ctx.loaders().category_children.load(Some(self.id)).await?.len())
    }
    /// The categories that lie directly in it, by name.
    async fn children(&self, ctx: &Context<'_>) -> Result<Vec<Self>> {
        Ok(ctx.loaders().category_children.load(Some(self.id)).await?.iter().cloned().map(Self::from).collect())
    }
}

impl From<Model> for Category {
    fn from(row: Model) -> Self {
        let Model { id, parent_id, name, code, is_active, version } = row;
        Self { id, parent_id, name, code, is_active, version }
    }
}

/// A category to be made.
#[derive(Clone, Debug, InputObject)]
pub struct CategoryCreateInput {
    /// Its short name; unique.
    code: String,
    /// Its name.
    name: String,
    /// The category it lies in; null for a root.
    parent_id: Option<CategoryId>,
    /// Chosen by the client; the same key does it once.
    idempotency_key: String,
}

/// A category as it is to be.
#[derive(Clone, Debug, InputObject)]
pub struct CategoryChangeInput {
    /// The category.
    id: CategoryId,
    /// Its short name; unique.
    code: String,
    /// Its name.
    name: String,
    /// Whether products may be put into it.
    is_active: bool,
    /// The version that you read.
    expected_version: i64,
    /// Chosen by the client; the same key does it once.
    idempotency_key: String,
}

/// Where a category goes.
#[derive(Clone, Debug, InputObject)]
pub struct CategoryMoveInput {
    /// The category.
    id: CategoryId,
    /// The category it is to lie in; null for a root.
    parent_id: Option<CategoryId>,
    /// The version that you read.
    expected_version: i64,
    /// Chosen by the client; the same key does it once.
    idempotency_key: String,
}

/// The category, or why not.
#[derive(SimpleObject)]
pub struct CategoryPayload {
    /// The category as it is now.
    category: Option<Category>,
    /// Why not.
    user_errors: Vec<UserError>,
}

/// What can be asked about categories.
#[derive(Clone, Copy, Debug, Default)]
pub struct CategoryQuery;

#[Object]
impl CategoryQuery {
    /// A category by id; null when it is not there. Requires `CATALOG_READ`.
    async fn category(&self, ctx: &Context<'_>, id: CategoryId) -> Result<Option<InPlace<Category>>> {
        ctx.actor()?.may(Permission::CatalogRead)?;
        Ok(loaded(ctx, Some(id)).await?.map(InPlace))
    }

    /// The categories that words find, by name. Requires `CATALOG_READ`.
    async fn categories_found(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Words to find in code and name; accents and case do not matter.", default)] search: String,
        #[graphql(desc = "How many at most, 1 to 50.", default = 8, validator(minimum = 1, maximum = 50))] first: usize,
    ) -> Result<Vec<Category>> {
        let found = service::found(ctx.actor()?, ctx.db(), &search, first).await?;
        Ok(found.into_iter().map(Category::from).collect())
    }

    /// The categories that lie directly in `parentId`, or the roots, by name. Requires `CATALOG_READ`.
    async fn categories(&self, ctx: &Context<'_>, parent_id: Option<CategoryId>) -> Result<Vec<Category>> {
        ctx.actor()?.may(Permission::CatalogRead)?;
        let query = Entity::find().order_by_asc(Column::Name).order_by_asc(Column::Id);
        let query = match parent_id {
            Some(parent) => query.filter(Column::ParentId.eq(parent)),
            None => query.filter(Column::ParentId.is_null()),
        };
        Ok(query.all(ctx.db()).await?.into_iter().map(Category::from).collect())
    }
}

/// What can be done with categories.
#[derive(Clone, Copy, Debug, Default)]
pub struct CategoryMutation;

#[Object]
impl CategoryMutation {
    /// Makes a category. Requires `CATALOG_WRITE`.
    async fn category_create(&self, ctx: &Context<'_>, input: CategoryCreateInput) -> Result<CategoryPayload> {
        let work = async |tx: &_| service::create(tx, &input.code, &input.name, input.parent_id).await;
        let (id, user_errors) = ctx.write(work).await?.into_parts();
        Ok(CategoryPayload { category: loaded(ctx, id).await?, user_errors })
    }

    /// Changes a category. Requires `CATALOG_WRITE`.
    async fn category_change(&self, ctx: &Context<'_>, input: CategoryChangeInput) -> Result<CategoryPayload> {
        let names = (input.code.as_str(), input.name.as_str());
        let work = async |tx: &_| service::change(tx, input.id, input.expected_version, names, input.is_active).await;
        let (id, user_errors) = ctx.write(work).await?.into_parts();
        Ok(CategoryPayload { category: loaded(ctx, id).await?, user_errors })
    }

    /// Puts a category with all that lies below it elsewhere in the tree. Requires `CATALOG_WRITE`.
    async fn category_move(&self, ctx: &Context<'_>, input: CategoryMoveInput) -> Result<CategoryPayload> {
        let work = async |tx: &_| service::move_to(tx, input.id, input.expected_version, input.parent_id).await;
        let (id, user_errors) = ctx.write(work).await?.into_parts();
        Ok(CategoryPayload { category: loaded(ctx, id).await?, user_errors })
    }
}

/// The category with this id through the request's loader.
pub async fn loaded(ctx: &Context<'_>, id: Option<CategoryId>) -> Result<Option<Category>> {
    let Some(id) = id else { return Ok(None) };
    Ok(ctx.loaders().categories.load(id).await?.map(|row| Model::clone(&row).into()))
}
