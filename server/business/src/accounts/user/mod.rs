//! Users and the roles that they have.

pub mod entity;
pub mod graphql;
pub mod list;
pub mod mutations;
pub mod service;
