//! Who does something: a user in a session, an integration with a token, or the system itself.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use serde::{Deserialize, Serialize};

use crate::{ApiTokenId, Permission, PermissionSet, UserId};

/// Who does something, and what he may do.
///
/// Who it is can be read through methods alone, and they leave a mark: an answer made without one is the same for
/// everybody with the same permissions, and may be kept for them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    user_id: Option<UserId>,
    token_id: Option<ApiTokenId>,
    name: String,
    /// What he may do.
    pub permissions: PermissionSet,
    #[serde(skip)]
    looked: Looked,
}

/// Whether anybody has looked at who an actor is.
#[derive(Clone, Debug, Default)]
pub struct Looked(Arc<AtomicBool>);

impl Looked {
    /// Whether anybody has.
    pub fn at(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }

    /// Somebody has looked at something that only this request has.
    pub fn mark(&self) {
        self.0.store(true, Ordering::Release);
    }
}

/// Two actors are the same whether or not they have been looked at.
impl PartialEq for Looked {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Looked {}

/// An actor lacks a permission.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Denied {
    /// Which one.
    pub permission: Permission,
}

impl Actor {
    /// A user in a session.
    pub fn user(id: UserId, name: impl Into<String>, permissions: PermissionSet) -> Self {
        Self { user_id: Some(id), token_id: None, name: name.into(), permissions, looked: Looked::default() }
    }

    /// The system itself: imports, demo data, jobs.
    pub fn system() -> Self {
        Self {
            user_id: None,
            token_id: None,
            name: "system".to_owned(),
            permissions: PermissionSet::all(),
            looked: Looked::default(),
        }
    }

    /// The same through an API token.
    #[must_use]
    pub fn with_token(mut self, token: ApiTokenId) -> Self {
        self.token_id = Some(token);
        self
    }

    /// The same, and whether anybody looks at who it is from now on.
    #[must_use]
    pub fn watched(&self) -> (Self, Looked) {
        let looked = Looked::default();
        (Self { looked: looked.clone(), ..self.clone() }, looked)
    }

    /// The user; none for the system.
    pub fn user_id(&self) -> Option<UserId> {
        self.looked.mark();
        self.user_id
    }

    /// The API token, when one was used.
    pub fn token_id(&self) -> Option<ApiTokenId> {
        self.looked.mark();
        self.token_id
    }

    /// The name that the audit trail shows.
    pub fn name(&self) -> &str {
        self.looked.mark();
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
        self.looked.mark();
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
    fn every_look_at_who_it_is_leaves_a_mark_and_permissions_leave_none() {
        let actor = Actor::system();
        let looks: [fn(&Actor) -> bool; 4] = [
            |actor| actor.user_id().is_none(),
            |actor| actor.token_id().is_none(),
            |actor| actor.name() == "system",
            |actor| actor.principal() == "system",
        ];
        for look in looks {
            let (watched, looked) = actor.watched();
            assert!(watched.may(Permission::Operate).is_ok() && !looked.at());
            assert!(look(&watched) && looked.at());
            assert_eq!(watched, actor);
        }
    }
}
