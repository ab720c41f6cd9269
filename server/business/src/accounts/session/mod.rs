//! Sessions of browsers: log in, go on, log out.
//!
//! The secret is 256 random bits; the row keeps its SHA-256. A session ends when it is idle too long, too old, revoked,
//! or its user is no longer active. Failed logins slow their account and address down, exponentially.

pub mod entity;
pub mod graphql;
pub mod service;
