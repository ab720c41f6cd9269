//! An OTLP/HTTP receiver, and the application served over a socket with its export pointed there.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::routing::post;
use opentelemetry_proto::tonic::collector::logs::v1::ExportLogsServiceRequest;
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::any_value::Value;
use opentelemetry_proto::tonic::logs::v1::LogRecord;
use opentelemetry_proto::tonic::trace::v1::Span;
use platform::config::{Config, Source};
use platform::telemetry::Telemetry;
use prost::Message;
use reqwest::Response;
use serde_json::json;
use server::http::assets::Assets;
use server::http::listener::{self, ListenerSettings};
use server::http::serve::router;
use server::http::trusted::TrustedDocuments;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::support::{PASSWORD, TestApp};

/// What arrived: spans, and the attributes of the resource they came from.
#[derive(Clone, Default)]
pub(super) struct Receiver {
    spans: Arc<Mutex<Vec<Span>>>,
    resource: Arc<Mutex<HashMap<String, String>>>,
    lines: Arc<Mutex<Vec<LogRecord>>>,
}

impl Receiver {
    /// Listens on a free port.
    pub(super) async fn start() -> (Self, SocketAddr) {
        let receiver = Self::default();
        let socket = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = socket.local_addr().unwrap();
        let routes = Router::new()
            .route("/v1/traces", post(take))
            .route("/v1/logs", post(take_lines))
            .with_state(receiver.clone());
        tokio::spawn(async move { axum::serve(socket, routes).await });
        (receiver, address)
    }

    /// The spans of a trace, once its root is there.
    pub(super) async fn trace(&self, trace_id: &str, root: &str) -> Vec<Span> {
        for _ in 0..100 {
            let spans: Vec<Span> = self.spans.lock().unwrap().clone();
            let spans: Vec<Span> = spans.into_iter().filter(|span| hex(&span.trace_id) == trace_id).collect();
            if spans.iter().any(|span| span.name == root) {
                return spans;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("no trace {trace_id} with {root} arrived");
    }

    /// How many spans arrived.
    pub(super) fn len(&self) -> usize {
        self.spans.lock().unwrap().len()
    }

    /// The log lines that arrived.
    pub(super) fn lines(&self) -> Vec<LogRecord> {
        self.lines.lock().unwrap().clone()
    }

    /// Everything that arrived, as one text.
    pub(super) fn everything(&self) -> String {
        format!("{:?}{:?}", self.spans.lock().unwrap(), self.lines.lock().unwrap())
    }

    /// An attribute of the resource.
    pub(super) fn resource(&self, name: &str) -> Option<String> {
        self.resource.lock().unwrap().get(name).cloned()
    }
}

async fn take(State(receiver): State<Receiver>, body: Bytes) {
    let request = ExportTraceServiceRequest::decode(body).unwrap();
    for resource_spans in request.resource_spans {
        let attributes = resource_spans.resource.unwrap().attributes.into_iter();
        let texts = attributes.filter_map(|pair| match pair.value?.value? {
            Value::StringValue(text) => Some((pair.key, text)),
            _ => None,
        });
        receiver.resource.lock().unwrap().extend(texts);
        let spans = resource_spans.scope_spans.into_iter().flat_map(|scope| scope.spans);
        receiver.spans.lock().unwrap().extend(spans);
    }
}

async fn take_lines(State(receiver): State<Receiver>, body: Bytes) {
    let request = ExportLogsServiceRequest::decode(body).unwrap();
    let scopes = request.resource_logs.into_iter().flat_map(|logs| logs.scope_logs);
    receiver.lines.lock().unwrap().extend(scopes.flat_map(|scope| scope.log_records));
}

/// Bytes as lowercase hexadecimal digits.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// An attribute of a span, as text.
pub(super) fn attribute(span: &Span, name: &str) -> Option<String> {
    let value = span.attributes.iter().find(|pair| pair.key == name)?.value.clone()?.value?;
    Some(match value {
        Value::StringValue(text) => text,
        Value::IntValue(number) => number.to_string(),
        other => format!("{other:?}"),
    })
}

/// The application behind a socket.
pub(super) struct Served {
    pub(super) telemetry: Arc<Telemetry>,
    address: SocketAddr,
    draining: CancellationToken,
    client: reqwest::Client,
}

impl Served {
    /// Serves `app` with these telemetry settings, logged in as the user of a preset role.
    pub(super) async fn start(app: &mut TestApp, settings: &[(&str, &str)], role: &str) -> Self {
        let config = Config::from_source(&Source::of(settings.iter().copied())).unwrap().telemetry;
        app.app.telemetry = Telemetry::start(&config).unwrap();
        app.app.follow_log();
        let draining = CancellationToken::new();
        let router = router(
            &app.app,
            TrustedDocuments::of_the_web_app().unwrap(),
            Assets::missing(),
            TaskTracker::new(),
            draining.clone(),
        );
        let socket = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = socket.local_addr().unwrap();
        tokio::spawn(listener::serve(socket, router, ListenerSettings::default(), draining.clone()));
        let client = reqwest::Client::builder().cookie_store(true).build().unwrap();
        let served = Self { telemetry: Arc::clone(&app.app.telemetry), address, draining, client };
        let login = "mutation In($input: LoginInput!) { login(input: $input) { userErrors { code } } }";
        let input = json!({ "email": format!("{role}@acme.test"), "password": PASSWORD });
        let reply = served.send(login, json!({ "input": input }), &[]).await;
        assert!(reply.headers().contains_key("set-cookie"), "{}", reply.text().await.unwrap());
        served
    }

    /// Gets a path.
    pub(super) async fn get(&self, path: &str) -> Response {
        self.get_with(path, &[]).await
    }

    /// Gets a path with headers.
    pub(super) async fn get_with(&self, path: &str, headers: &[(&'static str, &str)]) -> Response {
        let mut request = self.client.get(format!("http://{}{path}", self.address));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request.send().await.unwrap()
    }

    /// Posts a document.
    pub(super) async fn send(&self, query: &str, variables: serde_json::Value, headers: &[(&str, &str)]) -> Response {
        self.post(&json!({ "query": query, "variables": variables }), headers).await
    }

    /// Posts a request.
    pub(super) async fn post(&self, body: &serde_json::Value, headers: &[(&str, &str)]) -> Response {
        let mut request = self.client.post(format!("http://{}/graphql", self.address));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request.json(body).send().await.unwrap()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.draining.cancel();
    }
}
