//! What is done with warehouses.

use domain::{Permission, Refusal, RefusalCode, TEXT_MAX, WarehouseId, required};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};

use super::entity::{ActiveModel, Column, Entity, Model};
use crate::stock::level::entity::level;
use platform::db::{AuditEntry, WriteTx, expect_version, on_unique};
use platform::error::{Error, Result};

/// Makes a warehouse.
///
/// # Errors
/// `REQUIRED`, `TAKEN` for the code.
pub async fn create(tx: &WriteTx, code: &str, name: &str) -> Result<WarehouseId> {
    tx.actor().may(Permission::WarehouseWrite)?;
    let (code, name) = (required("code", code, TEXT_MAX)?, required("name", name, TEXT_MAX)?);
    let row = ActiveModel {
        code: Set(code.to_owned()),
        name: Set(name.to_owned()),
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

/// Changes a warehouse.
///
/// # Errors
/// `REQUIRED`, `TAKEN` for the code; `IN_USE` for one that is to be closed while goods lie there; a conflict.
pub async fn change(
    tx: &WriteTx,
    id: WarehouseId,
    expected_version: i64,
    (code, name): (&str, &str),
    is_active: bool,
) -> Result<WarehouseId> {
    tx.actor().may(Permission::WarehouseWrite)?;
    let (code, name) = (required("code", code, TEXT_MAX)?, required("name", name, TEXT_MAX)?);
    let before = Entity::find_by_id(id).lock_exclusive().one(&**tx).await?.ok_or_else(|| Error::not_found(id))?;
    expect_version(before.version, expected_version)?;
    if before.is_active && !is_active {
        let goods = level::Entity::find().filter(level::Column::WarehouseId.eq(id)).filter(level::Column::OnHand.gt(0));
        if goods.one(&**tx).await?.is_some() {
            return Err(Refusal::new(RefusalCode::InUse).at("isActive").into());
        }
    }
    Entity::update_many()
        .col_expr(Column::Code, code.into())
        .col_expr(Column::Name, name.into())
        .col_expr(Column::IsActive, is_active.into())
        .col_expr(Column::Version, (before.version + 1).into())
        .filter(Column::Id.eq(id))
        .exec(&**tx)
        .await
        .map_err(|error| on_unique(error, || Refusal::new(RefusalCode::Taken).at("code")))?;
    let changes = serde_json::json!({
        "code": [before.code, code], "name": [before.name, name], "isActive": [before.is_active, is_active],
    });
    let (entity, entity_id, changes) = ("warehouse", id.get(), Some(changes));
    tx.audit(AuditEntry { entity, entity_id, action: "change", changes, reason: None });
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
