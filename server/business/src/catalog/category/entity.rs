//! The table of categories. Its closure table belongs to the database's triggers.

use domain::CategoryId;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use platform::cache::Footprint;

/// A category of products.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, DeriveEntityModel)]
#[sea_orm(table_name = "erp_productcategory")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key)]
    pub id: CategoryId,
    /// The category it lies in; none for a root.
    pub parent_id: Option<CategoryId>,
    /// Its name.
    pub name: String,
    /// Its short name; unique.
    pub code: String,
    /// Whether products may be put into it.
    pub is_active: bool,
    /// Raised by each change.
    pub version: i64,
}

impl Footprint for Model {
    fn heap_bytes(&self) -> usize {
        self.name.heap_bytes() + self.code.heap_bytes()
    }
}

/// None.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
