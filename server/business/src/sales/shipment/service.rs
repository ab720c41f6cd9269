//! Sending goods: one shipment per warehouse, all in one transaction.
//!
//! Order of work: the order's lock, every stock level of its products in order, the warehouses, the levels' changes,
//! then the numbers of all shipments in one statement; so that no two shipments can wait for each other, and the number
//! row is locked when nothing is left that could wait.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::NaiveDate;
use domain::sales_order::{self, Action, Fulfilment};
use domain::shipment::Status;
use domain::stock::ReservationStatus;
use domain::{Refusal, RefusalCode, SalesOrderId, SalesOrderItemId, TEXT_MAX, WarehouseId};
use platform::db::{At, Change, WriteTx};
use platform::error::Result;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::entity::{item, shipment};
use super::input::{ShipmentCreateInput, ShipmentLineInput};
use crate::catalog::product::service as products;
use crate::documents::finish;
use crate::sales::order::entity::{item as order_item, order};
use crate::sales::order::items::{fulfilment, set_shipped, shipped_value};
use crate::sales::order::transition::{Begun, begin};
use crate::settings::service::{Settings, settings};
use crate::stock::level::entity::reservation;
use crate::stock::level::reservation::{PickLine, issue, release};
use crate::stock::level::service::{Posting, lock_everywhere, write_ledger};
use crate::stock::warehouse::service as warehouses;

/// Sends goods of an order, from one or several warehouses.
///
/// # Errors
/// What the transition table says; `MUST_BE_POSITIVE`, `OVER_DELIVERY`, `DUPLICATE_LINE`, `NOT_FOUND` at a line;
/// `NOTHING_TO_SHIP`, `INSUFFICIENT_STOCK`, `WAREHOUSE_INACTIVE`; `INVALID` for a day before the order's or after
/// today.
pub async fn ship(tx: &WriteTx, input: &ShipmentCreateInput) -> Result<SalesOrderId> {
    let at = At { id: input.order_id, version: input.expected_version };
    let Begun { order: before, mut lines, .. } = begin(tx, at, Action::Ship).await?;
    refuse_repeated(&input.lines)?;
    let shipped_on = day(tx, &before, input.shipped_on)?;
    let tracking_number = tracking_number(input)?;
    let settings = settings(&**tx).await?;
    let product_ids: Vec<_> = lines.iter().map(|line| line.product_id).collect();
    let levels = lock_everywhere(tx, product_ids.clone()).await?;
    let costs = products::average_costs_of_stocked(&**tx, &product_ids).await?;
    let is_stocked = |line: &order_item::Model| costs.contains_key(&line.product_id);
    let sent = if input.lines.is_empty() {
        reserved_lines(tx, &settings, &lines, is_stocked).await?
    } else {
        input.lines.clone()
    };
    if sent.is_empty() {
        return Err(Refusal::new(RefusalCode::NothingToShip).into());
    }
    let shipped_before = shipped_value(&lines)?;
    add_shipped(&settings, &mut lines, &sent)?;
    let of_line: HashMap<SalesOrderItemId, &order_item::Model> = lines.iter().map(|line| (line.id, line)).collect();
    let mut by_warehouse: BTreeMap<WarehouseId, Vec<(&ShipmentLineInput, &order_item::Model)>> = BTreeMap::new();
    for line in &sent {
        if let Some(of) = of_line.get(&line.item_id) {
            by_warehouse.entry(line.warehouse_id).or_default().push((line, of));
        }
    }
    warehouses::expect_active(tx, by_warehouse.keys().copied()).await?;
    let picks: Vec<PickLine> = by_warehouse
        .iter()
        .flat_map(|(warehouse, lines)| lines.iter().map(|(line, of)| (*warehouse, line.quantity, *of)))
        .filter_map(|(warehouse, quantity, of)| {
            let unit_cost = *costs.get(&of.product_id)?;
            Some(PickLine { item: of.id, product: of.product_id, warehouse, quantity, unit_cost })
        })
        .collect();
    let issued = issue(tx, at.id, &levels, &picks).await?;
    let shipments = create(tx, &before, shipped_on, tracking_number, &by_warehouse).await?;
    let movements = issued.movements.iter().map(|movement| {
        let document = shipments.get(&movement.key.1).map(|id| ("shipment", *id));
        (movement, Posting { reason: None, document, occurred_on: Some(shipped_on) })
    });
    write_ledger(tx, movements).await?;
    let rows: Vec<[i64; 2]> = lines.iter().map(|line| [line.id.get(), line.shipped_quantity.raw()]).collect();
    set_shipped(tx, &rows).await?;
    let done = fulfilment(&lines);
    if done == Fulfilment::Full {
        // Over-delivery may have come from free stock while some was reserved elsewhere.
        release(tx, at.id).await?;
    }
    // A fully shipped order has shipped its total, cash rounding too: that belongs to no line, and to the last
    // shipment.
    let shipped_amount = match done {
        Fulfilment::Full => before.total_amount,
        _ => before.shipped_amount.plus(shipped_value(&lines)?.minus(shipped_before)?)?,
    };
    let row = order::ActiveModel { shipped_amount: Set(shipped_amount), ..Default::default() };
    let change = Change::of(Action::Ship.text()).because(tracking_number).fact("shipments", 0, shipments.len());
    finish::<order::Entity>(tx, &before, sales_order::after_shipping(done), row, change).await
}

/// The same line from the same warehouse twice is a mistake of typing or of a program, not twice the goods.
fn refuse_repeated(lines: &[ShipmentLineInput]) -> Result<(), Refusal> {
    let mut named = HashSet::with_capacity(lines.len());
    match lines.iter().position(|line| !named.insert((line.item_id, line.warehouse_id))) {
        Some(index) => Err(Refusal::new(RefusalCode::DuplicateLine).at(format!("lines.{index}"))),
        None => Ok(()),
    }
}

/// Goods leave on or after the order's day, and not in the future: stock moves today.
fn day(tx: &WriteTx, order: &order::Model, shipped_on: Option<NaiveDate>) -> Result<NaiveDate, Refusal> {
    let day = shipped_on.unwrap_or_else(|| tx.today());
    let given = shipped_on.is_some();
    if given && (day < order.order_date || day > tx.today()) {
        return Err(Refusal::new(RefusalCode::Invalid).at("shippedOn"));
    }
    Ok(day)
}

fn tracking_number(input: &ShipmentCreateInput) -> Result<Option<&str>, Refusal> {
    let given = input.tracking_number.as_deref().map(str::trim).filter(|text| !text.is_empty());
    given.map(|text| domain::required("trackingNumber", text, TEXT_MAX)).transpose()
}

/// Everything that is reserved for the order, and its services in full from the first warehouse of those.
async fn reserved_lines(
    tx: &WriteTx,
    settings: &Settings,
    lines: &[order_item::Model],
    is_stocked: impl Fn(&order_item::Model) -> bool,
) -> Result<Vec<ShipmentLineInput>> {
    let Some(first) = lines.first() else { return Ok(Vec::new()) };
    let active = reservation::Entity::find()
        .filter(reservation::Column::OrderId.eq(first.order_id))
        .filter(reservation::Column::Status.eq(ReservationStatus::Active))
        .order_by_asc(reservation::Column::Id)
        .all(&**tx)
        .await?;
    let line = |item_id, warehouse_id, quantity| ShipmentLineInput { item_id, warehouse_id, quantity };
    let mut sent: Vec<ShipmentLineInput> =
        active.iter().map(|row| line(row.order_item_id, row.warehouse_id, row.quantity)).collect();
    let home = active.first().map(|row| row.warehouse_id).or(settings.default_warehouse);
    let Some(home) = home else { return Ok(sent) };
    for service in lines.iter().filter(|line| !is_stocked(line)) {
        let open = service.quantity.minus(service.shipped_quantity)?;
        if open.is_positive() {
            sent.push(line(service.id, home, open));
        }
    }
    Ok(sent)
}

/// Adds what is sent to what has been shipped, line by line, against what is open.
fn add_shipped(
    settings: &Settings,
    lines: &mut [order_item::Model],
    sent: &[ShipmentLineInput],
) -> Result<(), Refusal> {
    let mut of_line: HashMap<SalesOrderItemId, &mut order_item::Model> =
        lines.iter_mut().map(|line| (line.id, line)).collect();
    for (index, line) in sent.iter().enumerate() {
        let field = |name: &str| format!("lines.{index}.{name}");
        if !line.quantity.is_positive() {
            return Err(Refusal::new(RefusalCode::MustBePositive).at(field("quantity")));
        }
        let Some(of) = of_line.get_mut(&line.item_id) else {
            return Err(Refusal::new(RefusalCode::NotFound).at(field("itemId")).param("what", line.item_id));
        };
        let open = sales_order::open_quantity(of.quantity, of.shipped_quantity, settings.over_delivery)?;
        if line.quantity > open {
            return Err(Refusal::new(RefusalCode::OverDelivery).at(field("quantity")).param("open", open));
        }
        of.shipped_quantity = of.shipped_quantity.plus(line.quantity)?;
    }
    Ok(())
}

/// Writes a shipment for each warehouse, with its lines: the number of each in the database, by warehouse.
async fn create(
    tx: &WriteTx,
    order: &order::Model,
    shipped_on: NaiveDate,
    tracking_number: Option<&str>,
    by_warehouse: &BTreeMap<WarehouseId, Vec<(&ShipmentLineInput, &order_item::Model)>>,
) -> Result<HashMap<WarehouseId, i64>> {
    let numbers = tx.next_numbers(shipment::SERIES, by_warehouse.len()).await?;
    let heads = by_warehouse.keys().zip(numbers).map(|(warehouse, number)| shipment::ActiveModel {
        number: Set(number),
        order_id: Set(order.id),
        warehouse_id: Set(*warehouse),
        status: Set(Status::Posted),
        tracking_number: Set(tracking_number.map(str::to_owned)),
        shipped_on: Set(shipped_on),
        created_by: Set(tx.actor().user_id()),
        ..Default::default()
    });
    let created = tx.create_all::<shipment::Entity>(heads.collect(), "post").await?;
    let ids: HashMap<WarehouseId, _> = created.iter().map(|row| (row.warehouse_id, row.id)).collect();
    let mut rows = Vec::new();
    for (warehouse, lines) in by_warehouse {
        let Some(id) = ids.get(warehouse) else { continue };
        rows.extend(lines.iter().map(|(line, of)| item::ActiveModel {
            shipment_id: Set(*id),
            order_item_id: Set(of.id),
            product_id: Set(of.product_id),
            quantity: Set(line.quantity),
            ..Default::default()
        }));
    }
    tx.insert_all(rows).await?;
    Ok(ids.into_iter().map(|(warehouse, id)| (warehouse, id.get())).collect())
}
