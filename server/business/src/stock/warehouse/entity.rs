//! The table of warehouses, and what people write of one.

use async_graphql::SimpleObject;
use domain::{TEXT_MAX, WarehouseId};
use platform::record;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::details;

/// A warehouse.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, DeriveEntityModel, SimpleObject)]
#[sea_orm(table_name = "erp_warehouse")]
#[graphql(name = "Warehouse", complex)]
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
    /// Raised by each change; hand it back as `expectedVersion`.
    pub version: i64,
}

platform::plain_table!();

record!(Entity: WarehouseId, "warehouse", read StockRead, cached in Other);

details! {
    /// What people write of a warehouse.
    WarehouseDetails for ActiveModel {
        /// Its short name; unique.
        code: String = text(TEXT_MAX);
        /// Its name.
        name: String = text(TEXT_MAX);
        /// Whether goods may move in and out; they may when it is created without.
        is_active: bool = value_or_default;
    }
}
