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
        async_graphql::Error::new(message).extend_with(|_, extensions| {
            extensions.set("code", code);
            let Error::Conflict(conflict) = &error else { return };
            extensions.set("currentVersion", conflict.current_version);
            if let Some(name) = &conflict.changed_by {
                extensions.set("changedBy", name.as_str());
            }
            if let Some(at) = conflict.changed_at {
                extensions.set("changedAt", at.to_rfc3339());
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Conflict;

    #[test]
    fn a_conflict_tells_clients_who_was_faster() {
        let changed_at = Some("2026-01-02T03:04:05Z".parse().unwrap());
        let conflict = Conflict { current_version: 4, changed_by: Some("Ada".to_owned()), changed_at };
        let error = async_graphql::Error::from(Error::Conflict(Box::new(conflict)));
        let expected = serde_json::json!({
            "code": "CONFLICT", "currentVersion": 4, "changedBy": "Ada", "changedAt": "2026-01-02T03:04:05+00:00",
        });
        assert_eq!(serde_json::to_value(error.extensions).unwrap(), expected);
        let conflict = Conflict { current_version: 4, changed_by: None, changed_at: None };
        let error = async_graphql::Error::from(Error::Conflict(Box::new(conflict)));
        let expected = serde_json::json!({ "code": "CONFLICT", "currentVersion": 4 });
        assert_eq!(serde_json::to_value(error.extensions).unwrap(), expected);
    }
}
