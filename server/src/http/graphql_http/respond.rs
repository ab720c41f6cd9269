//! From a GraphQL response to an HTTP one.

use std::collections::BTreeMap;
use std::io;

use async_graphql::{Response as Executed, ServerError, Value};
use axum::body::Body;
use axum::response::Response;
use http::request::Parts;
use http::{HeaderValue, Method, StatusCode, header};
use serde::Serialize;

use super::events;
use super::negotiate::Media;
use crate::http::answers::Answer;
use crate::http::reply;
use platform::telemetry::ledger::{self, micros};

#[derive(Serialize)]
struct Wire<'a> {
    #[serde(skip_serializing_if = "<[ServerError]>::is_empty")]
    errors: &'a [ServerError],
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<&'a Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    extensions: Option<&'a BTreeMap<String, Value>>,
}

/// An execution without errors and extensions as JSON: the same bytes that [`executed`] answers with.
pub(in crate::http) fn answer_bytes(executed: &Executed) -> Option<Vec<u8>> {
    serde_json::to_vec(&Wire { errors: &[], data: Some(&executed.data), extensions: None }).ok()
}

/// The HTTP answer for a whole answer that is there as bytes. A GET may be cached by the browser, which asks each time
/// whether it is still the same.
pub(super) fn cached(answer: &Answer, media: Media, parts: &Parts) -> Response {
    let revalidates = parts.method == Method::GET;
    let same =
        revalidates && parts.headers.get_all(header::IF_NONE_MATCH).iter().any(|known| names(known, &answer.etag));
    let mut reply = Response::new(if same { Body::empty() } else { Body::from(answer.body.clone()) });
    if same {
        *reply.status_mut() = StatusCode::NOT_MODIFIED;
    } else {
        reply.headers_mut().insert(header::CONTENT_TYPE, media.content_type());
    }
    let control = if revalidates { "private, no-cache" } else { "no-store" };
    reply.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(control));
    reply.headers_mut().insert(header::VARY, HeaderValue::from_static("Accept, Cookie, Authorization"));
    if let Ok(etag) = HeaderValue::from_str(&answer.etag) {
        reply.headers_mut().insert(header::ETAG, etag);
    }
    reply
}

/// What the running request cost, as `extensions.perf` of its answer. Times are in µs.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Perf {
    trace_id: String,
    queries: u32,
    slow_queries: u32,
    query_time: u64,
    wait_time: u64,
    cache_hits: u32,
    cache_misses: u32,
    cache_time: u64,
    total_time: u64,
}

/// The answer with what it cost; itself when it has no body, or one that goes on. It is this request's alone: no tag
/// determines when it is the same.
pub(super) async fn with_costs(reply: Response) -> Response {
    let Some(ledger) = ledger::current().filter(|_| !events::is_stream(&reply)) else { return reply };
    let (mut parts, body) = reply.into_parts();
    let Ok(body) = axum::body::to_bytes(body, usize::MAX).await else { return reply::internal() };
    let Some(object) = body.strip_suffix(b"}") else { return Response::from_parts(parts, Body::from(body)) };
    let sums = ledger.sums();
    let perf = Perf {
        trace_id: ledger.trace.trace_id(),
        queries: sums.queries,
        slow_queries: sums.slow_queries,
        query_time: sums.query_micros,
        wait_time: sums.pool_wait_micros,
        cache_hits: sums.cache_hits,
        cache_misses: sums.cache_misses,
        cache_time: sums.cache_micros,
        total_time: micros(ledger.began.elapsed()),
    };
    let Ok(perf) = serde_json::to_vec(&perf) else { return reply::internal() };
    let body = [object, b",\"extensions\":{\"perf\":", &perf, b"}}"].concat();
    parts.headers.remove(header::ETAG);
    parts.headers.remove(header::CONTENT_LENGTH);
    parts.headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Response::from_parts(parts, Body::from(body))
}

/// Whether an `If-None-Match` names this tag; a proxy may have marked it as weak.
fn names(known: &HeaderValue, etag: &str) -> bool {
    known.to_str().is_ok_and(|known| known.split(',').any(|one| one.trim().trim_start_matches("W/") == etag))
}

/// The HTTP answer for an executed request.
pub(super) fn executed(mut executed: Executed, media: Media, reply_bytes_max: usize) -> Response {
    // Errors of the document, its validation and its variables have no path: nothing was executed, so there is no data.
    let never_ran = executed.data == Value::Null
        && !executed.errors.is_empty()
        && executed.errors.iter().all(|error| error.path.is_empty());
    let wire = Wire {
        errors: &executed.errors,
        data: (!never_ran).then_some(&executed.data),
        extensions: (!executed.extensions.is_empty()).then_some(&executed.extensions),
    };
    let mut bytes = Bounded { bytes: Vec::with_capacity(1024), limit: reply_bytes_max };
    if serde_json::to_writer(&mut bytes, &wire).is_err() {
        let message = "The answer is too large. Ask for less at once.";
        return reply::error(document_error_status(media), "COST_EXCEEDED", message);
    }
    let status = if never_ran { document_error_status(media) } else { StatusCode::OK };
    let mut reply = Response::new(Body::from(bytes.bytes));
    *reply.status_mut() = status;
    reply.headers_mut().extend(std::mem::take(&mut executed.http_headers));
    reply.headers_mut().insert(header::CONTENT_TYPE, media.content_type());
    reply.headers_mut().entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    reply.headers_mut().insert(header::VARY, HeaderValue::from_static("Accept, Cookie, Authorization"));
    reply
}

/// The HTTP answer for a document that never reached the schema.
pub(super) fn document_error(error: ServerError, media: Media) -> Response {
    executed(Executed::from_errors(vec![error]), media, usize::MAX)
}

fn document_error_status(media: Media) -> StatusCode {
    match media {
        Media::Json => StatusCode::OK,
        Media::GraphqlResponse => StatusCode::BAD_REQUEST,
    }
}

/// A buffer that refuses to grow past its limit.
struct Bounded {
    bytes: Vec<u8>,
    limit: usize,
}

impl io::Write for Bounded {
    fn write(&mut self, part: &[u8]) -> io::Result<usize> {
        if part.len() > self.limit.saturating_sub(self.bytes.len()) {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.bytes.extend_from_slice(part);
        Ok(part.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
