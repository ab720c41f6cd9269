//! One customer, and what can be written about it.
use cynic::{MutationBuilder, QueryBuilder};
use domain::{Money, Percent};

use crate::api::error::Problem;
use crate::api::key::new_key;
use crate::api::query::{Mutation, Query};
use crate::api::refusal::{UserError, outcome};
use crate::api::schema;

/// A customer on its own page.
#[derive(cynic::QueryFragment, Clone, Debug, PartialEq, Eq)]
#[cynic(graphql_type = "Customer")]
pub struct Customer {
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
    /// Whether one may trade with it.
    pub is_active: bool,
    /// Whether nothing is to be promised to it for now.
    pub on_stop: bool,
    /// Street and number.
    pub address: Option<String>,
    /// City.
    pub city: Option<String>,
    /// Country.
    pub country: Option<String>,
    /// Where to write to.
    pub email: Option<String>,
    /// Where to call.
    pub phone: Option<String>,
    /// Its tax number.
    pub tax_number: Option<String>,
    /// Its id in another system.
    pub external_ref: Option<String>,
    /// What one should know.
    pub notes: Option<String>,
    /// How much it may owe; none for no limit.
    pub credit_limit: Option<Money>,
    /// How much of the limit is used; none without one.
    pub credit_used: Option<Percent>,
    /// What it owes or has been promised.
    pub exposure: Money,
}

/// A customer's own fields, as they are written.
#[derive(cynic::InputObject, Clone, Debug, PartialEq, Eq)]
#[cynic(graphql_type = "CustomerDetails")]
pub struct Details {
    /// Its short name.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Whether it is a person.
    pub is_person: bool,
    /// Whether one may trade with it.
    pub is_active: bool,
    /// Whether nothing is to be promised to it for now.
    pub on_stop: bool,
    /// Street and number.
    pub address: Option<String>,
    /// City.
    pub city: Option<String>,
    /// Country.
    pub country: Option<String>,
    /// Where to write to.
    pub email: Option<String>,
    /// Where to call.
    pub phone: Option<String>,
    /// Its tax number.
    pub tax_number: Option<String>,
    /// Its id in another system.
    pub external_ref: Option<String>,
    /// What one should know.
    pub notes: Option<String>,
    /// How much it may owe; none for no limit.
    pub credit_limit: Option<Money>,
}

impl Customer {
    /// Its own fields, as they are.
    pub fn details(&self) -> Details {
        let it = self.clone();
        Details {
            code: it.code,
            name: it.name,
            is_person: it.is_person,
            is_active: it.is_active,
            on_stop: it.on_stop,
            address: it.address,
            city: it.city,
            country: it.country,
            email: it.email,
            phone: it.phone,
            tax_number: it.tax_number,
            external_ref: it.external_ref,
            notes: it.notes,
            credit_limit: it.credit_limit,
        }
    }
}

#[derive(cynic::QueryVariables)]
struct Variables {
    id: cynic::Id,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query", variables = "Variables")]
struct CustomerDetail {
    #[arguments(id: $id)]
    customer: Option<Customer>,
    company: Currency,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Company")]
struct Currency {
    currency: String,
}

#[derive(cynic::InputObject)]
#[cynic(graphql_type = "CustomerCreateInput")]
struct CreateInput {
    details: Details,
    idempotency_key: String,
}

#[derive(cynic::QueryVariables)]
struct CreateVariables {
    input: CreateInput,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Mutation", variables = "CreateVariables")]
struct CustomerCreate {
    #[arguments(input: $input)]
    customer_create: Payload,
}

#[derive(cynic::InputObject)]
#[cynic(graphql_type = "CustomerChangeInput")]
struct ChangeInput {
    details: Details,
    expected_version: i32,
    id: cynic::Id,
    idempotency_key: String,
}

#[derive(cynic::QueryVariables)]
struct ChangeVariables {
    input: ChangeInput,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Mutation", variables = "ChangeVariables")]
struct CustomerChange {
    #[arguments(input: $input)]
    customer_change: Payload,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "CustomerPayload")]
struct Payload {
    customer: Option<Customer>,
    user_errors: Vec<UserError>,
}

/// A customer, and the currency that its money is in.
pub fn customer(id: String) -> Query<(Customer, String)> {
    Query::of(&CustomerDetail::build(Variables { id: cynic::Id::new(id) }))
        .and_then(|found| Ok((found.customer.ok_or(Problem::NotFound)?, found.company.currency)))
}

/// Makes a customer.
pub fn create_customer(details: Details) -> Mutation<Customer> {
    let input = CreateInput { details, idempotency_key: new_key() };
    Mutation::of(&CustomerCreate::build(CreateVariables { input }), |answer| {
        outcome(answer.customer_create.customer, answer.customer_create.user_errors)
    })
}

/// Lets a customer be as it is written here.
pub fn change_customer(id: cynic::Id, version: i32, details: Details) -> Mutation<Customer> {
    let input = ChangeInput { details, expected_version: version, id, idempotency_key: new_key() };
    Mutation::of(&CustomerChange::build(ChangeVariables { input }), |answer| {
        outcome(answer.customer_change.customer, answer.customer_change.user_errors)
    })
}

#[cfg(test)]
pub(in crate::api) fn documents() -> Vec<String> {
    use crate::api::documents::{mutation, query};
    vec![
        query::<CustomerDetail, Variables>(),
        mutation::<CustomerCreate, CreateVariables>(),
        mutation::<CustomerChange, ChangeVariables>(),
    ]
}
