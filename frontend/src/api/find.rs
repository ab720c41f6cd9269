//! Records of every kind that words find.
use cynic::QueryBuilder;

use super::name::SalesOrderStatus;
use super::query::Query;
use super::schema;

#[derive(cynic::QueryVariables)]
struct Variables {
    text: String,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query", variables = "Variables")]
struct FindRecords {
    #[arguments(text: $text, first: 5)]
    search: Found,
}

/// A few records of each kind; none of a kind that the user may not see.
#[derive(cynic::QueryFragment, Clone, Debug)]
#[cynic(graphql_type = "SearchResult")]
pub struct Found {
    /// Customers by name.
    pub customers: Vec<FoundCustomer>,
    /// Products by name.
    pub products: Vec<FoundProduct>,
    /// Orders, the newest first.
    pub sales_orders: Vec<FoundOrder>,
}

/// A customer that was found.
#[derive(cynic::QueryFragment, Clone, Debug)]
#[cynic(graphql_type = "Customer")]
pub struct FoundCustomer {
    /// Its id.
    pub id: cynic::Id,
    /// Its short name.
    pub code: String,
    /// Its name.
    pub name: String,
}

/// A product that was found.
#[derive(cynic::QueryFragment, Clone, Debug)]
#[cynic(graphql_type = "Product")]
pub struct FoundProduct {
    /// Its id.
    pub id: cynic::Id,
    /// Its short name.
    pub code: String,
    /// Its name.
    pub name: String,
}

/// An order that was found.
#[derive(cynic::QueryFragment, Clone, Debug)]
#[cynic(graphql_type = "SalesOrder")]
pub struct FoundOrder {
    /// Its id.
    pub id: cynic::Id,
    /// Its number; none for a draft.
    pub number: Option<String>,
    /// Where it stands.
    pub status: SalesOrderStatus,
    /// Who ordered; none for who may not see customers.
    pub customer: Option<FoundCustomer>,
}

/// The few records of each kind that words find best.
pub fn find(words: String) -> Query<Found> {
    Query::of(&FindRecords::build(Variables { text: words })).map(|answer| answer.search)
}

#[cfg(test)]
pub(super) fn documents() -> Vec<String> {
    vec![super::documents::query::<FindRecords, Variables>()]
}
