//! Booking what has happened: goods in, and orders from their draft to where they ended, through the slices' own
//! services.

use chrono::NaiveDate;
use domain::{ProductId, Quantity, SalesOrderId, WarehouseId};

use business::sales::order::draft::{self, Draft};
use business::sales::order::service::{cancel, close, confirm, hold};
use business::sales::shipment::service::{Line, Request, ship};
use business::stock::level::service::{Booking, Receipt, receive};
use platform::db::WriteTx;
use platform::error::Result;

/// How far an order of the past came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
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

/// An order of the past.
#[derive(Clone, Debug)]
pub struct PastOrder {
    /// What was ordered.
    pub draft: Draft,
    /// How far it came.
    pub ending: Ending,
    /// When it was shipped, if it was.
    pub shipped_on: Option<NaiveDate>,
}

/// Books goods in on a day of the past.
///
/// # Errors
/// What receiving refuses.
pub async fn goods_in(
    tx: &WriteTx,
    warehouse: WarehouseId,
    day: NaiveDate,
    goods: impl IntoIterator<Item = (ProductId, Quantity)>,
    reason: &str,
) -> Result<()> {
    let receipt = |(product_id, quantity)| Receipt { product_id, quantity, unit_cost: None };
    let lines: Vec<Receipt> = goods.into_iter().map(receipt).collect();
    receive(tx, warehouse, &lines, &Booking { reason: Some(reason), document: None, occurred_on: Some(day) }).await
}

/// Books an order and everything that became of it; goods leave `warehouse`. `reason` stands wherever one is asked for.
///
/// # Errors
/// What the slices' rules refuse.
pub async fn sell(tx: &WriteTx, warehouse: WarehouseId, past: &PastOrder, reason: &str) -> Result<SalesOrderId> {
    let id = draft::create(tx, &past.draft).await?;
    match past.ending {
        Ending::Draft => return Ok(id),
        Ending::Cancelled => return cancel(tx, id, 1, reason).await,
        _ => confirm(tx, id, 1, Some(reason)).await?,
    };
    let whole = match past.ending {
        Ending::OnHold => return hold(tx, id, 2, reason).await,
        Ending::Shipped => true,
        Ending::PartlyShipped | Ending::Closed => false,
        _ => return Ok(id),
    };
    let all = draft::items(tx, id).await?;
    let line = |id, quantity| Line { item_id: id, warehouse_id: warehouse, quantity };
    let halves = all
        .iter()
        .map(|item| line(item.id, Quantity::from_raw(item.quantity.raw() / Quantity::UNIT / 2 * Quantity::UNIT)));
    let mut lines: Vec<Line> = halves.filter(|half| !whole && half.quantity > Quantity::ZERO).collect();
    // One piece of each cannot be halved: then it goes whole.
    let whole = lines.is_empty();
    if whole {
        lines = all.iter().map(|item| line(item.id, item.quantity)).collect();
    }
    let request = Request { lines, tracking_number: None, shipped_on: past.shipped_on };
    ship(tx, id, 2, &request).await?;
    if past.ending == Ending::Closed && !whole { close(tx, id, 3, reason).await } else { Ok(id) }
}
