//! What an edit of a draft changed, field by field, for its timeline.

use serde_json::{Map, Value, json};

use super::entity::{item, order};

/// Lines of which the changes are told one by one; their number is told in any case.
const LINES_TOLD: usize = 50;

/// What differs: field → `[before, after]`.
pub(super) fn of(
    (before, lines_before): (&order::Model, &[item::Model]),
    (after, lines_after): (&order::Model, &[item::Model]),
) -> Value {
    let mut changes = Map::new();
    let mut told = |field: &str, before: Value, after: Value| {
        if before != after {
            changes.insert(field.to_owned(), json!([before, after]));
        }
    };
    told("customerId", json!(before.customer_id), json!(after.customer_id));
    told("orderDate", json!(before.order_date), json!(after.order_date));
    told("customerReference", json!(before.customer_reference), json!(after.customer_reference));
    told("notes", json!(before.notes), json!(after.notes));
    told("discount", discount(before), discount(after));
    told("lineCount", json!(lines_before.len()), json!(lines_after.len()));
    told("total", json!(before.total_amount), json!(after.total_amount));
    for index in 0..Ord::min(Ord::max(lines_before.len(), lines_after.len()), LINES_TOLD) {
        told(&format!("lines.{}", index + 1), line(lines_before.get(index)), line(lines_after.get(index)));
    }
    Value::Object(changes)
}

fn discount(order: &order::Model) -> Value {
    match (&order.document_discount_kind, order.document_discount_value) {
        (Some(kind), Some(value)) if kind == "percent" => json!(format!("{} %", domain::Percent::from_raw(value))),
        (Some(_), Some(value)) => json!(domain::Money::from_raw(value)),
        _ => Value::Null,
    }
}

fn line(line: Option<&item::Model>) -> Value {
    line.map_or(Value::Null, |line| json!(format!("{} × {} @ {}", line.quantity, line.description, line.unit_price)))
}
