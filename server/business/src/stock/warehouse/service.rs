//! What is done with warehouses.

use std::collections::BTreeSet;

use domain::{Permission, Refusal, RefusalCode, WarehouseId};
use platform::db::{At, Change, WriteTx};
use platform::error::{Error, Result};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::entity::{Column, Entity, WarehouseDetails};
use crate::graphql::Stage;
use crate::stock::level::entity::level;

/// Creates a warehouse.
///
/// # Errors
/// `REQUIRED`, `TOO_LONG`, `TAKEN` for the code.
pub async fn create(tx: &WriteTx, details: &WarehouseDetails) -> Result<WarehouseId> {
    tx.actor().may(Permission::WarehouseWrite)?;
    Ok(tx.create::<Entity>(details.columns(Stage::Create)?, Change::of("create")).await?.id)
}

/// Changes a warehouse.
///
/// # Errors
/// As [`create`]; `IN_USE` for one that is to be closed while goods lie there; a conflict.
pub async fn change(tx: &WriteTx, at: At<WarehouseId>, details: &WarehouseDetails) -> Result<WarehouseId> {
    tx.actor().may(Permission::WarehouseWrite)?;
    let row = details.columns(Stage::Change)?;
    let before = tx.lock_at::<Entity>(at).await?;
    let after = tx.update::<Entity>(&before, row, Change::of("change")).await?;
    if before.is_active && !after.is_active {
        let levels = level::Entity::find().filter(level::Column::WarehouseId.eq(at.id));
        let goods = levels.filter(level::Column::OnHand.gt(0));
        if goods.one(&**tx).await?.is_some() {
            return Err(Refusal::new(RefusalCode::InUse).at("isActive").into());
        }
    }
    Ok(at.id)
}

/// Passes when goods may move in all of these warehouses; none of them is closed before the transaction ends.
///
/// # Errors
/// Not found, `WAREHOUSE_INACTIVE`.
pub async fn expect_active(tx: &WriteTx, ids: impl IntoIterator<Item = WarehouseId>) -> Result<()> {
    let ids: BTreeSet<WarehouseId> = ids.into_iter().collect();
    let query = Entity::find().filter(Column::Id.is_in(ids.iter().copied())).order_by_asc(Column::Id);
    let rows = query.lock_shared().all(&**tx).await?;
    if let Some(missing) = ids.iter().find(|id| rows.iter().all(|row| row.id != **id)) {
        return Err(Error::not_found(missing));
    }
    match rows.iter().find(|row| !row.is_active) {
        Some(closed) => Err(Refusal::new(RefusalCode::WarehouseInactive).param("warehouse", &closed.code).into()),
        None => Ok(()),
    }
}
