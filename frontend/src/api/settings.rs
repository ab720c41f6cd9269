//! The company's settings.
use cynic::{MutationBuilder, QueryBuilder};
use domain::Percent;

use super::key::new_key;
use super::query::{Mutation, Query};
use super::refusal::{UserError, outcome};
use super::schema;

/// The company.
#[derive(cynic::QueryFragment, Clone, Debug, PartialEq, Eq)]
pub struct Company {
    /// Raised by each change.
    pub version: i32,
    /// Its name.
    pub name: String,
    /// The currency of new documents (ISO 4217).
    pub currency: String,
    /// The zone of its business days, as in `Europe/Istanbul`.
    pub time_zone: String,
    /// Whether the prices of new documents contain the tax.
    pub prices_include_tax: bool,
    /// How much more than ordered may be shipped.
    pub over_delivery_percent: Percent,
    /// Whether an order may be confirmed when stock covers it only in part.
    pub allow_partial_reservation: bool,
    /// Minutes after which an unconfirmed draft lapses; none for never.
    pub draft_expiry_minutes: Option<i32>,
    /// The warehouse that is taken first.
    pub default_warehouse_id: Option<cynic::Id>,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query")]
struct CompanySettings {
    company: Company,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query")]
struct CompanyZone {
    company: Zone,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Company")]
struct Zone {
    time_zone: String,
}

#[derive(cynic::InputObject)]
#[cynic(graphql_type = "CompanyChangeInput")]
struct ChangeInput {
    allow_partial_reservation: bool,
    currency: String,
    default_warehouse_id: Option<cynic::Id>,
    draft_expiry_minutes: Option<i32>,
    expected_version: i32,
    idempotency_key: String,
    name: String,
    over_delivery_percent: Percent,
    prices_include_tax: bool,
    time_zone: String,
}

#[derive(cynic::QueryVariables)]
struct ChangeVariables {
    input: ChangeInput,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Mutation", variables = "ChangeVariables")]
struct CompanyChange {
    #[arguments(input: $input)]
    company_change: CompanyPayload,
}

#[derive(cynic::QueryFragment)]
struct CompanyPayload {
    company: Option<Company>,
    user_errors: Vec<UserError>,
}

/// The zone of the company's business days.
pub fn zone() -> Query<String> {
    Query::of(&CompanyZone::build(())).map(|answer| answer.company.time_zone)
}

/// The company.
pub fn company() -> Query<Company> {
    Query::of(&CompanySettings::build(())).map(|answer| answer.company)
}

/// Lets the company be as it is here.
pub fn change_company(company: Company) -> Mutation<Company> {
    let input = ChangeInput {
        allow_partial_reservation: company.allow_partial_reservation,
        currency: company.currency,
        default_warehouse_id: company.default_warehouse_id,
        draft_expiry_minutes: company.draft_expiry_minutes,
        expected_version: company.version,
        idempotency_key: new_key(),
        name: company.name,
        over_delivery_percent: company.over_delivery_percent,
        prices_include_tax: company.prices_include_tax,
        time_zone: company.time_zone,
    };
    Mutation::of(&CompanyChange::build(ChangeVariables { input }), |answer| {
        outcome(answer.company_change.company, answer.company_change.user_errors)
    })
}

#[cfg(test)]
pub(super) fn documents() -> Vec<String> {
    use crate::api::documents::{mutation, query};
    vec![query::<CompanySettings, ()>(), query::<CompanyZone, ()>(), mutation::<CompanyChange, ChangeVariables>()]
}
