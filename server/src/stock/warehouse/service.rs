//! What is done with warehouses.

use domain::{Permission, Refusal, RefusalCode, WarehouseId};
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait};

use super::entity::{ActiveModel, Entity, Model};
use crate::db::{AuditEntry, WriteTx, on_unique};
use crate::error::{Error, Result};

/// Makes a warehouse.
///
/// # Errors
/// `REQUIRED`, `TAKEN` for the code.
pub async fn create(tx: &WriteTx, code: &str, name: &str) -> Result<WarehouseId> {
    tx.actor().may(Permission::WarehouseWrite)?;
    for (field, text) in [("code", code), ("name", name)] {
        if text.trim().is_empty() {
            return Err(Refusal::new(RefusalCode::Required).at(field).into());
        }
    }
    let row = ActiveModel {
        code: Set(code.trim().to_owned()),
        name: Set(name.trim().to_owned()),
        is_active: Set(true),
        version: Set(1),
        ..Default::default()
    };
    let id = Entity::insert(row)
        .exec(&**tx)
        .await
        .map_err(|error| on_unique(error, || Refusal::new(RefusalCode::Taken).at("code")))?
        .last_insert_id;
    tx.audit(AuditEntry { entity: "warehouse", entity_id: id.get(), action: "create", ..AuditEntry::default() });
    Ok(id)
}

/// The warehouse, when goods may move there.
///
/// # Errors
/// Not found, `WAREHOUSE_INACTIVE`.
pub async fn active(db: &impl ConnectionTrait, id: WarehouseId) -> Result<Model> {
    let warehouse = Entity::find_by_id(id).one(db).await?.ok_or_else(|| Error::not_found(id))?;
    if warehouse.is_active {
        return Ok(warehouse);
    }
    Err(Refusal::new(RefusalCode::WarehouseInactive).param("warehouse", warehouse.code).into())
}
