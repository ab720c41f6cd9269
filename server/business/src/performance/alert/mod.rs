//! Alerts: limits of how the system runs, checked each minute by the one node that has the lease.
//!
//! States: a limit that is passed makes an alert pending; passed for as long as its rule says, it fires and the
//! receivers are notified; respected again, one that fires is resolved (notified too, and left as history) and one that
//! was pending is gone.
//! A minute in which nothing was measured passes no limit, nor one with too few requests to tell.
//!
//! Invariants: one open alert per measure; one node at a time decides (a lease in the database); receivers are
//! notified at least once, and again each minute until they accept it or an hour has gone by.

pub mod entity;
pub mod graphql;
pub mod prometheus;
mod receivers;
pub mod rules;
pub mod service;

pub use receivers::Receivers;
pub use service::run;
