//! Context7 ERP's server: a GraphQL API over SQLite or PostgreSQL, and the command line `erp`.
//!
//! Read in this order: [`http`], [`jobs`], [`backfill`], [`import`], [`demo`], [`cli`]. What they serve is in the crates `business`
//! and `platform`.
// Every field of the API's root is a layer of the future that answers a request.
#![recursion_limit = "256"]

pub mod backfill;
pub mod cli;
pub mod demo;
pub mod http;
pub mod import;
pub mod jobs;
