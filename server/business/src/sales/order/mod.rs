//! Sales orders: drafting, promising, holding, ending.

mod diff;
pub mod draft;
pub mod entity;
pub mod graphql;
pub mod grouping;
pub mod loader;
pub mod mutations;
pub mod service;
