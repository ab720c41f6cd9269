//! What is done with suppliers.

use domain::{Permission, SupplierId};
use platform::db::{At, Change, WriteTx};
use platform::error::Result;
use sea_orm::ActiveValue::Set;

use super::entity::{Entity, SupplierDetails};
use crate::graphql::Stage;
use crate::settings::service::settings;

/// Creates a supplier, paid in the company's currency unless another is given.
///
/// # Errors
/// `REQUIRED`, `TOO_LONG`, `INVALID`, `TAKEN`, each with its field; the missing permission.
pub async fn create(tx: &WriteTx, details: &SupplierDetails) -> Result<SupplierId> {
    tx.actor().may(Permission::SupplierWrite)?;
    let mut row = details.columns(Stage::Create)?;
    if row.currency.is_not_set() {
        row.currency = Set(settings(&**tx).await?.currency.to_string());
    }
    Ok(tx.create::<Entity>(row, Change::of("create")).await?.id)
}

/// Changes a supplier.
///
/// # Errors
/// As [`create`]; a conflict.
pub async fn change(tx: &WriteTx, at: At<SupplierId>, details: &SupplierDetails) -> Result<SupplierId> {
    tx.actor().may(Permission::SupplierWrite)?;
    let row = details.columns(Stage::Change)?;
    let before = tx.lock_at::<Entity>(at).await?;
    Ok(tx.update::<Entity>(&before, row, Change::of("change")).await?.id)
}
