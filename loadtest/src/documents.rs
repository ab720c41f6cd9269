//! The web app's documents by their hash, and the few that it does not have yet.

use std::collections::HashMap;

use anyhow::Context;
use bytes::Bytes;
use serde_json::{Value, json};

/// What the web app was built with.
const TRUSTED: &str = include_str!("../../frontend/trusted-documents.json");

/// Order entry, which the web app's documents do not have yet.
pub(crate) const CREATE: &str = "mutation Create($input: SalesOrderCreateInput!) { salesOrderCreate(input: $input) \
     { salesOrder { id number totalAmount } userErrors { code field } } }";
/// What orders are made of.
pub(crate) const MATERIAL: &str = "query Material { customers(first: 100) { nodes { id isActive onStop } } products(first: 100) { nodes { id isActive } } }";
/// Logging in.
pub(crate) const LOGIN: &str = "mutation In($input: LoginInput!) { login(input: $input) { userErrors { code } } }";

/// Hashes of the web app's documents by the name of their operation.
#[derive(Clone, Debug)]
pub(crate) struct Documents(HashMap<String, String>);

impl Documents {
    /// Reads the list.
    pub(crate) fn read() -> anyhow::Result<Self> {
        let texts: HashMap<String, String> = serde_json::from_str(TRUSTED)?;
        let named = |(hash, text): (String, String)| Some((name_of(&text)?.to_owned(), hash));
        Ok(Self(texts.into_iter().filter_map(named).collect()))
    }

    /// The body of a request for a document of the web app.
    pub(crate) fn body(&self, name: &str, variables: &Value) -> anyhow::Result<Bytes> {
        let hash = self.0.get(name).with_context(|| format!("the web app has no document {name}"))?;
        let extensions = json!({ "persistedQuery": { "version": 1, "sha256Hash": hash } });
        Ok(json!({ "variables": variables, "extensions": extensions }).to_string().into())
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
