//! Master data and orders, made through the API.

use domain::WarehouseId;
use serde_json::{Value, json};

use super::{Client, TestApp};

/// A customer with this limit, or none: its id.
pub(crate) async fn customer(app: &TestApp, code: &str, credit_limit: Option<&str>) -> String {
    let input = json!({ "details": { "code": code, "name": format!("Customer {code}"), "creditLimit": credit_limit } });
    id(&app.as_role("admin").act("customerCreate", input).await.done())
}

/// A product at 10.00 with 20 % tax: its id.
pub(crate) async fn product(app: &TestApp, code: &str) -> String {
    let input = json!({ "details": { "code": code, "name": format!("Product {code}"), "unitPrice": "10.00",
        "taxPercent": "20" } });
    id(&app.as_role("admin").act("productCreate", input).await.done())
}

/// Goods in a warehouse.
pub(crate) async fn stock(app: &TestApp, product: &str, warehouse: WarehouseId, quantity: &str) {
    let input = json!({ "warehouseId": warehouse, "lines": [{ "productId": product, "quantity": quantity }] });
    app.as_role("warehouse").act("stockReceive", input).await.done();
}

/// A product with this much in the first warehouse: its id.
pub(crate) async fn product_in_stock(app: &TestApp, code: &str, quantity: &str) -> String {
    let id = product(app, code).await;
    stock(app, &id, app.warehouses[0], quantity).await;
    id
}

/// A draft of these lines `(product, quantity)`.
pub(crate) fn draft_of(customer: &str, lines: &[(&str, &str)]) -> Value {
    let lines: Vec<Value> =
        lines.iter().map(|(product, quantity)| json!({ "productId": product, "quantity": quantity })).collect();
    json!({ "customerId": customer, "lines": lines })
}

/// A draft, written.
pub(crate) async fn draft(app: &TestApp, customer: &str, lines: &[(&str, &str)]) -> Value {
    app.as_role("sales").act("salesOrderCreate", json!({ "draft": draft_of(customer, lines) })).await.done()
}

/// An order, confirmed.
pub(crate) async fn confirmed(app: &TestApp, customer: &str, lines: &[(&str, &str)]) -> Value {
    let draft = draft(app, customer, lines).await;
    app.as_role("sales").act("salesOrderConfirm", at(&draft)).await.done()
}

/// An input that names a document and its version.
pub(crate) fn at(document: &Value) -> Value {
    json!({ "id": document["id"], "expectedVersion": document["version"] })
}

/// The same with a reason.
pub(crate) fn because(document: &Value, reason: &str) -> Value {
    json!({ "id": document["id"], "expectedVersion": document["version"], "reason": reason })
}

/// The order as it is now.
pub(crate) async fn order(client: &Client, id: &Value) -> Value {
    let document = format!("query($id: ID!) {{ salesOrder(id: $id) {{ {} }} }}", super::client::ORDER);
    client.ask(&document, json!({ "id": id })).await["salesOrder"].take()
}

/// What lies of a product in a warehouse: `(on hand, reserved)` as texts.
pub(crate) async fn level(app: &TestApp, product: &str, warehouse: WarehouseId) -> (String, String) {
    let document = "query($id: ID!) { product(id: $id) { stock { warehouse { id } onHand reserved } } }";
    let data = app.as_role("viewer").ask(document, json!({ "id": product })).await;
    let levels = data["product"]["stock"].as_array().unwrap();
    let level = levels.iter().find(|level| level["warehouse"]["id"] == warehouse.to_string().as_str());
    let text = |field: &str| level.map_or("0", |level| level[field].as_str().unwrap()).to_owned();
    (text("onHand"), text("reserved"))
}

fn id(entity: &Value) -> String {
    entity["id"].as_str().unwrap().to_owned()
}
