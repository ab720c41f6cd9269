//! The lines of orders, whatever their order's state. An order's lock covers its lines.

use domain::sales_order::Fulfilment;
use domain::{Money, Refusal, SalesOrderId};
use platform::db::WriteTx;
use platform::error::Result;
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::entity::item;
use crate::documents::lines::PricedLine;
use crate::priced_row;

/// The lines of a locked order, in their order.
///
/// # Errors
/// When the database does not answer.
pub async fn items(tx: &WriteTx, id: SalesOrderId) -> Result<Vec<item::Model>> {
    Ok(item::Entity::find().filter(item::Column::OrderId.eq(id)).order_by_asc(item::Column::Id).all(&**tx).await?)
}

/// Writes the lines of an order in place of those it has.
///
/// # Errors
/// When the database does not answer.
pub(super) async fn replace(tx: &WriteTx, id: SalesOrderId, lines: Vec<PricedLine>, had_lines: bool) -> Result<()> {
    use item::ActiveModel;
    if had_lines {
        item::Entity::delete_many().filter(item::Column::OrderId.eq(id)).exec(&**tx).await?;
    }
    let row = |line: PricedLine| priced_row!(ActiveModel from line, { order_id: id, shipped_quantity: domain::Quantity::ZERO });
    Ok(tx.insert_all(lines.into_iter().map(row).collect()).await?)
}

/// Sets what has been shipped of lines: rows of (line, thousandths). Shipments book it, under the order's lock.
///
/// # Errors
/// When the database does not answer.
pub async fn set_shipped(tx: &WriteTx, rows: &[[i64; 2]]) -> Result<()> {
    tx.update_from("erp_salesorderitem", "shipped_quantity = v.column2", "erp_salesorderitem.id = v.column1", rows)
        .await?;
    Ok(())
}

/// How far lines have been shipped.
pub fn fulfilment<'a>(lines: impl IntoIterator<Item = &'a item::Model>) -> Fulfilment {
    Fulfilment::of(lines.into_iter().map(|line| (line.quantity, line.shipped_quantity)))
}

/// What of the lines' amounts has been shipped: each line's share by quantity, never more than the line.
///
/// # Errors
/// When the sum is out of range.
pub fn shipped_value(lines: &[item::Model]) -> Result<Money, Refusal> {
    let shares = lines.iter().map(|line| {
        let shipped = line.shipped_quantity.min(line.quantity);
        let share =
            i128::from(line.gross_amount.raw()) * i128::from(shipped.raw()) / i128::from(line.quantity.raw().max(1));
        i64::try_from(share).map(Money::from_raw).unwrap_or(line.gross_amount)
    });
    Money::sum(shares)
}
