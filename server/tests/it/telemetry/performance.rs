//! The performance page's statistics and `/metrics`: right, and for operators alone.

use platform::cache::Class;
use platform::db::Engine;
use serde_json::json;

use super::receiver::Served;
use crate::support::{TestApp, given, on_both_engines};

const CUSTOMERS: &str = "query Customers { customers(first: 5) { nodes { id } } }";
const PERFORMANCE: &str = "query Performance { performance { node minutes(last: 2) { beganAt figures { requests } }
    total(last: 2) { requests failures queries p95: percentile(percent: 95) max }
    operations(last: 2) { name figures { requests queries } }
    statements { shape calls totalTime maxTime slowestTraceId }
    database { engine version bytes tables { name bytes } indexes { name table isUnique duplicateOf }
      connections { state count } statements { shape } figures { name value } }
    cache { class hits } export { sent } } }";

on_both_engines! {
    async fn an_operator_sees_how_the_node_runs(app) {
        let mut app = app;
        given::customer(&app, "C1", None).await;
        let served = Served::start(&mut app, &[], "admin").await;
        for _ in 0..3 {
            assert_eq!(served.send(CUSTOMERS, json!({}), &[]).await.status(), 200);
        }
        let body: serde_json::Value = served.send(PERFORMANCE, json!({}), &[]).await.json().await.unwrap();
        assert!(body.get("errors").is_none(), "{body}");
        let body = &body["data"]["performance"];
        // The login and the three lists, perhaps around the turn of a minute.
        assert_eq!(body["total"]["requests"], 4, "{body}");
        assert_eq!(body["total"]["failures"], 0);
        assert!(body["total"]["p95"].as_u64().unwrap() > 0);
        assert_eq!(body["minutes"].as_array().unwrap().len(), 2);
        let operations = body["operations"].as_array().unwrap();
        let customers = operations.iter().find(|row| row["name"] == "query Customers").unwrap();
        assert_eq!(customers["figures"]["requests"], 3);
        assert!(customers["figures"]["queries"].as_u64().unwrap() >= 3);

        let engine = if app.app.db.engine() == Engine::Sqlite { "sqlite" } else { "postgresql" };
        assert_eq!(body["database"]["engine"], engine);
        assert!(body["database"]["bytes"].as_i64().unwrap() > 0);
        let tables = body["database"]["tables"].as_array().unwrap();
        let customer = tables.iter().find(|table| table["name"] == "erp_customer").unwrap();
        assert!(customer["bytes"].as_i64().unwrap() > 0);
        let indexes = body["database"]["indexes"].as_array().unwrap();
        assert!(
            indexes.iter().any(|index| index["isUnique"] == true && index["table"] == "erp_customer"),
            "{indexes:?}"
        );
        assert!(indexes.iter().all(|index| index["duplicateOf"].is_null()), "{indexes:?}");
        assert!(body["export"].is_null(), "nothing is exported");
        let counters: Vec<&str> =
            body["database"]["figures"].as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap()).collect();
        let own: &[&str] = if engine == "sqlite" { &["wal_bytes", "writers_waiting", "cache_size"] } else { &["deadlocks"] };
        assert!(own.iter().chain(&["writes_tried_again"]).all(|name| counters.contains(name)), "{counters:?}");

        // What it ran can be explained; what it did not run cannot.
        let statements = body["statements"].as_array().unwrap();
        let shape = statements.iter().map(|row| row["shape"].as_str().unwrap());
        let shape = shape.into_iter().find(|shape| shape.contains("erp_customer")).unwrap();
        let plan = "query Plan($shape: String!) { performance { plan(shape: $shape) } }";
        let body: serde_json::Value = served.send(plan, json!({ "shape": shape }), &[]).await.json().await.unwrap();
        let lines = body["data"]["performance"]["plan"].to_string();
        assert!(lines.contains("erp_customer"), "{body}");
        let own = json!({ "shape": "SELECT secret_hash FROM accounts_session" });
        let body: serde_json::Value = served.send(plan, own, &[]).await.json().await.unwrap();
        assert_eq!(body["errors"][0]["extensions"]["code"], "BAD_USER_INPUT", "{body}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn prometheus_reads_what_the_node_counts() {
    let mut app = TestApp::start(Engine::Sqlite).await;
    let served = Served::start(&mut app, &[], "admin").await;
    app.app.observe();
    assert_eq!(served.send(CUSTOMERS, json!({}), &[]).await.status(), 200);
    let reply = served.get("/metrics").await;
    assert_eq!(reply.headers()["content-type"], "text/plain; version=0.0.4; charset=utf-8");
    let text = reply.text().await.unwrap();
    let line =
        |start: &str| text.lines().find(|line| line.starts_with(start)).unwrap_or_else(|| panic!("{start}\n{text}"));
    assert!(line("http_server_request_duration_seconds_count{").ends_with(" 2"), "the login and the list\n{text}");
    assert!(line("http_server_request_duration_seconds_bucket{").contains("http_route=\"/graphql\""));
    line("erp_db_queries_total{");
    line("erp_db_connections{");
    line("target_info{");
    // What the dashboard and the rules draw is exported under those names.
    let dashboard: serde_json::Value =
        serde_json::from_str(include_str!("../../../../infra/grafana/dashboard.json")).unwrap();
    let targets = dashboard["panels"].as_array().unwrap().iter().flat_map(|panel| panel["targets"].as_array().unwrap());
    let rules = include_str!("../../../../infra/grafana/rules.yaml").lines().filter(|line| line.contains("expr:"));
    let expressions: Vec<&str> = targets.map(|target| target["expr"].as_str().unwrap()).chain(rules).collect();
    assert!(expressions.len() > 15, "{expressions:?}");
    let words = expressions.iter().flat_map(|text| text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_'));
    let ours = |word: &&str| word.starts_with("erp_") || word.starts_with("http_server_");
    for metric in words.filter(ours) {
        assert!(text.lines().any(|line| line.starts_with(metric)), "{metric} is not exported\n{text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_operator_may_ask_what_a_request_cost() {
    let mut app = TestApp::start(Engine::Sqlite).await;
    given::customer(&app, "C1", None).await;
    let asked = json!({ "query": CUSTOMERS, "extensions": { "perf": true } });
    let served = Served::start(&mut app, &[], "admin").await;
    let reply = served.post(&asked, &[]).await;
    let queries: u64 = reply.headers()["x-db-queries"].to_str().unwrap().parse().unwrap();
    let trace = reply.headers()["traceparent"].to_str().unwrap().to_owned();
    let body: serde_json::Value = reply.json().await.unwrap();
    assert_eq!(body["data"]["customers"]["nodes"].as_array().unwrap().len(), 1);
    let perf = &body["extensions"]["perf"];
    assert_eq!(perf["queries"], queries, "{body}");
    assert!(perf["totalTime"].as_u64().unwrap() >= perf["queryTime"].as_u64().unwrap(), "{body}");
    assert!(trace.contains(perf["traceId"].as_str().unwrap()));
    // The costs' permission and the query are of one caller, whose session is resolved once.
    let resolved = || {
        let stats = app.app.cache.stats().into_iter().find(|stats| stats.class == Class::UserPermissions).unwrap();
        stats.hits + stats.shared_hits + stats.misses + stats.stale_rejects + stats.bypasses
    };
    let before = resolved();
    assert!(served.post(&asked, &[]).await.status().is_success());
    assert_eq!(resolved() - before, 1);
    // Who does not ask does not get it; nor does he who may not know.
    let body: serde_json::Value = served.send(CUSTOMERS, json!({}), &[]).await.json().await.unwrap();
    assert!(body.get("extensions").is_none());
    let viewer = Served::start(&mut app, &[], "viewer").await;
    let body: serde_json::Value = viewer.post(&asked, &[]).await.json().await.unwrap();
    assert!(body.get("extensions").is_none() && body.get("data").is_some(), "{body}");
}

const FOLLOWED: &str =
    "subscription Followed { performance(everySeconds: 1) { total(last: 2) { requests } alertRules { measure } } }";

/// The next event of a stream, without comments: its name and what it says.
async fn next_event(reply: &mut reqwest::Response, read: &mut String) -> Option<(String, String)> {
    loop {
        if let Some((event, rest)) = read.split_once("\n\n") {
            let field =
                |name: &str| event.lines().find_map(|line| line.strip_prefix(name)).map(str::trim).map(str::to_owned);
            let body = field("event:").map(|name| (name, field("data:").unwrap_or_default()));
            *read = rest.to_owned();
            if body.is_some() {
                return body;
            }
            continue;
        }
        read.push_str(std::str::from_utf8(&reply.chunk().await.unwrap()?).unwrap());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn statistics_are_followed_until_the_session_ends() {
    let mut app = TestApp::start(Engine::Sqlite).await;
    let served = Served::start(&mut app, &[], "admin").await;
    let asked = json!({ "query": FOLLOWED });
    assert_eq!(served.post(&asked, &[]).await.status(), 406, "who takes no events is refused");
    let events = [("accept", "text/event-stream")];
    // What it will have cost is not known while it goes on: asked for, it is not waited for.
    let costly = json!({ "query": FOLLOWED, "extensions": { "perf": true } });
    let mut reply = served.post(&costly, &events).await;
    assert_eq!(next_event(&mut reply, &mut String::new()).await.unwrap().0, "next");
    drop(reply);
    let mut reply = served.post(&asked, &events).await;
    assert_eq!(reply.headers()["content-type"], "text/event-stream");
    let mut read = String::new();
    let mut requests = Vec::new();
    for _ in 0..2 {
        let (name, body) = next_event(&mut reply, &mut read).await.unwrap();
        let body: serde_json::Value = serde_json::from_str(&body).unwrap();
        assert_eq!((name.as_str(), body.get("errors")), ("next", None), "{body}");
        requests.push(body["data"]["performance"]["total"]["requests"].as_u64().unwrap());
        served.send(CUSTOMERS, json!({}), &[]).await;
    }
    assert!(requests[0] < requests[1], "the statistics move: {requests:?}");
    let body = served.send("mutation Out { logout { __typename } }", json!({}), &[]).await.text().await.unwrap();
    assert!(!body.contains("errors"), "{body}");
    // One event may have been on its way.
    let mut last = next_event(&mut reply, &mut read).await;
    while last.as_ref().is_some_and(|(name, _)| name == "next") {
        last = next_event(&mut reply, &mut read).await;
    }
    assert_eq!(last.unwrap().0, "complete");
    assert!(next_event(&mut reply, &mut read).await.is_none(), "the connection's answer has ended");
    // Who may not, or nobody, gets an error and nothing else.
    for role in ["viewer", "sales"] {
        let served = Served::start(&mut app, &[], role).await;
        let mut reply = served.post(&asked, &events).await;
        let (_, body) = next_event(&mut reply, &mut String::new()).await.unwrap();
        assert!(body.contains("FORBIDDEN") && !body.contains("requests"), "{body}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_is_asked_for_by_get_from_the_app_alone() {
    let mut app = TestApp::start(Engine::Sqlite).await;
    let served = Served::start(&mut app, &[], "admin").await;
    let path = format!("/graphql?query={}", FOLLOWED.replace(' ', "%20").replace('{', "%7B").replace('}', "%7D"));
    let get = async |headers: &[(&'static str, &str)]| served.get_with(&path, headers).await.status();
    let accept = ("accept", "text/event-stream");
    assert_eq!(get(&[accept, ("sec-fetch-site", "same-origin")]).await, 200);
    assert_eq!(get(&[accept, ("sec-fetch-site", "cross-site")]).await, 403);
    assert_eq!(get(&[accept]).await, 403);
    assert_eq!(get(&[("sec-fetch-site", "same-origin")]).await, 403, "an answer that is no stream needs the header");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_else_sees_any_of_it() {
    let mut app = TestApp::start(Engine::Sqlite).await;
    for role in ["viewer", "sales", "warehouse"] {
        let served = Served::start(&mut app, &[], role).await;
        let body: serde_json::Value = served.send(PERFORMANCE, json!({}), &[]).await.json().await.unwrap();
        assert_eq!(body["errors"][0]["extensions"]["code"], "FORBIDDEN", "{body}");
        assert!(body["data"].is_null(), "{body}");
        let reply = served.get("/metrics").await;
        assert_eq!(reply.status(), 404);
        assert!(!reply.text().await.unwrap().contains("erp_"));
    }
}
