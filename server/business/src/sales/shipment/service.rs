//! Sending goods: one shipment per warehouse, all in one transaction.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::NaiveDate;
use domain::sales_order::{self, Action, Fulfilment};
use domain::{
    Actor, Money, Permission, ProductId, Quantity, Refusal, RefusalCode, SalesOrderId, SalesOrderItemId, ShipmentId,
    WarehouseId,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select};

use super::entity::{item, shipment};
use crate::catalog::product::service as products;
use crate::sales::order::draft::set_shipped;
use crate::sales::order::entity::{item as order_item, order};
use crate::sales::order::service::{Begun, begin, finish, fulfilment};
use crate::settings::service::settings;
use crate::stock::level::entity::{movement, reservation};
use crate::stock::level::reservation::{Pick, issue};
use crate::stock::level::service::{Booking, lock_everywhere};
use crate::stock::warehouse::service as warehouses;
use platform::db::{Series, WriteTx};
use platform::error::{Error, Result};

/// Narrows the ledger to what was booked for shipments of an order.
///
/// # Errors
/// The missing permission, when it narrows.
pub fn movements_of_order(
    query: Select<movement::Entity>,
    actor: &Actor,
    order: Option<SalesOrderId>,
) -> Result<Select<movement::Entity>> {
    let Some(order) = order else { return Ok(query) };
    actor.may(Permission::SalesOrderRead)?;
    let shipments = shipment::Entity::find()
        .select_only()
        .column(shipment::Column::Id)
        .filter(shipment::Column::OrderId.eq(order))
        .into_query();
    Ok(query
        .filter(movement::Column::DocumentType.eq("shipment"))
        .filter(movement::Column::DocumentId.in_subquery(shipments)))
}

/// What is to be sent of a line.
#[derive(Clone, Debug)]
pub struct Line {
    /// The order's line.
    pub item_id: SalesOrderItemId,
    /// Where from.
    pub warehouse_id: WarehouseId,
    /// How much.
    pub quantity: Quantity,
}

/// What is to be sent.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// Line by line; everything that is set aside when empty.
    pub lines: Vec<Line>,
    /// The carrier's number.
    pub tracking_number: Option<String>,
    /// The business day; today when absent.
    pub shipped_on: Option<NaiveDate>,
}

/// Sends goods of an order, from one or several warehouses.
///
/// # Errors
/// What the transition table says; `MUST_BE_POSITIVE`, `OVER_DELIVERY`, `NOTHING_TO_SHIP`, `INSUFFICIENT_STOCK`,
/// `WAREHOUSE_INACTIVE`, `DUPLICATE_LINE`; not found for a line of another order.
pub async fn ship(tx: &WriteTx, id: SalesOrderId, expected_version: i64, request: &Request) -> Result<SalesOrderId> {
    let Begun { order: before, mut lines, .. } = begin(tx, id, expected_version, Action::Ship).await?;
    refuse_twice(&request.lines)?;
    let wanted = if request.lines.is_empty() { set_aside(tx, &lines).await? } else { request.lines.clone() };
    if wanted.is_empty() {
        return Err(Refusal::new(RefusalCode::NothingToShip).into());
    }
    let shipped_before = shipped_value(&lines)?;
    add_up(tx, &mut lines, &wanted).await?;
    let product_ids: Vec<_> = lines.iter().map(|line| line.product_id).collect();
    // All balances at once and in order, before the first number is taken: no two shipments can wait for each other.
    lock_everywhere(tx, product_ids.clone()).await?;
    let costs = products::stocked(&**tx, &product_ids).await?;
    let mut by_warehouse: BTreeMap<WarehouseId, Vec<&Line>> = BTreeMap::new();
    for line in &wanted {
        by_warehouse.entry(line.warehouse_id).or_default().push(line);
    }
    for (warehouse, sent) in by_warehouse {
        warehouses::active(&**tx, warehouse).await?;
        send(tx, &before, warehouse, &sent, &lines, &costs, request).await?;
    }
    let rows: Vec<[i64; 2]> = lines.iter().map(|line| [line.id.get(), line.shipped_quantity.raw()]).collect();
    set_shipped(tx, &rows).await?;
    let done = fulfilment(&lines);
    let value = shipped_value(&lines)?;
    let shipped_amount = before.shipped_amount.plus(value.minus(shipped_before)?)?;
    let row = order::ActiveModel { shipped_amount: Set(shipped_amount), ..Default::default() };
    let next = sales_order::after_shipping(done);
    if done == Fulfilment::Full {
        // Over-delivery may have come from free stock while some was set aside elsewhere.
        crate::stock::level::reservation::release(tx, id).await?;
    }
    finish(tx, &before, next, row, Action::Ship, request.tracking_number.as_deref()).await
}

/// The same line from the same warehouse twice is a mistake of typing or of a program, not twice the goods.
fn refuse_twice(lines: &[Line]) -> Result<()> {
    let mut named = HashSet::with_capacity(lines.len());
    match lines.iter().position(|line| !named.insert((line.item_id, line.warehouse_id))) {
        Some(index) => Err(Refusal::new(RefusalCode::DuplicateLine).at(format!("lines.{index}")).into()),
        None => Ok(()),
    }
}

/// Everything that is set aside for the order, and its services in full from the first warehouse of those.
async fn set_aside(tx: &WriteTx, lines: &[order_item::Model]) -> Result<Vec<Line>> {
    let Some(first) = lines.first() else { return Ok(Vec::new()) };
    let active = reservation::Entity::find()
        .filter(reservation::Column::OrderId.eq(first.order_id))
        .filter(reservation::Column::Status.eq("active"))
        .order_by_asc(reservation::Column::Id)
        .all(&**tx)
        .await?;
    let mut wanted: Vec<Line> = active
        .iter()
        .map(|row| Line { item_id: row.order_item_id, warehouse_id: row.warehouse_id, quantity: row.quantity })
        .collect();
    let ids: Vec<_> = lines.iter().map(|line| line.product_id).collect();
    let stocked = products::stocked(&**tx, &ids).await?;
    let home = match active.first() {
        Some(row) => Some(row.warehouse_id),
        None => settings(&**tx).await?.default_warehouse,
    };
    let Some(home) = home else { return Ok(wanted) };
    for line in lines {
        let open = line.quantity.minus(line.shipped_quantity)?;
        if !stocked.contains_key(&line.product_id) && open.is_positive() {
            wanted.push(Line { item_id: line.id, warehouse_id: home, quantity: open });
        }
    }
    Ok(wanted)
}

/// Adds what is wanted to what has been shipped, line by line, against what is open.
async fn add_up(tx: &WriteTx, lines: &mut [order_item::Model], wanted: &[Line]) -> Result<()> {
    let allowance = settings(&**tx).await?.over_delivery;
    for (index, want) in wanted.iter().enumerate() {
        let field = format!("lines.{index}.quantity");
        if !want.quantity.is_positive() {
            return Err(Refusal::new(RefusalCode::MustBePositive).at(field).into());
        }
        let line =
            lines.iter_mut().find(|line| line.id == want.item_id).ok_or_else(|| Error::not_found(want.item_id))?;
        let open = sales_order::open_quantity(line.quantity, line.shipped_quantity, allowance)?;
        if want.quantity > open {
            return Err(Refusal::new(RefusalCode::OverDelivery).at(field).param("open", open).into());
        }
        line.shipped_quantity = line.shipped_quantity.plus(want.quantity)?;
    }
    Ok(())
}

async fn send(
    tx: &WriteTx,
    order: &order::Model,
    warehouse: WarehouseId,
    sent: &[&Line],
    lines: &[order_item::Model],
    costs: &HashMap<ProductId, Money>,
    request: &Request,
) -> Result<ShipmentId> {
    let shipped_on = request.shipped_on.unwrap_or_else(|| tx.today());
    let row = shipment::ActiveModel {
        number: Set(tx.next_number(Series::Shipment).await?),
        order_id: Set(order.id),
        warehouse_id: Set(warehouse),
        status: Set("posted".to_owned()),
        tracking_number: Set(request.tracking_number.clone()),
        shipped_on: Set(shipped_on),
        created_by: Set(tx.actor().user_id()),
        created_at: Set(tx.now()),
        ..Default::default()
    };
    let id = shipment::Entity::insert(row).exec(&**tx).await?.last_insert_id;
    let mut rows = Vec::with_capacity(sent.len());
    let mut picks = Vec::with_capacity(sent.len());
    for want in sent {
        let Some(line) = lines.iter().find(|line| line.id == want.item_id) else { continue };
        rows.push(item::ActiveModel {
            shipment_id: Set(id),
            order_item_id: Set(line.id),
            product_id: Set(line.product_id),
            quantity: Set(want.quantity),
            ..Default::default()
        });
        if let Some(cost) = costs.get(&line.product_id) {
            picks.push(Pick {
                item: line.id,
                product: line.product_id,
                warehouse,
                quantity: want.quantity,
                unit_cost: *cost,
            });
        }
    }
    tx.insert_all(rows).await?;
    if !picks.is_empty() {
        let booking = Booking { reason: None, document: Some(("shipment", id.get())), occurred_on: Some(shipped_on) };
        issue(tx, order.id, &picks, &booking).await?;
    }
    Ok(id)
}

/// What of the lines' amounts has been shipped: each line's share by quantity, never more than the line.
fn shipped_value(lines: &[order_item::Model]) -> Result<Money, Refusal> {
    let shares = lines.iter().map(|line| {
        let shipped = line.shipped_quantity.min(line.quantity);
        let share =
            i128::from(line.gross_amount.raw()) * i128::from(shipped.raw()) / i128::from(line.quantity.raw().max(1));
        i64::try_from(share).map(Money::from_raw).unwrap_or(line.gross_amount)
    });
    Money::sum(shares)
}
