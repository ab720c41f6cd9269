//! What can be done to a sales order. Each call carries its key: sent again after a lost answer, it is done once.
use cynic::MutationBuilder;
use domain::Quantity;

use super::detail::OrderDetail;
use crate::api::key::new_key;
use crate::api::query::{Mutation, body, read};
use crate::api::refusal::{UserError, outcome};
use crate::api::schema;

/// A step of the order's life that needs no more than a reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Promise it.
    Confirm,
    /// Stop shipping for now.
    Hold,
    /// Go on after a hold.
    Resume,
    /// End it with what has been shipped.
    Close,
    /// Call it off.
    Cancel,
    /// Take it up again.
    Reopen,
}

/// A step of a certain order as the user saw it.
#[derive(Clone, Debug)]
pub struct Command {
    /// The order.
    pub id: cynic::Id,
    /// As it was when the user decided.
    pub version: i32,
    /// Why; may be empty where none is asked for.
    pub reason: String,
}

impl Command {
    /// A command on an order.
    pub fn on(order: &OrderDetail) -> Self {
        Self { id: order.id.clone(), version: order.version, reason: String::new() }
    }
}

/// What is to be shipped of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShipLine {
    /// The line.
    pub item: cynic::Id,
    /// How much.
    pub quantity: Quantity,
    /// From where.
    pub warehouse: cynic::Id,
}

#[derive(cynic::InputObject)]
#[cynic(graphql_type = "SalesOrderActionInput")]
struct ActionInput {
    id: cynic::Id,
    expected_version: i32,
    idempotency_key: String,
}

#[derive(cynic::InputObject)]
#[cynic(graphql_type = "SalesOrderReasonInput")]
struct ReasonInput {
    id: cynic::Id,
    expected_version: i32,
    idempotency_key: String,
    reason: String,
}

#[derive(cynic::InputObject)]
#[cynic(graphql_type = "SalesOrderConfirmInput")]
struct ConfirmInput {
    id: cynic::Id,
    expected_version: i32,
    idempotency_key: String,
    #[cynic(skip_serializing_if = "Option::is_none")]
    override_reason: Option<String>,
}

#[derive(cynic::InputObject)]
#[cynic(graphql_type = "ShipmentCreateInput")]
struct ShipInput {
    order_id: cynic::Id,
    expected_version: i32,
    idempotency_key: String,
    lines: Vec<ShipLineInput>,
    tracking_number: Option<String>,
}

#[derive(cynic::InputObject)]
#[cynic(graphql_type = "ShipmentLineInput")]
struct ShipLineInput {
    item_id: cynic::Id,
    quantity: Quantity,
    warehouse_id: cynic::Id,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "SalesOrderPayload")]
struct Payload {
    sales_order: Option<OrderDetail>,
    user_errors: Vec<UserError>,
}

#[derive(cynic::QueryVariables)]
struct ConfirmVariables {
    input: ConfirmInput,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Mutation", variables = "ConfirmVariables")]
struct Confirm {
    #[cynic(rename = "salesOrderConfirm", alias)]
    #[arguments(input: $input)]
    #[expect(dead_code, reason = "read as `Outcome`")]
    outcome: Payload,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Mutation", variables = "ConfirmVariables")]
struct Reopen {
    #[cynic(rename = "salesOrderReopen", alias)]
    #[arguments(input: $input)]
    #[expect(dead_code, reason = "read as `Outcome`")]
    outcome: Payload,
}

#[derive(cynic::QueryVariables)]
struct ActionVariables {
    input: ActionInput,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Mutation", variables = "ActionVariables")]
struct Resume {
    #[cynic(rename = "salesOrderResume", alias)]
    #[arguments(input: $input)]
    #[expect(dead_code, reason = "read as `Outcome`")]
    outcome: Payload,
}

#[derive(cynic::QueryVariables)]
struct ReasonVariables {
    input: ReasonInput,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Mutation", variables = "ReasonVariables")]
struct Hold {
    #[cynic(rename = "salesOrderHold", alias)]
    #[arguments(input: $input)]
    #[expect(dead_code, reason = "read as `Outcome`")]
    outcome: Payload,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Mutation", variables = "ReasonVariables")]
struct Close {
    #[cynic(rename = "salesOrderClose", alias)]
    #[arguments(input: $input)]
    #[expect(dead_code, reason = "read as `Outcome`")]
    outcome: Payload,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Mutation", variables = "ReasonVariables")]
struct Cancel {
    #[cynic(rename = "salesOrderCancel", alias)]
    #[arguments(input: $input)]
    #[expect(dead_code, reason = "read as `Outcome`")]
    outcome: Payload,
}

#[derive(cynic::InputObject)]
#[cynic(graphql_type = "SalesOrderNoteInput")]
struct NoteInput {
    id: cynic::Id,
    idempotency_key: String,
    text: String,
}

#[derive(cynic::QueryVariables)]
struct NoteVariables {
    input: NoteInput,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Mutation", variables = "NoteVariables")]
struct Note {
    #[cynic(rename = "salesOrderNote", alias)]
    #[arguments(input: $input)]
    #[expect(dead_code, reason = "read as `Outcome`")]
    outcome: Payload,
}

#[derive(cynic::QueryVariables)]
struct ShipVariables {
    input: ShipInput,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Mutation", variables = "ShipVariables")]
struct Ship {
    #[cynic(rename = "shipmentCreate", alias)]
    #[arguments(input: $input)]
    #[expect(dead_code, reason = "read as `Outcome`")]
    outcome: Payload,
}

/// Every mutation's answer, whatever its name: each asks for it as `outcome`.
#[derive(serde::Deserialize)]
struct Outcome {
    outcome: Payload,
}

/// Does a step.
pub fn run(step: Step, command: Command) -> Mutation<Box<OrderDetail>> {
    resume_action(match step {
        Step::Confirm => body(&Confirm::build(confirm(command))),
        Step::Reopen => body(&Reopen::build(confirm(command))),
        Step::Resume => body(&Resume::build(action(command))),
        Step::Hold => body(&Hold::build(reason(command))),
        Step::Close => body(&Close::build(reason(command))),
        Step::Cancel => body(&Cancel::build(reason(command))),
    })
}

/// Ships lines.
pub fn ship(command: Command, lines: Vec<ShipLine>, tracking: Option<String>) -> Mutation<Box<OrderDetail>> {
    let lines = lines.into_iter().map(|line| ShipLineInput {
        item_id: line.item,
        quantity: line.quantity,
        warehouse_id: line.warehouse,
    });
    let input = ShipInput {
        order_id: command.id,
        expected_version: command.version,
        idempotency_key: new_key(),
        lines: lines.collect(),
        tracking_number: tracking,
    };
    resume_action(body(&Ship::build(ShipVariables { input })))
}

/// Writes a note on an order's timeline.
pub fn note(id: cynic::Id, text: String) -> Mutation<Box<OrderDetail>> {
    let input = NoteInput { id, idempotency_key: new_key(), text };
    resume_action(body(&Note::build(NoteVariables { input })))
}

/// One of these as it was sent before, from its text. All of them answer alike, so one reader serves them all.
pub fn resume_action(body: String) -> Mutation<Box<OrderDetail>> {
    Mutation::new(body, |data| {
        let payload = read::<Outcome>(data)?.outcome;
        outcome(payload.sales_order.map(Box::new), payload.user_errors)
    })
}

fn confirm(command: Command) -> ConfirmVariables {
    let Command { id, version, reason } = command;
    let override_reason = Some(reason).filter(|reason| !reason.is_empty());
    ConfirmVariables {
        input: ConfirmInput { id, expected_version: version, idempotency_key: new_key(), override_reason },
    }
}

fn action(command: Command) -> ActionVariables {
    let Command { id, version, .. } = command;
    ActionVariables { input: ActionInput { id, expected_version: version, idempotency_key: new_key() } }
}

fn reason(command: Command) -> ReasonVariables {
    let Command { id, version, reason } = command;
    ReasonVariables { input: ReasonInput { id, expected_version: version, idempotency_key: new_key(), reason } }
}

#[cfg(test)]
pub(in crate::api) fn documents() -> Vec<String> {
    use crate::api::documents::mutation;
    vec![
        mutation::<Confirm, ConfirmVariables>(),
        mutation::<Reopen, ConfirmVariables>(),
        mutation::<Resume, ActionVariables>(),
        mutation::<Hold, ReasonVariables>(),
        mutation::<Close, ReasonVariables>(),
        mutation::<Cancel, ReasonVariables>(),
        mutation::<Note, NoteVariables>(),
        mutation::<Ship, ShipVariables>(),
    ]
}
