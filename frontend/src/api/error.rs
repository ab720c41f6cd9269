//! Why a call gave no data, told by stable codes, never by messages.
use super::json::{FromJson, Mismatch, Node};
use crate::{format, text};

/// What kind of failure it is: what the user can do about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problem {
    /// No answer came.
    Network,
    /// Nobody is logged in, or no longer.
    Unauthenticated,
    /// The user lacks the permission.
    Denied,
    /// It is not there.
    NotFound,
    /// Somebody else changed the document first.
    Conflict,
    /// Asked too often.
    Throttled,
    /// Too much to do, or not ready.
    Busy,
    /// The server did not understand: a mistake of this app, or of a typed address.
    Input,
    /// The server is of another version than this app, and does not know the document that was sent: nothing was done.
    Outdated,
    /// The server failed.
    Internal,
}

/// A failed call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiError {
    /// The kind.
    pub problem: Problem,
    /// The server's own words, in English.
    pub message: String,
    /// What support finds the request by.
    pub trace: Option<String>,
    /// For a conflict: who changed the document.
    pub changed_by: Option<String>,
    /// For a conflict: when, RFC 3339.
    pub changed_at: Option<String>,
}

impl ApiError {
    /// A failure of this kind, without details.
    pub fn of(problem: Problem) -> Self {
        Self { problem, message: String::new(), trace: None, changed_by: None, changed_at: None }
    }

    /// What to tell the user.
    pub fn text(&self) -> String {
        let text = match self.problem {
            Problem::Network => text::app::error_network().to_owned(),
            Problem::Busy => text::app::error_busy().to_owned(),
            Problem::Throttled => text::app::error_throttled().to_owned(),
            Problem::Denied | Problem::Unauthenticated => text::app::denied_text().to_owned(),
            Problem::NotFound => text::app::error_gone().to_owned(),
            Problem::Conflict => self.conflict_text(),
            Problem::Input => text::app::error_input(&self.message),
            Problem::Outdated => text::app::update_title().to_owned(),
            Problem::Internal => text::app::error_internal().to_owned(),
        };
        match &self.trace {
            Some(trace) => format!("{text} {}", text::app::error_trace(trace)),
            None => text,
        }
    }

    fn conflict_text(&self) -> String {
        match (&self.changed_by, &self.changed_at) {
            (Some(by), Some(at)) => text::form::conflict(by, &format::instant(at)),
            _ => text::form::conflict_unknown().to_owned(),
        }
    }
}

impl From<Problem> for ApiError {
    fn from(problem: Problem) -> Self {
        Self::of(problem)
    }
}

impl From<Mismatch> for ApiError {
    fn from(_: Mismatch) -> Self {
        Self::of(Problem::Internal)
    }
}

/// One of the `errors` of an answer.
pub(super) struct Fault {
    message: String,
    extensions: Option<Extensions>,
}

impl FromJson for Fault {
    fn read(it: Node<'_>) -> Self {
        Self { message: it.at("message"), extensions: it.at("extensions") }
    }
}

#[derive(Default)]
struct Extensions {
    code: Option<String>,
    trace: Option<String>,
    changed_by: Option<String>,
    changed_at: Option<String>,
}

impl FromJson for Extensions {
    fn read(it: Node<'_>) -> Self {
        Self {
            code: it.at("code"),
            trace: it.at("traceId"),
            changed_by: it.at("changedBy"),
            changed_at: it.at("changedAt"),
        }
    }
}

impl ApiError {
    pub(super) fn coded(fault: Fault) -> Self {
        let Fault { message, extensions } = fault;
        let extensions = extensions.unwrap_or_default();
        let problem = match extensions.code.as_deref().unwrap_or_default() {
            "UNAUTHENTICATED" => Problem::Unauthenticated,
            "FORBIDDEN" => Problem::Denied,
            "NOT_FOUND" => Problem::NotFound,
            "CONFLICT" => Problem::Conflict,
            "RATE_LIMITED" => Problem::Throttled,
            "TIMEOUT" | "UNAVAILABLE" => Problem::Busy,
            // The app never sends another text under a key that it has used: then it is the app that is wrong.
            "INTERNAL" | "IDEMPOTENCY_KEY_REUSED" | "" => Problem::Internal,
            _ => Problem::Input,
        };
        let trace = extensions.trace.filter(|_| problem == Problem::Internal);
        Self { problem, message, trace, changed_by: extensions.changed_by, changed_at: extensions.changed_at }
    }
}
