//! The catalog: products, their list and each one's page, and the tree of categories.
pub mod categories;
mod form;
pub mod product;
pub mod products;
