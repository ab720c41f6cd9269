//! The ledger of stock, and what it says of a day that has gone.
use cynic::QueryBuilder;
use domain::{Money, Quantity};

use super::levels::{Place, Product};
use crate::api::page::{Page, PageInfo, TotalCount, file};
use crate::api::query::Query;
use crate::api::scalar::{Day, Instant};
use crate::api::schema;

/// A row of the ledger.
#[derive(cynic::QueryFragment, Clone, Debug)]
#[cynic(graphql_type = "StockTransaction")]
pub struct Movement {
    /// Its id.
    pub id: cynic::Id,
    /// When it was booked.
    pub created_at: Instant,
    /// The business day it counts for.
    pub occurred_on: Day,
    /// `receipt`, `shipment`, `transfer_out`, `transfer_in`, `adjust`.
    pub kind: String,
    /// What.
    pub product: Option<Product>,
    /// Where.
    pub warehouse: Option<Place>,
    /// How much; negative for what goes out.
    pub quantity: Quantity,
    /// What lay there right after it.
    pub balance: Quantity,
    /// What one has cost, where known.
    pub unit_cost: Option<Money>,
    /// What it was worth at that.
    pub value: Option<Money>,
    /// The shipment behind it; none also for who may not see orders.
    pub shipment: Option<Sent>,
    /// Why, for adjustments.
    pub reason: Option<String>,
    /// Who booked it; none for the system.
    pub booked_by: Option<String>,
}

/// The shipment behind a movement.
#[derive(cynic::QueryFragment, Clone, Debug)]
#[cynic(graphql_type = "Shipment")]
pub struct Sent {
    /// Its number.
    pub number: String,
}

/// Which rows.
#[derive(cynic::InputObject, Clone, Debug, Default)]
#[cynic(graphql_type = "StockTransactionFilter")]
pub struct MovementFilter {
    /// Of these kinds.
    #[cynic(skip_serializing_if = "Option::is_none")]
    pub kinds: Option<Vec<String>>,
    /// Of this product.
    #[cynic(skip_serializing_if = "Option::is_none")]
    pub product_id: Option<cynic::Id>,
    /// In this warehouse.
    #[cynic(skip_serializing_if = "Option::is_none")]
    pub warehouse_id: Option<cynic::Id>,
    /// For shipments of this order.
    #[cynic(skip_serializing_if = "Option::is_none")]
    pub sales_order_id: Option<cynic::Id>,
    /// By this user.
    #[cynic(skip_serializing_if = "Option::is_none")]
    pub booked_by_id: Option<cynic::Id>,
    /// Booked then or later.
    #[cynic(skip_serializing_if = "Option::is_none")]
    pub booked_from: Option<Instant>,
    /// Booked before then.
    #[cynic(skip_serializing_if = "Option::is_none")]
    pub booked_before: Option<Instant>,
}

#[derive(cynic::QueryVariables)]
struct Variables {
    filter: MovementFilter,
    after: Option<String>,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query", variables = "Variables")]
struct StockMovements {
    #[arguments(filter: $filter, after: $after, first: 50)]
    stock_transactions: Connection,
    company: Currency,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "StockTransactionConnection")]
struct Connection {
    nodes: Vec<Movement>,
    page_info: PageInfo,
    total_count: TotalCount,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Company")]
struct Currency {
    currency: String,
}

#[derive(cynic::QueryVariables)]
struct AsOfVariables {
    product_id: cynic::Id,
    day: Day,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query", variables = "AsOfVariables")]
struct StockOnDay {
    #[arguments(productId: $product_id, day: $day)]
    stock_as_of: Vec<DayBalance>,
    warehouses: Vec<Place>,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "StockBalance")]
struct DayBalance {
    warehouse_id: cynic::Id,
    quantity: Quantity,
}

/// What lay in a warehouse at the end of a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Balance {
    /// The warehouse's name.
    pub warehouse: String,
    /// How much.
    pub quantity: Quantity,
}

/// One page of the ledger, the first or the one after a cursor, and the currency of its costs.
pub fn movements(filter: MovementFilter, after: Option<String>) -> Query<(Page<Movement>, String)> {
    Query::of(&StockMovements::build(Variables { filter, after })).map(|answer| {
        let found = answer.stock_transactions;
        (Page::new(found.nodes, found.page_info, found.total_count), answer.company.currency)
    })
}

/// The address of the ledger as a CSV file.
pub fn movements_file(filter: &MovementFilter) -> String {
    file("stock-transactions", filter, None, None::<&()>)
}

/// What lay of a product in each warehouse at the end of a day.
pub fn balances(product: cynic::Id, day: Day) -> Query<Vec<Balance>> {
    let operation = StockOnDay::build(AsOfVariables { product_id: product, day });
    Query::of(&operation).map(|StockOnDay { stock_as_of, warehouses }| {
        let name = |id: &cynic::Id| {
            let warehouse = warehouses.iter().find(|warehouse| warehouse.id == *id);
            warehouse.map_or_else(|| id.inner().to_owned(), |warehouse| warehouse.name.clone())
        };
        let balance = |row: DayBalance| Balance { warehouse: name(&row.warehouse_id), quantity: row.quantity };
        stock_as_of.into_iter().map(balance).collect()
    })
}

#[cfg(test)]
pub(super) fn documents() -> Vec<String> {
    use crate::api::documents::query;
    vec![query::<StockMovements, Variables>(), query::<StockOnDay, AsOfVariables>()]
}
