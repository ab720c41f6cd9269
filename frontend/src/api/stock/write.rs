//! What moves stock: goods that come in, corrections, moves between warehouses.
use cynic::MutationBuilder;
use domain::{Money, Quantity};

use crate::api::key::new_key;
use crate::api::query::Mutation;
use crate::api::refusal::{UserError, outcome};
use crate::api::schema;

/// Goods of one product that come in.
#[derive(cynic::InputObject, Clone, Debug)]
#[cynic(graphql_type = "StockReceiveLine")]
pub struct Receipt {
    /// What.
    pub product_id: cynic::Id,
    /// How much.
    pub quantity: Quantity,
    /// What one has cost; none when it is not known.
    pub unit_cost: Option<Money>,
}

#[derive(cynic::InputObject)]
#[cynic(graphql_type = "StockReceiveInput")]
struct ReceiveInput {
    warehouse_id: cynic::Id,
    lines: Vec<Receipt>,
    idempotency_key: String,
}

#[derive(cynic::QueryVariables)]
struct ReceiveVariables {
    input: ReceiveInput,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Mutation", variables = "ReceiveVariables")]
struct StockReceive {
    #[arguments(input: $input)]
    stock_receive: Payload,
}

#[derive(cynic::InputObject)]
#[cynic(graphql_type = "StockAdjustInput")]
struct AdjustInput {
    product_id: cynic::Id,
    warehouse_id: cynic::Id,
    by: Quantity,
    reason: String,
    idempotency_key: String,
}

#[derive(cynic::QueryVariables)]
struct AdjustVariables {
    input: AdjustInput,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Mutation", variables = "AdjustVariables")]
struct StockAdjust {
    #[arguments(input: $input)]
    stock_adjust: Payload,
}

#[derive(cynic::InputObject)]
#[cynic(graphql_type = "StockTransferInput")]
struct TransferInput {
    product_id: cynic::Id,
    from_warehouse_id: cynic::Id,
    to_warehouse_id: cynic::Id,
    quantity: Quantity,
    idempotency_key: String,
}

#[derive(cynic::QueryVariables)]
struct TransferVariables {
    input: TransferInput,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Mutation", variables = "TransferVariables")]
struct StockTransfer {
    #[arguments(input: $input)]
    stock_transfer: Payload,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "StockPayload")]
struct Payload {
    user_errors: Vec<UserError>,
}

/// Books goods in.
pub fn receive(warehouse: cynic::Id, lines: Vec<Receipt>) -> Mutation<()> {
    let input = ReceiveInput { warehouse_id: warehouse, lines, idempotency_key: new_key() };
    Mutation::of(&StockReceive::build(ReceiveVariables { input }), |answer| {
        outcome(Some(()), answer.stock_receive.user_errors)
    })
}

/// Corrects what lies of a product in a warehouse, with the reason.
pub fn adjust(product: cynic::Id, warehouse: cynic::Id, by: Quantity, reason: String) -> Mutation<()> {
    let input = AdjustInput { product_id: product, warehouse_id: warehouse, by, reason, idempotency_key: new_key() };
    Mutation::of(&StockAdjust::build(AdjustVariables { input }), |answer| {
        outcome(Some(()), answer.stock_adjust.user_errors)
    })
}

/// Moves goods from one warehouse to another.
pub fn transfer(product: cynic::Id, from: cynic::Id, to: cynic::Id, quantity: Quantity) -> Mutation<()> {
    let input = TransferInput {
        product_id: product,
        from_warehouse_id: from,
        to_warehouse_id: to,
        quantity,
        idempotency_key: new_key(),
    };
    Mutation::of(&StockTransfer::build(TransferVariables { input }), |answer| {
        outcome(Some(()), answer.stock_transfer.user_errors)
    })
}

#[cfg(test)]
pub(super) fn documents() -> Vec<String> {
    use crate::api::documents::mutation;
    vec![
        mutation::<StockReceive, ReceiveVariables>(),
        mutation::<StockAdjust, AdjustVariables>(),
        mutation::<StockTransfer, TransferVariables>(),
    ]
}
