//! Reports: what the company looks like from above. Reads only.

pub mod graphql;
pub mod kept;
pub mod search;
pub mod service;
