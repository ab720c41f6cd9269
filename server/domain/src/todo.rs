//! A task's life: one table of what may be done when.
//!
//! ```text
//! open: edit → open, assign → open, snooze → open, start → in_progress, finish → done, cancel → cancelled, delete → open, restore → open
//! in_progress: edit → in_progress, assign → in_progress, snooze → in_progress, finish → done, cancel → cancelled, delete → in_progress, restore → in_progress
//! done: reopen → open, delete → done, restore → done
//! cancelled: reopen → open, delete → cancelled, restore → cancelled
//! ```
//! Deleting hides a task in whatever state it is; what is deleted can only be restored.

use crate::lifecycle::{self, lifecycle, wrong_status};
use crate::{PermissionSet, Refusal, RefusalCode};

lifecycle! {
    in "todo.rs",
    /// Where a task stands.
    status "TodoStatus" {
        /// Nobody has taken it up.
        Open => "open",
        /// Somebody works on it.
        InProgress => "in_progress",
        /// It is done.
        Done => "done",
        /// It is not to be done.
        Cancelled => "cancelled",
    }
    final {}
    /// What can be done to a task.
    action "TodoAction" {
        /// Change what is to be done.
        Edit => "edit" needs TodoWrite: Open => Open, InProgress => InProgress;
        /// Give it to somebody, or to nobody.
        Assign => "assign" needs TodoWrite: Open => Open, InProgress => InProgress;
        /// Put it off to a day.
        Snooze => "snooze" needs TodoWrite: Open => Open, InProgress => InProgress;
        /// Take it up.
        Start => "start" needs TodoWrite: Open => InProgress;
        /// Say that it is done.
        Finish => "finish" needs TodoWrite: Open | InProgress => Done;
        /// Call it off.
        Cancel => "cancel" needs TodoWrite: Open | InProgress => Cancelled;
        /// Take it up again.
        Reopen => "reopen" needs TodoWrite: Done | Cancelled => Open;
        /// Hide it.
        Delete => "delete" needs TodoWrite:
            Open => Open, InProgress => InProgress, Done => Done, Cancelled => Cancelled;
        /// Show it again.
        Restore => "restore" needs TodoWrite:
            Open => Open, InProgress => InProgress, Done => Done, Cancelled => Cancelled;
    }
}

impl Status {
    /// Those in which a task waits for somebody.
    pub const OPEN: [Self; 2] = [Self::Open, Self::InProgress];

    /// Whether it waits for somebody.
    pub fn is_open(self) -> bool {
        Self::OPEN.contains(&self)
    }
}

/// How urgent a task is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "graphql", derive(async_graphql::Enum), graphql(name = "TodoPriority"))]
#[cfg_attr(
    feature = "sea-orm",
    derive(sea_orm::EnumIter, sea_orm::DeriveActiveEnum),
    sea_orm(rs_type = "i64", db_type = "BigInteger")
)]
pub enum Priority {
    /// When there is time.
    #[cfg_attr(feature = "sea-orm", sea_orm(num_value = 1))]
    Low,
    /// As most.
    #[cfg_attr(feature = "sea-orm", sea_orm(num_value = 2))]
    Normal,
    /// Before most.
    #[cfg_attr(feature = "sea-orm", sea_orm(num_value = 3))]
    High,
    /// Now.
    #[cfg_attr(feature = "sea-orm", sea_orm(num_value = 4))]
    Urgent,
}

/// Whether `action` may be done: the status it leads to, or why not.
///
/// # Errors
/// `PERMISSION_MISSING`, `WRONG_STATUS`.
pub fn check(action: Action, status: Status, is_deleted: bool, permissions: PermissionSet) -> Result<Status, Refusal> {
    match (lifecycle::check(action, status, permissions), is_deleted) {
        (Err(refusal), _) if refusal.code == RefusalCode::PermissionMissing => Err(refusal),
        (_, true) if action != Action::Restore => Err(wrong_status("deleted")),
        (_, false) if action == Action::Restore => Err(wrong_status(status.text())),
        (next, _) => next,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_deleted_can_only_be_restored() {
        for action in Action::ALL {
            let deleted = check(*action, Status::Open, true, PermissionSet::all());
            assert_eq!(deleted.is_ok(), *action == Action::Restore, "{action:?}");
        }
        assert!(check(Action::Restore, Status::Open, false, PermissionSet::all()).is_err());
        let refusal = check(Action::Start, Status::Open, false, PermissionSet::NONE).unwrap_err();
        assert_eq!(refusal.code, RefusalCode::PermissionMissing);
    }
}
