//! The server's one error: what a service may answer instead of a result.
//!
//! It has no `Display` on purpose: async-graphql converts every `Display` type into an uncoded error whose text
//! reaches the client. Without it, `?` on a database error in a resolver does not compile until it has passed
//! through [`Error::Internal`], which is masked at the edge (`graphql/error.rs`, `http`).

use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::{Denied, Refusal};

/// The result of every service, loader and resolver.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why something was not done. Closed: add a variant only when a caller must distinguish it.
#[derive(Clone, Debug)]
pub enum Error {
    /// There is no such thing, or the actor may not see it; the two are never distinguished.
    NotFound {
        /// What was asked for, as the client named it (`so_12`).
        what: String,
    },
    /// A business rule says no. Reaches the client as a typed `userErrors` entry.
    Refused(Box<Refusal>),
    /// The row has moved on since the client read it.
    Conflict(Box<Conflict>),
    /// The actor lacks a permission.
    Denied(Denied),
    /// Nobody is logged in, or the session or token has ended.
    Unauthenticated,
    /// The request itself is wrong: an id of another kind, a cursor of another list.
    BadInput {
        /// `BAD_ID`, `BAD_CURSOR`, `BAD_USER_INPUT`, `IDEMPOTENCY_KEY_REUSED`.
        code: &'static str,
        /// What is wrong, for the developer of the client.
        message: String,
    },
    /// Too many attempts.
    Throttled {
        /// Seconds after which another attempt is accepted.
        retry_after_s: u64,
    },
    /// The server cannot do it now (overload, shutdown, database away); the same request may work later.
    Unavailable,
    /// Anything unexpected. Logged with its chain, answered with a trace id only.
    Internal(Arc<anyhow::Error>),
}

/// What a client needs to solve a lost race on a document.
#[derive(Clone, Debug)]
pub struct Conflict {
    /// The version that the document has now.
    pub current_version: i64,
    /// Who wrote it last, where known.
    pub changed_by: Option<String>,
    /// When it was last written.
    pub changed_at: Option<DateTime<Utc>>,
}

impl Error {
    /// The error of a thing that is not there or not visible.
    pub fn not_found(what: impl std::fmt::Display) -> Self {
        Self::NotFound { what: what.to_string() }
    }

    /// The error of a malformed request, code `BAD_USER_INPUT`.
    pub fn bad_input(message: impl Into<String>) -> Self {
        Self::BadInput { code: "BAD_USER_INPUT", message: message.into() }
    }

    /// An internal error that starts here: a broken promise of our own, not of a library.
    pub fn internal(message: &'static str) -> Self {
        Self::Internal(Arc::new(anyhow::anyhow!(message)))
    }

    /// Any other unexpected error.
    pub fn unexpected(error: impl std::error::Error + Send + Sync + 'static) -> Self {
        Self::Internal(Arc::new(anyhow::Error::new(error)))
    }
}

/// Unexpected errors of libraries; named one by one, so that no business error slips in among them.
macro_rules! internal {
    ($($library:ty),+ $(,)?) => {$(
        impl From<$library> for Error {
            fn from(error: $library) -> Self {
                Self::Internal(Arc::new(anyhow::Error::new(error)))
            }
        }
    )+};
}

internal!(
    sea_orm::DbErr,
    serde_json::Error,
    std::io::Error,
    std::num::TryFromIntError,
    tokio::task::JoinError,
    tokio::sync::AcquireError,
);

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(Box::new(refusal))
    }
}

impl From<Denied> for Error {
    fn from(denied: Denied) -> Self {
        Self::Denied(denied)
    }
}
