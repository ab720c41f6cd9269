//! Products and warehouses that a filter is about, by what one types and by id.
use cynic::QueryBuilder;

use crate::api::choices;
use crate::api::page::Choice;
use crate::api::query::Query;
use crate::api::schema;

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
pub fn products_found(words: String) -> Query<Vec<Choice>> {
    choices::products(words).map(named)
}

/// The warehouses that words find.
pub fn warehouses_found(words: String) -> Query<Vec<Choice>> {
    choices::warehouses(words).map(named)
}

fn named<T: choices::Choice>(found: Vec<T>) -> Vec<Choice> {
    found.iter().map(|one| Choice { id: one.id().to_owned(), name: one.name().to_owned() }).collect()
}

/// The product with an id, or none.
pub fn product_named(id: String) -> Query<Vec<Choice>> {
    Query::of(&ProductNamed::build(Variables { id: cynic::Id::new(id) }))
        .map(|answer| answer.product.into_iter().map(|one| choice(one.id, one.name)).collect())
}

/// The warehouse with an id, or none.
pub fn warehouse_named(id: String) -> Query<Vec<Choice>> {
    Query::of(&WarehouseNamed::build(Variables { id: cynic::Id::new(id) }))
        .map(|answer| answer.warehouse.into_iter().map(|one| choice(one.id, one.name)).collect())
}

fn choice(id: cynic::Id, name: String) -> Choice {
    Choice { id: id.into_inner(), name }
}

#[cfg(test)]
pub(super) fn documents() -> Vec<String> {
    use crate::api::documents::query;
    vec![query::<ProductNamed, Variables>(), query::<WarehouseNamed, Variables>()]
}
