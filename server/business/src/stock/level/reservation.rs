//! Reserving stock for the lines of an order, and issuing it.
//!
//! `active ──ship──▶ consumed`, `active ──close, cancel, expire──▶ released`. A reservation that is shipped in part
//! stays active with the rest. `erp_stocklevel.reserved` moves in the same transaction, under the balances' locks.

use std::collections::BTreeMap;

use domain::stock::{MovementKind, ReservationStatus};
use domain::{Money, ProductId, Quantity, Refusal, SalesOrderId, SalesOrderItemId, WarehouseId};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::entity::reservation::{self, Model};
use super::service::{LockedLevels, Movement, StockKey, apply, insufficient, lock, lock_everywhere};
use platform::db::WriteTx;
use platform::error::Result;

/// What is to be reserved for a line.
#[derive(Clone, Copy, Debug)]
pub struct ReservationRequest {
    /// The line.
    pub item: SalesOrderItemId,
    /// The product.
    pub product: ProductId,
    /// How much.
    pub quantity: Quantity,
}

/// What a shipment takes of a line.
#[derive(Clone, Copy, Debug)]
pub struct PickLine {
    /// The line.
    pub item: SalesOrderItemId,
    /// The product.
    pub product: ProductId,
    /// Where from.
    pub warehouse: WarehouseId,
    /// How much, above zero.
    pub quantity: Quantity,
    /// What one has cost.
    pub unit_cost: Money,
}

/// Reserves free stock for an order, from `first` before the others, then from where most is free.
///
/// # Errors
/// `INSUFFICIENT_STOCK` when a line cannot be covered in full, unless `partly` allows it.
pub async fn reserve(
    tx: &WriteTx,
    order: SalesOrderId,
    requests: &[ReservationRequest],
    first: Option<WarehouseId>,
    partly: bool,
) -> Result<()> {
    let products = requests.iter().map(|want| want.product).collect();
    let levels = lock_everywhere(tx, products).await?;
    let mut free: BTreeMap<StockKey, Quantity> = BTreeMap::new();
    for (place, level) in &levels {
        free.insert(*place, level.on_hand.minus(level.reserved)?);
    }
    let mut rows = Vec::new();
    let mut deltas: BTreeMap<StockKey, Quantity> = BTreeMap::new();
    for want in requests {
        let mut left = want.quantity;
        for place in places_of(&free, want.product, first) {
            let available = free.get(&place).copied().unwrap_or_default();
            let taken = left.min(available);
            if !taken.is_positive() {
                continue;
            }
            left = left.minus(taken)?;
            free.insert(place, available.minus(taken)?);
            let delta = deltas.entry(place).or_default();
            *delta = delta.plus(taken)?;
            rows.push(row(tx, order, want, place.1, taken));
        }
        if left.is_positive() && !partly {
            return Err(insufficient(tx, want.product, want.quantity.minus(left)?, want.quantity).await);
        }
    }
    if rows.is_empty() {
        return Ok(());
    }
    tx.insert_all(rows).await?;
    move_reserved(tx, &deltas, 1).await
}

/// Releases everything that is reserved for an order.
pub async fn release(tx: &WriteTx, order: SalesOrderId) -> Result<()> {
    let active = active_of(tx, order).await?;
    if active.is_empty() {
        return Ok(());
    }
    lock(tx, active.iter().map(|row| (row.product_id, row.warehouse_id))).await?;
    let mut deltas: BTreeMap<StockKey, Quantity> = BTreeMap::new();
    for row in &active {
        let delta = deltas.entry((row.product_id, row.warehouse_id)).or_default();
        *delta = delta.plus(row.quantity)?;
    }
    reservation::Entity::update_many()
        .col_expr(reservation::Column::Status, ReservationStatus::Released.text().into())
        .col_expr(reservation::Column::UpdatedAt, tx.now().into())
        .filter(reservation::Column::OrderId.eq(order))
        .filter(reservation::Column::Status.eq(ReservationStatus::Active))
        .exec(&**tx)
        .await?;
    move_reserved(tx, &deltas, -1).await
}

/// What an issue did to stock, for the ledger: [`super::service::write_ledger`] books its movements.
#[derive(Debug)]
pub struct Issued {
    /// One movement for each pick, in their order.
    pub movements: Vec<Movement>,
}

/// Takes `picks` out of stock: from what is reserved for their lines in the same warehouse, then from what is free
/// there; what is reserved elsewhere for the same quantity is released. `levels` are the products' locked levels in
/// every warehouse.
///
/// # Errors
/// `INSUFFICIENT_STOCK`.
pub async fn issue(tx: &WriteTx, order: SalesOrderId, levels: &LockedLevels, picks: &[PickLine]) -> Result<Issued> {
    let mut active = active_of(tx, order).await?;
    let mut movements = Vec::with_capacity(picks.len());
    let mut released: BTreeMap<StockKey, Quantity> = BTreeMap::new();
    for pick in picks {
        let here = take(&mut active, pick, |row| row.warehouse_id == pick.warehouse, pick.quantity)?;
        let unreserved = Quantity::sum(here.iter().map(|(_, taken)| *taken))?;
        let rest = pick.quantity.minus(unreserved)?;
        for (warehouse, taken) in take(&mut active, pick, |row| row.warehouse_id != pick.warehouse, rest)? {
            let delta = released.entry((pick.product, warehouse)).or_default();
            *delta = delta.plus(taken)?;
        }
        movements.push(Movement {
            key: (pick.product, pick.warehouse),
            kind: MovementKind::Shipment,
            quantity: Quantity::ZERO.minus(pick.quantity)?,
            unreserved,
            unit_cost: Some(pick.unit_cost),
        });
    }
    apply(tx, levels, &movements).await?;
    move_reserved(tx, &released, -1).await?;
    write_back(tx, &active).await?;
    Ok(Issued { movements })
}

fn places_of(free: &BTreeMap<StockKey, Quantity>, product: ProductId, first: Option<WarehouseId>) -> Vec<StockKey> {
    let mut places: Vec<(StockKey, Quantity)> =
        free.iter().filter(|((of, _), _)| *of == product).map(|(place, free)| (*place, *free)).collect();
    places.sort_by_key(|((_, warehouse), free)| (Some(*warehouse) != first, std::cmp::Reverse(*free)));
    places.into_iter().map(|(place, _)| place).collect()
}

fn row(
    tx: &WriteTx,
    order: SalesOrderId,
    want: &ReservationRequest,
    warehouse: WarehouseId,
    quantity: Quantity,
) -> reservation::ActiveModel {
    reservation::ActiveModel {
        order_id: Set(order),
        order_item_id: Set(want.item),
        product_id: Set(want.product),
        warehouse_id: Set(warehouse),
        quantity: Set(quantity),
        status: Set(ReservationStatus::Active),
        created_at: Set(tx.now()),
        updated_at: Set(tx.now()),
        ..Default::default()
    }
}

async fn active_of(tx: &WriteTx, order: SalesOrderId) -> Result<Vec<Model>> {
    Ok(reservation::Entity::find()
        .filter(reservation::Column::OrderId.eq(order))
        .filter(reservation::Column::Status.eq(ReservationStatus::Active))
        .order_by_asc(reservation::Column::Id)
        .lock_exclusive()
        .all(&**tx)
        .await?)
}

/// Takes up to `wanted` from the reservations of the pick's line that `fit`: what was taken, by warehouse.
fn take(
    active: &mut [Model],
    pick: &PickLine,
    fit: impl Fn(&Model) -> bool,
    wanted: Quantity,
) -> Result<Vec<(WarehouseId, Quantity)>, Refusal> {
    let mut left = wanted;
    let mut taken = Vec::new();
    for row in active.iter_mut().filter(|row| row.order_item_id == pick.item && fit(row)) {
        let part = left.min(row.quantity);
        if part.is_positive() {
            row.quantity = row.quantity.minus(part)?;
            left = left.minus(part)?;
            taken.push((row.warehouse_id, part));
        }
    }
    Ok(taken)
}

async fn write_back(tx: &WriteTx, rows: &[Model]) -> Result<()> {
    let quantities: Vec<[i64; 2]> = rows.iter().map(|row| [row.id.get(), row.quantity.raw()]).collect();
    if quantities.is_empty() {
        return Ok(());
    }
    tx.update_from(
        "erp_reservation",
        "quantity = v.column2, status = CASE WHEN v.column2 = 0 THEN 'consumed' ELSE 'active' END",
        "erp_reservation.id = v.column1",
        &quantities,
    )
    .await?;
    Ok(())
}

async fn move_reserved(tx: &WriteTx, deltas: &BTreeMap<StockKey, Quantity>, sign: i64) -> Result<()> {
    if deltas.is_empty() {
        return Ok(());
    }
    let rows: Vec<[i64; 3]> =
        deltas.iter().map(|(place, by)| [place.0.get(), place.1.get(), by.raw() * sign]).collect();
    tx.update_from(
        "erp_stocklevel",
        "reserved = reserved + v.column3, version = version + 1",
        "product_id = v.column1 AND warehouse_id = v.column2",
        &rows,
    )
    .await?;
    Ok(())
}
