//! What stands before and after every action on a document.

use domain::lifecycle::{self, Action};
use domain::{Denied, PermissionSet, Refusal, RefusalCode};
use platform::db::{At, Change, Record, WriteTx};
use platform::error::Result;

/// A record with a life.
pub trait Document: Record {
    /// What can be done to it.
    type Action: Action;

    /// Where it stands.
    fn status(row: &Self::Model) -> <Self::Action as Action>::Status;
    /// Sets where it stands.
    fn set_status(row: &mut Self::ActiveModel, status: <Self::Action as Action>::Status);

    /// Whether `action` may be done to this row: where it leads, or why not. The guard of the write, and of what a page
    /// offers.
    ///
    /// # Errors
    /// `PERMISSION_MISSING`, `WRONG_STATUS`.
    fn check(
        row: &Self::Model,
        action: Self::Action,
        permissions: PermissionSet,
    ) -> Result<<Self::Action as Action>::Status, Refusal> {
        lifecycle::check(action, Self::status(row), permissions)
    }
}

/// Declares a document's life: `document!(Entity: Action);`. Its table has a column `status`. What its guard sees in the
/// row beside that follows: `, check |row, action, permissions| …`.
#[macro_export]
macro_rules! document {
    ($entity:ty: $action:ty $(, check |$row:ident, $asked:ident, $permissions:ident| $check:expr)?) => {
        impl $crate::documents::Document for $entity {
            type Action = $action;

            fn status(row: &Self::Model) -> <$action as domain::lifecycle::Action>::Status {
                row.status
            }

            fn set_status(row: &mut Self::ActiveModel, status: <$action as domain::lifecycle::Action>::Status) {
                row.status = sea_orm::ActiveValue::Set(status);
            }

            $(fn check(
                $row: &Self::Model,
                $asked: $action,
                $permissions: domain::PermissionSet,
            ) -> Result<<$action as domain::lifecycle::Action>::Status, domain::Refusal> {
                $check
            })?
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

/// Permission, lock, version, guard: what stands before every action. The document, locked, and where the action leads.
///
/// # Errors
/// The missing permission; not found; a conflict; `WRONG_STATUS`.
pub async fn begin<D: Document>(
    tx: &WriteTx,
    at: At<D::Id>,
    action: D::Action,
) -> Result<(D::Model, <D::Action as Action>::Status)> {
    permitted(tx, action)?;
    let before = tx.lock_at::<D>(at).await?;
    let next = D::check(&before, action, tx.actor().permissions)?;
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
