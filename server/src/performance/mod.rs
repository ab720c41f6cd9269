//! Performance: how this system runs, for whoever may operate it. Reads only; shows shapes and counts, no data of the
//! company.
//!
//! Figures of requests are those of the node that answers.

pub mod graphql;
pub mod service;
