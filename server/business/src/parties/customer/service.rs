//! What is done with customers.

use domain::{CustomerId, Money, Permission};
use platform::db::{At, Change, WriteTx};
use platform::error::Result;
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::entity::{ActiveModel, Column, CustomerDetails, CustomerType, Entity, Model};
use crate::graphql::Stage;
use crate::graphql::details::value_or_default;

/// Creates a customer. A credit limit needs `CUSTOMER_CREDIT`.
///
/// # Errors
/// `REQUIRED`, `TOO_LONG`, `MUST_NOT_BE_NEGATIVE`, `TAKEN`, each with its field; a missing permission.
pub async fn create(tx: &WriteTx, details: &CustomerDetails) -> Result<CustomerId> {
    tx.actor().may(Permission::CustomerWrite)?;
    let row = row(details, Stage::Create)?;
    expect_credit(tx, None, &row)?;
    Ok(tx.create::<Entity>(row, Change::of("create")).await?.id)
}

/// Changes a customer. Another credit limit needs `CUSTOMER_CREDIT`.
///
/// # Errors
/// As [`create`]; a conflict.
pub async fn change(tx: &WriteTx, at: At<CustomerId>, details: &CustomerDetails) -> Result<CustomerId> {
    tx.actor().may(Permission::CustomerWrite)?;
    let row = row(details, Stage::Change)?;
    let before = tx.lock_at::<Entity>(at).await?;
    expect_credit(tx, before.credit_limit, &row)?;
    Ok(tx.update::<Entity>(&before, row, Change::of("change")).await?.id)
}

/// Begins or ends trading with a customer; nothing is written when it is so already.
///
/// # Errors
/// Not found; a conflict.
pub async fn set_active(tx: &WriteTx, at: At<CustomerId>, is_active: bool) -> Result<CustomerId> {
    tx.actor().may(Permission::CustomerWrite)?;
    let before = tx.lock_at::<Entity>(at).await?;
    let row = ActiveModel { is_active: Set(is_active), ..Default::default() };
    Ok(tx.update::<Entity>(&before, row, Change::of("set_active")).await?.id)
}

/// Puts a customer on stop, or takes that back; nothing is written when it is so already.
///
/// # Errors
/// Not found; a conflict.
pub async fn set_on_stop(tx: &WriteTx, at: At<CustomerId>, on_stop: bool) -> Result<CustomerId> {
    tx.actor().may(Permission::CustomerWrite)?;
    let before = tx.lock_at::<Entity>(at).await?;
    let row = ActiveModel { on_stop: Set(on_stop), ..Default::default() };
    Ok(tx.update::<Entity>(&before, row, Change::of("set_on_stop")).await?.id)
}

/// The customer, locked until the transaction ends: whoever moves its exposure waits here.
///
/// # Errors
/// Not found.
pub async fn lock(tx: &WriteTx, id: CustomerId) -> Result<Model> {
    tx.lock::<Entity>(id).await
}

/// Moves a locked customer's exposure. No version is raised: whoever edits the customer has seen
/// everything that he could change.
///
/// # Errors
/// When the sum is out of range.
pub async fn move_exposure(tx: &WriteTx, customer: &Model, by: Money) -> Result<()> {
    let exposure = customer.exposure.plus(by)?;
    Entity::update_many()
        .col_expr(Column::Exposure, exposure.into())
        .filter(Column::Id.eq(customer.id))
        .exec(&**tx)
        .await?;
    Ok(())
}

/// The columns that are given.
fn row(details: &CustomerDetails, stage: Stage) -> Result<ActiveModel> {
    let customer_type = match value_or_default(stage, "isPerson", &details.is_person)? {
        Set(is_person) => Set(CustomerType::of(is_person)),
        _ => NotSet,
    };
    Ok(ActiveModel { customer_type, ..details.columns(stage)? })
}

/// Refuses another credit limit to those who may not decide on it.
fn expect_credit(tx: &WriteTx, before: Option<Money>, row: &ActiveModel) -> Result<()> {
    match row.credit_limit {
        Set(limit) if limit != before => Ok(tx.actor().may(Permission::CustomerCredit)?),
        _ => Ok(()),
    }
}
