//! Settings: the one company, its currency, zone and allowances.

pub mod entity;
pub mod graphql;
pub mod service;
