//! The one conversion of our errors into GraphQL's: codes in `extensions.code`, unexpected ones masked.
//!
//! Business refusals and conflicts of mutations never come this way: they are data (`userErrors`, [`super::payload`]).

use async_graphql::ErrorExtensions;

use crate::error::Error;
use crate::telemetry::ledger;

impl From<Error> for async_graphql::Error {
    fn from(error: Error) -> Self {
        let (code, message) = match &error {
            Error::NotFound { what } => ("NOT_FOUND", format!("{what} is not there")),
            Error::Refused(refusal) => (refusal.code.text(), refusal.message()),
            Error::Conflict(_) => ("CONFLICT", "the document has changed since it was read".to_owned()),
            Error::Denied(denied) => ("FORBIDDEN", format!("requires the permission {}", denied.permission.text())),
            Error::Unauthenticated => ("UNAUTHENTICATED", "log in first".to_owned()),
            Error::BadInput { code, message } => (*code, message.clone()),
            Error::Throttled { retry_after_s } => ("RATE_LIMITED", format!("try again in {retry_after_s} s")),
            Error::Unavailable => ("UNAVAILABLE", "try again later".to_owned()),
            Error::Internal(cause) => {
                let trace_id = ledger::trace_id();
                ledger::record_failure();
                tracing::error!(trace.id = %trace_id, error = ?cause, "a request failed unexpectedly");
                ("INTERNAL", format!("internal error, trace {trace_id}"))
            }
        };
        async_graphql::Error::new(message).extend_with(|_, extensions| extensions.set("code", code))
    }
}
