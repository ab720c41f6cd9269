//! One sales order with all that its page shows.
use cynic::QueryBuilder;
use domain::{Money, Percent, Quantity};

use super::draft::AppliedDiscount;
use crate::api::error::Problem;
use crate::api::name::{SalesOrderAction, SalesOrderStatus};
use crate::api::query::Query;
use crate::api::refusal::UserError;
use crate::api::scalar::{Day, Instant};
use crate::api::schema;

/// An order on its own page.
#[derive(cynic::QueryFragment, Clone, Debug, PartialEq, Eq)]
#[cynic(graphql_type = "SalesOrder")]
pub struct OrderDetail {
    /// Its id.
    pub id: cynic::Id,
    /// Raised by each change.
    pub version: i32,
    /// Its number; a draft has none.
    pub number: Option<String>,
    /// Where it stands.
    pub status: SalesOrderStatus,
    /// Its business day.
    pub order_date: Day,
    /// Who ordered.
    pub customer: Option<Customer>,
    /// The customer's own number for it.
    pub customer_reference: Option<String>,
    /// In this currency.
    pub currency: String,
    /// Without tax.
    pub net_amount: Money,
    /// The tax.
    pub tax_amount: Money,
    /// Cash rounding.
    pub rounding_amount: Money,
    /// What is to be paid.
    pub total_amount: Money,
    /// What share has been shipped.
    pub shipped_percent: Percent,
    /// What of the total has been shipped, and so can be billed.
    pub shipped_amount: Money,
    /// Who wrote it.
    pub written_by: Option<String>,
    /// The reduction of the whole.
    pub discount: Option<AppliedDiscount>,
    /// What one should know.
    pub notes: Option<String>,
    /// Why it is on hold.
    pub hold_reason: Option<String>,
    /// Why it was closed or cancelled.
    pub close_reason: Option<String>,
    /// When the draft lapses.
    pub expires_at: Option<Instant>,
    /// When it was confirmed.
    pub confirmed_at: Option<Instant>,
    /// Its lines.
    pub items: Vec<Item>,
    /// What has been sent, oldest first.
    pub shipments: Vec<Shipment>,
    /// What happened to it, oldest first.
    pub timeline: Vec<TimelineEntry>,
    /// What can be done to it now, and why not.
    pub allowed_actions: Vec<AllowedAction>,
}

impl OrderDetail {
    /// The order without its lines, its shipments and its past.
    pub fn without_lists(&self) -> Self {
        Self { items: Vec::new(), shipments: Vec::new(), timeline: Vec::new(), ..self.clone() }
    }
}

/// Who ordered.
#[derive(cynic::QueryFragment, Clone, Debug, PartialEq, Eq)]
pub struct Customer {
    /// Its id.
    pub id: cynic::Id,
    /// The short name.
    pub code: String,
    /// The name.
    pub name: String,
}

/// A line.
#[derive(cynic::QueryFragment, Clone, Debug, PartialEq, Eq)]
#[cynic(graphql_type = "SalesOrderItem")]
pub struct Item {
    /// Its id.
    pub id: cynic::Id,
    /// What.
    pub product: Option<Product>,
    /// What it was called when it was written.
    pub description: String,
    /// How much.
    pub quantity: Quantity,
    /// How much of it has been shipped.
    pub shipped_quantity: Quantity,
    /// What is set aside for it.
    pub reserved: Vec<Reserved>,
    /// The price of one.
    pub unit_price: Money,
    /// Its reduction.
    pub discount: Option<AppliedDiscount>,
    /// Its tax rate.
    pub tax_percent: Percent,
    /// Without tax.
    pub net_amount: Money,
}

impl Item {
    /// What is still to be shipped; never below zero.
    pub fn open(&self) -> Quantity {
        Quantity::from_raw(self.quantity.raw().saturating_sub(self.shipped_quantity.raw()).max(0))
    }
}

/// What is sold.
#[derive(cynic::QueryFragment, Clone, Debug, PartialEq, Eq)]
pub struct Product {
    /// Its short name.
    pub code: String,
    /// Pieces, kilograms, …
    pub unit: String,
    /// Services are not shipped from stock.
    pub is_service: bool,
}

/// Stock set aside in a warehouse.
#[derive(cynic::QueryFragment, Clone, Debug, PartialEq, Eq)]
pub struct Reserved {
    /// The warehouse.
    pub warehouse_id: cynic::Id,
    /// How much.
    pub quantity: Quantity,
}

/// What was sent.
#[derive(cynic::QueryFragment, Clone, Debug, PartialEq, Eq)]
pub struct Shipment {
    /// Its id.
    pub id: cynic::Id,
    /// Its number.
    pub number: String,
    /// When it left.
    pub shipped_on: Day,
    /// The carrier's number for it.
    pub tracking_number: Option<String>,
    /// Where it left from.
    pub warehouse: Option<Warehouse>,
    /// What was in it.
    pub items: Vec<ShipmentItem>,
}

/// What was in a shipment.
#[derive(cynic::QueryFragment, Clone, Debug, PartialEq, Eq)]
pub struct ShipmentItem {
    /// How much.
    pub quantity: Quantity,
    /// Of what.
    pub product: Option<Product>,
}

/// A place with stock.
#[derive(cynic::QueryFragment, Clone, Debug, PartialEq, Eq)]
pub struct Warehouse {
    /// Its id.
    pub id: cynic::Id,
    /// Its name.
    pub name: String,
    /// Whether goods may leave it.
    pub is_active: bool,
}

/// Something that happened.
#[derive(cynic::QueryFragment, Clone, Debug, PartialEq, Eq)]
pub struct TimelineEntry {
    /// What was done, `confirm`.
    pub action: String,
    /// Who did it.
    pub actor_name: String,
    /// Why, in his words.
    pub reason: Option<String>,
    /// What changed, field by field.
    pub diffs: Vec<FieldChange>,
    /// When.
    pub created_at: Instant,
}

/// A field that changed.
#[derive(cynic::QueryFragment, Clone, Debug, PartialEq, Eq)]
pub struct FieldChange {
    /// The field, `customerReference` or `lines.1`.
    pub field: String,
    /// What it was; none for nothing.
    pub before: Option<String>,
    /// What it is; none for nothing.
    pub after: Option<String>,
}

/// An action, and why it is not possible.
#[derive(cynic::QueryFragment, Clone, Debug, PartialEq, Eq)]
pub struct AllowedAction {
    /// The action.
    pub action: SalesOrderAction,
    /// Whether it is possible now.
    pub enabled: bool,
    /// Why not.
    pub reason: Option<UserError>,
}

#[derive(cynic::QueryVariables)]
struct Variables {
    id: cynic::Id,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query", variables = "Variables")]
struct One {
    #[arguments(id: $id)]
    sales_order: Option<OrderDetail>,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query")]
struct Places {
    warehouses: Vec<Warehouse>,
}

/// One order.
pub fn order(id: String) -> Query<OrderDetail> {
    Query::of(&One::build(Variables { id: cynic::Id::new(id) }))
        .and_then(|answer| Ok(answer.sales_order.ok_or(Problem::NotFound)?))
}

/// Where goods can be shipped from.
pub fn warehouses() -> Query<Vec<Warehouse>> {
    Query::of(&Places::build(()))
        .map(|answer| answer.warehouses.into_iter().filter(|warehouse| warehouse.is_active).collect())
}

#[cfg(test)]
pub(in crate::api) fn documents() -> Vec<String> {
    use crate::api::documents::query;
    vec![query::<One, Variables>(), query::<Places, ()>()]
}
