//! What stands before and after every action on a document.

use domain::lifecycle::{Action, Status};
use domain::{Denied, Refusal, RefusalCode};
use platform::db::{Change, Record, WriteTx};
use platform::error::Result;

/// A record with a life.
pub trait Document: Record {
    /// What can be done to it.
    type Action: Action;

    /// Where it stands.
    fn status(row: &Self::Model) -> <Self::Action as Action>::Status;
    /// Sets where it stands.
    fn set_status(row: &mut Self::ActiveModel, status: <Self::Action as Action>::Status);
}

/// Declares a document's life: `document!(Entity: Action);`. Its table has a column `status`.
#[macro_export]
macro_rules! document {
    ($entity:ty: $action:ty) => {
        impl $crate::documents::Document for $entity {
            type Action = $action;

            fn status(row: &Self::Model) -> <$action as domain::lifecycle::Action>::Status {
                row.status
            }

            fn set_status(row: &mut Self::ActiveModel, status: <$action as domain::lifecycle::Action>::Status) {
                row.status = sea_orm::ActiveValue::Set(status);
            }
        }
    };
}

/// Passes when the actor may do `action` at all.
///
/// # Errors
/// The missing permission.
pub fn permitted(tx: &WriteTx, action: impl Action) -> Result<(), Denied> {
    action.permission().map_or(Ok(()), |permission| tx.actor().may(permission))
}

/// Permission, lock, version, status: what stands before every action. The document, locked, and where the action leads.
///
/// # Errors
/// The missing permission; not found; a conflict; `WRONG_STATUS`.
pub async fn begin<D: Document>(
    tx: &WriteTx,
    id: D::Id,
    expected_version: i64,
    action: D::Action,
) -> Result<(D::Model, <D::Action as Action>::Status)> {
    permitted(tx, action)?;
    let before = tx.lock_at::<D>(id, expected_version).await?;
    let status = D::status(&before);
    let next = action.leads_from(status);
    let next = next.ok_or_else(|| Refusal::new(RefusalCode::WrongStatus).param("status", status.text()))?;
    Ok((before, next))
}

/// Status, version, trail, event: what stands after every action. `row` holds what else changes.
///
/// # Errors
/// When the database does not answer.
pub async fn finish<D: Document>(
    tx: &WriteTx,
    before: &D::Model,
    next: <D::Action as Action>::Status,
    row: D::ActiveModel,
    change: Change<'_>,
) -> Result<D::Id> {
    let mut row = row;
    D::set_status(&mut row, next);
    Ok(D::id(&tx.update::<D>(before, row, change).await?))
}

/// A reason that must be given, without the space around it, at most 2000 characters.
///
/// # Errors
/// `REASON_REQUIRED`, `TOO_LONG`.
pub fn reason_given(reason: &str) -> Result<&str, Refusal> {
    domain::required("reason", reason, crate::graphql::NOTES_MAX).map_err(|refusal| match refusal.code {
        RefusalCode::Required => Refusal::new(RefusalCode::ReasonRequired).at("reason"),
        _ => refusal,
    })
}
