//! Traces: they nest as the request ran, agree with its headers, and cost nobody anything when they cannot be sent.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use opentelemetry_proto::tonic::trace::v1::Span;
use platform::db::Engine;
use serde_json::json;
use tokio::io::AsyncReadExt;
use tokio::net::TcpListener;

use super::receiver::{Receiver, Served, attribute, hex};
use crate::support::{TestApp, given, on_both_engines};

const ORDERS: &str = "query SalesOrders { salesOrders(first: 50) { nodes { id itemCount customer { name } } } }";
const CALLER: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
const CALLERS_TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";

fn endpoint(address: std::net::SocketAddr) -> String {
    format!("http://{address}")
}

fn header<'a>(reply: &'a reqwest::Response, name: &str) -> &'a str {
    reply.headers().get(name).unwrap().to_str().unwrap()
}

fn named<'a>(spans: &'a [Span], name: &str) -> &'a Span {
    let mut found = spans.iter().filter(|span| span.name == name);
    let span = found.next().unwrap_or_else(|| panic!("no span {name} in {:?}", names(spans)));
    assert!(found.next().is_none(), "{name} is there twice");
    span
}

fn names(spans: &[Span]) -> Vec<&str> {
    spans.iter().map(|span| span.name.as_str()).collect()
}

fn duration_us(span: &Span) -> u64 {
    (span.end_time_unix_nano - span.start_time_unix_nano) / 1000
}

fn number(span: &Span, name: &str) -> u64 {
    attribute(span, name).unwrap().parse().unwrap()
}

/// Each span lies within the one it is part of, to the microsecond.
fn assert_nested(spans: &[Span], root: &Span) {
    let by_id: HashMap<&[u8], &Span> = spans.iter().map(|span| (span.span_id.as_slice(), span)).collect();
    assert_eq!(by_id.len(), spans.len(), "span ids differ");
    for span in spans.iter().filter(|span| span.span_id != root.span_id) {
        let parent = by_id[span.parent_span_id.as_slice()];
        let (name, of) = (&span.name, &parent.name);
        assert!(span.start_time_unix_nano + 1000 >= parent.start_time_unix_nano, "{name} begins before {of}");
        assert!(span.end_time_unix_nano <= parent.end_time_unix_nano + 1000, "{name} ends after {of}");
    }
}

on_both_engines! {
    async fn a_request_is_one_trace_that_nests_and_adds_up(app) {
        let mut app = app;
        let product = given::product_in_stock(&app, "BOLT", "10").await;
        let customer = given::customer(&app, "C1", None).await;
        given::draft(&app, &customer, &[(&product, "2")]).await;
        let (receiver, address) = Receiver::start().await;
        let settings = [("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint(address)), ("ERP_INSTANCE", "node-7".to_owned())];
        let settings = settings.each_ref().map(|(name, value)| (*name, value.as_str()));
        let served = Served::start(&mut app, &settings, "viewer").await;

        let reply = served.send(ORDERS, json!({}), &[("traceparent", CALLER)]).await;
        let queries: usize = header(&reply, "x-db-queries").parse().unwrap();
        assert!(header(&reply, "traceparent").starts_with(&format!("00-{CALLERS_TRACE}-")));
        assert!(reply.text().await.unwrap().contains("\"itemCount\":1"));

        let spans = receiver.trace(CALLERS_TRACE, "POST /graphql").await;
        let root = named(&spans, "POST /graphql");
        assert_eq!(hex(&root.parent_span_id), "00f067aa0ba902b7", "the caller's span is the parent");
        assert_eq!(attribute(root, "http.response.status_code").as_deref(), Some("200"));
        assert_nested(&spans, root);

        let operation = named(&spans, "query SalesOrders");
        assert_eq!(operation.parent_span_id, root.span_id);
        assert_eq!(attribute(operation, "graphql.operation.name").as_deref(), Some("SalesOrders"));
        let batch = named(&spans, "load erp_customer");
        assert_eq!(batch.parent_span_id, operation.span_id);
        assert_eq!((number(batch, "erp.loader.keys"), number(batch, "erp.loader.rows")), (1, 1));
        let look = named(&spans, "cache.get rows");
        assert_eq!(look.parent_span_id, batch.span_id);
        assert_eq!((number(look, "erp.cache.keys"), number(look, "erp.cache.hits")), (1, 0));
        let query = named(&spans, "SELECT erp_customer");
        assert_eq!(query.parent_span_id, look.span_id);
        let system = if app.app.db.engine() == Engine::Sqlite { "sqlite" } else { "postgresql" };
        assert_eq!(attribute(query, "db.system.name").as_deref(), Some(system));
        let shape = attribute(query, "db.query.text").unwrap();
        assert!(shape.contains("FROM") && !shape.contains("C1"), "a shape without values: {shape}");

        let database: Vec<&Span> =
            spans.iter().filter(|span| attribute(span, "db.system.name").is_some()).collect();
        assert_eq!(database.len(), queries, "{:?}", names(&spans));
        let spent: u64 = database.iter().map(|span| duration_us(span)).sum();
        let reported = number(root, "erp.db.duration_us");
        assert!(spent.abs_diff(reported) <= queries as u64 * 2, "{spent} µs in spans, {reported} µs in the ledger");
        // What is neither database nor cache is the rest: never negative, so the parts fit into the whole.
        let parts = reported + number(root, "erp.db.wait_us") + number(root, "erp.cache.duration_us");
        assert!(parts <= duration_us(root), "{parts} µs of {} µs", duration_us(root));

        assert_eq!(receiver.resource("service.name").as_deref(), Some("context7-erp"));
        assert_eq!(receiver.resource("service.instance.id").as_deref(), Some("node-7"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_what_is_not_sampled_failures_and_slow_requests_are_kept() {
    let mut app = TestApp::start(Engine::Sqlite).await;
    let (receiver, address) = Receiver::start().await;
    let endpoint = endpoint(address);
    let quiet = [("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint.as_str()), ("ERP_TRACE_PERCENT", "0")];
    let served = Served::start(&mut app, &quiet, "viewer").await;
    for _ in 0..5 {
        assert_eq!(served.send(ORDERS, json!({}), &[]).await.status(), 200);
    }
    tokio::time::sleep(Duration::from_millis(1500)).await;
    assert_eq!(receiver.len(), 0, "nothing is sampled");
    drop(served);

    // Every request is slower than 0 ms.
    let slow = [quiet[0], quiet[1], ("ERP_SLOW_REQUEST_MS", "0")];
    let served = Served::start(&mut app, &slow, "viewer").await;
    let reply = served.send(ORDERS, json!({}), &[]).await;
    let trace_id = header(&reply, "traceparent")[3..35].to_owned();
    let spans = receiver.trace(&trace_id, "POST /graphql").await;
    assert!(names(&spans).contains(&"query SalesOrders"), "a slow request is kept whole");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_web_app_begins_a_trace_and_the_server_decides_whether_it_is_kept() {
    let mut app = TestApp::start(Engine::Sqlite).await;
    let (receiver, address) = Receiver::start().await;
    let endpoint = endpoint(address);
    let begun =
        [("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00"), ("tracestate", "erp=undecided")];
    for (percent, expected) in [("0", "-00"), ("100", "-01")] {
        let settings = [("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint.as_str()), ("ERP_TRACE_PERCENT", percent)];
        let served = Served::start(&mut app, &settings, "viewer").await;
        let reply = served.send(ORDERS, json!({}), &begun).await;
        let reported = header(&reply, "traceparent");
        assert!(reported.starts_with(&format!("00-{CALLERS_TRACE}-")) && reported.ends_with(expected), "{reported}");
    }
    let spans = receiver.trace(CALLERS_TRACE, "POST /graphql").await;
    assert_eq!(hex(&named(&spans, "POST /graphql").parent_span_id), "00f067aa0ba902b7");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waits_is_sent_when_the_server_stops() {
    let mut app = TestApp::start(Engine::Sqlite).await;
    let (receiver, address) = Receiver::start().await;
    let endpoint = endpoint(address);
    let all = [("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint.as_str()), ("ERP_TRACE_PERCENT", "100")];
    let served = Served::start(&mut app, &all, "viewer").await;
    assert_eq!(served.send(ORDERS, json!({}), &[]).await.status(), 200);
    let telemetry = std::sync::Arc::clone(&served.telemetry);
    telemetry.stop().await;
    let counts = served.telemetry.exported().unwrap();
    assert!(counts.sent > 0);
    assert_eq!((counts.sent, counts.failed), (counts.offered, 0));
    assert_eq!(receiver.len() as u64, counts.sent);
}

/// A receiver that takes connections and never answers.
async fn black_hole() -> std::net::SocketAddr {
    let socket = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = socket.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut connection, _)) = socket.accept().await {
            tokio::spawn(async move {
                let mut bytes = [0; 4096];
                while connection.read(&mut bytes).await.is_ok_and(|read| read > 0) {}
            });
        }
    });
    address
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receiver_that_is_gone_or_silent_costs_requests_nothing() {
    let mut app = TestApp::start(Engine::Sqlite).await;
    let gone = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    for address in [gone, black_hole().await] {
        let endpoint = endpoint(address);
        let settings = [
            ("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint.as_str()),
            ("ERP_TRACE_PERCENT", "100"),
            ("ERP_EXPORT_QUEUE_MAX", "16"),
        ];
        let served = Served::start(&mut app, &settings, "viewer").await;
        for _ in 0..50 {
            assert_eq!(served.send(ORDERS, json!({}), &[]).await.status(), 200);
        }
        let counts = served.telemetry.exported().unwrap();
        assert!(counts.offered >= 100, "{counts:?}");
        assert_eq!(counts.sent, 0, "{counts:?}");
        let begun = Instant::now();
        std::sync::Arc::clone(&served.telemetry).stop().await;
        // Less than an export may take: the end waits for what it has given itself.
        assert!(begun.elapsed() < Duration::from_secs(4), "{:?}", begun.elapsed());
    }
}
