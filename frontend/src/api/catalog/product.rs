//! One product, and what can be written about it.
use cynic::{MutationBuilder, QueryBuilder};
use domain::{Money, Percent, Quantity};

use super::categories::CategoryChoice;
use crate::api::error::Problem;
use crate::api::key::new_key;
use crate::api::query::{Mutation, Query};
use crate::api::refusal::{UserError, outcome};
use crate::api::schema;

/// A product on its own page.
#[derive(cynic::QueryFragment, Clone, Debug, PartialEq, Eq)]
pub struct Product {
    /// Its id.
    pub id: cynic::Id,
    /// Raised by each change.
    pub version: i32,
    /// Its short name.
    pub code: String,
    /// Its name.
    pub name: String,
    /// More about it.
    pub description: Option<String>,
    /// The category it lies in.
    pub category: Option<CategoryChoice>,
    /// Whether it has no stock.
    pub is_service: bool,
    /// Whether it is traded.
    pub is_active: bool,
    /// What its quantities count.
    pub unit: String,
    /// Its barcode.
    pub barcode: Option<String>,
    /// The price of one.
    pub unit_price: Money,
    /// Its tax rate.
    pub tax_percent: Percent,
    /// Free stock below which it is to be bought.
    pub reorder_point: Option<Quantity>,
    /// Its id in another system.
    pub external_ref: Option<String>,
}

/// What lies of a product in a warehouse.
#[derive(cynic::QueryFragment, Clone, Debug, PartialEq, Eq)]
#[cynic(graphql_type = "StockLevel")]
pub struct Level {
    /// Where.
    pub warehouse: Option<Place>,
    /// How much lies there.
    pub on_hand: Quantity,
    /// How much of it is set aside.
    pub reserved: Quantity,
    /// How much of it is free.
    pub available: Quantity,
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

/// A product's own fields, as they are written.
#[derive(cynic::InputObject, Clone, Debug, PartialEq, Eq)]
#[cynic(graphql_type = "ProductDetails")]
pub struct Details {
    /// Its short name.
    pub code: String,
    /// Its name.
    pub name: String,
    /// More about it.
    pub description: Option<String>,
    /// The category it lies in.
    pub category_id: Option<cynic::Id>,
    /// Whether it has no stock.
    pub is_service: bool,
    /// Whether it is traded.
    pub is_active: bool,
    /// What its quantities count.
    pub unit: String,
    /// Its barcode.
    pub barcode: Option<String>,
    /// The price of one.
    pub unit_price: Money,
    /// Its tax rate.
    pub tax_percent: Percent,
    /// Free stock below which it is to be bought.
    pub reorder_point: Option<Quantity>,
    /// Its id in another system.
    pub external_ref: Option<String>,
}

#[derive(cynic::QueryVariables)]
struct Variables {
    id: cynic::Id,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query", variables = "Variables")]
struct ProductDetail {
    #[arguments(id: $id)]
    product: Option<Product>,
    company: Currency,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query", variables = "Variables")]
struct ProductLevels {
    #[arguments(id: $id)]
    product: Option<Levels>,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Product")]
struct Levels {
    stock: Vec<Level>,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Company")]
struct Currency {
    currency: String,
}

#[derive(cynic::InputObject)]
#[cynic(graphql_type = "ProductCreateInput")]
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
struct ProductCreate {
    #[arguments(input: $input)]
    product_create: Payload,
}

#[derive(cynic::InputObject)]
#[cynic(graphql_type = "ProductChangeInput")]
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
struct ProductChange {
    #[arguments(input: $input)]
    product_change: Payload,
}

#[derive(cynic::InputObject)]
#[cynic(graphql_type = "ProductChangePriceInput")]
struct PriceInput {
    expected_version: i32,
    id: cynic::Id,
    idempotency_key: String,
    unit_price: Money,
}

#[derive(cynic::QueryVariables)]
struct PriceVariables {
    input: PriceInput,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Mutation", variables = "PriceVariables")]
struct ProductChangePrice {
    #[arguments(input: $input)]
    product_change_price: Payload,
}

#[derive(cynic::InputObject)]
#[cynic(graphql_type = "ProductSetActiveInput")]
struct ActiveInput {
    expected_version: i32,
    id: cynic::Id,
    idempotency_key: String,
    is_active: bool,
}

#[derive(cynic::QueryVariables)]
struct ActiveVariables {
    input: ActiveInput,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Mutation", variables = "ActiveVariables")]
struct ProductSetActive {
    #[arguments(input: $input)]
    product_set_active: Payload,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "ProductPayload")]
struct Payload {
    product: Option<Product>,
    user_errors: Vec<UserError>,
}

/// A product, and the currency of its price.
pub fn product(id: String) -> Query<(Product, String)> {
    Query::of(&ProductDetail::build(Variables { id: cynic::Id::new(id) }))
        .and_then(|found| Ok((found.product.ok_or(Problem::NotFound)?, found.company.currency)))
}

/// What lies of a product in each warehouse.
pub fn levels(id: String) -> Query<Vec<Level>> {
    Query::of(&ProductLevels::build(Variables { id: cynic::Id::new(id) }))
        .map(|found| found.product.map(|product| product.stock).unwrap_or_default())
}

/// Makes a product.
pub fn create_product(details: Details) -> Mutation<Product> {
    let input = CreateInput { details, idempotency_key: new_key() };
    Mutation::of(&ProductCreate::build(CreateVariables { input }), |answer| {
        outcome(answer.product_create.product, answer.product_create.user_errors)
    })
}

/// Lets a product be as it is written here.
pub fn change_product(id: cynic::Id, version: i32, details: Details) -> Mutation<Product> {
    let input = ChangeInput { details, expected_version: version, id, idempotency_key: new_key() };
    Mutation::of(&ProductChange::build(ChangeVariables { input }), |answer| {
        outcome(answer.product_change.product, answer.product_change.user_errors)
    })
}

/// Changes what one costs, for what is written later.
pub fn change_price(id: cynic::Id, version: i32, unit_price: Money) -> Mutation<Product> {
    let input = PriceInput { expected_version: version, id, idempotency_key: new_key(), unit_price };
    Mutation::of(&ProductChangePrice::build(PriceVariables { input }), |answer| {
        outcome(answer.product_change_price.product, answer.product_change_price.user_errors)
    })
}

/// Begins or ends trading a product.
pub fn set_product_active(id: cynic::Id, version: i32, is_active: bool) -> Mutation<Product> {
    let input = ActiveInput { expected_version: version, id, idempotency_key: new_key(), is_active };
    Mutation::of(&ProductSetActive::build(ActiveVariables { input }), |answer| {
        outcome(answer.product_set_active.product, answer.product_set_active.user_errors)
    })
}

#[cfg(test)]
pub(super) fn documents() -> Vec<String> {
    use crate::api::documents::{mutation, query};
    vec![
        query::<ProductDetail, Variables>(),
        query::<ProductLevels, Variables>(),
        mutation::<ProductCreate, CreateVariables>(),
        mutation::<ProductChange, ChangeVariables>(),
        mutation::<ProductChangePrice, PriceVariables>(),
        mutation::<ProductSetActive, ActiveVariables>(),
    ]
}
