//! A well-formed input for any mutation, from the type of its input, over a company that has one of everything.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};

use async_graphql::parser::types::{BaseType, InputValueDefinition, Type, TypeKind};
use domain::{Actor, Permission, PermissionSet};
use serde_json::{Map, Value, json};

use super::sdl::{Mutation, named, sdl};
use crate::support::{Client, PASSWORD, TestApp, given};

/// What everybody may do about what is his own: it needs no permission, and often a session.
pub(super) const OWN: &[&str] = &[
    "accountChange",
    "accountChangePassword",
    "apiTokenCreate",
    "apiTokenRevoke",
    "login",
    "logout",
    "preferenceSet",
    "sessionRevoke",
];

/// What must have been done to a new record before: the mutation, the record, and what is done to it in this order.
pub(super) const FIRST: &[(&str, &str, &[&str])] = &[
    ("salesOrderHold", "salesOrder", &["salesOrderConfirm"]),
    ("salesOrderResume", "salesOrder", &["salesOrderConfirm", "salesOrderHold"]),
    ("salesOrderClose", "salesOrder", &["salesOrderConfirm", "shipmentCreate"]),
    ("salesOrderReopen", "salesOrder", &["salesOrderConfirm", "shipmentCreate", "salesOrderClose"]),
    ("shipmentCreate", "salesOrder", &["salesOrderConfirm"]),
    ("todoReopen", "todo", &["todoFinish"]),
    ("todoRestore", "todo", &["todoDelete"]),
];

/// Fields that a mutation refuses by its own rules, or that leave another no meaning: left out of its input.
pub(super) const LEFT_OUT: &[(&str, &str, &str)] = &[
    ("todoChange", "assignedToId", "assigning is a mutation of its own"),
    ("cachePurge", "classes", "names of classes are no part of the schema"),
];

/// A company that has one of everything.
pub(super) struct World<'a> {
    pub(super) app: &'a TestApp,
    /// Who may do everything.
    pub(super) root: Client,
    /// Ids by the fields that name them: what is created has the first, what is changed gets the second.
    ids: BTreeMap<&'static str, [Value; 2]>,
    next: AtomicU64,
}

/// The record that an input is about.
#[derive(Clone, Debug, Default)]
struct Target {
    id: Value,
    version: Value,
    item: Value,
}

/// Everything that can be done, but for what is one's own.
pub(super) fn mutations() -> impl Iterator<Item = Mutation> {
    sdl().mutations().filter(|mutation| !OWN.contains(&mutation.name))
}

impl<'a> World<'a> {
    /// Master data of each kind; an order of two, one of which is shipped; a task.
    pub(super) async fn of(app: &'a TestApp) -> Self {
        let root = but(app, None);
        let mut world = Self { app, root, ids: BTreeMap::new(), next: AtomicU64::new(100) };
        let [main, north] = app.warehouses.map(|id| json!(id));
        let done = async |name: &str, input: Value| world.root.act(name, input).await.done()["id"].clone();
        let category = async |code: &str, parent: &Value| {
            done("categoryCreate", json!({ "code": code, "name": code, "parentId": parent })).await
        };
        let product = async |code: &str, category: &Value| {
            let details = json!({ "code": code, "name": format!("Acorn {code}"), "unitPrice": "10", "taxPercent": "20",
                "categoryId": category, "reorderPoint": "5" });
            done("productCreate", json!({ "details": details })).await
        };
        let top = category("TOP", &Value::Null).await;
        let inner = category("INNER", &top).await;
        category("INMOST", &inner).await;
        let goods = product("GOODS", &inner).await;
        product("NONE-LEFT", &inner).await;
        given::stock(app, goods.as_str().unwrap(), app.warehouses[0], "1000").await;
        given::stock(app, goods.as_str().unwrap(), app.warehouses[1], "1000").await;
        let details = json!({ "code": "ACORN", "name": "Acorn customer" });
        let customer = done("customerCreate", json!({ "details": details })).await;
        let supplier =
            done("supplierCreate", json!({ "details": { "code": "ACORN", "name": "Acorn supplier" } })).await;
        let mut draft = given::draft_of(customer.as_str().unwrap(), &[(goods.as_str().unwrap(), "2")]);
        draft["customerReference"] = "Acorn".into();
        let order = world.root.act("salesOrderCreate", json!({ "draft": draft })).await.done();
        let order = world.root.act("salesOrderConfirm", given::at(&order)).await.done();
        let lines = json!([{ "itemId": order["items"][0]["id"], "quantity": "1", "warehouseId": main }]);
        let shipped = json!({ "orderId": order["id"], "expectedVersion": order["version"], "lines": lines });
        world.root.act("shipmentCreate", shipped).await.done();
        let token = json!({ "name": "Acorn", "permissions": ["OPERATE"], "expiresAt": "2026-03-31T00:00:00Z" });
        done("apiTokenCreate", token).await;
        let users = ["sales", "warehouse"].map(|code| json!(app.users[code]));
        let details = json!({ "title": "Call", "assignedToId": app.users["admin"], "linkedId": order["id"] });
        let todo = done("todoCreate", json!({ "details": details })).await;
        let roles = ["viewer", "sales"].map(|code| json!(app.roles[code]));
        world.ids = [
            ("assignedToId", users.clone()),
            ("categoryId", [inner.clone(), top.clone()]),
            ("customerId", [customer.clone(), customer]),
            ("defaultWarehouseId", [main.clone(), north.clone()]),
            ("fromWarehouseId", [main.clone(), main.clone()]),
            ("linkedId", [order["id"].clone(), supplier.clone()]),
            ("parentId", [inner, top]),
            ("productId", [goods.clone(), goods]),
            ("roleIds", roles.clone()),
            ("salesOrderId", [order["id"].clone(), order["id"].clone()]),
            ("supplierId", [supplier.clone(), supplier]),
            ("roleId", roles),
            ("todoId", [todo.clone(), todo]),
            ("toWarehouseId", [north.clone(), north]),
            ("userId", users),
            ("warehouseId", [main.clone(), main]),
        ]
        .into();
        world
    }

    /// The id that a field of this name has.
    pub(super) fn id(&self, field: &str) -> Option<&Value> {
        self.ids.get(field).map(|[id, _]| id)
    }

    /// An input with which the mutation succeeds, on a record of its own.
    pub(super) async fn ready(&self, mutation: Mutation) -> Value {
        let first = FIRST.iter().find(|(name, ..)| *name == mutation.name);
        let is_new = first.is_none() && mutation.name.ends_with("Create");
        let record = first.map(|(_, record, _)| *record).or(mutation.record().filter(|_| !is_new));
        let mut target = Target { version: self.company_version().await, ..Target::default() };
        for name in record.iter().map(|record| format!("{record}Create")) {
            target = self.step(&name, &target).await;
        }
        for name in first.map_or(&[] as &[&str], |(.., steps)| *steps) {
            target = self.step(name, &target).await;
        }
        self.input(mutation, &target)
    }

    async fn step(&self, name: &str, target: &Target) -> Target {
        let mutation = sdl().mutation(name);
        let done = self.root.act(name, self.input(mutation, target)).await.done();
        Target { id: done["id"].clone(), version: done["version"].clone(), item: done["items"][0]["id"].clone() }
    }

    /// The version of the only record that no id names.
    async fn company_version(&self) -> Value {
        self.app.number("SELECT version FROM settings_company").await.into()
    }

    fn input(&self, mutation: Mutation, target: &Target) -> Value {
        let input = mutation.input.unwrap_or_else(|| panic!("{} has no input", mutation.name));
        Maker { world: self, mutation, target }.object(input)
    }

    /// A number that no value had before.
    fn number(&self) -> u64 {
        self.next.fetch_add(1, Ordering::Relaxed)
    }
}

/// A client that may do everything but one thing.
pub(super) fn but(app: &TestApp, lacking: Option<Permission>) -> Client {
    let may: PermissionSet = PermissionSet::all().iter().filter(|permission| Some(*permission) != lacking).collect();
    app.as_actor(Actor::user(app.users["admin"], "admin", may))
}

struct Maker<'a> {
    world: &'a World<'a>,
    mutation: Mutation,
    target: &'a Target,
}

impl Maker<'_> {
    fn object(&self, name: &str) -> Value {
        let is_left_out = |field: &&InputValueDefinition| {
            LEFT_OUT.iter().any(|(name, left_out, _)| *name == self.mutation.name && field.name.node == *left_out)
        };
        let fields = sdl().inputs(name).filter(|field| !is_left_out(field));
        let fields = fields.map(|field| (field.name.node.to_string(), self.value(&field.name.node, &field.ty.node)));
        Value::Object(fields.collect::<Map<_, _>>())
    }

    fn value(&self, field: &str, of: &'static Type) -> Value {
        if let BaseType::List(of) = &of.base {
            return json!([self.value(field, of)]);
        }
        let n = self.world.number();
        match (named(of), field) {
            ("ID", "id" | "orderId") => self.target.id.clone(),
            ("ID", "itemId") => self.target.item.clone(),
            ("ID", _) => self.known(field).unwrap_or_else(|| panic!("no id for {field} of {}", self.mutation.name)),
            ("Int", "expectedVersion") => self.target.version.clone(),
            ("Int" | "Long", _) => (n % 300 + 1).into(),
            // A product that is a service has no stock.
            ("Boolean", "isService") => false.into(),
            ("Boolean", _) => self.is_new().into(),
            ("String", _) => self.text(field, n),
            ("Money", _) => format!("{}.50", n % 90 + 10).into(),
            ("Percent", _) => (n % 20 + 1).to_string().into(),
            // An order is of two, of which one is shipped.
            ("Quantity", _) if self.mutation.name == "shipmentCreate" => "1".into(),
            ("Quantity", _) => "2".into(),
            ("NaiveDate", "orderDate" | "shippedOn") => "2026-03-02".into(),
            ("NaiveDate", _) => "2026-03-03".into(),
            ("DateTime", _) => "2026-03-31T00:00:00Z".into(),
            (name, _) => match sdl().kind(name) {
                Some(TypeKind::Enum(of)) => of.values[0].node.value.node.as_str().into(),
                Some(TypeKind::InputObject(_)) => self.object(name),
                _ => panic!("no value of the type {name}, for {field} of {}", self.mutation.name),
            },
        }
    }

    fn text(&self, field: &str, n: u64) -> Value {
        match field {
            "idempotencyKey" => format!("input-{n}").into(),
            // A task's category is one word.
            "code" | "theme" | "categoryId" => format!("t{n}").into(),
            "country" => "DE".into(),
            "currency" => "EUR".into(),
            "currentPassword" => PASSWORD.into(),
            "email" => format!("t{n}@acme.test").into(),
            "linkedId" => self.known(field).unwrap(),
            "locale" => "en".into(),
            "tags" => "erp_product:*".into(),
            "timeZone" => "UTC".into(),
            _ => format!("Some text {n}").into(),
        }
    }

    fn known(&self, field: &str) -> Option<Value> {
        let [first, second] = self.world.ids.get(field)?;
        Some(if self.is_new() { first.clone() } else { second.clone() })
    }

    fn is_new(&self) -> bool {
        self.mutation.name.ends_with("Create")
    }
}
