//! Warehouses.
use cynic::{MutationBuilder, QueryBuilder};
use domain::Money;

use crate::api::key::new_key;
use crate::api::query::{Mutation, Query};
use crate::api::refusal::{UserError, outcome};
use crate::api::schema;

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
pub fn warehouses() -> Query<(Vec<Warehouse>, String)> {
    Query::of(&Warehouses::build(())).map(|found| (found.warehouses, found.company.currency))
}

/// Makes a warehouse.
pub fn create_warehouse(code: String, name: String) -> Mutation<Warehouse> {
    let input = CreateInput { code, name, idempotency_key: new_key() };
    Mutation::of(&WarehouseCreate::build(CreateVariables { input }), |answer| {
        outcome(answer.warehouse_create.warehouse, answer.warehouse_create.user_errors)
    })
}

/// Lets a warehouse be as it is here.
pub fn change_warehouse(warehouse: Warehouse) -> Mutation<Warehouse> {
    let Warehouse { id, version, code, name, is_active, .. } = warehouse;
    let input = ChangeInput { id, code, name, is_active, expected_version: version, idempotency_key: new_key() };
    Mutation::of(&WarehouseChange::build(ChangeVariables { input }), |answer| {
        outcome(answer.warehouse_change.warehouse, answer.warehouse_change.user_errors)
    })
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
