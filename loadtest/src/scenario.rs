//! What users do.

use anyhow::{Context, ensure};
use bytes::Bytes;
use clap::ValueEnum;
use rand::Rng;
use rand::seq::IndexedRandom;
use serde_json::{Value, json};

use crate::documents::{CURSORS, Documents, LOGIN, MATERIAL, NESTED, RECEIVE, WAREHOUSES, own};
use crate::fresh;
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
    /// Orders are written, confirmed and shipped, one after the other
    Shipping,
    /// Nine reads to one new order
    Mix,
    /// Twenty orders with customers, lines and products, never from the cache
    Nested,
    /// Lists and documents of the web app from all over the company, never from the cache: what grows with it
    Fresh,
    /// One and the same dashboard: what the cache itself costs
    OneAnswer,
    /// One and the same list of orders
    OneList,
    /// Every request another one: what the cache keeps at most
    Distinct,
    /// Attacks, each to be refused; with one user the times bound the processor time that each costs
    Hostile,
}

/// How far a user's own order is.
#[derive(Clone, Debug, Default)]
pub(crate) enum Own {
    /// There is none.
    #[default]
    None,
    /// It is to be confirmed.
    Written(Value),
    /// It is to be shipped.
    Confirmed(Value),
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
#[derive(Debug, Default)]
pub(crate) struct Material {
    pub(crate) documents: Documents,
    pub(crate) orders: Vec<String>,
    pub(crate) numbers: Vec<String>,
    pub(crate) customers: Vec<String>,
    pub(crate) products: Vec<String>,
    cursors: Vec<String>,
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
        let cursors: Value = serde_json::from_slice(&wire.post(own(CURSORS, &json!({}))).await?.body)?;
        let edges = cursors.pointer("/data/salesOrders/edges").and_then(Value::as_array);
        let cursors = edges.into_iter().flatten().filter_map(|edge| edge.get("cursor")?.as_str().map(str::to_owned));
        let numbers = list.pointer("/data/salesOrders/nodes").and_then(Value::as_array).into_iter().flatten();
        let numbers = numbers.filter_map(|node| node.get("number")?.as_str().map(str::to_owned)).collect();
        Ok(Self { documents, orders, numbers, customers, products, cursors: cursors.collect(), attacks: attacks() })
    }

    /// Nothing: for a server that knows one answer alone.
    pub(crate) fn none() -> anyhow::Result<Self> {
        Ok(Self { documents: Documents::read()?, ..Self::default() })
    }

    /// Puts so much of each product where orders take it from that none of them runs out.
    pub(crate) async fn fill(&self, server: &str, cookie: &str) -> anyhow::Result<()> {
        let mut wire = Wire::new(server, cookie);
        let places: Value = serde_json::from_slice(&wire.post(own(WAREHOUSES, &json!({}))).await?.body)?;
        let place = places.pointer("/data/company/defaultWarehouseId").filter(|id| id.is_string());
        let place = place.or_else(|| places.pointer("/data/warehouses/0/id")).context("there is no warehouse")?;
        let lines: Vec<Value> =
            self.products.iter().map(|id| json!({ "productId": id, "quantity": "1000000" })).collect();
        let key = format!("load-{:x}", rand::random::<u64>());
        let input = json!({ "input": { "warehouseId": place, "lines": lines, "idempotencyKey": key } });
        let answer = wire.post(own(RECEIVE, &input)).await?;
        let is_done =
            answer.body.starts_with(b"{\"data\"") && !answer.body.windows(8).any(|part| part == b"\"code\":\"");
        ensure!(is_done, "goods were not received: {}", String::from_utf8_lossy(&answer.body));
        Ok(())
    }

    /// The next thing that a user does.
    pub(crate) fn next(&self, scenario: Scenario, key: &str, order: &Own) -> anyhow::Result<Step> {
        let dice = rand::rng().random_range(0..100_u32);
        match scenario {
            Scenario::Dashboard => self.read("dashboard", "Overview", &json!({})),
            Scenario::OneAnswer => self.read("one answer", "Overview", &json!({})),
            Scenario::OneList => self.read("one list", "Orders", &page("ORDER_DATE", "DESC", None)),
            Scenario::Search => self.search(),
            // Most of them of a kind that costs little: what is of interest is how many there are.
            Scenario::Distinct if dice < 90 => {
                let id = format!("so_{}", rand::rng().random_range(1..i64::MAX));
                self.read("distinct order", "OrderNamed", &json!({ "id": id }))
            }
            Scenario::Distinct => {
                let words = format!("{:x}", rand::random::<u64>());
                self.read("distinct list", "Orders", &page("ORDER_DATE", "DESC", Some(&words)))
            }
            Scenario::Nested => {
                let body = own(NESTED, &json!({ "after": any(&self.cursors) }));
                Ok(Step { kind: "nested", body, is_attack: false })
            }
            Scenario::Fresh => fresh::next(self),
            Scenario::OrderEntry => self.create(key),
            Scenario::Shipping => match order {
                Own::None => self.create(key),
                Own::Written(order) => {
                    let input = json!({ "id": order.get("id"), "expectedVersion": 1, "idempotencyKey": key });
                    self.read("confirm", "Confirm", &json!({ "input": input }))
                }
                Own::Confirmed(order) => {
                    let version = order.get("version");
                    let input = json!({ "orderId": order.get("id"), "expectedVersion": version, "lines": [],
                        "idempotencyKey": key });
                    self.read("ship", "Ship", &json!({ "input": input }))
                }
            },
            Scenario::Hostile => {
                let (kind, body) = any(&self.attacks).cloned().context("there are no attacks")?;
                Ok(Step { kind, body, is_attack: true })
            }
            Scenario::Mix if dice < 10 => self.create(key),
            Scenario::Mix | Scenario::Browse => match dice {
                0..40 => self.list(),
                40..70 => self.read("order", "SalesOrderDetail", &json!({ "id": any(&self.orders) })),
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

    fn create(&self, key: &str) -> anyhow::Result<Step> {
        let line =
            |_| json!({ "productId": any(&self.products), "quantity": rand::rng().random_range(1..9).to_string() });
        let lines: Vec<Value> = (0..3).map(line).collect();
        let draft = json!({ "customerId": any(&self.customers), "lines": lines });
        let input = json!({ "input": { "draft": draft, "idempotencyKey": key } });
        self.read("new order", "SalesOrderCreate", &input)
    }
}

impl Own {
    /// How far it is after an answer to a step of it.
    pub(crate) fn after(self, step: &Step, answer: &[u8]) -> Self {
        let order = || {
            let answer: Value = serde_json::from_slice(answer).ok()?;
            answer.pointer("/data/outcome/salesOrder").filter(|order| order.is_object()).cloned()
        };
        match step.kind {
            "new order" => order().map_or(Self::None, Self::Written),
            "confirm" => order().map_or(Self::None, Self::Confirmed),
            _ => Self::None,
        }
    }
}

/// The ids of a list's members that orders may name.
fn usable(answer: &Value, list: &str) -> Vec<String> {
    let is = |node: &Value, name: &str| node.get(name).and_then(Value::as_bool);
    let nodes = answer.pointer(list).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let usable = nodes.iter().filter(|node| is(node, "isActive") != Some(false) && is(node, "onStop") != Some(true));
    usable.filter_map(|node| node.get("id")?.as_str().map(str::to_owned)).collect()
}

pub(crate) fn page(field: &str, direction: &str, search: Option<&str>) -> Value {
    json!({ "filter": {}, "search": search, "sort": { "field": field, "direction": direction }, "after": null })
}

/// One of them; none of none.
pub(crate) fn any<T>(all: &[T]) -> Option<&T> {
    all.choose(&mut rand::rng())
}
