//! Balances, the ledger that makes them, and reservations.

pub mod entity;
pub mod graphql;
pub mod list;
pub mod loader;
pub mod reservation;
pub mod service;
