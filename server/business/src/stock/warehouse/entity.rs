//! The table of warehouses.

use domain::WarehouseId;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use platform::cache::Footprint;

/// A warehouse.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, DeriveEntityModel)]
#[sea_orm(table_name = "erp_warehouse")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key)]
    pub id: WarehouseId,
    /// Its short name; unique.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Whether goods may move in and out.
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
