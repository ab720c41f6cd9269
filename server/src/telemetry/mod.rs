//! What a request cost and what is told about it.
//!
//! - [`ledger`]: one record per request, carried by the task: database queries, their time, waits for the pool, cache hits
//!   and misses. Repositories and the cache write to it; the HTTP layer reads it for headers and logs.
//! - [`access`]: the line that is logged for every request.
//! - [`setup::init`]: where log lines go and how they look.
//! - [`trace_id`]: W3C trace context, taken from the caller or made here.
//!
//! Invariants: recording never fails and never blocks; outside of a request it does nothing.

pub mod access;
pub mod ledger;
pub mod setup;
pub mod trace_id;
