//! What people write of a draft.

use async_graphql::{InputObject, MaybeUndefined};
use chrono::NaiveDate;
use domain::pricing::ReasonedDiscount;
use domain::{CustomerId, Refusal, RefusalCode};

use super::diff;
use super::entity::{item, order};
use crate::documents::discount::{DiscountInput, from_columns};
use crate::documents::lines::{Line, LineInput, lines_of};

/// A draft as people write it. What is left out of a change stays as it is, null clears it.
#[derive(Clone, Debug, InputObject)]
pub struct SalesOrderDraft {
    /// Who orders; asked for when a draft is created.
    customer_id: MaybeUndefined<CustomerId>,
    /// The business day it is placed on; today when a draft is created without.
    order_date: MaybeUndefined<NaiveDate>,
    /// The customer's own number for it.
    customer_reference: MaybeUndefined<String>,
    /// Its id in another system; unique; given when the draft is written.
    external_ref: MaybeUndefined<String>,
    /// What one should know.
    notes: MaybeUndefined<String>,
    /// The reduction of the whole.
    discount: MaybeUndefined<DiscountInput>,
    /// Its lines, all of them; at most 500.
    lines: MaybeUndefined<Vec<LineInput>>,
}

/// A whole draft.
#[derive(Clone, Debug)]
pub struct Draft {
    /// Who orders.
    pub customer_id: CustomerId,
    /// The business day it is placed on; today when absent.
    pub order_date: Option<NaiveDate>,
    /// The customer's own number for it.
    pub customer_reference: Option<String>,
    /// Its id in another system.
    pub external_ref: Option<String>,
    /// What one should know.
    pub notes: Option<String>,
    /// The reduction of the whole.
    pub discount: Option<ReasonedDiscount>,
    /// Its lines.
    pub lines: Vec<Line>,
}

impl SalesOrderDraft {
    /// The whole draft: what this says, over what is there.
    ///
    /// # Errors
    /// `REQUIRED` for what must be there; `TOO_MANY` lines.
    pub fn over(&self, before: Option<(&order::Model, &[item::Model])>) -> Result<Draft, Refusal> {
        let order = before.map(|(order, _)| order);
        let required = |field: &str| Refusal::new(RefusalCode::Required).at(field);
        let lines = match (&self.lines, before) {
            (MaybeUndefined::Value(lines), _) => lines_of(lines.clone())?,
            (MaybeUndefined::Undefined, Some((_, lines))) => lines.iter().map(unchanged_line).collect(),
            _ => return Err(required("lines")),
        };
        Ok(Draft {
            customer_id: match (&self.customer_id, order) {
                (MaybeUndefined::Value(id), _) => *id,
                (MaybeUndefined::Undefined, Some(order)) => order.customer_id,
                _ => return Err(required("customerId")),
            },
            order_date: over(&self.order_date, order.map(|order| order.order_date)),
            customer_reference: text(
                &self.customer_reference,
                order.and_then(|order| order.customer_reference.as_ref()),
            ),
            external_ref: text(&self.external_ref, order.and_then(|order| order.external_ref.as_ref())),
            notes: text(&self.notes, order.and_then(|order| order.notes.as_ref())),
            discount: match &self.discount {
                MaybeUndefined::Undefined => order.and_then(diff::discount),
                MaybeUndefined::Null => None,
                MaybeUndefined::Value(discount) => Some(ReasonedDiscount::from(discount.clone())),
            },
            lines,
        })
    }
}

fn over<T: Clone>(value: &MaybeUndefined<T>, before: Option<T>) -> Option<T> {
    match value {
        MaybeUndefined::Undefined => before,
        MaybeUndefined::Null => None,
        MaybeUndefined::Value(value) => Some(value.clone()),
    }
}

/// A text; one of spaces is none.
fn text(value: &MaybeUndefined<String>, before: Option<&String>) -> Option<String> {
    over(value, before.cloned()).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}

/// A line as it is, its price and tax too.
fn unchanged_line(line: &item::Model) -> Line {
    Line {
        product_id: line.product_id,
        quantity: line.quantity,
        unit_price: Some(line.unit_price),
        tax_percent: Some(line.tax_percent),
        description: Some(line.description.clone()),
        discount: from_columns(line.discount_kind, line.discount_value, line.discount_reason.as_deref()),
    }
}
