//! GraphQL over HTTP: POST of JSON, and GET for queries.
//!
//! A request's way: [`negotiate`] (406, 415) → [`extract`] (parameters; 400, 403, 408, 413) → the gate (parsed once) →
//! [`Execute`] → `respond`. A trusted query is first asked for as a whole answer, before anything is parsed.
//!
//! A subscription answers with `events` that go on until the client, the session or the server ends.
//!
//! Invariants: no request that a browser form or link can send is executed; a mutation is never run by GET; once
//! started a mutation runs to its end whatever the client does; one operation per request.

mod events;
pub mod extract;
pub mod negotiate;
mod respond;

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use async_graphql::parser::types::OperationType;
use async_graphql::{Request, Response as Executed};
use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::response::Response;
use axum::routing::any;
use futures::stream::BoxStream;
use http::request::Parts;
use http::{HeaderName, HeaderValue, Method, StatusCode, header};
use tokio_util::task::TaskTracker;
use tracing::Instrument;

use self::extract::{NoParameters, Parameters};
use self::negotiate::Media;
pub(in crate::http) use self::respond::answer_bytes;
use crate::http::answers::{Answer, Asked};
use crate::http::gate::{self, GateLimits};
use crate::http::reply;
use crate::http::session;
use crate::http::trusted::{Trusted, sha256};
use platform::cache;
use platform::telemetry::ledger;
use platform::telemetry::step::What;

/// What runs an admitted request: the schema, with the session found from the request's parts.
pub trait Execute: Clone + Send + Sync + 'static {
    /// Runs `request`, whose document is already parsed.
    fn execute(&self, request: Request, parts: Parts) -> impl Future<Output = Executed> + Send;

    /// Runs an admitted subscription; none when as many run as may.
    fn subscribe(
        &self,
        _request: Request,
        _parts: Parts,
    ) -> impl Future<Output = Option<BoxStream<'static, Executed>>> + Send {
        std::future::ready(None)
    }

    /// The document that the web app was built with under this hash, if any.
    fn trusted_document(&self, _hash: &str) -> Option<Arc<Trusted>> {
        None
    }

    /// The whole answer to a trusted query, from the cache or made for it. None: run it in the ordinary way.
    fn answer(&self, _asked: &Arc<Asked>, _parts: &Parts) -> impl Future<Output = Option<Answer>> + Send {
        std::future::ready(None)
    }

    /// Makes sure that what is answered from here on is no older than the request's `x-min-asof`; false when that
    /// cannot be, and nothing cached may be served.
    fn caught_up(&self, _parts: &Parts) -> impl Future<Output = bool> + Send {
        std::future::ready(true)
    }

    /// Whether this caller may know what a request cost the system.
    fn may_see_costs(&self, _parts: &Parts) -> impl Future<Output = bool> + Send {
        std::future::ready(false)
    }

    /// The `x-asof` of an answer: everything that it has seen, later answers see if this is their `x-min-asof`.
    fn as_of(&self) -> Option<HeaderValue> {
        None
    }

    /// Whether this caller may send a document of its own. The default lets everybody.
    fn may_send_documents(&self, _parts: &Parts) -> bool {
        true
    }
}

/// The endpoint's settings.
#[derive(Debug, Clone)]
pub struct Settings {
    /// What a request may cost.
    pub limits: GateLimits,
    /// How long a body may take to arrive.
    pub body_deadline: Duration,
    /// How long a query may run.
    pub query_deadline: Duration,
    /// How long a client waits for a mutation; the mutation itself goes on.
    pub mutation_wait: Duration,
    /// Bytes of an answer.
    pub reply_bytes_max: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            limits: GateLimits::default(),
            body_deadline: Duration::from_secs(10),
            query_deadline: Duration::from_secs(10),
            mutation_wait: Duration::from_secs(14),
            reply_bytes_max: 5 * 1024 * 1024,
        }
    }
}

/// The endpoint.
#[derive(Clone)]
pub struct Endpoint<E> {
    execute: E,
    settings: Arc<Settings>,
    mutations: TaskTracker,
}

impl<E: Execute> Endpoint<E> {
    /// An endpoint. `mutations` tracks those that run: at shutdown, close it and wait for it before closing the
    /// database.
    pub fn new(execute: E, settings: Settings, mutations: TaskTracker) -> Endpoint<E> {
        Endpoint { execute, settings: Arc::new(settings), mutations }
    }

    /// A router with the endpoint at `path`.
    pub fn router(self, path: &str) -> Router {
        Router::new().route(path, any(handle::<E>)).with_state(self)
    }

    /// The answer to a trusted query before anything is parsed, where there is one.
    async fn cached(&self, asked: &Arc<Asked>, parts: &Parts, media: Media) -> Option<Response> {
        let name = asked.document.name.clone();
        if let Some(ledger) = ledger::current() {
            ledger.name_operation(format!("query {}", name.as_deref().unwrap_or("-")));
        }
        let document = Some(asked.document.hash.clone());
        let what = |_: &_| What::Operation { kind: "query", name, document, failed: false };
        let answer = tokio::time::timeout(self.settings.query_deadline, self.execute.answer(asked, parts));
        let answer = ledger::step(answer, what).await.ok()??;
        (answer.body.len() <= self.settings.reply_bytes_max).then(|| respond::cached(&answer, media, parts))
    }

    async fn run(&self, request: Request, parts: Parts, kind: OperationType, media: Media) -> Response {
        let settings = &self.settings;
        let outcome = if kind == OperationType::Mutation {
            self.run_mutation(request, parts).await
        } else {
            tokio::time::timeout(settings.query_deadline, execute_step(&self.execute, request, parts, "query"))
                .await
                .ok()
                .map(Ok)
        };
        match outcome {
            Some(Ok(executed)) => respond::executed(executed, media, settings.reply_bytes_max),
            Some(Err(Died)) => reply::internal(),
            None => reply::error(StatusCode::GATEWAY_TIMEOUT, "TIMEOUT", "The request took too long."),
        }
    }

    /// Runs a mutation in a task of its own, so that nobody who stops waiting can cancel a commit. `None`: still
    /// running.
    async fn run_mutation(&self, request: Request, parts: Parts) -> Option<Result<Executed, Died>> {
        let execute = self.execute.clone();
        let work = async move { execute_step(&execute, request, parts, "mutation").await }.in_current_span();
        let task = self.mutations.spawn(ledger::carried(work));
        let outcome = tokio::time::timeout(self.settings.mutation_wait, task).await.ok()?;
        Some(outcome.map_err(|error| {
            tracing::error!(%error, "a mutation's task died");
            Died
        }))
    }
}

/// The task ended without an answer.
struct Died;

/// Runs `request`, as a step of its ledger.
async fn execute_step<E: Execute>(execute: &E, request: Request, parts: Parts, kind: &'static str) -> Executed {
    let name = request.operation_name.clone();
    let document = trusted_hash(&request.extensions).map(str::to_owned);
    let run = execute.execute(request, parts);
    ledger::step(run, |executed| What::Operation { kind, name, document, failed: executed.is_err() }).await
}

/// The header in which a client sends back the `x-asof` of an earlier answer.
pub const MIN_AS_OF: HeaderName = HeaderName::from_static("x-min-asof");
/// The header that says how far the answering node had read the commit log.
pub const AS_OF: HeaderName = HeaderName::from_static("x-asof");

async fn handle<E: Execute>(State(endpoint): State<Endpoint<E>>, request: axum::extract::Request) -> Response {
    let (mut parts, body) = request.into_parts();
    parts.extensions.insert(session::Caller::default());
    let mut reply = if endpoint.execute.caught_up(&parts).await {
        handle_caught_up(&endpoint, parts, body).await
    } else {
        cache::bypassing(handle_caught_up(&endpoint, parts, body)).await
    };
    if let Some(as_of) = endpoint.execute.as_of() {
        reply.headers_mut().insert(AS_OF, as_of);
    }
    reply
}

/// Whether a request asks for its costs: `extensions { perf: true }`.
fn asks_for_costs(extensions: &async_graphql::Extensions) -> bool {
    extensions.get("perf") == Some(&async_graphql::Value::Boolean(true))
}

async fn handle_caught_up<E: Execute>(endpoint: &Endpoint<E>, parts: Parts, body: Body) -> Response {
    if parts.method != Method::POST && parts.method != Method::GET {
        return not_allowed("GET, POST", "Use POST.");
    }
    let events = events::are_wanted(&parts.headers);
    // What does not come as events comes as JSON.
    let Some(media) = Media::accepted(&parts.headers).or(events.then_some(Media::Json)) else {
        let message = "Accept application/graphql-response+json, application/json or text/event-stream.";
        return reply::error(StatusCode::NOT_ACCEPTABLE, "BAD_USER_INPUT", message);
    };
    let sent = match extract::parameters(&parts, body, &endpoint.settings).await {
        Ok(sent) => sent,
        Err(NoParameters::Reply(reply)) => return *reply,
        Err(NoParameters::Refused(refused)) => return respond::document_error(refused.into_error(), media),
    };
    let extensions = sent.extensions.unwrap_or_default();
    if asks_for_costs(&extensions) && endpoint.execute.may_see_costs(&parts).await {
        let sent = Parameters { extensions: Some(extensions), ..sent };
        return respond::with_costs(answer(endpoint, parts, sent, media).await).await;
    }
    answer(endpoint, parts, Parameters { extensions: Some(extensions), ..sent }, media).await
}

/// The answer to what was sent.
async fn answer<E: Execute>(endpoint: &Endpoint<E>, parts: Parts, sent: Parameters, media: Media) -> Response {
    let limits = &endpoint.settings.limits;
    let extensions = sent.extensions.unwrap_or_default();
    let variables = sent.variables.unwrap_or_default();
    let source = match source(&endpoint.execute, &parts, sent.query, &extensions) {
        Ok(Source::Own(text)) => text,
        Ok(Source::Trusted(document)) if document.is_query => {
            let text = Arc::clone(&document.text);
            let (operation_name, limits) = (sent.operation_name.clone(), limits.clone());
            let asked = Arc::new(Asked { document, operation_name, variables: variables.clone(), limits });
            if let Some(reply) = endpoint.cached(&asked, &parts, media).await {
                return reply;
            }
            text
        }
        Ok(Source::Trusted(document)) => Arc::clone(&document.text),
        Err((status, code, message)) => return reply::error(status, code, message),
    };
    let admitted = match gate::admit(limits, &source, sent.operation_name.as_deref(), &variables) {
        Ok(admitted) => admitted,
        Err(refused) => {
            tracing::debug!(?refused, "document refused");
            return respond::document_error(refused.into_error(), media);
        }
    };
    let kind = admitted.operation_type;
    let subscribes = kind == OperationType::Subscription;
    if subscribes && !events::are_wanted(&parts.headers) {
        return reply::error(StatusCode::NOT_ACCEPTABLE, "BAD_USER_INPUT", "Accept text/event-stream.");
    }
    if parts.method == Method::GET && kind == OperationType::Mutation {
        return not_allowed("POST", "A GET changes nothing. Use POST.");
    }
    if let Some(ledger) = ledger::current() {
        ledger.name_operation(format!("{kind} {}", admitted.operation_name.as_deref().unwrap_or("-")));
    }
    let mut request = Request::new(&*source).variables(variables);
    request.operation_name = admitted.operation_name;
    request.extensions = extensions;
    request.set_parsed_query(admitted.document);
    if subscribes {
        return match endpoint.execute.subscribe(request, parts).await {
            Some(results) => events::answer(results),
            None => reply::overloaded(),
        };
    }
    endpoint.run(request, parts, kind, media).await
}

/// A document to run.
enum Source {
    /// The caller's own.
    Own(Arc<str>),
    /// One that the app was built with.
    Trusted(Arc<Trusted>),
}

/// The document to run: the one sent, or the trusted one whose hash or text was sent.
fn source<E: Execute>(
    execute: &E,
    parts: &Parts,
    query: Option<String>,
    extensions: &async_graphql::Extensions,
) -> Result<Source, (StatusCode, &'static str, &'static str)> {
    if let Some(query) = query {
        // Sent whole, it is the same document: known by its hash all the same.
        if let Some(trusted) = execute.trusted_document(&sha256(&query)) {
            return Ok(Source::Trusted(trusted));
        }
        if !execute.may_send_documents(parts) {
            return Err((StatusCode::FORBIDDEN, "FORBIDDEN", "Only the app's own documents may be sent here."));
        }
        return Ok(Source::Own(query.into()));
    }
    let missing = (StatusCode::BAD_REQUEST, "BAD_USER_INPUT", "Send a query, or the sha256Hash of a trusted one.");
    let hash = trusted_hash(extensions).ok_or(missing)?;
    let unknown = (StatusCode::NOT_FOUND, "NOT_FOUND", "No document is known by this hash. Reload the app.");
    execute.trusted_document(hash).map(Source::Trusted).ok_or(unknown)
}

/// The hash of the trusted document that a request names.
fn trusted_hash(extensions: &async_graphql::Extensions) -> Option<&str> {
    let Some(async_graphql::Value::Object(persisted)) = extensions.get("persistedQuery") else { return None };
    let Some(async_graphql::Value::String(hash)) = persisted.get("sha256Hash") else { return None };
    Some(hash)
}

fn not_allowed(allow: &'static str, message: &str) -> Response {
    let mut reply = reply::error(StatusCode::METHOD_NOT_ALLOWED, "BAD_USER_INPUT", message);
    reply.headers_mut().insert(header::ALLOW, HeaderValue::from_static(allow));
    reply
}
