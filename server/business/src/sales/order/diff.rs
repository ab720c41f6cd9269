//! What an edit of a draft changed beside the order's columns, for its timeline.

use domain::pricing::ReasonedDiscount;
use platform::db::Change;

use super::entity::{item, order};
use crate::documents::discount::{from_columns, shown};

/// Lines of which the changes are recorded one by one; their number is recorded in any case.
const LINES_MAX: usize = 50;

/// `change` with what differs of reduction and lines.
pub(super) fn with_lines<'a>(
    change: Change<'a>,
    before: Option<(&order::Model, &[item::Model])>,
    (after, lines_after): (&order::Model, &[item::Model]),
) -> Change<'a> {
    let lines_before = before.map_or(&[][..], |(_, lines)| lines);
    let mut change = change
        .fact(
            "discount",
            before.and_then(|(order, _)| shown(discount(order).as_ref())),
            shown(discount(after).as_ref()),
        )
        .fact("lineCount", lines_before.len(), lines_after.len());
    for index in 0..Ord::min(Ord::max(lines_before.len(), lines_after.len()), LINES_MAX) {
        change = change.fact(
            &format!("lines.{}", index + 1),
            lines_before.get(index).map(line),
            lines_after.get(index).map(line),
        );
    }
    change
}

/// The reduction of the whole order.
pub(super) fn discount(order: &order::Model) -> Option<ReasonedDiscount> {
    let reason = order.document_discount_reason.as_deref();
    from_columns(order.document_discount_kind, order.document_discount_value, reason)
}

fn line(line: &item::Model) -> String {
    format!("{} × {} @ {}", line.quantity, line.description, line.unit_price)
}
