//! The list of customers.
use cynic::QueryBuilder;
use domain::{Money, Percent};

use crate::api::page::{Choice, Direction, Page, PageInfo, TotalCount, file};
use crate::api::query::Query;
use crate::api::scalar::Day;
use crate::api::schema;

/// A customer in a list.
#[derive(cynic::QueryFragment, Clone, Debug)]
#[cynic(graphql_type = "Customer")]
pub struct CustomerRow {
    /// Its id.
    pub id: cynic::Id,
    /// Raised by each change.
    pub version: i32,
    /// Its short name.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Whether it is a person.
    pub is_person: bool,
    /// City.
    pub city: Option<String>,
    /// Country.
    pub country: Option<String>,
    /// Where to write to.
    pub email: Option<String>,
    /// Where to call.
    pub phone: Option<String>,
    /// Whether one may trade with it.
    pub is_active: bool,
    /// Whether nothing is to be promised to it for now.
    pub on_stop: bool,
    /// How much it may owe; none for no limit.
    pub credit_limit: Option<Money>,
    /// How much of the limit is used; none without one.
    pub credit_used: Option<Percent>,
    /// What it owes or has been promised.
    pub exposure: Money,
    /// The day of its newest promised order; none also for who may not see orders.
    pub last_order_on: Option<Day>,
}

/// Which customers.
#[derive(cynic::InputObject, Clone, Debug, Default)]
pub struct CustomerFilter {
    /// Only those one may trade with, or only the others.
    #[cynic(skip_serializing_if = "Option::is_none")]
    pub is_active: Option<bool>,
    /// Only persons, or only companies.
    #[cynic(skip_serializing_if = "Option::is_none")]
    pub is_person: Option<bool>,
    /// Only those to whom nothing is to be promised for now, or only the others.
    #[cynic(skip_serializing_if = "Option::is_none")]
    pub on_stop: Option<bool>,
    /// Only those beyond their limit.
    pub over_limit: bool,
    /// Only those without a promised order from this day on.
    #[cynic(skip_serializing_if = "Option::is_none")]
    pub inactive_since: Option<Day>,
}

/// By what customers are sorted.
#[derive(cynic::Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum CustomerSortField {
    /// The short name.
    Code,
    /// When it was made.
    CreatedAt,
    /// The name.
    Name,
}

/// How customers are sorted.
#[derive(cynic::InputObject, Clone, Copy, Debug, PartialEq, Eq)]
pub struct CustomerSort {
    /// By what.
    pub field: CustomerSortField,
    /// Which way.
    pub direction: Direction,
}

#[derive(cynic::QueryVariables)]
struct Variables {
    filter: CustomerFilter,
    search: Option<String>,
    sort: CustomerSort,
    after: Option<String>,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query", variables = "Variables")]
struct Customers {
    #[arguments(filter: $filter, search: $search, sort: $sort, after: $after, first: 50)]
    customers: Connection,
    company: Currency,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Company")]
struct Currency {
    currency: String,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "CustomerConnection")]
struct Connection {
    nodes: Vec<CustomerRow>,
    page_info: PageInfo,
    total_count: TotalCount,
}

#[derive(cynic::QueryVariables)]
struct WordsVariables {
    search: Option<String>,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query", variables = "WordsVariables")]
struct CustomersFound {
    #[arguments(search: $search, first: 8)]
    customers: Names,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "CustomerConnection")]
struct Names {
    nodes: Vec<Name>,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Customer")]
struct Name {
    id: cynic::Id,
    name: String,
}

#[derive(cynic::QueryVariables)]
struct IdVariables {
    id: cynic::Id,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query", variables = "IdVariables")]
struct CustomerNamed {
    #[arguments(id: $id)]
    customer: Option<Name>,
}

/// One page of customers, the first or the one after a cursor, and the currency that their money is in.
pub fn customers(
    filter: CustomerFilter,
    search: Option<String>,
    sort: CustomerSort,
    after: Option<String>,
) -> Query<(Page<CustomerRow>, String)> {
    Query::of(&Customers::build(Variables { filter, search, sort, after })).map(|answer| {
        let found = answer.customers;
        (Page::new(found.nodes, found.page_info, found.total_count), answer.company.currency)
    })
}

/// The address of the list as a CSV file.
pub fn customers_file(filter: &CustomerFilter, search: Option<&str>, sort: CustomerSort) -> String {
    file("customers", filter, search, Some(&sort))
}

/// The few customers that words find best.
pub fn found(words: String) -> Query<Vec<Choice>> {
    let search = Some(words).filter(|words| !words.trim().is_empty());
    Query::of(&CustomersFound::build(WordsVariables { search }))
        .map(|answer| answer.customers.nodes.into_iter().map(Name::choice).collect())
}

/// The customer with an id, or none.
pub fn named(id: String) -> Query<Vec<Choice>> {
    Query::of(&CustomerNamed::build(IdVariables { id: cynic::Id::new(id) }))
        .map(|answer| answer.customer.into_iter().map(Name::choice).collect())
}

impl Name {
    fn choice(self) -> Choice {
        Choice { id: self.id.into_inner(), name: self.name }
    }
}

#[cfg(test)]
pub(in crate::api) fn documents() -> Vec<String> {
    use crate::api::documents::query;
    vec![
        query::<Customers, Variables>(),
        query::<CustomersFound, WordsVariables>(),
        query::<CustomerNamed, IdVariables>(),
    ]
}
