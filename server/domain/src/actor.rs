//! Who does something: a user in a session, an integration with a token, or the system itself.

use crate::{ApiTokenId, Permission, PermissionSet, UserId};

/// Who does something, and what he may do.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Actor {
    /// The user; none for the system.
    pub user_id: Option<UserId>,
    /// The API token, when one was used.
    pub token_id: Option<ApiTokenId>,
    /// The name that the audit trail shows.
    pub name: String,
    /// What he may do.
    pub permissions: PermissionSet,
}

/// An actor lacks a permission.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Denied {
    /// Which one.
    pub permission: Permission,
}

impl Actor {
    /// The system itself: imports, demo data, jobs.
    pub fn system() -> Self {
        Self { user_id: None, token_id: None, name: "system".to_owned(), permissions: PermissionSet::all() }
    }

    /// Passes when the actor has `permission`.
    ///
    /// # Errors
    /// The missing permission.
    pub fn may(&self, permission: Permission) -> Result<(), Denied> {
        if self.permissions.has(permission) { Ok(()) } else { Err(Denied { permission }) }
    }

    /// Whose idempotency keys these are.
    pub fn principal(&self) -> String {
        match (self.token_id, self.user_id) {
            (Some(token), _) => token.to_string(),
            (None, Some(user)) => user.to_string(),
            (None, None) => "system".to_owned(),
        }
    }
}
