//! Warehouses.
use cynic::{MutationBuilder, QueryBuilder};
use domain::Money;

use crate::api::error::ApiError;
use crate::api::refusal::{Answer, UserError, told};
use crate::api::{client, schema};

/// A warehouse.
#[derive(cynic::QueryFragment, Clone, Debug, PartialEq, Eq)]
pub struct Warehouse {
    /// Its id.
    pub id: cynic::Id,
    /// Raised by each change.
    pub version: i32,
    /// Its short name.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Whether goods may move in and out.
    pub is_active: bool,
    /// How many products lie there.
    pub product_count: i32,
    /// What lies there is worth.
    pub stock_value: Money,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query")]
struct Warehouses {
    warehouses: Vec<Warehouse>,
    company: Currency,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Company")]
struct Currency {
    currency: String,
}

#[derive(cynic::InputObject)]
#[cynic(graphql_type = "WarehouseCreateInput")]
struct CreateInput {
    code: String,
    name: String,
    idempotency_key: String,
}

#[derive(cynic::QueryVariables)]
struct CreateVariables {
    input: CreateInput,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Mutation", variables = "CreateVariables")]
struct WarehouseCreate {
    #[arguments(input: $input)]
    warehouse_create: Payload,
}

#[derive(cynic::InputObject)]
#[cynic(graphql_type = "WarehouseChangeInput")]
struct ChangeInput {
    id: cynic::Id,
    code: String,
    name: String,
    is_active: bool,
    expected_version: i32,
    idempotency_key: String,
}

#[derive(cynic::QueryVariables)]
struct ChangeVariables {
    input: ChangeInput,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Mutation", variables = "ChangeVariables")]
struct WarehouseChange {
    #[arguments(input: $input)]
    warehouse_change: Payload,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "WarehousePayload")]
struct Payload {
    warehouse: Option<Warehouse>,
    user_errors: Vec<UserError>,
}

/// All warehouses by name, and the currency of what lies there.
///
/// # Errors
/// [`crate::api::error::Problem::Denied`] without the permission to see stock.
pub async fn warehouses() -> Result<(Vec<Warehouse>, String), ApiError> {
    let found = client::run(Warehouses::build(())).await?;
    Ok((found.warehouses, found.company.currency))
}

/// Makes a warehouse.
///
/// # Errors
/// When the server did not answer it; the same key can be sent again.
pub async fn create_warehouse(code: String, name: String, key: String) -> Answer<Warehouse> {
    let input = CreateInput { code, name, idempotency_key: key };
    let payload = client::run(WarehouseCreate::build(CreateVariables { input })).await?.warehouse_create;
    told(payload.warehouse, payload.user_errors)
}

/// Lets a warehouse be as it is here.
///
/// # Errors
/// When the server did not answer it; the same key can be sent again.
pub async fn change_warehouse(warehouse: Warehouse, key: String) -> Answer<Warehouse> {
    let Warehouse { id, version, code, name, is_active, .. } = warehouse;
    let input = ChangeInput { id, code, name, is_active, expected_version: version, idempotency_key: key };
    let payload = client::run(WarehouseChange::build(ChangeVariables { input })).await?.warehouse_change;
    told(payload.warehouse, payload.user_errors)
}

#[cfg(test)]
pub(super) fn documents() -> Vec<String> {
    use crate::api::documents::{mutation, query};
    vec![
        query::<Warehouses, ()>(),
        mutation::<WarehouseCreate, CreateVariables>(),
        mutation::<WarehouseChange, ChangeVariables>(),
    ]
}
