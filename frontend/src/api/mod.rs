//! The server's API: one file a slice, with the queries it sends and the rows it gets.
//!
//! Queries are checked against `schema.graphql` when this crate compiles. What is asked is a
//! [`query::Query`], what is to be done a [`query::Mutation`]: values, which `state` sends. Every call gives data or an
//! [`error::ApiError`]; what a rule refuses is data ([`refusal::UserError`]), not an error.
pub mod accounts;
pub mod catalog;
pub mod choices;
mod client;
#[cfg(test)]
mod documents;
pub mod error;
pub mod find;
mod json;
pub(crate) mod key;
pub mod name;
pub mod page;
pub mod parties;
pub mod performance;
pub mod preferences;
pub mod query;
pub mod refusal;
pub mod reports;
pub mod sales;
pub mod scalar;
pub mod session;
pub mod settings;
pub mod stock;
mod stream;
pub(crate) mod transport;

pub(crate) use client::call;
pub(crate) use transport::is_reachable;

/// Writes a value as the API's JSON, to be kept in the browser.
pub fn to_text<T: serde::Serialize>(value: &T) -> Option<String> {
    json::to_text(value).ok()
}

/// Reads what [`to_text`] wrote; none when a newer app asks for something else.
pub fn from_text<T: serde::de::DeserializeOwned>(text: &str) -> Option<T> {
    json::Json::parse(text).ok()?.read().ok()
}

/// The contract; cynic's derives look for it under this name.
#[expect(missing_docs, reason = "generated from schema.graphql, which documents each item")]
#[cynic::schema("erp")]
pub mod schema {}
