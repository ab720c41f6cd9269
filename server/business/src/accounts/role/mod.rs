//! Roles: named sets of permissions, and who has them.

pub mod entity;
pub mod graphql;
pub mod loader;
pub mod service;
