//! Trusted documents: those that the web app was built with, known by their SHA-256.
//!
//! `frontend/trusted-documents.json` has them (`{sha256: text}`), written by the web app's build. They are part of
//! the program, so a server always knows the documents of the web app that it was built with.

use std::collections::HashMap;
use std::fmt::Write;
use std::sync::Arc;

use anyhow::{Context, ensure};
use async_graphql::parser::types::{DocumentOperations, ExecutableDocument, OperationType, Selection};
use sha2::{Digest, Sha256};

use platform::cache::Class;

/// The web app's own, as of this build.
const OF_THE_WEB_APP: &str = include_str!("../../../frontend/trusted-documents.json");

/// A document that the server accepts by its hash.
#[derive(Debug)]
pub struct Trusted {
    /// SHA-256 of its text, hexadecimal.
    pub hash: String,
    /// Its text.
    pub text: Arc<str>,
    /// Whether its one operation is a query.
    pub is_query: bool,
    /// The name of that operation.
    pub name: Option<String>,
    /// Whether it takes variables.
    pub has_variables: bool,
    /// The class of its answers.
    pub class: Class,
}

/// All of them.
#[derive(Clone, Debug)]
pub struct TrustedDocuments(Arc<HashMap<String, Arc<Trusted>>>);

impl TrustedDocuments {
    /// Those of the web app of this build.
    ///
    /// # Errors
    /// When the list is damaged: a text of another hash, not GraphQL, or of several operations.
    pub fn of_the_web_app() -> anyhow::Result<Self> {
        Self::read(OF_THE_WEB_APP).context("frontend/trusted-documents.json")
    }

    /// Those of a list as JSON.
    ///
    /// # Errors
    /// As [`TrustedDocuments::of_the_web_app`].
    pub fn read(json: &str) -> anyhow::Result<Self> {
        let texts: HashMap<String, String> = serde_json::from_str(json)?;
        let mut all = HashMap::new();
        for (hash, text) in texts {
            ensure!(sha256(&text) == hash, "{hash} is not the hash of its text");
            let document = async_graphql::parser::parse_query(&text).with_context(|| hash.clone())?;
            all.insert(hash.clone(), Arc::new(describe(hash, text, &document)?));
        }
        Ok(Self(Arc::new(all)))
    }

    /// The document of that hash.
    pub fn get(&self, hash: &str) -> Option<&Arc<Trusted>> {
        self.0.get(hash)
    }

    /// Every document.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Trusted>> {
        self.0.values()
    }
}

/// The hash under which a document is known.
pub fn sha256(text: &str) -> String {
    let mut hash = String::with_capacity(64);
    for byte in Sha256::digest(text.as_bytes()) {
        // Writing into a text cannot fail.
        let _ = write!(hash, "{byte:02x}");
    }
    hash
}

fn describe(hash: String, text: String, document: &ExecutableDocument) -> anyhow::Result<Trusted> {
    let (name, operation) = match &document.operations {
        DocumentOperations::Single(operation) => (None, operation),
        DocumentOperations::Multiple(operations) => {
            let mut all = operations.iter();
            let (Some((name, operation)), None) = (all.next(), all.next()) else {
                anyhow::bail!("{hash} has several operations");
            };
            (Some(name.to_string()), operation)
        }
    };
    let fields: Vec<&str> = operation
        .node
        .selection_set
        .node
        .items
        .iter()
        .filter_map(|selection| match &selection.node {
            Selection::Field(field) => Some(field.node.name.node.as_str()),
            _ => None,
        })
        .collect();
    let is_query = operation.node.ty == OperationType::Query;
    let has_variables = !operation.node.variable_definitions.is_empty();
    Ok(Trusted { hash, text: text.into(), is_query, name, has_variables, class: class_of(&fields) })
}

/// The class of answers with these root fields.
fn class_of(fields: &[&str]) -> Class {
    match fields {
        ["customers"] => Class::CustomerList,
        ["products"] => Class::ProductList,
        ["company"] => Class::Settings,
        _ if fields.contains(&"dashboard") => Class::DashboardStats,
        _ => Class::ApiAnswers,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(text: &str) -> anyhow::Result<TrustedDocuments> {
        TrustedDocuments::read(&serde_json::json!({ sha256(text): text }).to_string())
    }

    #[test]
    fn the_web_apps_documents_are_as_the_list_says() {
        let all = TrustedDocuments::of_the_web_app().unwrap();
        assert!(all.iter().any(|trusted| trusted.is_query) && all.iter().any(|trusted| !trusted.is_query));
    }

    #[test]
    fn a_damaged_list_is_refused() {
        assert!(TrustedDocuments::read(r#"{"abc":"{me{id}}"}"#).is_err());
        assert!(list("{me{").is_err());
        assert!(list("query A{me{id}} query B{me{id}}").is_err());
        let good = list("query A{customers{nodes{id}}}").unwrap();
        let trusted = good.iter().next().unwrap();
        assert!(trusted.is_query && trusted.name.as_deref() == Some("A") && trusted.class == Class::CustomerList);
    }
}
