//! Performance: how this system runs, for whoever may operate it. Shows shapes and counts, no data of the company;
//! changes nothing but what caches remember.
//!
//! Figures of requests are those of the node that answers.

pub mod graphql;
pub mod mutations;
pub mod service;
