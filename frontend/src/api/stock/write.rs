//! What moves stock: goods that come in, corrections, moves between warehouses.
use cynic::MutationBuilder;
use domain::{Money, Quantity};

use crate::api::refusal::{Answer, UserError, told};
use crate::api::{client, schema};

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
///
/// # Errors
/// When the server did not answer it; the same key can be sent again.
pub async fn receive(warehouse: cynic::Id, lines: Vec<Receipt>, key: String) -> Answer<()> {
    let input = ReceiveInput { warehouse_id: warehouse, lines, idempotency_key: key };
    told(Some(()), client::run(StockReceive::build(ReceiveVariables { input })).await?.stock_receive.user_errors)
}

/// Corrects what lies of a product in a warehouse, with the reason.
///
/// # Errors
/// When the server did not answer it; the same key can be sent again.
pub async fn adjust(product: cynic::Id, warehouse: cynic::Id, by: Quantity, reason: String, key: String) -> Answer<()> {
    let input = AdjustInput { product_id: product, warehouse_id: warehouse, by, reason, idempotency_key: key };
    told(Some(()), client::run(StockAdjust::build(AdjustVariables { input })).await?.stock_adjust.user_errors)
}

/// Moves goods from one warehouse to another.
///
/// # Errors
/// When the server did not answer it; the same key can be sent again.
pub async fn transfer(
    product: cynic::Id,
    from: cynic::Id,
    to: cynic::Id,
    quantity: Quantity,
    key: String,
) -> Answer<()> {
    let input = TransferInput {
        product_id: product,
        from_warehouse_id: from,
        to_warehouse_id: to,
        quantity,
        idempotency_key: key,
    };
    told(Some(()), client::run(StockTransfer::build(TransferVariables { input })).await?.stock_transfer.user_errors)
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
