//! Probes. `/livez`: the process runs. `/readyz`: send requests here. `/healthz`: the whole report, for people.
//!
//! Only what this node cannot work without makes it unready; a shared helper that fails is reported, because taking
//! every node out of service would help nobody.

use std::future::Future;
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use http::StatusCode;
use serde_json::json;
use tokio_util::sync::CancellationToken;

use super::reply::json_reply;

/// How long the report may take.
const REPORT_DEADLINE: Duration = Duration::from_secs(1);

/// One thing that this node works with.
#[derive(Debug, Clone)]
pub struct Part {
    /// Its name, such as `database`.
    pub name: &'static str,
    /// Whether it answers.
    pub ok: bool,
    /// Whether nothing works without it.
    pub required: bool,
    /// Its state, for an operator; no secrets.
    pub detail: String,
}

/// Who knows how the parts are.
pub trait Readiness: Clone + Send + Sync + 'static {
    /// The parts now. It may answer from a recent check.
    fn parts(&self) -> impl Future<Output = Vec<Part>> + Send;
}

impl<F, R> Readiness for F
where
    F: Fn() -> R + Clone + Send + Sync + 'static,
    R: Future<Output = Vec<Part>> + Send,
{
    fn parts(&self) -> impl Future<Output = Vec<Part>> + Send {
        self()
    }
}

#[derive(Clone)]
struct Probes<R> {
    readiness: R,
    draining: CancellationToken,
}

/// The probes' router.
pub fn router<R: Readiness>(readiness: R, draining: CancellationToken) -> Router {
    Router::new()
        .route("/livez", get(async || json_reply(StatusCode::OK, &json!({ "status": "ok" }))))
        .route("/readyz", get(ready::<R>))
        .route("/healthz", get(report::<R>))
        .with_state(Probes { readiness, draining })
}

async fn ready<R: Readiness>(State(probes): State<Probes<R>>) -> Response {
    let (state, _) = judge(&probes).await;
    json_reply(status(state), &json!({ "status": state }))
}

async fn report<R: Readiness>(State(probes): State<Probes<R>>) -> Response {
    let (state, parts) = judge(&probes).await;
    let parts: Vec<_> = parts
        .iter()
        .map(|part| json!({ "name": part.name, "ok": part.ok, "required": part.required, "detail": part.detail }))
        .collect();
    json_reply(status(state), &json!({ "status": state, "parts": parts }))
}

async fn judge<R: Readiness>(probes: &Probes<R>) -> (&'static str, Vec<Part>) {
    let parts = tokio::time::timeout(REPORT_DEADLINE, probes.readiness.parts()).await;
    match parts {
        _ if probes.draining.is_cancelled() => ("draining", parts.unwrap_or_default()),
        Err(_) => ("not answering", Vec::new()),
        Ok(parts) if parts.iter().any(|part| part.required && !part.ok) => ("unready", parts),
        Ok(parts) => ("ok", parts),
    }
}

fn status(state: &str) -> StatusCode {
    if state == "ok" { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE }
}
