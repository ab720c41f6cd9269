//! Categories: a tree.

pub mod entity;
pub mod graphql;
pub mod loader;
pub mod service;
