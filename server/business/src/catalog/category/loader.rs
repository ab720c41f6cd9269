//! What lists work out of categories for many rows at once.

use domain::{CategoryId, Permission};
use platform::db::{Aggregate, load_tagged};
use sea_orm::{ColumnTrait, DatabaseConnection, DbErr, EntityTrait, QueryFilter, QuerySelect};

use super::entity::{Column, Entity};

/// How many categories lie directly in one.
#[derive(Debug)]
pub struct ChildCount;

impl Aggregate for ChildCount {
    type Key = CategoryId;
    type Value = i64;
    const READ: Permission = Permission::CatalogRead;

    async fn load(db: &DatabaseConnection, keys: &[CategoryId]) -> Result<Vec<(CategoryId, i64)>, DbErr> {
        let rows = Entity::find()
            .select_only()
            .column(Column::ParentId)
            .column_as(Column::Id.count(), "child_count")
            .filter(Column::ParentId.is_in(keys.iter().copied()))
            .group_by(Column::ParentId)
            .into_tuple()
            .all(db);
        load_tagged::<Entity, _>(Column::ParentId, keys.iter().map(|id| (*id).into()), rows).await
    }
}
