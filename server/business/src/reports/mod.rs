//! Reports: what the company looks like from above. Reads only.

pub mod cached;
pub mod graphql;
pub mod search;
pub mod service;
