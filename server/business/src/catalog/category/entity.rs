//! The table of categories. Its closure table belongs to the database's triggers.

use async_graphql::SimpleObject;
use domain::{CategoryId, RefusalCode, TEXT_MAX};
use platform::{record, rows_by};
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::details;

/// A category of products.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, DeriveEntityModel, SimpleObject)]
#[sea_orm(table_name = "erp_productcategory")]
#[graphql(name = "Category", complex)]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key)]
    pub id: CategoryId,
    /// The category it lies in; null for a root.
    pub parent_id: Option<CategoryId>,
    /// Its name.
    pub name: String,
    /// Its short name; unique.
    pub code: String,
    /// Whether products may be put into it.
    pub is_active: bool,
    /// Raised by each change; hand it back as `expectedVersion`.
    pub version: i64,
}

platform::plain_table!();

record!(
    Entity: CategoryId, "category", read CatalogRead, cached in ProductList,
    rules [("erp_productcategory_no_cycle", RefusalCode::CategoryCycle, "parentId")]
);
rows_by!(Entity: Option<CategoryId>, by ParentId parent_id, order Name, read CatalogRead);

details! {
    /// What people write of a category.
    CategoryDetails for ActiveModel {
        /// Its short name; unique.
        code: String = text(TEXT_MAX);
        /// Its name.
        name: String = text(TEXT_MAX);
        /// Whether products may be put into it; they may when it is created without.
        is_active: bool = value_or_default;
    }
}
