//! Users, their roles, and the permissions that the roles give.

pub mod entity;
pub mod graphql;
pub mod mutations;
pub mod service;
