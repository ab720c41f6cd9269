//! The program is asked to end while it works: it finishes what it has begun, waits for nobody for ever, and says so.

use std::io::Write;
use std::net::{TcpListener, TcpStream};
use std::time::Duration;

use platform::db::Engine;
use sea_orm::{ConnectOptions, ConnectionTrait, Database};
use serde_json::{Value, json};

use crate::crash::{Program, User, own_copy};
use crate::support::{TestApp, given};

#[tokio::test(flavor = "multi_thread")]
async fn what_has_begun_is_finished_and_half_a_request_holds_nothing_up() {
    let app = TestApp::start(Engine::Sqlite).await;
    let product = given::product_in_stock(&app, "BOLT", "10").await;
    let customer = given::customer(&app, "C1", None).await;
    let program = own_copy();
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let running = Program::start(&program, app.url(), port);
    let address = running.address.clone();
    let cookie = User::log_in(&address, "admin").await;

    // Two clients that never finish what they say: one its header, one its body.
    let mut head = TcpStream::connect(&address).unwrap();
    head.write_all(b"POST /graphql HTTP/1.1\r\nHost: erp\r\nContent-").unwrap();
    let mut body = TcpStream::connect(&address).unwrap();
    body.write_all(
        b"POST /graphql HTTP/1.1\r\nHost: erp\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{",
    )
    .unwrap();

    // Another program holds the database for a while: the mutation is under way when the signal comes.
    let holder = Database::connect(ConnectOptions::new(app.url()).max_connections(1).to_owned()).await.unwrap();
    holder.execute_unprepared("BEGIN IMMEDIATE").await.unwrap();
    let draft = given::draft_of(&customer, &[(&product, "2")]);
    let query = "mutation($input: SalesOrderCreateInput!) { salesOrderCreate(input: $input) { salesOrder { id } } }";
    let variables = json!({ "input": { "draft": draft, "idempotencyKey": "while it stops" } });
    let request = reqwest::Client::new().post(format!("http://{address}/graphql")).header("cookie", cookie);
    let request = request.json(&json!({ "query": query, "variables": variables }));
    let mutation = tokio::spawn(async move { request.send().await.unwrap().json::<Value>().await.unwrap() });
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(!mutation.is_finished(), "nothing held the mutation up");

    let ended = tokio::task::spawn_blocking(move || running.terminate());
    tokio::time::sleep(Duration::from_millis(300)).await;
    holder.close().await.unwrap();
    let answer = mutation.await.unwrap();
    let id = answer["data"]["salesOrderCreate"]["salesOrder"]["id"].as_str().unwrap_or_else(|| panic!("{answer}"));
    let (status, took) = ended.await.unwrap();
    assert!(status.success(), "{status}");
    assert!(took < Duration::from_secs(30), "{took:?}");
    let there =
        app.as_role("viewer").ask("query($id: ID!) { salesOrder(id: $id) { status } }", json!({ "id": id })).await;
    assert_eq!(there["salesOrder"]["status"], "DRAFT");
}
