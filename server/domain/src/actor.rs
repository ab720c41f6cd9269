//! Who does something: a user in a session, an integration with a token, or the system itself.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use serde::{Deserialize, Serialize};

use crate::{ApiTokenId, Permission, PermissionSet, UserId};

/// Who does something, and what he may do.
///
/// The identity can be read through methods alone, which record the read: an answer that was made without one is the
/// same for everybody with the same permissions, and may be cached for them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    user_id: Option<UserId>,
    token_id: Option<ApiTokenId>,
    name: String,
    /// What he may do.
    pub permissions: PermissionSet,
    #[serde(skip)]
    identity: IdentityUse,
}

/// Tracks whether the identity of an actor was read.
#[derive(Clone, Debug, Default)]
pub struct IdentityUse(Arc<AtomicBool>);

impl IdentityUse {
    /// Whether it was.
    pub fn was_read(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }

    /// Records that something was read which only this request has.
    pub fn mark_read(&self) {
        self.0.store(true, Ordering::Release);
    }
}

/// Two actors are the same whether or not their identities were read.
impl PartialEq for IdentityUse {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for IdentityUse {}

/// An actor lacks a permission.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Denied {
    /// Which one.
    pub permission: Permission,
}

impl Actor {
    /// A user in a session.
    pub fn user(id: UserId, name: impl Into<String>, permissions: PermissionSet) -> Self {
        Self { user_id: Some(id), token_id: None, name: name.into(), permissions, identity: IdentityUse::default() }
    }

    /// The system itself: imports, demo data, jobs.
    pub fn system() -> Self {
        Self {
            user_id: None,
            token_id: None,
            name: "system".to_owned(),
            permissions: PermissionSet::all(),
            identity: IdentityUse::default(),
        }
    }

    /// The same through an API token.
    #[must_use]
    pub fn with_token(mut self, token: ApiTokenId) -> Self {
        self.token_id = Some(token);
        self
    }

    /// The same, and a tracker of whether its identity is read from now on.
    #[must_use]
    pub fn tracked(&self) -> (Self, IdentityUse) {
        let identity = IdentityUse::default();
        (Self { identity: identity.clone(), ..self.clone() }, identity)
    }

    /// The user; none for the system.
    pub fn user_id(&self) -> Option<UserId> {
        self.identity.mark_read();
        self.user_id
    }

    /// The API token, when one was used.
    pub fn token_id(&self) -> Option<ApiTokenId> {
        self.identity.mark_read();
        self.token_id
    }

    /// The name that the audit trail shows.
    pub fn name(&self) -> &str {
        self.identity.mark_read();
        &self.name
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
        self.identity.mark_read();
        match (self.token_id, self.user_id) {
            (Some(token), _) => token.to_string(),
            (None, Some(user)) => user.to_string(),
            (None, None) => "system".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reading_the_identity_is_tracked_and_reading_permissions_is_not() {
        let actor = Actor::system();
        let reads: [fn(&Actor) -> bool; 4] = [
            |actor| actor.user_id().is_none(),
            |actor| actor.token_id().is_none(),
            |actor| actor.name() == "system",
            |actor| actor.principal() == "system",
        ];
        for read in reads {
            let (tracked, identity) = actor.tracked();
            assert!(tracked.may(Permission::Operate).is_ok() && !identity.was_read());
            assert!(read(&tracked) && identity.was_read());
            assert_eq!(tracked, actor);
        }
    }
}
