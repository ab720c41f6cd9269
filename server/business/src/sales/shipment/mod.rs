//! Shipments: what left which warehouse for an order. Posted at once; never changed.

pub mod entity;
pub mod graphql;
pub mod input;
pub mod service;
