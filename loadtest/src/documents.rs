//! The web app's documents by their hash, and the few of our own: what the web app has no use for.

use std::collections::HashMap;

use anyhow::Context;
use bytes::Bytes;
use serde_json::{Value, json};

/// What the web app was built with.
const TRUSTED: &str = include_str!("../../frontend/trusted-documents.json");

/// Orders with their customers, lines and products: about 10 KB, and never kept, since it is not of the web app.
pub(crate) const NESTED: &str = "query Nested($after: String) { salesOrders(first: 20, after: $after) { nodes { id number \
     orderDate status totalAmount customer { id code name city } items { id quantity unitPrice netAmount \
     product { id code name unit } } } } }";
/// Where pages of orders begin: the cursors of the newest.
pub(crate) const CURSORS: &str = "query Cursors { salesOrders(first: 100) { edges { cursor } } }";
/// Goods for orders that are shipped.
pub(crate) const RECEIVE: &str =
    "mutation Receive($input: StockReceiveInput!) { stockReceive(input: $input) { userErrors { code } } }";
/// Where goods lie.
pub(crate) const WAREHOUSES: &str = "query Places { company { defaultWarehouseId } warehouses { id isActive } }";
/// What orders are made of.
pub(crate) const MATERIAL: &str = "query Material { customers(first: 100) { nodes { id isActive onStop } } products(first: 100) { nodes { id isActive } } }";
/// Logging in.
pub(crate) const LOGIN: &str = "mutation In($input: LoginInput!) { login(input: $input) { userErrors { code } } }";

/// The web app's documents, hash and text, by the name of their operation.
#[derive(Clone, Debug, Default)]
pub(crate) struct Documents(HashMap<String, (String, String)>);

impl Documents {
    /// Reads the list.
    pub(crate) fn read() -> anyhow::Result<Self> {
        let texts: HashMap<String, String> = serde_json::from_str(TRUSTED)?;
        let named = |(hash, text): (String, String)| Some((name_of(&text)?.to_owned(), (hash, text)));
        Ok(Self(texts.into_iter().filter_map(named).collect()))
    }

    /// The body of a request for a document of the web app.
    pub(crate) fn body(&self, name: &str, variables: &Value) -> anyhow::Result<Bytes> {
        let (hash, _) = self.named(name)?;
        let extensions = json!({ "persistedQuery": { "version": 1, "sha256Hash": hash } });
        Ok(json!({ "variables": variables, "extensions": extensions }).to_string().into())
    }

    /// The body of a request for the same as a document of one's own, whose answer is never kept.
    pub(crate) fn fresh_body(&self, name: &str, variables: &Value) -> anyhow::Result<Bytes> {
        let (_, text) = self.named(name)?;
        Ok(own(&format!("{text} # asked anew"), variables))
    }

    fn named(&self, name: &str) -> anyhow::Result<&(String, String)> {
        self.0.get(name).with_context(|| format!("the web app has no document {name}"))
    }
}

/// The body of a request for a document of one's own.
pub(crate) fn own(document: &str, variables: &Value) -> Bytes {
    json!({ "query": document, "variables": variables }).to_string().into()
}

fn name_of(text: &str) -> Option<&str> {
    let (_, rest) = text.split_once(' ')?;
    rest.split(|c: char| !c.is_ascii_alphanumeric()).next()
}
