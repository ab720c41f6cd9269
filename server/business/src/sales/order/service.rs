//! What is done with orders after they are written: the transition table, run.

use domain::sales_order::{self, Action, Status};
use domain::{Money, Permission, Quantity, SalesOrderId, required};
use platform::db::{At, Change, WriteTx};
use platform::error::Result;
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

use super::entity::{credit_override, item, order};
use super::items::fulfilment;
use super::transition::{Begun, begin, facts};
use crate::catalog::product::service as products;
use crate::documents::{self, finish, reason_given};
use crate::graphql::NOTES_MAX;
use crate::parties::customer::service as customers;
use crate::settings::service::settings;
use crate::stock::level::reservation::{self, ReservationRequest};

/// Commits a draft to the customer: reserves stock, takes credit, gives the number.
///
/// # Errors
/// What the transition table says; `INSUFFICIENT_STOCK`; `REASON_REQUIRED` for an override of the credit limit.
pub async fn confirm(tx: &WriteTx, at: At<SalesOrderId>, override_reason: Option<&str>) -> Result<SalesOrderId> {
    commit(tx, at, Action::Confirm, override_reason).await
}

/// Takes a closed order up again: as a confirmation, for what was not shipped.
///
/// # Errors
/// As [`confirm`].
pub async fn reopen(tx: &WriteTx, at: At<SalesOrderId>, override_reason: Option<&str>) -> Result<SalesOrderId> {
    commit(tx, at, Action::Reopen, override_reason).await
}

/// Stops shipping for now.
///
/// # Errors
/// What the transition table says; `REASON_REQUIRED`.
pub async fn hold(tx: &WriteTx, at: At<SalesOrderId>, reason: &str) -> Result<SalesOrderId> {
    let reason = reason_given(reason)?;
    let Begun { order: before, next, .. } = begin(tx, at, Action::Hold).await?;
    let row = order::ActiveModel { hold_reason: Set(Some(reason.to_owned())), ..Default::default() };
    finish::<order::Entity>(tx, &before, next, row, Change::of(Action::Hold.text()).because(Some(reason))).await
}

/// Goes on after a hold.
///
/// # Errors
/// What the transition table says.
pub async fn resume(tx: &WriteTx, at: At<SalesOrderId>) -> Result<SalesOrderId> {
    let Begun { order: before, next, .. } = begin(tx, at, Action::Resume).await?;
    let row = order::ActiveModel { hold_reason: Set(None), ..Default::default() };
    finish::<order::Entity>(tx, &before, next, row, Change::of(Action::Resume.text())).await
}

/// Ends an order with what has been shipped; the rest's stock and credit are free again.
///
/// # Errors
/// What the transition table says; `REASON_REQUIRED`.
pub async fn close(tx: &WriteTx, at: At<SalesOrderId>, reason: &str) -> Result<SalesOrderId> {
    end(tx, at, reason, Action::Close).await
}

/// Calls an order off.
///
/// # Errors
/// What the transition table says; `REASON_REQUIRED`.
pub async fn cancel(tx: &WriteTx, at: At<SalesOrderId>, reason: &str) -> Result<SalesOrderId> {
    end(tx, at, reason, Action::Cancel).await
}

/// Writes a note on an order's timeline. The order stays as it is.
///
/// # Errors
/// The missing permission, one of writing and shipping; not found; `REQUIRED`, `TOO_LONG`.
pub async fn note(tx: &WriteTx, id: SalesOrderId, text: &str) -> Result<SalesOrderId> {
    if tx.actor().may(Permission::SalesOrderShip).is_err() {
        tx.actor().may(Permission::SalesOrderWrite)?;
    }
    documents::note::<order::Entity>(tx, id, text).await
}

/// Lets every draft expire whose time has come; at most `limit` at once. The system does it.
///
/// Returns how many expired.
pub async fn expire_due(tx: &WriteTx, limit: u64) -> Result<usize> {
    let due = order::Entity::find()
        .filter(order::Column::Status.eq(Status::Draft))
        .filter(order::Column::ExpiresAt.lte(tx.now()))
        .limit(limit)
        .lock_exclusive()
        .all(&**tx)
        .await?;
    for before in &due {
        let row = order::ActiveModel { expires_at: Set(None), ..Default::default() };
        finish::<order::Entity>(tx, before, Status::Expired, row, Change::of(Action::Expire.text())).await?;
    }
    Ok(due.len())
}

async fn commit(
    tx: &WriteTx,
    at: At<SalesOrderId>,
    action: Action,
    override_reason: Option<&str>,
) -> Result<SalesOrderId> {
    let override_reason = override_reason.map(str::trim).filter(|reason| !reason.is_empty());
    let override_reason = override_reason.map(|reason| required("overrideReason", reason, NOTES_MAX)).transpose()?;
    let Begun { order: before, lines, next } = begin(tx, at, action).await?;
    let settings = settings(&**tx).await?;
    let requests = reservation_requests(tx, &lines).await?;
    reservation::reserve(tx, at.id, &requests, settings.default_warehouse, settings.allow_partial_reservation).await?;
    // The credit is checked again under the customer's lock: two confirmations at once cannot both pass.
    let customer = customers::lock(tx, before.customer_id).await?;
    let facts = facts(&before, lines.len(), fulfilment(&lines), &customer, tx.actor().permissions)?;
    sales_order::check(action, &facts)?;
    let over = facts.customer.over_limit(facts.exposure_added)?;
    if over.is_positive() {
        let reason = reason_given(override_reason.unwrap_or_default())
            .map_err(|refusal| refusal.at("overrideReason").param("over", over).param("currency", &before.currency))?;
        record_override(tx, at.id, over, reason).await?;
    }
    customers::move_exposure(tx, &customer, facts.exposure_added).await?;
    let mut row = order::ActiveModel { expires_at: Set(None), close_reason: Set(None), ..Default::default() };
    if before.number.is_none() {
        row.confirmed_at = Set(Some(tx.now()));
        row.number = Set(Some(tx.next_number(order::SERIES).await?));
    }
    finish::<order::Entity>(tx, &before, next, row, Change::of(action.text()).because(override_reason)).await
}

async fn end(tx: &WriteTx, at: At<SalesOrderId>, reason: &str, action: Action) -> Result<SalesOrderId> {
    let reason = reason_given(reason)?;
    let Begun { order: before, next, .. } = begin(tx, at, action).await?;
    if before.status.is_open() {
        reservation::release(tx, at.id).await?;
        let customer = customers::lock(tx, before.customer_id).await?;
        let rest = before.total_amount.minus(before.shipped_amount)?;
        customers::move_exposure(tx, &customer, Money::ZERO.minus(rest)?).await?;
    }
    let row = order::ActiveModel {
        close_reason: Set(Some(reason.to_owned())),
        hold_reason: Set(None),
        expires_at: Set(None),
        ..Default::default()
    };
    finish::<order::Entity>(tx, &before, next, row, Change::of(action.text()).because(Some(reason))).await
}

/// What is still to be reserved, line by line; services need none.
async fn reservation_requests(tx: &WriteTx, lines: &[item::Model]) -> Result<Vec<ReservationRequest>> {
    let ids: Vec<_> = lines.iter().map(|line| line.product_id).collect();
    let stocked = products::average_costs_of_stocked(&**tx, &ids).await?;
    let mut requests = Vec::with_capacity(lines.len());
    for line in lines {
        let quantity = line.quantity.minus(line.shipped_quantity)?;
        if stocked.contains_key(&line.product_id) && quantity > Quantity::ZERO {
            requests.push(ReservationRequest { item: line.id, product: line.product_id, quantity });
        }
    }
    Ok(requests)
}

async fn record_override(tx: &WriteTx, order: SalesOrderId, over: Money, reason: &str) -> Result<()> {
    let row = credit_override::ActiveModel {
        order_id: Set(order),
        actor: Set(tx.actor().name().to_owned()),
        amount_over: Set(over),
        reason: Set(reason.to_owned()),
        created_at: Set(tx.now()),
        ..Default::default()
    };
    credit_override::Entity::insert(row).exec_without_returning(&**tx).await?;
    Ok(())
}
