//! A draft as it is written and rewritten.
use cynic::{MutationBuilder, QueryBuilder};
use domain::pricing::Discount;
use domain::{Money, Percent, Quantity};

use crate::api::choices::{CustomerChoice, ProductChoice};
use crate::api::error::Problem;
use crate::api::key::new_key;
use crate::api::name::SalesOrderStatus;
use crate::api::query::{Mutation, Query, body, read};
use crate::api::refusal::{UserError, outcome};
use crate::api::scalar::{Day, Instant};
use crate::api::schema;

/// An order as the editor opens it.
#[derive(cynic::QueryFragment, Clone, Debug)]
#[cynic(graphql_type = "SalesOrder")]
pub struct Draft {
    /// Its id.
    pub id: cynic::Id,
    /// Raised by each change.
    pub version: i32,
    /// Its number; a draft has none.
    pub number: Option<String>,
    /// Where it stands; only drafts are rewritten.
    pub status: SalesOrderStatus,
    /// Its business day.
    pub order_date: Day,
    /// Who orders.
    pub customer: Option<CustomerChoice>,
    /// The customer's own number for it.
    pub customer_reference: Option<String>,
    /// The reduction of the whole.
    pub discount: Option<AppliedDiscount>,
    /// What one should know.
    pub notes: Option<String>,
    /// Its lines.
    pub items: Vec<DraftItem>,
    /// What happened to it, oldest first.
    pub timeline: Vec<Happened>,
}

/// A line of a draft.
#[derive(cynic::QueryFragment, Clone, Debug)]
#[cynic(graphql_type = "SalesOrderItem")]
pub struct DraftItem {
    /// What.
    pub product: Option<ProductChoice>,
    /// What it was called when it was written.
    pub description: String,
    /// How much.
    pub quantity: Quantity,
    /// The price of one.
    pub unit_price: Money,
    /// Its tax rate.
    pub tax_percent: Percent,
    /// Its reduction.
    pub discount: Option<AppliedDiscount>,
}

/// A reduction: a share or an amount.
#[derive(cynic::QueryFragment, Clone, Debug, PartialEq, Eq)]
pub struct AppliedDiscount {
    /// The share, when it is one.
    pub percent: Option<Percent>,
    /// The amount, when it is one.
    pub amount: Option<Money>,
    /// Why.
    pub reason: String,
}

/// Who did something, and when.
#[derive(cynic::QueryFragment, Clone, Debug)]
#[cynic(graphql_type = "TimelineEntry")]
pub struct Happened {
    /// Who.
    pub actor_name: String,
    /// When.
    pub created_at: Instant,
}

/// How the company writes orders.
#[derive(cynic::QueryFragment, Clone, Debug, PartialEq, Eq)]
pub struct Company {
    /// In this currency.
    pub currency: String,
    /// Whether prices contain the tax.
    pub prices_include_tax: bool,
    /// The zone of its business days.
    pub time_zone: String,
}

/// A draft as it is to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// Who orders.
    pub customer: cynic::Id,
    /// The business day; none for today.
    pub order_date: Option<String>,
    /// The customer's own number for it.
    pub reference: Option<String>,
    /// What one should know.
    pub notes: Option<String>,
    /// The reduction of the whole, and why.
    pub discount: Option<(Discount, String)>,
    /// Its lines.
    pub lines: Vec<WrittenLine>,
}

/// A line as it is to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrittenLine {
    /// What.
    pub product: cynic::Id,
    /// What it is called, where not as the product.
    pub description: Option<String>,
    /// How much.
    pub quantity: Quantity,
    /// The price of one.
    pub unit_price: Money,
    /// Its tax rate.
    pub tax_percent: Percent,
    /// Its reduction, and why.
    pub discount: Option<(Discount, String)>,
}

/// What has been written.
#[derive(cynic::QueryFragment, Clone, Debug)]
#[cynic(graphql_type = "SalesOrder")]
pub struct Saved {
    /// Its id.
    pub id: cynic::Id,
    /// Raised by each change.
    pub version: i32,
    /// Its number; a draft has none.
    pub number: Option<String>,
}

#[derive(cynic::InputObject)]
#[cynic(graphql_type = "SalesOrderDraft")]
struct DraftInput {
    customer_id: cynic::Id,
    customer_reference: Option<String>,
    discount: Option<DiscountInput>,
    lines: Vec<LineInput>,
    notes: Option<String>,
    order_date: Option<Day>,
}

#[derive(cynic::InputObject)]
#[cynic(graphql_type = "SalesOrderLineInput")]
struct LineInput {
    description: Option<String>,
    discount: Option<DiscountInput>,
    product_id: cynic::Id,
    quantity: Quantity,
    tax_percent: Option<Percent>,
    unit_price: Option<Money>,
}

#[derive(cynic::InputObject)]
struct DiscountInput {
    reason: String,
    value: DiscountValue,
}

#[derive(cynic::InputObject)]
enum DiscountValue {
    Amount(Money),
    Percent(Percent),
}

#[derive(cynic::InputObject)]
#[cynic(graphql_type = "SalesOrderCreateInput")]
struct CreateInput {
    draft: DraftInput,
    idempotency_key: String,
}

#[derive(cynic::InputObject)]
#[cynic(graphql_type = "SalesOrderChangeInput")]
struct ChangeInput {
    draft: DraftInput,
    expected_version: i32,
    id: cynic::Id,
    idempotency_key: String,
}

#[derive(cynic::InputObject)]
#[cynic(graphql_type = "SalesOrderDuplicateInput")]
struct DuplicateInput {
    id: cynic::Id,
    idempotency_key: String,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "SalesOrderPayload")]
struct SavedPayload {
    sales_order: Option<Saved>,
    user_errors: Vec<UserError>,
}

#[derive(cynic::QueryVariables)]
struct CreateVariables {
    input: CreateInput,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Mutation", variables = "CreateVariables")]
struct Create {
    #[cynic(rename = "salesOrderCreate", alias)]
    #[arguments(input: $input)]
    #[expect(dead_code, reason = "read as `Outcome`")]
    outcome: SavedPayload,
}

#[derive(cynic::QueryVariables)]
struct ChangeVariables {
    input: ChangeInput,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Mutation", variables = "ChangeVariables")]
struct Change {
    #[cynic(rename = "salesOrderChange", alias)]
    #[arguments(input: $input)]
    #[expect(dead_code, reason = "read as `Outcome`")]
    outcome: SavedPayload,
}

#[derive(cynic::QueryVariables)]
struct DuplicateVariables {
    input: DuplicateInput,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Mutation", variables = "DuplicateVariables")]
struct Duplicate {
    #[cynic(rename = "salesOrderDuplicate", alias)]
    #[arguments(input: $input)]
    #[expect(dead_code, reason = "read as `Outcome`")]
    outcome: SavedPayload,
}

/// Every mutation's answer, whatever its name.
#[derive(serde::Deserialize)]
struct Outcome {
    outcome: SavedPayload,
}

#[derive(cynic::QueryVariables)]
struct IdVariables {
    id: cynic::Id,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query", variables = "IdVariables")]
struct DraftToEdit {
    #[arguments(id: $id)]
    sales_order: Option<Draft>,
    company: Company,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query")]
struct DraftToWrite {
    company: Company,
}

/// How the company writes a new order.
pub fn begin() -> Query<Company> {
    Query::of(&DraftToWrite::build(())).map(|answer| answer.company)
}

/// A draft to be rewritten, and how the company writes it.
pub fn draft(id: String) -> Query<(Company, Draft)> {
    Query::of(&DraftToEdit::build(IdVariables { id: cynic::Id::new(id) }))
        .and_then(|answer| Ok((answer.company, answer.sales_order.ok_or(Problem::NotFound)?)))
}

/// Writes a draft.
pub fn create(written: Written) -> Mutation<Saved> {
    let input = CreateInput { draft: written.into(), idempotency_key: new_key() };
    resume(body(&Create::build(CreateVariables { input })))
}

/// Rewrites the draft that was read at this version.
pub fn change(id: cynic::Id, version: i32, written: Written) -> Mutation<Saved> {
    let input = ChangeInput { draft: written.into(), expected_version: version, id, idempotency_key: new_key() };
    resume(body(&Change::build(ChangeVariables { input })))
}

/// Writes a draft with what is in another order.
pub fn duplicate(id: cynic::Id) -> Mutation<Saved> {
    let input = DuplicateInput { id, idempotency_key: new_key() };
    resume(body(&Duplicate::build(DuplicateVariables { input })))
}

/// One of these as it was sent before, from its text.
pub fn resume(body: String) -> Mutation<Saved> {
    Mutation::new(body, |data| {
        let payload = read::<Outcome>(data)?.outcome;
        outcome(payload.sales_order, payload.user_errors)
    })
}

impl From<Written> for DraftInput {
    fn from(written: Written) -> Self {
        Self {
            customer_id: written.customer,
            customer_reference: written.reference,
            discount: written.discount.map(DiscountInput::from),
            lines: written.lines.into_iter().map(LineInput::from).collect(),
            notes: written.notes,
            order_date: written.order_date.map(Day),
        }
    }
}

impl From<WrittenLine> for LineInput {
    fn from(line: WrittenLine) -> Self {
        Self {
            description: line.description,
            discount: line.discount.map(DiscountInput::from),
            product_id: line.product,
            quantity: line.quantity,
            tax_percent: Some(line.tax_percent),
            unit_price: Some(line.unit_price),
        }
    }
}

impl From<(Discount, String)> for DiscountInput {
    fn from((discount, reason): (Discount, String)) -> Self {
        let value = match discount {
            Discount::Percent(percent) => DiscountValue::Percent(percent),
            Discount::Amount(amount) => DiscountValue::Amount(amount),
        };
        Self { reason, value }
    }
}

#[cfg(test)]
pub(in crate::api) fn documents() -> Vec<String> {
    use crate::api::documents::{mutation, query};
    vec![
        query::<DraftToEdit, IdVariables>(),
        query::<DraftToWrite, ()>(),
        mutation::<Create, CreateVariables>(),
        mutation::<Change, ChangeVariables>(),
        mutation::<Duplicate, DuplicateVariables>(),
    ]
}
