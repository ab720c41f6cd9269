//! Alerts: limits of how the system runs, looked at each minute by the one node that leads.
//!
//! States: a limit that is passed makes an alert pending; passed for as long as its rule says, it fires and somebody is
//! told; kept again, one that fires is resolved (told too, and kept as history) and one that was pending is gone.
//! A minute in which nothing was measured passes no limit, nor one with too few requests to tell.
//!
//! Invariants: one open alert per measure; one node at a time decides (a lease in the database); who is to be told is
//! told at least once, and again each minute until it is accepted or an hour has gone by.

pub mod entity;
pub mod graphql;
pub mod prometheus;
pub mod rules;
pub mod service;
mod tell;

pub use service::run;
pub use tell::Receivers;
