//! A client without a socket: documents run against the schema, as an actor.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use async_graphql::{Request, Variables};
use business::app::App;
use business::graphql::{Client as Peer, RequestContext, SessionCookie};
use business::schema::Schema;
use domain::Actor;
use platform::telemetry::{Caller, ledger};
use serde_json::{Value, json};

use crate::api::sdl::sdl;

/// What an order's mutations are asked to answer.
pub(crate) const ORDER: &str = "id number status version fulfilment netAmount taxAmount totalAmount shippedAmount \
     itemCount holdReason closeReason expiresAt customer { id exposure } \
     items { id quantity shippedQuantity netAmount reserved { warehouseId quantity } product { id } } \
     shipments { id number items { quantity } } allowedActions { action enabled reason { code } } \
     timeline { action actorName reason }";

/// What is asked of an entity where its id and version are not enough.
const SELECTIONS: &[(&str, &str)] = &[
    ("apiToken", "apiToken { id name lastFour permissions expiresAt lastUsedAt } secret"),
    ("preference", "preference { key value }"),
    ("products", "products { id stock { warehouse { id } onHand reserved available } }"),
    ("results", "results { id todo { id version } userErrors { code field } }"),
];

/// A client; cheap to clone.
#[derive(Clone)]
pub(crate) struct Client {
    app: App,
    schema: Schema,
    actor: Option<Actor>,
    peer: Peer,
    statements: Arc<AtomicU64>,
}

impl Client {
    pub(super) fn new(app: App, schema: Schema, actor: Option<Actor>) -> Self {
        let peer = Peer { address: "192.0.2.1".to_owned(), user_agent: "it".to_owned(), session_secret: None };
        Self { app, schema, actor, peer, statements: Arc::default() }
    }

    /// This client, with the session secret that its browser would send.
    pub(crate) fn with_secret(mut self, secret: &str) -> Self {
        self.peer.session_secret = Some(secret.to_owned());
        self
    }

    /// This client, at another address.
    pub(crate) fn at(mut self, address: &str) -> Self {
        address.clone_into(&mut self.peer.address);
        self
    }

    /// Runs a document: the whole answer.
    pub(crate) async fn gql(&self, document: &str, variables: Value) -> Value {
        self.gql_with_cookie(document, variables).await.0
    }

    /// Runs a document: the whole answer, and what it does to the cookie.
    pub(crate) async fn gql_with_cookie(&self, document: &str, variables: Value) -> (Value, Option<SessionCookie>) {
        let context = Arc::new(RequestContext::new(self.app.clone(), self.actor.clone(), self.peer.clone()));
        let request = Request::new(document).variables(Variables::from_json(variables)).data(Arc::clone(&context));
        let booked = self.app.telemetry.begin(Caller { request_id: Some("it"), ..Caller::default() });
        let answer = ledger::scope(Arc::clone(&booked), self.schema.execute(request)).await;
        self.statements.store(booked.sums().queries.into(), Ordering::Relaxed);
        (serde_json::to_value(answer).unwrap(), context.take_cookie())
    }

    /// The statements of the last document.
    pub(crate) fn queries(&self) -> u64 {
        self.statements.load(Ordering::Relaxed)
    }

    /// Runs a query that must succeed: its data.
    pub(crate) async fn ask(&self, document: &str, variables: Value) -> Value {
        let mut answer = self.gql(document, variables).await;
        assert!(answer.get("errors").is_none(), "{document}\n{answer}");
        answer["data"].take()
    }

    /// Runs a document that must fail: its only error's code.
    pub(crate) async fn code(&self, document: &str, variables: Value) -> String {
        Reply { answer: self.gql(document, variables).await, entity: "" }.error()
    }

    /// Runs a mutation under a key of its own, unless the input has one.
    pub(crate) async fn act(&self, field: &str, mut input: Value) -> Reply {
        let mutation = sdl().mutation(field);
        let kind = mutation.input.unwrap_or_else(|| panic!("{field} has no input"));
        let (entity, of) = mutation.entity();
        if input.get("idempotencyKey").is_none() {
            input["idempotencyKey"] = key().into();
        }
        let selection = selection(entity, of);
        let document = format!(
            "mutation($input: {kind}!) {{ payload: {field}(input: $input) \
             {{ {selection} userErrors {{ code field message params {{ name value }} }} }} }}"
        );
        Reply { answer: self.gql(&document, json!({ "input": input })).await, entity }
    }
}

/// What a mutation is asked to answer of its entity: what [`SELECTIONS`] says, or else its id and version.
fn selection(entity: &str, of: &str) -> String {
    if entity == "salesOrder" {
        return format!("salesOrder {{ {ORDER} }}");
    }
    if let Some((_, selection)) = SELECTIONS.iter().find(|(name, _)| *name == entity) {
        return (*selection).to_owned();
    }
    let fields = sdl().fields(of).map(|field| field.name.node.as_str());
    let fields: Vec<&str> = fields.filter(|field| ["id", "version"].contains(field)).collect();
    if fields.is_empty() { entity.to_owned() } else { format!("{entity} {{ {} }}", fields.join(" ")) }
}

/// A key that nobody has used.
pub(crate) fn key() -> String {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    format!("key-{}", NEXT.fetch_add(1, Ordering::Relaxed))
}

/// The answer to a mutation.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) answer: Value,
    entity: &'static str,
}

impl Reply {
    /// The entity of a mutation that must have been done.
    pub(crate) fn done(mut self) -> Value {
        assert!(self.answer.get("errors").is_none(), "{}", self.answer);
        let payload = &mut self.answer["data"]["payload"];
        assert_eq!(payload["userErrors"], json!([]), "{payload}");
        payload[self.entity].take()
    }

    /// The code of the only reason why a mutation was refused.
    pub(crate) fn refused(&self) -> String {
        self.reason()["code"].as_str().unwrap().to_owned()
    }

    /// The only reason why a mutation was refused.
    pub(crate) fn reason(&self) -> &Value {
        assert!(self.answer.get("errors").is_none(), "{}", self.answer);
        let errors = self.answer["data"]["payload"]["userErrors"].as_array().unwrap();
        assert_eq!(errors.len(), 1, "{}", self.answer);
        &errors[0]
    }

    /// The value of a fact in the only reason why a mutation was refused.
    pub(crate) fn param(&self, name: &str) -> String {
        let params = self.reason()["params"].as_array().unwrap();
        let param = params.iter().find(|param| param["name"] == name);
        param.unwrap_or_else(|| panic!("no {name} in {params:?}"))["value"].as_str().unwrap().to_owned()
    }

    /// The code of the only protocol error.
    pub(crate) fn error(&self) -> String {
        let errors = self.answer["errors"].as_array().unwrap_or_else(|| panic!("no error: {}", self.answer));
        assert_eq!(errors.len(), 1, "{}", self.answer);
        errors[0]["extensions"]["code"].as_str().unwrap_or("").to_owned()
    }
}
