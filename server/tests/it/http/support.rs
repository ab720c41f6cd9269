//! A served endpoint with a small schema.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use async_graphql::{EmptySubscription, Object, Request, Response, Schema};
use axum::Router;
use axum::routing::get;
use http::request::Parts;
use platform::cache::Class;
use platform::config::{Config, Source};
use platform::telemetry::Telemetry;
use server::http::assets::Assets;
use server::http::graphql_http::{Endpoint, Execute, Settings};
use server::http::layers::{LayerSettings, layers};
use server::http::listener::{Drained, ListenerSettings, serve};
use server::http::trusted::Trusted;
use server::http::{gate::GateLimits, health};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// How many mutations ran to their end.
pub(super) type Done = Arc<AtomicU32>;

pub(super) struct Query;

#[Object]
impl Query {
    async fn hello(&self) -> &str {
        "hello"
    }

    async fn strict(&self) -> async_graphql::Result<&str> {
        Err("no".into())
    }

    async fn slow(&self) -> bool {
        tokio::time::sleep(Duration::from_secs(60)).await;
        true
    }

    async fn large(&self) -> String {
        "x".repeat(6 * 1024 * 1024)
    }

    async fn crash(&self, #[graphql(default = true)] really: bool) -> bool {
        assert!(!really, "secret inside");
        true
    }
}

pub(super) struct Mutation(Done);

#[Object]
impl Mutation {
    async fn work(&self, millis: u64) -> bool {
        tokio::time::sleep(Duration::from_millis(millis)).await;
        self.0.fetch_add(1, Ordering::SeqCst);
        true
    }
}

#[derive(Clone)]
struct Run(Schema<Query, Mutation, EmptySubscription>);

impl Execute for Run {
    async fn execute(&self, request: Request, _parts: Parts) -> Response {
        self.0.execute(request).await
    }

    fn trusted_document(&self, hash: &str) -> Option<Arc<Trusted>> {
        let (text, name) = ("{hello}".into(), None);
        (hash == "known").then(|| {
            Arc::new(Trusted {
                hash: hash.to_owned(),
                text,
                is_query: true,
                name,
                has_variables: false,
                class: Class::ApiAnswers,
            })
        })
    }
}

pub(super) struct Served {
    pub(super) address: SocketAddr,
    pub(super) done: Done,
    pub(super) draining: CancellationToken,
    pub(super) ended: JoinHandle<Drained>,
    pub(super) mutations: TaskTracker,
}

impl Served {
    pub(super) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }
}

pub(super) fn quick() -> ListenerSettings {
    let (header_timeout, linger) = (Duration::from_millis(300), Duration::from_millis(300));
    ListenerSettings { header_timeout, linger, finish: Duration::from_secs(1), ..ListenerSettings::default() }
}

pub(super) async fn served(listener: ListenerSettings, layer: LayerSettings) -> Served {
    let done = Done::default();
    let schema = Schema::build(Query, Mutation(Arc::clone(&done)), EmptySubscription).finish();
    let settings = Settings {
        limits: GateLimits::default(),
        body_deadline: Duration::from_millis(300),
        query_deadline: Duration::from_millis(500),
        ..Settings::default()
    };
    let (draining, mutations) = (CancellationToken::new(), TaskTracker::new());
    let app = Endpoint::new(Run(schema), settings, mutations.clone())
        .router("/graphql")
        .route("/crash", get(async || -> &'static str { panic!("secret inside") }))
        .route("/wait", get(async || tokio::time::sleep(Duration::from_millis(500)).await))
        .merge(Assets::missing().router());
    let probes: Router = health::router(async || Vec::new(), draining.clone());
    let telemetry = Telemetry::start(&Config::from_source(&Source::default()).unwrap().telemetry).unwrap();
    let router = layers(app, probes, layer, telemetry, draining.clone());
    let socket = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = socket.local_addr().unwrap();
    let ended = tokio::spawn(serve(socket, router, listener, draining.clone()));
    Served { address, done, draining, ended, mutations }
}
