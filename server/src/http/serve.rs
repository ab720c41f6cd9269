//! The whole server: router, listener, jobs, and how they end.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use async_graphql::{Request, Response};
use axum::Router;
use domain::{Actor, Permission};
use futures::stream::BoxStream;
use futures::{Stream, StreamExt, stream};
use http::request::Parts;
use http::{HeaderMap, HeaderValue, header};
use tokio::net::TcpListener;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::answers::{Answer, Answers, Asked};
use super::assets::{self, Assets};
use super::export;
use super::gate::GateLimits;
use super::gate::lists::Lists;
use super::graphql_http::{Endpoint, Execute, MIN_AS_OF, Settings};
use super::health::{self, Part};
use super::layers::{LayerSettings, layers};
use super::listener::{self, Drained, ListenerSettings};
use super::metrics;
use super::trusted::{Trusted, TrustedDocuments};
use super::{session, warm};
use crate::jobs;
use business::app::App;
use business::performance;
use business::performance::alert::Receivers;
use business::schema::{Schema, schema};

/// How long mutations under way may take after the last connection has gone.
const MUTATIONS_END: Duration = Duration::from_secs(5);

/// Subscriptions of this node at once; each is a connection that stays.
const STREAMS_MAX: usize = 256;

/// Runs admitted requests on the schema, as whoever the session says.
#[derive(Clone)]
struct Executor {
    app: App,
    schema: Schema,
    trusted: TrustedDocuments,
    answers: Answers,
    /// Permits of subscriptions.
    streams: Arc<Semaphore>,
    draining: CancellationToken,
}

/// A stream that has a permit, which is free again when the stream is dropped, however that comes.
struct Permitted<S> {
    stream: S,
    _permit: OwnedSemaphorePermit,
}

impl<S: Stream + Unpin> Stream for Permitted<S> {
    type Item = S::Item;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<S::Item>> {
        self.stream.poll_next_unpin(context)
    }
}

/// Whether both are the same person, or token, with the same permissions.
fn same(one: Option<&Actor>, other: Option<&Actor>) -> bool {
    let of = |actor: &Actor| (actor.principal(), actor.permissions);
    one.map(of) == other.map(of)
}

impl Execute for Executor {
    async fn execute(&self, request: Request, parts: Parts) -> Response {
        let context = match session::context(&self.app, &parts).await {
            Ok(context) => Arc::new(context),
            Err(error) => {
                let error = async_graphql::Error::from(error).into_server_error(async_graphql::Pos::default());
                return Response::from_errors(vec![error]);
            }
        };
        let mut response = self.schema.execute(request.data(Arc::clone(&context))).await;
        if let Some(cookie) = context.take_cookie()
            && let Some(value) = session::set_cookie(&cookie, self.app.config.server.tls)
        {
            let mut headers = HeaderMap::new();
            headers.insert(header::SET_COOKIE, value);
            response = response.http_headers(headers);
        }
        response
    }

    async fn subscribe(&self, request: Request, parts: Parts) -> Option<BoxStream<'static, Response>> {
        let permit = Arc::clone(&self.streams).try_acquire_owned().ok()?;
        let context = match session::context(&self.app, &parts).await {
            Ok(context) => Arc::new(context),
            Err(error) => {
                let error = async_graphql::Error::from(error).into_server_error(async_graphql::Pos::default());
                return Some(stream::iter([Response::from_errors(vec![error])]).boxed());
            }
        };
        let begun_by = context.actor().cloned();
        let results = self.schema.execute_stream(request.data(context));
        let app = self.app.clone();
        // Checked before each result: who has logged out, or may no longer, gets nothing more.
        let lasts = move |_: &Response| {
            let (app, parts, begun_by) = (app.clone(), parts.clone(), begun_by.clone());
            async move {
                let now = session::resolve(&app, &parts).await;
                now.is_ok_and(|(actor, _)| same(actor.as_ref(), begun_by.as_ref()))
            }
        };
        let draining = self.draining.clone();
        let results = results.take_while(lasts).take_until(draining.cancelled_owned());
        Some(Permitted { stream: results.boxed(), _permit: permit }.boxed())
    }

    fn trusted_document(&self, hash: &str) -> Option<Arc<Trusted>> {
        self.trusted.get(hash).map(Arc::clone)
    }

    fn may_send_documents(&self, parts: &Parts) -> bool {
        let config = &self.app.config.server;
        // A token's owner writes programs; a session's documents are the web app's.
        config.development || config.free_documents || parts.headers.contains_key(header::AUTHORIZATION)
    }

    async fn answer(&self, asked: &Arc<Asked>, parts: &Parts) -> Option<Answer> {
        self.answers.get(asked, parts).await
    }

    async fn may_see_costs(&self, parts: &Parts) -> bool {
        let actor = session::asker(&self.app, parts).await.ok().and_then(|(actor, _)| actor);
        actor.is_some_and(|actor| actor.may(Permission::Operate).is_ok())
    }

    async fn caught_up(&self, parts: &Parts) -> bool {
        let Some(least) = parts.headers.get(MIN_AS_OF) else { return true };
        // What cannot be read cannot be reached.
        let Some(least) = least.to_str().ok().and_then(|text| text.parse().ok()) else { return false };
        if !self.app.cache.reaches(&least) {
            self.app.db.catch_up().await;
        }
        self.app.cache.reaches(&least)
    }

    fn as_of(&self) -> Option<HeaderValue> {
        HeaderValue::try_from(self.app.cache.position()?.to_string()).ok()
    }
}

fn limits(app: &App) -> GateLimits {
    GateLimits { introspection: app.config.server.development, lists: Lists::of_the_api(), ..GateLimits::default() }
}

/// The router of everything that this server answers, behind its layers.
pub fn router(
    app: &App,
    trusted: TrustedDocuments,
    assets: Assets,
    mutations: TaskTracker,
    draining: CancellationToken,
) -> Router {
    let config = &app.config.server;
    let limits = limits(app);
    let schema = schema();
    let answers = Answers::new(app.clone(), schema.clone());
    let streams = Arc::new(Semaphore::new(STREAMS_MAX));
    let executor = Executor { app: app.clone(), schema, trusted, answers, streams, draining: draining.clone() };
    let endpoint = Endpoint::new(executor, Settings { limits, ..Settings::default() }, mutations);
    let probed = app.clone();
    let readiness = move || {
        let app = probed.clone();
        async move { parts(&app).await }
    };
    let settings = LayerSettings { running_max: config.requests_max, tls: config.tls, ..LayerSettings::default() };
    let probes = health::router(readiness, draining.clone());
    let routes = endpoint
        .router("/graphql")
        .merge(metrics::router(app.clone()))
        .merge(export::router(app.clone()))
        .merge(assets.router());
    layers(routes, probes, settings, Arc::clone(&app.telemetry), draining)
}

/// Serves until `draining` is cancelled; `ready` is called with the address once the server answers.
///
/// # Errors
/// When the address is taken or the web app cannot be read.
pub async fn serve(
    app: App,
    draining: CancellationToken,
    ready: impl FnOnce(std::net::SocketAddr),
) -> anyhow::Result<()> {
    let config = Arc::clone(&app.config);
    app.reload_settings()
        .await
        .map_err(|_| anyhow::anyhow!("the company's settings cannot be read: run `erp migrate up`"))?;
    app.follow_log();
    app.observe();
    let root = &config.server.web_root;
    let assets = if root.is_dir() { assets::load::load(root)? } else { Assets::missing() };
    let address = config.server.listen;
    let listener = TcpListener::bind(address)
        .await
        .map_err(|error| anyhow::anyhow!("cannot listen on {address}: {error}; set ERP_LISTEN to another address"))?;
    let local = listener.local_addr()?;
    let mutations = TaskTracker::new();
    let jobs = tokio::spawn(jobs::run(app.clone(), draining.clone()));
    let exchange = tokio::spawn(performance::exchange::run(app.clone(), draining.clone()));
    let (alerts, node) = (config.alerts.clone(), app.telemetry.instance().to_owned());
    let receivers = tokio::task::spawn_blocking(move || Receivers::new(&alerts, &node)).await??;
    let alerts = tokio::spawn(performance::alert::run(app.clone(), receivers, draining.clone()));
    let trusted = TrustedDocuments::of_the_web_app()?;
    let answers = Answers::new(app.clone(), schema());
    tokio::spawn(warm::run(app.clone(), answers, trusted.clone(), limits(&app), draining.clone()));
    let router = router(&app, trusted, assets, mutations.clone(), draining.clone());
    let settings = ListenerSettings { connections_max: config.server.connections_max, ..ListenerSettings::default() };
    ready(local);
    let drained = listener::serve(listener, router, settings, draining).await;
    let begun = Instant::now();
    mutations.close();
    let ended = tokio::time::timeout(MUTATIONS_END, mutations.wait()).await.is_ok();
    jobs.await?;
    exchange.await?;
    alerts.await?;
    app.db.close().await?;
    Arc::clone(&app.telemetry).stop().await;
    let cut = if let Drained::Cut(count) = drained { count } else { 0 };
    tracing::info!(connections_cut = cut, mutations_ended = ended, took_ms = begun.elapsed().as_millis(), "stopped");
    Ok(())
}

async fn parts(app: &App) -> Vec<Part> {
    let database = app.db.ping().await;
    let fresh = app.cache.is_fresh();
    let mut parts = vec![
        Part {
            name: "database",
            ok: database.is_ok(),
            required: true,
            detail: if database.is_ok() { "answers" } else { "does not answer" }.to_owned(),
        },
        Part {
            name: "cache",
            ok: fresh,
            required: false,
            detail: if fresh { "follows the commit log" } else { "bypassed: the commit log has not been read lately" }
                .to_owned(),
        },
    ];
    if let Some(shared) = app.cache.shared_stats() {
        let detail = if shared.linked { "answers" } else { "does not answer; the cache goes on without it" };
        parts.push(Part { name: "redis", ok: shared.linked, required: false, detail: detail.to_owned() });
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_permit_lasts_as_long_as_its_stream() {
        let permits = Arc::new(Semaphore::new(1));
        let permit = Arc::clone(&permits).try_acquire_owned().unwrap();
        let mut results = Permitted { stream: stream::iter([1]), _permit: permit }.boxed();
        assert_eq!(permits.available_permits(), 0, "before the first result");
        assert_eq!((results.next().await, results.next().await), (Some(1), None));
        assert_eq!(permits.available_permits(), 0, "its connection is still there");
        drop(results);
        assert_eq!(permits.available_permits(), 1);
    }
}
