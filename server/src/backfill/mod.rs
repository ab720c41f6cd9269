//! Entering what has happened before: receipts, and orders from their draft to where they ended, through the slices' own
//! services. Import and demo use it.

use chrono::NaiveDate;
use domain::{ProductId, Quantity, SalesOrderId, WarehouseId};

use business::sales::order::draft;
use business::sales::order::input::Draft;
use business::sales::order::items::items;
use business::sales::order::service::{cancel, close, confirm, hold};
use business::sales::shipment::input::{ShipmentCreateInput, ShipmentLineInput};
use business::sales::shipment::service::ship;
use business::stock::level::service::{Posting, Receipt, receive};
use platform::db::{At, WriteTx};
use platform::error::Result;

/// How far a historical order came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was never confirmed.
    Draft,
    /// It waits to be shipped.
    Confirmed,
    /// It waits, and is not to be shipped for now.
    OnHold,
    /// Half of each line was shipped.
    PartlyShipped,
    /// All of it was shipped.
    Shipped,
    /// Half of each line was shipped, and no more will be.
    Closed,
    /// It was called off.
    Cancelled,
}

/// An order that has been placed before.
#[derive(Clone, Debug)]
pub struct HistoricalOrder {
    /// What was ordered.
    pub draft: Draft,
    /// How far it came.
    pub outcome: Outcome,
    /// When it was shipped, if it was.
    pub shipped_on: Option<NaiveDate>,
}

/// Posts a receipt of goods on a day of the past.
///
/// # Errors
/// What receiving refuses.
pub async fn receipt(
    tx: &WriteTx,
    warehouse: WarehouseId,
    day: NaiveDate,
    goods: impl IntoIterator<Item = (ProductId, Quantity)>,
    reason: &str,
) -> Result<()> {
    let line = |(product_id, quantity)| Receipt { product_id, quantity, unit_cost: None };
    let lines: Vec<Receipt> = goods.into_iter().map(line).collect();
    receive(tx, warehouse, &lines, &Posting { reason: Some(reason), document: None, occurred_on: Some(day) }).await
}

/// Enters an order and everything that became of it; goods leave `warehouse`. `reason` stands wherever one is asked for.
///
/// # Errors
/// What the slices' rules refuse.
pub async fn order(
    tx: &WriteTx,
    warehouse: WarehouseId,
    order: &HistoricalOrder,
    reason: &str,
) -> Result<SalesOrderId> {
    let id = draft::create(tx, &order.draft).await?;
    let at = |version| At { id, version };
    match order.outcome {
        Outcome::Draft => return Ok(id),
        Outcome::Cancelled => return cancel(tx, at(1), reason).await,
        _ => confirm(tx, at(1), Some(reason)).await?,
    };
    let whole = match order.outcome {
        Outcome::OnHold => return hold(tx, at(2), reason).await,
        Outcome::Shipped => true,
        Outcome::PartlyShipped | Outcome::Closed => false,
        _ => return Ok(id),
    };
    let all = items(tx, id).await?;
    let line = |id, quantity| ShipmentLineInput { item_id: id, warehouse_id: warehouse, quantity };
    let halves = all
        .iter()
        .map(|item| line(item.id, Quantity::from_raw(item.quantity.raw() / Quantity::UNIT / 2 * Quantity::UNIT)));
    let mut lines: Vec<ShipmentLineInput> = halves.filter(|half| !whole && half.quantity > Quantity::ZERO).collect();
    // One piece of each cannot be halved: then it goes whole.
    let whole = lines.is_empty();
    if whole {
        lines = all.iter().map(|item| line(item.id, item.quantity)).collect();
    }
    let input = ShipmentCreateInput {
        order_id: id,
        lines,
        tracking_number: None,
        shipped_on: order.shipped_on,
        expected_version: 2,
        idempotency_key: String::new(),
    };
    ship(tx, &input).await?;
    if order.outcome == Outcome::Closed && !whole { close(tx, at(3), reason).await } else { Ok(id) }
}
