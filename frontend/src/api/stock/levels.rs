//! What lies where.
use cynic::QueryBuilder;
use domain::Quantity;

use crate::api::page::{Page, PageInfo, TotalCount, file};
use crate::api::query::Query;
use crate::api::schema;

/// What lies of a product in a warehouse.
#[derive(cynic::QueryFragment, Clone, Debug, PartialEq, Eq)]
#[cynic(graphql_type = "StockLevel")]
pub struct Level {
    /// What.
    pub product: Option<Product>,
    /// Where.
    pub warehouse: Option<Place>,
    /// How much lies there.
    pub on_hand: Quantity,
    /// How much of it is set aside.
    pub reserved: Quantity,
    /// How much of it is free.
    pub available: Quantity,
}

/// A product by name.
#[derive(cynic::QueryFragment, Clone, Debug, PartialEq, Eq)]
pub struct Product {
    /// Its id.
    pub id: cynic::Id,
    /// Its short name.
    pub code: String,
    /// Its name.
    pub name: String,
    /// What its quantities count.
    pub unit: String,
}

/// A warehouse by name.
#[derive(cynic::QueryFragment, Clone, Debug, PartialEq, Eq)]
#[cynic(graphql_type = "Warehouse")]
pub struct Place {
    /// Its id.
    pub id: cynic::Id,
    /// Its name.
    pub name: String,
}

/// Which levels.
#[derive(cynic::InputObject, Clone, Debug, Default)]
#[cynic(graphql_type = "StockLevelFilter")]
pub struct LevelFilter {
    /// Of this product.
    #[cynic(skip_serializing_if = "Option::is_none")]
    pub product_id: Option<cynic::Id>,
    /// In this warehouse.
    #[cynic(skip_serializing_if = "Option::is_none")]
    pub warehouse_id: Option<cynic::Id>,
}

#[derive(cynic::QueryVariables)]
struct Variables {
    filter: LevelFilter,
    after: Option<String>,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query", variables = "Variables")]
struct StockLevels {
    #[arguments(filter: $filter, after: $after, first: 50)]
    stock_levels: Connection,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "StockLevelConnection")]
struct Connection {
    nodes: Vec<Level>,
    page_info: PageInfo,
    total_count: TotalCount,
}

#[derive(cynic::QueryVariables)]
struct OneVariables {
    filter: LevelFilter,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query", variables = "OneVariables")]
struct OneStockLevel {
    #[arguments(filter: $filter, first: 1)]
    stock_levels: Nodes,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "StockLevelConnection")]
struct Nodes {
    nodes: Vec<Level>,
}

/// One page of levels: the first, or the one after a cursor.
pub fn levels(filter: LevelFilter, after: Option<String>) -> Query<Page<Level>> {
    Query::of(&StockLevels::build(Variables { filter, after })).map(|answer| {
        let found = answer.stock_levels;
        Page::new(found.nodes, found.page_info, found.total_count)
    })
}

/// What lies of a product in a warehouse; none when nothing ever did.
pub fn level(product: cynic::Id, warehouse: cynic::Id) -> Query<Option<Level>> {
    let filter = LevelFilter { product_id: Some(product), warehouse_id: Some(warehouse) };
    Query::of(&OneStockLevel::build(OneVariables { filter })).map(|found| found.stock_levels.nodes.into_iter().next())
}

/// The address of the list as a CSV file.
pub fn levels_file(filter: &LevelFilter) -> String {
    file("stock-levels", filter, None, None::<&()>)
}

#[cfg(test)]
pub(super) fn documents() -> Vec<String> {
    use crate::api::documents::query;
    vec![query::<StockLevels, Variables>(), query::<OneStockLevel, OneVariables>()]
}
