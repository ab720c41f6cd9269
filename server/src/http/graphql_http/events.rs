//! Subscriptions as server-sent events: one operation a request (the protocol graphql-sse, distinct connections).

use std::convert::Infallible;
use std::time::Duration;

use async_graphql::Response as Executed;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures::stream::BoxStream;
use futures::{StreamExt, stream};
use http::{HeaderMap, HeaderValue, header};

/// Time without an event after which something is sent all the same, so that nobody between takes the connection for
/// dead.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

const EVENT_STREAM: &str = "text/event-stream";

/// Whether a caller takes a stream of events: a browser's `EventSource` says so.
pub(super) fn are_wanted(headers: &HeaderMap) -> bool {
    let accepted = headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok());
    accepted.flat_map(|value| value.split(',')).any(|range| range.trim().starts_with(EVENT_STREAM))
}

/// Whether an answer goes on.
pub(super) fn is_stream(reply: &Response) -> bool {
    reply.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind == EVENT_STREAM)
}

/// The answer that goes on: an event `next` for each result, `complete` at the end.
pub(super) fn answer(results: BoxStream<'static, Executed>) -> Response {
    let next = results.map(|result| {
        let event = Event::default().event("next");
        // A result that cannot be serialized becomes a comment: the stream goes on.
        event.json_data(&result).unwrap_or_else(|_| Event::default().comment("a result was left out"))
    });
    let complete = stream::once(async { Event::default().event("complete").data("") });
    let events =
        Sse::new(next.chain(complete).map(Ok::<_, Infallible>)).keep_alive(KeepAlive::new().interval(KEEP_ALIVE));
    let mut reply = events.into_response();
    reply.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // nginx would gather events otherwise.
    reply.headers_mut().insert("x-accel-buffering", HeaderValue::from_static("no"));
    reply
}
