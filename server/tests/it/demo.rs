//! The demo company: the same for the same seed, right by the same rules as everything else.

use std::collections::BTreeMap;

use business::app::App;
use domain::{Quantity, UserId};
use platform::clock::Clock;
use platform::config::{Config, Source};
use platform::db::Engine;
use platform::error::Error;
use serde_json::json;
use server::demo::{Made, Options, fill};

use crate::support::{TestApp, given, invariants};

/// A hundredth: 10 customers, 20 products, 200 orders.
fn small(seed: u64) -> Options {
    Options::new(Quantity::from_raw(10), seed)
}

async fn filled(engine: Engine, seed: u64) -> (TestApp, Made) {
    filled_with(engine, small(seed)).await
}

async fn filled_with(engine: Engine, options: Options) -> (TestApp, Made) {
    let app = TestApp::empty(engine).await;
    let made = fill(&app.app, options, "correct horse battery", |_, _| ()).await.unwrap();
    (app, made)
}

/// What a company is, without the times of its booking.
async fn company(app: &TestApp) -> BTreeMap<&'static str, Vec<String>> {
    let mut tables = BTreeMap::new();
    for (name, sql) in [
        ("customers", "SELECT code, name, city, credit_limit FROM erp_customer ORDER BY code"),
        ("products", "SELECT code, name, unit_price FROM erp_product ORDER BY code"),
        ("orders", "SELECT id, number, customer_id, status, total_amount FROM erp_salesorder ORDER BY id"),
        ("stock", "SELECT product_id, warehouse_id, on_hand, reserved FROM erp_stocklevel ORDER BY 1, 2"),
    ] {
        tables.insert(name, app.rows(sql).await.iter().map(ToString::to_string).collect());
    }
    tables
}

async fn is_right(engine: Engine) {
    let (app, made) = filled(engine, 7).await;
    assert_eq!((made.customers, made.products, made.orders), (10, 20, 200));
    invariants::hold(&app).await;
    for status in ["draft", "pending", "shipped", "cancelled", "closed"] {
        let count = app.number(&format!("SELECT COUNT(*) FROM erp_salesorder WHERE status = '{status}'")).await;
        assert!(count > 0, "no order is {status}");
    }
    let again = fill(&app.app, small(7), "correct horse battery", |_, _| ()).await;
    let Err(Error::BadInput { message, .. }) = again else { panic!("it was filled twice") };
    assert!(message.contains("not empty"), "{message}");
    // A person of the company logs in and sees a year of sales.
    let login = "mutation In($input: LoginInput!) { login(input: $input) { userErrors { code } } }";
    let input = json!({ "email": "sales@demo.example", "password": "correct horse battery" });
    let answer = app.as_nobody().ask(login, json!({ "input": input })).await;
    assert_eq!(answer["login"]["userErrors"], json!([]), "{answer}");
    assert!(app.number("SELECT COUNT(*) FROM mv_monthly_sales").await >= 12);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_books_are_right_on_sqlite() {
    is_right(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_books_are_right_on_postgres() {
    is_right(Engine::Postgres).await;
}

/// A larger company is copies of one that was booked: as right, and trade goes on in it.
async fn copies_are_right(engine: Engine) {
    let booked = Quantity::from_raw(5);
    let (mut app, made) = filled_with(engine, Options { scale: Quantity::from_raw(15), booked, ..small(7) }).await;
    // Two of the ten products are services: there is one of each.
    assert_eq!((made.customers, made.products, made.orders), (15, 26, 300));
    for (table, rows) in [("erp_customer", 15), ("erp_product", 26), ("erp_salesorder", 300)] {
        assert_eq!(app.number(&format!("SELECT COUNT(*) FROM {table}")).await, rows, "{table}");
    }
    invariants::hold(&app).await;
    // The third of those that are alike differ by it alone.
    let alike = app
        .rows(
            "SELECT c.name, COUNT(DISTINCT c.code) AS codes, COUNT(DISTINCT c.exposure) AS debts
            FROM erp_customer c GROUP BY c.name HAVING COUNT(*) <> 3 OR COUNT(DISTINCT c.code) <> 3",
        )
        .await;
    assert!(alike.is_empty(), "{alike:?}");
    let payload = app
        .rows(
            "SELECT entity_id, payload FROM outbox WHERE entity IN ('customer', 'product', 'sales_order', 'shipment')
            AND payload NOT LIKE '%\"id\":\"%_' || entity_id || '\"%'",
        )
        .await;
    assert!(payload.is_empty(), "{payload:?}");
    // What comes next takes the next ids and numbers.
    let seller = app.number("SELECT id FROM accounts_user WHERE email = 'sales@demo.example'").await;
    app.users.insert("sales", UserId::new(seller));
    let customer = app.number("SELECT MAX(id) FROM erp_customer WHERE NOT on_stop").await;
    let service = app.number("SELECT MIN(id) FROM erp_product WHERE kind = 'service'").await;
    app.outside(&format!("UPDATE erp_customer SET credit_limit = NULL WHERE id = {customer}")).await;
    let last = app.number("SELECT MAX(id) FROM erp_salesorder").await;
    let order = given::confirmed(&app, &format!("cus_{customer}"), &[(&format!("prd_{service}"), "1")]).await;
    assert_eq!(order["id"], format!("so_{}", last + 1));
    let numbered = app.number("SELECT COUNT(*) FROM erp_salesorder WHERE number IS NOT NULL").await;
    assert!(order["number"].as_str().unwrap().ends_with(&format!("-{numbered:06}")), "{order}");
    invariants::hold(&app).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn copies_are_right_on_sqlite() {
    copies_are_right(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn copies_are_right_on_postgres() {
    copies_are_right(Engine::Postgres).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_seed_makes_one_company_on_both_engines() {
    let ((one, _), (same, _), (other, _)) =
        tokio::join!(filled(Engine::Sqlite, 3), filled(Engine::Postgres, 3), filled(Engine::Sqlite, 4));
    assert_eq!(company(&one).await, company(&same).await);
    assert_ne!(company(&one).await["customers"], company(&other).await["customers"]);
}

#[tokio::test]
async fn a_scale_out_of_range_is_refused() {
    let config = Config::from_source(&Source::of([("DATABASE_URL", "sqlite::memory:")])).unwrap();
    let app = App::connect(config, Clock::System).await.unwrap();
    for raw in [0, -1, 200_000] {
        let options = Options::new(Quantity::from_raw(raw), 1);
        let refused = fill(&app, options, "correct horse battery", |_, _| ()).await;
        assert!(matches!(refused, Err(Error::BadInput { .. })), "{raw}");
    }
}
