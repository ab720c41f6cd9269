//! Sales orders: drafting, promising, holding, ending.

pub mod draft;
pub mod entity;
pub mod graphql;
pub mod loader;
pub mod mutations;
pub mod service;
