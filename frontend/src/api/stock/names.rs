//! Products and warehouses that a filter is about, by what one types and by id.
use cynic::QueryBuilder;

use crate::api::choices;
use crate::api::error::ApiError;
use crate::api::page::Choice;
use crate::api::{client, schema};

#[derive(cynic::QueryVariables)]
struct Variables {
    id: cynic::Id,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query", variables = "Variables")]
struct ProductNamed {
    #[arguments(id: $id)]
    product: Option<ProductName>,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Product")]
struct ProductName {
    id: cynic::Id,
    name: String,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query", variables = "Variables")]
struct WarehouseNamed {
    #[arguments(id: $id)]
    warehouse: Option<WarehouseName>,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Warehouse")]
struct WarehouseName {
    id: cynic::Id,
    name: String,
}

/// The few products that words find best.
///
/// # Errors
/// As any call.
pub async fn products_found(words: String) -> Result<Vec<Choice>, ApiError> {
    Ok(named(choices::products(words).await?))
}

/// The warehouses that words find.
///
/// # Errors
/// As any call.
pub async fn warehouses_found(words: String) -> Result<Vec<Choice>, ApiError> {
    Ok(named(choices::warehouses(words).await?))
}

fn named<T: choices::Choice>(found: Vec<T>) -> Vec<Choice> {
    found.iter().map(|one| Choice { id: one.id().to_owned(), name: one.name().to_owned() }).collect()
}

/// The product with an id, or none.
///
/// # Errors
/// As any call.
pub async fn product_named(id: String) -> Result<Vec<Choice>, ApiError> {
    let found = client::run(ProductNamed::build(Variables { id: cynic::Id::new(id) })).await?.product;
    Ok(found.into_iter().map(|one| Choice { id: one.id.into_inner(), name: one.name }).collect())
}

/// The warehouse with an id, or none.
///
/// # Errors
/// As any call.
pub async fn warehouse_named(id: String) -> Result<Vec<Choice>, ApiError> {
    let found = client::run(WarehouseNamed::build(Variables { id: cynic::Id::new(id) })).await?.warehouse;
    Ok(found.into_iter().map(|one| Choice { id: one.id.into_inner(), name: one.name }).collect())
}

#[cfg(test)]
pub(super) fn documents() -> Vec<String> {
    use crate::api::documents::query;
    vec![query::<ProductNamed, Variables>(), query::<WarehouseNamed, Variables>()]
}
