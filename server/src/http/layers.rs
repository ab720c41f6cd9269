//! The layers around every handler, outermost first:
//! request id → trace and ledger → headers → catch-panic → body limit → load shed → concurrency limit → timeout →
//! handler.
//!
//! Headers stand outside of catch-panic, so that the answer to a panic has them too. Probes skip what stands after the
//! body limit: a full server is still alive, and must be able to say so.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use futures::FutureExt;
use http::{HeaderMap, HeaderValue, Method, StatusCode, Version, header};
use http_body_util::{BodyExt, Limited};
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tracing::Instrument;

use super::{headers, reply};
use platform::telemetry::ledger::{self, Ledger};
use platform::telemetry::{Caller, Finished, Telemetry};

const DISCARDED_BYTES_MAX: usize = 16 << 20;
const DISCARD_DEADLINE: Duration = Duration::from_secs(2);

/// Limits and facts that apply to every request.
#[derive(Debug, Clone)]
pub struct LayerSettings {
    /// Bytes of a body, on every route; handlers may have a lower limit.
    pub body_bytes_max: usize,
    /// Requests that run at once.
    pub running_max: usize,
    /// Requests that wait for one of those to end; more are turned away at once.
    pub waiting_max: usize,
    /// How long a handler may take until it answers.
    pub timeout: Duration,
    /// Whether the public address is https.
    pub tls: bool,
}

impl Default for LayerSettings {
    fn default() -> Self {
        LayerSettings {
            body_bytes_max: 256 * 1024,
            running_max: 256,
            waiting_max: 4096,
            timeout: Duration::from_secs(15),
            tls: false,
        }
    }
}

#[derive(Clone)]
struct Edge {
    settings: Arc<LayerSettings>,
    places: Arc<Semaphore>,
    running: Arc<Semaphore>,
    telemetry: Arc<Telemetry>,
    draining: CancellationToken,
}

/// `app` and `probes` behind the layers, recorded by `telemetry`. When `draining` is cancelled, answers ask the client
/// to close its connection.
pub fn layers(
    app: Router,
    probes: Router,
    settings: LayerSettings,
    telemetry: Arc<Telemetry>,
    draining: CancellationToken,
) -> Router {
    let edge = Edge {
        places: Arc::new(Semaphore::new(settings.running_max.saturating_add(settings.waiting_max))),
        running: Arc::new(Semaphore::new(settings.running_max)),
        settings: Arc::new(settings),
        telemetry,
        draining,
    };
    // `fallback` handlers are layered with their router, so a merge leaves the app's.
    app.layer(from_fn_with_state(edge.clone(), bounded)).merge(probes).layer(from_fn_with_state(edge, outer))
}

async fn outer(State(edge): State<Edge>, mut request: Request, next: Next) -> Response {
    let ledger = ledger_of(&edge.telemetry, request.headers());
    let (method, version) = (request.method().clone(), request.version());
    let path = request.uri().path().to_owned();
    let span = tracing::info_span!("http", http.method = %method, http.path = path, trace_id = ledger.trace.trace_id());
    let mut reply = if matches!(method, Method::TRACE | Method::CONNECT) && version != Version::HTTP_2 {
        reply::error(StatusCode::METHOD_NOT_ALLOWED, "BAD_USER_INPUT", "This method is not served.")
    } else {
        request.extensions_mut().insert(Arc::clone(&ledger));
        let limit = edge.settings.body_bytes_max;
        if declared_length(request.headers()).is_some_and(|length| length > limit) {
            discard(request).await;
            reply::error(StatusCode::PAYLOAD_TOO_LARGE, "BAD_USER_INPUT", "The body is too large.")
        } else {
            let request = request.map(|body| Body::new(Limited::new(body, limit)));
            let handled = async { AssertUnwindSafe(next.run(request)).catch_unwind().await.unwrap_or_else(panicked) };
            ledger::scope(Arc::clone(&ledger), handled).instrument(span).await
        }
    };
    let took = ledger.began.elapsed();
    headers::secure(reply.headers_mut(), edge.settings.tls);
    headers::account(reply.headers_mut(), &ledger, took);
    if edge.draining.is_cancelled() && version < Version::HTTP_2 {
        reply.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    let status = reply.status();
    let finished = Finished { http: Some((&method, &path, status)), took, failed: status.is_server_error() };
    edge.telemetry.finish(&ledger, finished);
    reply
}

async fn bounded(State(edge): State<Edge>, request: Request, next: Next) -> Response {
    let Ok(_place) = edge.places.try_acquire() else { return reply::overloaded() };
    let deadline = tokio::time::Instant::now() + edge.settings.timeout;
    let Ok(Ok(_running)) = tokio::time::timeout_at(deadline, edge.running.acquire()).await else {
        return reply::overloaded();
    };
    match tokio::time::timeout_at(deadline, next.run(request)).await {
        Ok(reply) => reply,
        Err(_) => reply::error(StatusCode::GATEWAY_TIMEOUT, "TIMEOUT", "The request took too long."),
    }
}

fn panicked(panic: Box<dyn std::any::Any + Send>) -> Response {
    let text = panic.downcast_ref::<&str>().copied();
    let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    tracing::error!(panic = text.unwrap_or("not a text"), "a handler panicked");
    reply::internal()
}

fn ledger_of(telemetry: &Telemetry, headers: &HeaderMap) -> Arc<Ledger> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let plain = |id: &&str| {
        (1..=64).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
    };
    telemetry.begin(Caller {
        traceparent: text("traceparent"),
        tracestate: text("tracestate"),
        request_id: text("x-request-id").filter(plain),
    })
}

/// Reads a refused body away, within bounds: a client that is still sending when its connection closes sees a broken
/// connection instead of the answer. One that waits for a go-ahead (`Expect`) has sent nothing.
async fn discard(request: Request) {
    if request.headers().contains_key(header::EXPECT) {
        return;
    }
    let mut body = Limited::new(request.into_body(), DISCARDED_BYTES_MAX);
    let reading = async { while let Some(Ok(_)) = body.frame().await {} };
    // Late or not, the answer is the same.
    let _ = tokio::time::timeout(DISCARD_DEADLINE, reading).await;
}

fn declared_length(headers: &HeaderMap) -> Option<usize> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}
