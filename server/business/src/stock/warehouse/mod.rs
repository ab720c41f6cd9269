//! Warehouses.

pub mod entity;
pub mod graphql;
pub mod list;
pub mod service;
