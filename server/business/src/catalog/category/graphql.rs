//! Categories in the API.

use async_graphql::{ComplexObject, Context};
use domain::{CategoryId, Permission};
use platform::error::Result;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::entity::{CategoryDetails, Column, Entity, Model};
use super::loader::ChildCount;
use super::service;
use crate::graphql::{ContextExt, Found, Rows, rows};
use crate::{commands, inputs, payload, queries};

#[ComplexObject]
impl Model {
    /// The category it lies in; null for a root.
    async fn parent(&self, ctx: &Context<'_>) -> Result<Found<Entity>> {
        match self.parent_id {
            Some(parent) => ctx.find::<Entity>(parent).await,
            None => Ok(None),
        }
    }
    /// How many categories lie directly in it.
    async fn child_count(&self, ctx: &Context<'_>) -> Result<i64> {
        ctx.aggregate::<ChildCount>(self.id).await
    }
    /// The categories that lie directly in it, by name.
    async fn children(&self, ctx: &Context<'_>) -> Result<Rows<Entity>> {
        ctx.find_many::<Entity, _>(Some(self.id)).await
    }
}

inputs! {
    /// A category to be created.
    create CategoryCreateInput {
        #[graphql(flatten)]
        details: CategoryDetails,
        /// The category it lies in; null for a root.
        parent_id: Option<CategoryId>,
    }
    /// A category as it is to be.
    change CategoryChangeInput(CategoryId, "The category.") {
        #[graphql(flatten)]
        details: CategoryDetails,
    }
    /// Where a category goes.
    change CategoryMoveInput(CategoryId, "The category.") {
        /// The category it is to lie in; null for a root.
        parent_id: Option<CategoryId>,
    }
}

payload!(CategoryPayload, "The category", category: Entity);

queries! {
    /// What can be asked about categories.
    CategoryQuery {
        /// A category by id; null when it is not there. Requires `CATALOG_READ`.
        category: Entity;
        beside {
            /// The categories that words find, by name. Requires `CATALOG_READ`.
            async fn categories_found(
                &self,
                ctx: &Context<'_>,
                #[graphql(desc = "Words to find in code and name; accents and case do not matter.", default)]
                search: String,
                #[graphql(desc = "How many at most, 1 to 50.", default = 8, validator(minimum = 1, maximum = 50))]
                first: usize,
            ) -> Result<Rows<Entity>> {
                Ok(rows(service::found(ctx.actor()?, ctx.db(), &search, first).await?))
            }

            /// The categories that lie directly in `parentId`, or the roots, by name. Requires `CATALOG_READ`.
            async fn categories(&self, ctx: &Context<'_>, parent_id: Option<CategoryId>) -> Result<Rows<Entity>> {
                ctx.actor()?.may(Permission::CatalogRead)?;
                let query = Entity::find().order_by_asc(Column::Name).order_by_asc(Column::Id);
                let query = match parent_id {
                    Some(parent) => query.filter(Column::ParentId.eq(parent)),
                    None => query.filter(Column::ParentId.is_null()),
                };
                Ok(rows(query.all(ctx.db()).await?))
            }
        }
    }
}

commands! {
    /// What can be done with categories.
    CategoryMutation -> CategoryPayload {
        /// Creates a category. Requires `CATALOG_WRITE`.
        category_create(input: CategoryCreateInput) => |tx| service::create(tx, &input.details, input.parent_id);

        /// Changes a category. Requires `CATALOG_WRITE`.
        category_change(input: CategoryChangeInput) => |tx| service::change(tx, input.at(), &input.details);

        /// Puts a category with all that lies below it elsewhere in the tree. Requires `CATALOG_WRITE`.
        category_move(input: CategoryMoveInput) => |tx| service::move_to(tx, input.at(), input.parent_id);
    }
}
