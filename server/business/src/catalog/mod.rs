//! Catalog: what the company trades: products (goods and services) in a tree of categories.
//!
//! Invariants: a category never lies below itself (the database guards it, whoever writes); codes are unique; a
//! service has no stock.

use async_graphql::MergedObject;

pub mod category;
pub mod product;

/// What can be asked about the catalog.
#[derive(Default, Debug, MergedObject)]
pub struct CatalogQuery(category::graphql::CategoryQuery, product::graphql::ProductQuery);

/// What can be done with the catalog.
#[derive(Default, Debug, MergedObject)]
pub struct CatalogMutation(category::graphql::CategoryMutation, product::graphql::ProductMutation);
