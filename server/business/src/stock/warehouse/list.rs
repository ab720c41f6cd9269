//! What lists tell of warehouses.

use std::collections::HashMap;

use domain::WarehouseId;
use platform::error::Result;
use sea_orm::{DatabaseConnection, EntityTrait, QuerySelect};

use super::entity::{Column, Entity};

/// The codes of all warehouses.
///
/// # Errors
/// When the database does not answer.
pub async fn codes_of_warehouses(db: &DatabaseConnection) -> Result<HashMap<WarehouseId, String>> {
    let rows: Vec<(WarehouseId, String)> =
        Entity::find().select_only().columns([Column::Id, Column::Code]).into_tuple().all(db).await?;
    Ok(rows.into_iter().collect())
}
