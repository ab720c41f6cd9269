//! The server's API: one file a slice, with the queries it sends and the rows it gets.
//!
//! What a slice asks and sends is in the `.graphql` documents beside it, checked against `schema.graphql` by the build,
//! which writes their types, readers and constructors (`infra/graphql-codegen`). What is asked is a
//! [`query::Query`], what is to be done a [`query::Mutation`]: values, which `state` sends. Every call gives data or an
//! [`error::ApiError`]; what a rule refuses is data ([`refusal::UserError`]), not an error.
pub mod accounts;
pub mod catalog;
pub mod choices;
mod client;
pub mod error;
pub mod find;
pub mod input;
pub mod json;
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
