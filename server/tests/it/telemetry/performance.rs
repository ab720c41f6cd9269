//! The performance page's figures and `/metrics`: right, and for operators alone.

use serde_json::json;
use server::db::Engine;

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
        let told: serde_json::Value = served.send(PERFORMANCE, json!({}), &[]).await.json().await.unwrap();
        assert!(told.get("errors").is_none(), "{told}");
        let told = &told["data"]["performance"];
        // The login and the three lists, perhaps around the turn of a minute.
        assert_eq!(told["total"]["requests"], 4, "{told}");
        assert_eq!(told["total"]["failures"], 0);
        assert!(told["total"]["p95"].as_u64().unwrap() > 0);
        assert_eq!(told["minutes"].as_array().unwrap().len(), 2);
        let operations = told["operations"].as_array().unwrap();
        let customers = operations.iter().find(|row| row["name"] == "query Customers").unwrap();
        assert_eq!(customers["figures"]["requests"], 3);
        assert!(customers["figures"]["queries"].as_u64().unwrap() >= 3);

        let engine = if app.app.db.engine() == Engine::Sqlite { "sqlite" } else { "postgresql" };
        assert_eq!(told["database"]["engine"], engine);
        assert!(told["database"]["bytes"].as_i64().unwrap() > 0);
        let tables = told["database"]["tables"].as_array().unwrap();
        let customer = tables.iter().find(|table| table["name"] == "erp_customer").unwrap();
        assert!(customer["bytes"].as_i64().unwrap() > 0);
        let indexes = told["database"]["indexes"].as_array().unwrap();
        assert!(
            indexes.iter().any(|index| index["isUnique"] == true && index["table"] == "erp_customer"),
            "{indexes:?}"
        );
        assert!(indexes.iter().all(|index| index["duplicateOf"].is_null()), "{indexes:?}");
        assert!(told["export"].is_null(), "nothing is exported");

        // What it ran can be explained; what it did not run cannot.
        let statements = told["statements"].as_array().unwrap();
        let shape = statements.iter().map(|row| row["shape"].as_str().unwrap());
        let shape = shape.into_iter().find(|shape| shape.contains("erp_customer")).unwrap();
        let plan = "query Plan($shape: String!) { performance { plan(shape: $shape) } }";
        let told: serde_json::Value = served.send(plan, json!({ "shape": shape }), &[]).await.json().await.unwrap();
        let lines = told["data"]["performance"]["plan"].to_string();
        assert!(lines.contains("erp_customer"), "{told}");
        let own = json!({ "shape": "SELECT secret_hash FROM accounts_session" });
        let told: serde_json::Value = served.send(plan, own, &[]).await.json().await.unwrap();
        assert_eq!(told["errors"][0]["extensions"]["code"], "BAD_USER_INPUT", "{told}");
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
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_else_sees_any_of_it() {
    let mut app = TestApp::start(Engine::Sqlite).await;
    for role in ["viewer", "sales", "warehouse"] {
        let served = Served::start(&mut app, &[], role).await;
        let told: serde_json::Value = served.send(PERFORMANCE, json!({}), &[]).await.json().await.unwrap();
        assert_eq!(told["errors"][0]["extensions"]["code"], "FORBIDDEN", "{told}");
        assert!(told["data"].is_null(), "{told}");
        let reply = served.get("/metrics").await;
        assert_eq!(reply.status(), 404);
        assert!(!reply.text().await.unwrap().contains("erp_"));
    }
}
