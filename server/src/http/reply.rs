//! Answers made outside of a GraphQL execution: JSON in the shape of GraphQL errors, so that clients have one to read.

use axum::body::Body;
use axum::response::Response;
use http::{HeaderValue, StatusCode, header};
use serde_json::json;

use platform::telemetry::ledger;

/// The content type of JSON answers.
pub const JSON: HeaderValue = HeaderValue::from_static("application/json; charset=utf-8");

/// `{errors: [{message, extensions: {code}}]}` with this status.
pub fn error(status: StatusCode, code: &'static str, message: &str) -> Response {
    json_reply(status, &json!({ "errors": [{ "message": message, "extensions": { "code": code } }] }))
}

/// Something broke inside. The client gets a trace id to quote, and nothing else.
pub fn internal() -> Response {
    let extensions = json!({ "code": "INTERNAL", "traceId": ledger::trace_id() });
    let error = json!({ "message": "Something went wrong on our side.", "extensions": extensions });
    json_reply(StatusCode::INTERNAL_SERVER_ERROR, &json!({ "errors": [error] }))
}

/// Too much to do at the moment; come back in a second.
pub fn overloaded() -> Response {
    let mut reply = error(StatusCode::SERVICE_UNAVAILABLE, "UNAVAILABLE", "The server is busy. Try again shortly.");
    reply.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
    reply
}

/// `value` as JSON with this status; not to be stored by anybody.
pub fn json_reply(status: StatusCode, value: &serde_json::Value) -> Response {
    let mut reply = Response::new(Body::from(value.to_string()));
    *reply.status_mut() = status;
    reply.headers_mut().insert(header::CONTENT_TYPE, JSON);
    reply.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    reply
}
