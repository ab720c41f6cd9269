//! GraphQL over HTTP: what is executed, what is refused, and how it is answered.

use std::sync::atomic::Ordering;
use std::time::Duration;

use reqwest::{Client, Method, StatusCode};
use serde_json::{Value, json};
use server::http::layers::LayerSettings;
use server::http::listener::ListenerSettings;

use super::support::{Served, served};

const GRAPHQL_RESPONSE: &str = "application/graphql-response+json";

async fn start() -> Served {
    served(ListenerSettings::default(), LayerSettings::default()).await
}

async fn post(served: &Served, accept: &str, body: Value) -> (StatusCode, Value) {
    let request = Client::new().post(served.url("/graphql")).header("accept", accept).json(&body);
    let reply = request.send().await.unwrap();
    (reply.status(), reply.json().await.unwrap())
}

#[tokio::test]
async fn statuses_follow_the_accepted_form() {
    let served = start().await;
    let document_errors = [
        json!({ "query": "{" }),
        json!({ "query": "{nowhere}" }),
        json!({ "query": "query($x:Int!){hello}", "variables": {} }),
        json!({ "query": "{...a} fragment a on Query{...a}" }),
        json!({ "query": "query a{hello} query b{hello}" }),
    ];
    for body in document_errors {
        let (status, reply) = post(&served, GRAPHQL_RESPONSE, body.clone()).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{body} {reply}");
        assert!(reply.get("data").is_none() && reply["errors"][0]["message"].is_string(), "{reply}");
        let (status, reply) = post(&served, "application/json", body).await;
        assert_eq!(status, StatusCode::OK);
        assert!(reply.get("data").is_none());
    }
    // What failed while running has data, even if that is null.
    let (status, reply) = post(&served, GRAPHQL_RESPONSE, json!({ "query": "{strict}" })).await;
    assert_eq!((status, reply.get("data")), (StatusCode::OK, Some(&Value::Null)));
}

#[tokio::test]
async fn trusted_documents_and_limits() {
    let served = start().await;
    let trusted = |hash| json!({ "extensions": { "persistedQuery": { "version": 1, "sha256Hash": hash } } });
    let (status, reply) = post(&served, "*/*", trusted("known")).await;
    assert_eq!((status, &reply["data"]["hello"]), (StatusCode::OK, &json!("hello")));
    assert_eq!(post(&served, "*/*", trusted("other")).await.0, StatusCode::NOT_FOUND);
    let (status, reply) = post(&served, "*/*", json!({ "query": "{slow}" })).await;
    assert_eq!((status, &reply["errors"][0]["extensions"]["code"]), (StatusCode::GATEWAY_TIMEOUT, &json!("TIMEOUT")));
    let (_, reply) = post(&served, "*/*", json!({ "query": "{large}" })).await;
    assert_eq!(reply["errors"][0]["extensions"]["code"], "COST_EXCEEDED");
    let batch = json!([{ "query": "{hello}" }, { "query": "{hello}" }]);
    assert_eq!(post(&served, "*/*", batch).await.0, StatusCode::BAD_REQUEST);
    let big = json!({ "query": "{hello}", "x": "x".repeat(300 * 1024) });
    assert_eq!(post(&served, "*/*", big).await.0, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn nothing_that_a_form_can_send_is_executed() {
    let served = start().await;
    let client = Client::new();
    let (json_body, form) = (r#"{"query":"mutation{work(millis:0)}"}"#, "query=mutation{work(millis:0)}");
    let url = served.url("/graphql?query=mutation%7Bwork(millis:0)%7D");
    let types = [
        "",
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/json; charset=utf-7",
    ];
    for content_type in types {
        for body in [
            json_body,
            form,
            "--x\r\ncontent-disposition: form-data; name=\"query\"\r\n\r\nmutation{work(millis:0)}\r\n--x--",
        ] {
            let mut request = client.post(&url).body(body);
            if !content_type.is_empty() {
                request = request.header("content-type", content_type);
            }
            assert_eq!(request.send().await.unwrap().status(), StatusCode::UNSUPPORTED_MEDIA_TYPE, "{content_type}");
        }
    }
    assert_eq!(client.get(&url).send().await.unwrap().status(), StatusCode::FORBIDDEN);
    let by_get = client.get(&url).header("x-erp-csrf", "1").send().await.unwrap();
    assert_eq!(
        (by_get.status(), &by_get.headers()["allow"]),
        (StatusCode::METHOD_NOT_ALLOWED, &"POST".parse().unwrap())
    );
    for method in [Method::PUT, Method::PATCH, Method::DELETE, Method::HEAD, Method::OPTIONS] {
        let request = client.request(method, &url).header("content-type", "application/json").body(json_body);
        assert_eq!(request.send().await.unwrap().status(), StatusCode::METHOD_NOT_ALLOWED);
    }
    assert_eq!(served.done.load(Ordering::SeqCst), 0);
    let query = served.url("/graphql?query=%7Bhello%7D");
    let reply = client.get(&query).header("x-erp-csrf", "1").send().await.unwrap();
    assert_eq!(reply.status(), StatusCode::OK);
}

#[tokio::test]
async fn a_client_that_sends_too_much_is_refused_and_keeps_its_connection() {
    let served = start().await;
    let client = Client::new();
    let body = json!({ "query": "{hello}", "variables": { "note": "x".repeat(5 << 20) } }).to_string();
    for _ in 0..20 {
        let request = client.post(served.url("/graphql")).header("content-type", "application/json").body(body.clone());
        let reply = request.send().await.unwrap();
        assert_eq!(reply.status(), StatusCode::PAYLOAD_TOO_LARGE);
        let reply: Value = reply.json().await.unwrap();
        assert_eq!(reply["errors"][0]["extensions"]["code"], "BAD_USER_INPUT");
        let small = client.post(served.url("/graphql")).json(&json!({ "query": "{hello}" }));
        assert_eq!(small.send().await.unwrap().status(), StatusCode::OK);
    }
}

#[tokio::test]
async fn a_client_that_leaves_does_not_cancel_a_mutation() {
    let served = start().await;
    let client = Client::builder().timeout(Duration::from_millis(100)).build().unwrap();
    let body = json!({ "query": "mutation{work(millis:400)}" });
    assert!(client.post(served.url("/graphql")).json(&body).send().await.unwrap_err().is_timeout());
    served.mutations.close();
    served.mutations.wait().await;
    assert_eq!(served.done.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn every_answer_carries_headers_and_panics_are_masked() {
    let served = start().await;
    let client = Client::new();
    let trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    for path in ["/graphql", "/livez", "/nowhere", "/nowhere.js", "/crash"] {
        let reply = client.get(served.url(path)).header("traceparent", trace).send().await.unwrap();
        for name in [
            "content-security-policy",
            "x-content-type-options",
            "x-request-id",
            "x-response-time",
            "x-db-queries",
            "server-timing",
        ] {
            assert!(reply.headers().contains_key(name), "{path} {name}");
        }
        assert!(reply.headers()["traceparent"].to_str().unwrap().starts_with("00-4bf92f3577b34da6a3ce929d0e0e4736-"));
    }
    let crash = client.get(served.url("/crash")).send().await.unwrap();
    assert_eq!(crash.status(), StatusCode::INTERNAL_SERVER_ERROR);
    let text = crash.text().await.unwrap();
    assert!(!text.contains("secret") && text.contains("traceId"), "{text}");
    let (status, reply) = post(&served, "*/*", json!({ "query": "{crash}" })).await;
    assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);
    assert!(!reply.to_string().contains("secret"));
}

/// The 61 public audits. Needs node, and `npm ci` in the script's folder.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs node and npm ci in tests/graphql_http_audit"]
async fn passes_the_public_audits() {
    let served = start().await;
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/graphql_http_audit/audit.mjs");
    let output = tokio::process::Command::new("node").arg(script).arg(served.url("/graphql")).output().await.unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    println!("{text}");
    assert!(output.status.success(), "{text}");
}
