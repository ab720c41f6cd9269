//! Products: goods that lie in warehouses, and services that do not.

pub mod entity;
pub mod graphql;
pub mod list;
pub mod service;
