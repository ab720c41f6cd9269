//! Nothing of people and no secret leaves by traces or log lines.

use platform::config::{Config, Source};
use platform::db::Engine;
use platform::telemetry::logs::Logs;
use platform::telemetry::{FLUSH_LOGS, resource, setup};
use serde_json::json;
use tracing_subscriber::layer::SubscriberExt;

use super::receiver::{Receiver, Served, hex};
use crate::support::{PASSWORD, TestApp};

const CREATE: &str = "mutation Create($input: CustomerCreateInput!) { customerCreate(input: $input) {
    customer { id } userErrors { code } } }";
const SEARCH: &str = "query Search($q: String) { customers(first: 5, search: $q) { nodes { name } } }";

// One thread: the subscriber of this test is that of its thread.
#[tokio::test]
async fn what_people_typed_is_exported_to_nobody() {
    let mut app = TestApp::start(Engine::Sqlite).await;
    let (receiver, address) = Receiver::start().await;
    let endpoint = format!("http://{address}");
    let settings =
        [("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint.as_str()), ("ERP_TRACE_PERCENT", "100"), ("ERP_SLOW_QUERY_MS", "0")];
    let config = Config::from_source(&Source::of(settings)).unwrap().telemetry;
    let logs = Logs::start(&config, resource(&config)).unwrap();
    let watched = tracing::subscriber::set_default(tracing_subscriber::registry().with(setup::exported(&logs)));

    let served = Served::start(&mut app, &settings, "sales").await;
    let details = json!({ "code": "CANARY1", "name": "Canary Person", "email": "canary@person.example",
        "phone": "+49 canary", "notes": "canary notes" });
    let input = json!({ "idempotencyKey": "canary-key", "details": details });
    let made: serde_json::Value = served.send(CREATE, json!({ "input": input }), &[]).await.json().await.unwrap();
    assert_eq!(made["data"]["customerCreate"]["userErrors"], json!([]), "{made}");
    let found = served.send(SEARCH, json!({ "q": "Canary" }), &[]).await;
    let trace_id = found.headers()["traceparent"].to_str().unwrap()[3..35].to_owned();
    assert!(found.text().await.unwrap().contains("Canary Person"), "the answer itself does hold it");
    served.get("/no/such?secret=canary").await;

    drop(watched);
    std::sync::Arc::clone(&served.telemetry).stop().await;
    tokio::task::spawn_blocking(move || logs.stop(FLUSH_LOGS)).await.unwrap();
    let lines = receiver.lines();
    let access: Vec<_> = lines.iter().filter(|line| hex(&line.trace_id) == trace_id).collect();
    assert!(!access.is_empty(), "the line of a request belongs to its trace: {lines:?}");
    assert!(receiver.len() >= 8, "traces arrived");
    let everything = receiver.everything().to_lowercase();
    for canary in ["canary", PASSWORD, "sales@acme.test", "erp="] {
        assert!(!everything.contains(canary), "{canary} was told");
    }
}
