//! How a request comes in and an answer goes out.
//!
//! A request's way: [`listener`] (bounded connections and headers) → [`layers`] (request id, trace, ledger, panics,
//! headers, body limit, shedding, concurrency, timeout) → a router's handler: [`graphql_http`] (protocol) with its
//! [`gate`] (cost), [`assets`] (the web app) or [`health`] (probes, outside of the shedding).
//!
//! Invariants: nothing that a browser can send across sites without asking first is executed; every wait has a limit;
//! every answer carries the security headers, a request id and its times; nothing internal is disclosed when something
//! breaks. Nobody imports this module but `app` and `main`.

pub mod answers;
pub mod assets;
#[cfg(test)]
mod cpu;
pub mod export;
pub mod gate;
pub mod graphql_http;
pub mod headers;
pub mod health;
pub mod layers;
pub mod listener;
pub mod metrics;
pub mod reply;
pub mod serve;
pub mod session;
pub mod trusted;
pub mod warm;
