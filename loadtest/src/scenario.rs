//! What users do.

use anyhow::{Context, ensure};
use bytes::Bytes;
use clap::ValueEnum;
use rand::Rng;
use rand::seq::IndexedRandom;
use serde_json::{Value, json};

use crate::documents::{CREATE, Documents, LOGIN, MATERIAL, own};
use crate::hostile::attacks;
use crate::wire::Wire;

/// What users do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Scenario {
    /// Dashboard, lists, orders: reads alone
    Browse,
    /// Searches in the list of orders
    Search,
    /// The dashboard alone
    Dashboard,
    /// New orders of three lines
    OrderEntry,
    /// Nine reads to one new order
    Mix,
    /// One and the same answer: what the cache itself costs
    OneAnswer,
    /// Attacks, each to be refused; with one user the times bound the processor time that each costs
    Hostile,
}

/// One request of a kind.
#[derive(Debug)]
pub(crate) struct Step {
    /// Under which name it is counted.
    pub(crate) kind: &'static str,
    pub(crate) body: Bytes,
    /// Whether the right answer is a refusal.
    pub(crate) is_attack: bool,
}

/// What requests are made of.
#[derive(Debug)]
pub(crate) struct Material {
    documents: Documents,
    orders: Vec<String>,
    customers: Vec<String>,
    products: Vec<String>,
    attacks: Vec<(&'static str, Bytes)>,
}

/// Logs in: the cookie.
pub(crate) async fn log_in(server: &str, email: &str, password: &str) -> anyhow::Result<String> {
    let input = json!({ "input": { "email": email, "password": password } });
    let answer = Wire::new(server, "").post(own(LOGIN, &input)).await?;
    answer.cookie.with_context(|| format!("cannot log in: {}", String::from_utf8_lossy(&answer.body)))
}

impl Material {
    /// Asks the server what it has.
    pub(crate) async fn find(server: &str, cookie: &str) -> anyhow::Result<Self> {
        let documents = Documents::read()?;
        let mut wire = Wire::new(server, cookie);
        let list = wire.post(documents.body("Orders", &page("ORDER_DATE", "DESC", None))?).await?;
        let list: Value = serde_json::from_slice(&list.body)?;
        let material: Value = serde_json::from_slice(&wire.post(own(MATERIAL, &json!({}))).await?.body)?;
        let orders = usable(&list, "/data/salesOrders/nodes");
        let (customers, products) =
            (usable(&material, "/data/customers/nodes"), usable(&material, "/data/products/nodes"));
        ensure!(
            !orders.is_empty() && !customers.is_empty() && products.len() >= 3,
            "the server has no orders, customers and products to work with: {list} {material}"
        );
        Ok(Self { documents, orders, customers, products, attacks: attacks() })
    }

    /// The next thing that a user does.
    pub(crate) fn next(&self, scenario: Scenario, key: &str) -> anyhow::Result<Step> {
        let dice = rand::rng().random_range(0..100_u32);
        match scenario {
            Scenario::Dashboard => self.read("dashboard", "Overview", &json!({})),
            Scenario::OneAnswer => self.read("one answer", "Overview", &json!({})),
            Scenario::Search => self.search(),
            Scenario::OrderEntry => Ok(self.create(key)),
            Scenario::Hostile => {
                let (kind, body) = any(&self.attacks).cloned().context("there are no attacks")?;
                Ok(Step { kind, body, is_attack: true })
            }
            Scenario::Mix if dice < 10 => Ok(self.create(key)),
            Scenario::Mix | Scenario::Browse => match dice {
                0..40 => self.list(),
                40..70 => self.read("order", "One", &json!({ "id": any(&self.orders) })),
                70..85 => self.read("dashboard", "Overview", &json!({})),
                85..90 => self.read("to buy", "Scarce", &json!({})),
                90..95 => self.search(),
                _ => self.read("who am I", "Me", &json!({})),
            },
        }
    }

    fn read(&self, kind: &'static str, document: &str, variables: &Value) -> anyhow::Result<Step> {
        Ok(Step { kind, body: self.documents.body(document, variables)?, is_attack: false })
    }

    fn list(&self) -> anyhow::Result<Step> {
        let pages = [("ORDER_DATE", "DESC"), ("ORDER_DATE", "ASC"), ("TOTAL_AMOUNT", "DESC"), ("TOTAL_AMOUNT", "ASC")];
        let (field, direction) = any(&pages).copied().unwrap_or(("ORDER_DATE", "DESC"));
        self.read("orders", "Orders", &page(field, direction, None))
    }

    fn search(&self) -> anyhow::Result<Step> {
        let text = any(&["a", "e", "an", "ma", "SO-2", "el", "co", "in"]).copied();
        self.read("search", "Orders", &page("ORDER_DATE", "DESC", text))
    }

    fn create(&self, key: &str) -> Step {
        let line =
            |_| json!({ "productId": any(&self.products), "quantity": rand::rng().random_range(1..9).to_string() });
        let lines: Vec<Value> = (0..3).map(line).collect();
        let draft = json!({ "customerId": any(&self.customers), "lines": lines });
        let input = json!({ "input": { "draft": draft, "idempotencyKey": key } });
        Step { kind: "new order", body: own(CREATE, &input), is_attack: false }
    }
}

/// The ids of a list's members that orders may name.
fn usable(answer: &Value, list: &str) -> Vec<String> {
    let is = |node: &Value, name: &str| node.get(name).and_then(Value::as_bool);
    let nodes = answer.pointer(list).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let usable = nodes.iter().filter(|node| is(node, "isActive") != Some(false) && is(node, "onStop") != Some(true));
    usable.filter_map(|node| node.get("id")?.as_str().map(str::to_owned)).collect()
}

fn page(field: &str, direction: &str, search: Option<&str>) -> Value {
    json!({ "filter": {}, "search": search, "sort": { "field": field, "direction": direction }, "after": null })
}

/// One of them; none of none.
fn any<T>(all: &[T]) -> Option<&T> {
    all.choose(&mut rand::rng())
}
