//! The whole server behind a socket: what a client may get wrong on the wire, and what each answer tells of itself.

use std::time::{Duration, Instant};

use chrono::TimeDelta;
use serde_json::{Value, json};
use server::http::trusted::TrustedDocuments;

use crate::support::{Browser, Node, TestApp, given, on_both_engines, read};

const CREATE: &str = "mutation($input: SalesOrderCreateInput!) { salesOrderCreate(input: $input) { salesOrder { id } \
     userErrors { code } } }";

async fn serve(app: &TestApp) -> Node {
    Node::start(&app.app, TrustedDocuments::of_the_web_app().unwrap()).await
}

/// The status and the code of the answer to a body sent as it is.
async fn sent(browser: &Browser, body: String) -> (u16, String) {
    let request = browser.client.post(format!("http://{}/graphql", browser.address));
    let reply = request.header("content-type", "application/json").body(body).send().await.unwrap();
    let status = reply.status().as_u16();
    let answer: Value = reply.json().await.unwrap();
    assert!(answer.get("data").is_none_or(Value::is_null), "{answer}");
    (status, answer["errors"][0]["extensions"]["code"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned())
}

on_both_engines! {
    async fn what_is_broken_on_the_wire_is_an_error_and_writes_nothing(app) {
        let node = serve(&app).await;
        let sales = node.login("sales").await;
        let customer = given::customer(&app, "C1", None).await;
        let product = given::product(&app, "P1").await;
        let draft = given::draft_of(&customer, &[(&product, "1")]);
        let input = json!({ "draft": draft, "idempotencyKey": "on the wire" });
        let whole = json!({ "query": CREATE, "variables": { "input": input } }).to_string();
        let before = app.everything().await;

        for length in [1, whole.len() / 2, whole.len() - 1] {
            assert_eq!(sent(&sales, whole[..length].to_owned()).await, (400, "BAD_USER_INPUT".to_owned()), "{length}");
        }
        let large = json!({ "query": CREATE, "variables": { "input": input, "more": "x".repeat(5 << 20) } });
        assert_eq!(sent(&sales, large.to_string()).await, (413, "BAD_USER_INPUT".to_owned()));
        let batch = format!("[{}]", [whole.as_str(); 3].join(","));
        assert_eq!(sent(&sales, batch).await.0, 400);
        assert_eq!(app.everything().await, before);

        // The same session, too old.
        app.advance(TimeDelta::hours(13));
        assert_eq!(sent(&sales, whole.clone()).await.1, "UNAUTHENTICATED");
        assert_eq!(app.everything().await, before);

        // And whole, by somebody who has just logged in, it is done.
        let sales = node.login("sales").await;
        let request = sales.post(serde_json::from_str(&whole).unwrap());
        let (answer, _) = read(request.send().await.unwrap()).await;
        assert!(answer.contains("\"userErrors\":[]"), "{answer}");
    }

    async fn an_answer_tells_how_many_statements_it_took(app) {
        let node = serve(&app).await;
        let viewer = node.login("viewer").await;
        let customer = given::customer(&app, "C1", None).await;
        let product = given::product(&app, "P1").await;
        let mut order = Value::Null;
        for _ in 0..50 {
            order = given::draft(&app, &customer, &[(&product, "1"), (&product, "2")]).await;
        }
        // Who asks is known from here on.
        viewer.ask_uncached("{ me { name } }", json!({})).await;
        let statements = async |query: &str, variables: Value| {
            // However busy the machine is: the cache is in use.
            app.app.db.catch_up().await;
            let (answer, statements) = read(viewer.post(json!({ "query": query, "variables": variables })).send().await.unwrap()).await;
            assert!(!answer.contains("errors"), "{answer}");
            statements
        };
        let list = "{ salesOrders(first: 50) { nodes { id number status itemCount totalAmount customer { name } } } }";
        // Nothing is known but who asks.
        let forget = async || {
            app.app.cache.clear();
            viewer.ask_uncached("{ me { name } }", json!({})).await;
        };
        forget().await;
        assert_eq!(statements(list, json!({})).await, 3);
        let detail = "query($id: ID!) { salesOrder(id: $id) { id customer { name } items { quantity product { name } } } }";
        forget().await;
        assert_eq!(statements(detail, json!({ "id": order["id"] })).await, 4);
        // What orders name is kept row by row: once it is known, only orders and lines are read.
        assert_eq!(statements(detail, json!({ "id": order["id"] })).await, 2);
        assert_eq!(statements(list, json!({})).await, 2);
        // Until another program changes one of them.
        app.outside("UPDATE erp_customer SET name = 'Renamed'").await;
        let changed = Instant::now();
        while !viewer.ask_uncached(list, json!({})).await.to_string().contains("Renamed") {
            assert!(changed.elapsed() < Duration::from_secs(1), "stale");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }
}
