//! API tokens: how programs come in, by `Authorization: Bearer`.
//!
//! A token belongs to a user and holds permissions that he had when he made it; what he has lost since, it has lost
//! too. It ends on its day, by hand, or with its user's account. Its secret is shown once; the row keeps its SHA-256.
//! Whoever sends unknown secrets again and again is turned away before the database is asked.
//!
//! Invariants: a token makes no tokens; a token never holds what its user lacks; using one writes at most once a minute.

pub mod entity;
pub mod graphql;
mod guesses;
pub mod service;

pub use guesses::Guesses;
