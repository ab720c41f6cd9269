//! The company's settings.
use cynic::{MutationBuilder, QueryBuilder};
use domain::Percent;

use super::error::ApiError;
use super::refusal::{Answer, UserError, told};
use super::{client, schema};

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

/// The company.
///
/// # Errors
/// When nobody is logged in.
pub async fn company() -> Result<Company, ApiError> {
    Ok(client::run(CompanySettings::build(())).await?.company)
}

/// Lets the company be as it is here.
///
/// # Errors
/// When the server did not answer it; the same key can be sent again.
pub async fn change_company(company: Company, key: String) -> Answer<Company> {
    let input = ChangeInput {
        allow_partial_reservation: company.allow_partial_reservation,
        currency: company.currency,
        default_warehouse_id: company.default_warehouse_id,
        draft_expiry_minutes: company.draft_expiry_minutes,
        expected_version: company.version,
        idempotency_key: key,
        name: company.name,
        over_delivery_percent: company.over_delivery_percent,
        prices_include_tax: company.prices_include_tax,
        time_zone: company.time_zone,
    };
    let payload = client::run(CompanyChange::build(ChangeVariables { input })).await?.company_change;
    told(payload.company, payload.user_errors)
}

#[cfg(test)]
pub(super) fn documents() -> Vec<String> {
    use crate::api::documents::{mutation, query};
    vec![query::<CompanySettings, ()>(), mutation::<CompanyChange, ChangeVariables>()]
}
