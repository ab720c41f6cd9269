//! The server's API: one file a slice, with the queries it sends and the rows it gets.
//!
//! Queries are checked against `schema.graphql` when this crate compiles. Every call gives data or an
//! [`error::ApiError`]; what a rule refuses is data ([`refusal::UserError`]), not an error.
pub mod accounts;
mod client;
#[cfg(test)]
mod documents;
pub mod error;
mod json;
pub mod name;
pub mod refusal;
pub mod reports;
pub mod sales;
pub mod scalar;
pub mod session;

pub use client::{is_reachable, new_key};

/// The contract; cynic's derives look for it under this name.
#[expect(missing_docs, reason = "generated from schema.graphql, which documents each item")]
#[cynic::schema("erp")]
pub mod schema {}
