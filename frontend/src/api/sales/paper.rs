//! An order and its shipments as they are printed.
use cynic::QueryBuilder;
use domain::{Money, Percent, Quantity};

use super::draft::AppliedDiscount;
use crate::api::error::Problem;
use crate::api::name::SalesOrderStatus;
use crate::api::query::Query;
use crate::api::scalar::Day;
use crate::api::schema;

/// An order on paper.
#[derive(cynic::QueryFragment, Clone, Debug)]
#[cynic(graphql_type = "SalesOrder")]
pub struct PaperOrder {
    /// Its id.
    pub id: cynic::Id,
    /// Its number; a draft has none.
    pub number: Option<String>,
    /// Where it stands.
    pub status: SalesOrderStatus,
    /// Its business day.
    pub order_date: Day,
    /// Who ordered.
    pub customer: Option<Addressee>,
    /// The customer's own number for it.
    pub customer_reference: Option<String>,
    /// In this currency.
    pub currency: String,
    /// The reduction of the whole.
    pub discount: Option<AppliedDiscount>,
    /// Without tax.
    pub net_amount: Money,
    /// Cash rounding.
    pub rounding_amount: Money,
    /// What is to be paid.
    pub total_amount: Money,
    /// What one should know.
    pub notes: Option<String>,
    /// Who wrote it.
    pub written_by: Option<String>,
    /// Its lines.
    pub items: Vec<PaperItem>,
    /// What has been sent.
    pub shipments: Vec<PaperShipment>,
}

/// Who gets it.
#[derive(cynic::QueryFragment, Clone, Debug)]
#[cynic(graphql_type = "Customer")]
pub struct Addressee {
    /// Its short name.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Street and number.
    pub address: Option<String>,
    /// City.
    pub city: Option<String>,
    /// Country.
    pub country: Option<String>,
    /// Its tax number.
    pub tax_number: Option<String>,
}

/// A line on paper.
#[derive(cynic::QueryFragment, Clone, Debug)]
#[cynic(graphql_type = "SalesOrderItem")]
pub struct PaperItem {
    /// Its id.
    pub id: cynic::Id,
    /// What.
    pub product: Option<PaperProduct>,
    /// What it was called when it was written.
    pub description: String,
    /// How much.
    pub quantity: Quantity,
    /// The price of one.
    pub unit_price: Money,
    /// Its reduction.
    pub discount: Option<AppliedDiscount>,
    /// Its tax rate.
    pub tax_percent: Percent,
    /// Without tax.
    pub net_amount: Money,
    /// The tax.
    pub tax_amount: Money,
}

/// A product on paper.
#[derive(cynic::QueryFragment, Clone, Debug)]
#[cynic(graphql_type = "Product")]
pub struct PaperProduct {
    /// Its short name.
    pub code: String,
    /// Pieces, kilograms, …
    pub unit: String,
    /// Its barcode.
    pub barcode: Option<String>,
}

/// A shipment on paper.
#[derive(cynic::QueryFragment, Clone, Debug)]
#[cynic(graphql_type = "Shipment")]
pub struct PaperShipment {
    /// Its id.
    pub id: cynic::Id,
    /// Its number.
    pub number: String,
    /// When it left.
    pub shipped_on: Day,
    /// The carrier's number for it.
    pub tracking_number: Option<String>,
    /// Where it left from.
    pub warehouse: Option<PaperWarehouse>,
    /// What is in it.
    pub items: Vec<PaperShipped>,
}

/// A warehouse on paper.
#[derive(cynic::QueryFragment, Clone, Debug)]
#[cynic(graphql_type = "Warehouse")]
pub struct PaperWarehouse {
    /// Its name.
    pub name: String,
}

/// A line of a packing list.
#[derive(cynic::QueryFragment, Clone, Debug)]
#[cynic(graphql_type = "ShipmentItem")]
pub struct PaperShipped {
    /// The order's line.
    pub order_item_id: cynic::Id,
    /// How much.
    pub quantity: Quantity,
}

/// The company on paper.
#[derive(cynic::QueryFragment, Clone, Debug)]
#[cynic(graphql_type = "Company")]
pub struct Letterhead {
    /// Its name.
    pub name: String,
}

#[derive(cynic::QueryVariables)]
struct Variables {
    id: cynic::Id,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query", variables = "Variables")]
struct OrderOnPaper {
    #[arguments(id: $id)]
    sales_order: Option<PaperOrder>,
    company: Letterhead,
}

/// An order with all that is printed of it, and whose it is.
pub fn on_paper(id: String) -> Query<(Letterhead, PaperOrder)> {
    Query::of(&OrderOnPaper::build(Variables { id: cynic::Id::new(id) }))
        .and_then(|answer| Ok((answer.company, answer.sales_order.ok_or(Problem::NotFound)?)))
}

#[cfg(test)]
pub(in crate::api) fn documents() -> Vec<String> {
    use crate::api::documents::query;
    vec![query::<OrderOnPaper, Variables>()]
}
