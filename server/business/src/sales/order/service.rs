//! What is done with orders after they are written: the transition table, run.

use chrono::NaiveDate;
use domain::sales_order::{self, Action, CustomerFacts, Facts, Fulfilment, Status};
use domain::{
    Actor, CustomerId, Denied, Money, Permission, PermissionSet, ProductId, Quantity, Refusal, RefusalCode,
    SalesOrderId, required,
};
use sea_orm::ActiveValue::{Set, Unchanged};
use sea_orm::sea_query::SimpleExpr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, DatabaseConnection, EntityTrait, QueryFilter, QuerySelect, QueryTrait,
    Select,
};

use super::draft::items;
use super::entity::{NEVER_PROMISED, credit_override, item, order};
use crate::catalog::product::service as products;
use crate::parties::customer::{entity as customer, service as customers};
use crate::settings::service::settings;
use crate::stock::level::reservation::{self, Want};
use platform::db::{AuditEntry, Event, Series, WriteTx, expect_version, is_found};
use platform::error::{Error, Result};

/// Customers whose orders are looked up one by one, when a search finds them; those of more are met soon enough along the
/// list.
const CUSTOMERS_NAMED: u64 = 200;
/// Characters of a note at most.
const NOTE_MAX: usize = 2000;

/// The orders that the actor may see: the base of every list, count and search.
///
/// # Errors
/// The missing permission.
pub fn visible(actor: &Actor) -> Result<Select<order::Entity>> {
    actor.may(Permission::SalesOrderRead)?;
    Ok(order::Entity::find())
}

/// Orders whose number, customer's number or outside number is `text`, or whose customer is found by it.
///
/// # Errors
/// When the database does not answer.
pub async fn matching(db: &DatabaseConnection, text: &str) -> Result<Condition> {
    let text = text.trim();
    let found = customers::matching(db, customer::Entity::find(), text).select_only().column(customer::Column::Id);
    let few: Vec<CustomerId> = found.clone().limit(CUSTOMERS_NAMED + 1).into_tuple().all(db).await?;
    let or_of = |of_customer: SimpleExpr| {
        Condition::any()
            .add(order::Column::Number.eq(text.to_uppercase()))
            .add(order::Column::CustomerReference.eq(text))
            .add(order::Column::ExternalRef.eq(text))
            .add(of_customer)
    };
    if few.len() > usize::try_from(CUSTOMERS_NAMED)? {
        return Ok(or_of(order::Column::CustomerId.in_subquery(found.into_query())));
    }
    let orders = order::Entity::find().select_only().column(order::Column::Id);
    let orders = orders.filter(or_of(order::Column::CustomerId.is_in(few))).into_query();
    Ok(Condition::all().add(is_found(db, order::Column::Id, orders)))
}

/// Orders with this product on a line.
pub fn with_product(id: ProductId) -> SimpleExpr {
    let orders =
        item::Entity::find().select_only().column(item::Column::OrderId).filter(item::Column::ProductId.eq(id));
    order::Column::Id.in_subquery(orders.into_query())
}

/// Narrows customers to those who have been promised nothing since the beginning of a day.
///
/// # Errors
/// The missing permission, when it narrows.
pub fn customers_inactive_since(
    query: Select<customer::Entity>,
    actor: &Actor,
    day: Option<NaiveDate>,
) -> Result<Select<customer::Entity>> {
    let Some(day) = day else { return Ok(query) };
    let lately = visible(actor)?
        .select_only()
        .column(order::Column::CustomerId)
        .filter(order::Column::OrderDate.gte(day))
        .filter(order::Column::Status.is_not_in(NEVER_PROMISED));
    Ok(query.filter(customer::Column::Id.not_in_subquery(lately.into_query())))
}

/// Promises a draft to the customer: sets stock aside, takes credit, gives the number.
///
/// # Errors
/// What the transition table says; `INSUFFICIENT_STOCK`; `REASON_REQUIRED` for an override of the credit limit.
pub async fn confirm(
    tx: &WriteTx,
    id: SalesOrderId,
    expected_version: i64,
    override_reason: Option<&str>,
) -> Result<SalesOrderId> {
    promise(tx, id, expected_version, Action::Confirm, override_reason).await
}

/// Takes a closed order up again: as a confirmation, for what was not shipped.
///
/// # Errors
/// As [`confirm`].
pub async fn reopen(
    tx: &WriteTx,
    id: SalesOrderId,
    expected_version: i64,
    override_reason: Option<&str>,
) -> Result<SalesOrderId> {
    promise(tx, id, expected_version, Action::Reopen, override_reason).await
}

/// Stops shipping for now.
///
/// # Errors
/// What the transition table says; `REASON_REQUIRED`.
pub async fn hold(tx: &WriteTx, id: SalesOrderId, expected_version: i64, reason: &str) -> Result<SalesOrderId> {
    let reason = given_reason(reason)?;
    let Begun { order: before, next, .. } = begin(tx, id, expected_version, Action::Hold).await?;
    let row = order::ActiveModel { hold_reason: Set(Some(reason.to_owned())), ..Default::default() };
    finish(tx, &before, next, row, Action::Hold, Some(reason)).await
}

/// Goes on after a hold.
///
/// # Errors
/// What the transition table says.
pub async fn resume(tx: &WriteTx, id: SalesOrderId, expected_version: i64) -> Result<SalesOrderId> {
    let Begun { order: before, next, .. } = begin(tx, id, expected_version, Action::Resume).await?;
    let row = order::ActiveModel { hold_reason: Set(None), ..Default::default() };
    finish(tx, &before, next, row, Action::Resume, None).await
}

/// Ends an order with what has been shipped; the rest's stock and credit are free again.
///
/// # Errors
/// What the transition table says; `REASON_REQUIRED`.
pub async fn close(tx: &WriteTx, id: SalesOrderId, expected_version: i64, reason: &str) -> Result<SalesOrderId> {
    end(tx, id, expected_version, reason, Action::Close).await
}

/// Calls an order off.
///
/// # Errors
/// What the transition table says; `REASON_REQUIRED`.
pub async fn cancel(tx: &WriteTx, id: SalesOrderId, expected_version: i64, reason: &str) -> Result<SalesOrderId> {
    end(tx, id, expected_version, reason, Action::Cancel).await
}

/// Writes a note on an order's timeline. The order stays as it is.
///
/// # Errors
/// The missing permission, one of writing and shipping; not found; `REQUIRED`, `TOO_LONG`.
pub async fn note(tx: &WriteTx, id: SalesOrderId, text: &str) -> Result<SalesOrderId> {
    if tx.actor().may(Permission::SalesOrderShip).is_err() {
        tx.actor().may(Permission::SalesOrderWrite)?;
    }
    let text = required("text", text, NOTE_MAX)?;
    let order = order::Entity::find_by_id(id).one(&**tx).await?.ok_or_else(|| Error::not_found(id))?;
    event(tx, id, order.version, "note", None, Some(text));
    Ok(id)
}

/// Lets every draft lapse whose time has come; at most `limit` at once. The system does it.
///
/// Returns how many lapsed.
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
        finish(tx, before, Status::Expired, row, Action::Expire, None).await?;
    }
    Ok(due.len())
}

/// What the guards look at, from an order, how far it is, and its customer.
///
/// # Errors
/// When an amount is out of range.
pub fn facts(
    order: &order::Model,
    line_count: usize,
    fulfilment: Fulfilment,
    customer: &customer::Model,
    permissions: PermissionSet,
) -> Result<Facts, Refusal> {
    Ok(Facts {
        status: order.status,
        line_count,
        fulfilment,
        exposure_added: order.total_amount.minus(order.shipped_amount)?,
        customer: CustomerFacts {
            is_active: customer.is_active,
            on_stop: customer.on_stop,
            credit_limit: customer.credit_limit,
            exposure: customer.exposure,
        },
        permissions,
    })
}

/// The order, locked until the transaction ends; its lock covers its lines.
///
/// # Errors
/// Not found.
pub async fn lock(tx: &WriteTx, id: SalesOrderId) -> Result<order::Model> {
    order::Entity::find_by_id(id).lock_exclusive().one(&**tx).await?.ok_or_else(|| Error::not_found(id))
}

/// Passes when the actor may do `action` at all.
///
/// # Errors
/// The missing permission.
pub fn permitted(tx: &WriteTx, action: Action) -> Result<(), Denied> {
    action.permission().map_or(Ok(()), |permission| tx.actor().may(permission))
}

/// Books what happened to an order in the audit trail and the outbox.
pub fn event(
    tx: &WriteTx,
    id: SalesOrderId,
    version: i64,
    action: &str,
    changes: Option<serde_json::Value>,
    reason: Option<&str>,
) {
    let payload = serde_json::json!({ "id": id, "version": version, "changes": changes });
    tx.audit(AuditEntry { entity: "sales_order", entity_id: id.get(), action, changes, reason });
    let topic = format!("sales_order.{action}");
    tx.emit(Event { topic: &topic, entity: "sales_order", entity_id: id.get(), sequence: version, payload });
}

/// An order that an action has begun on: locked, and allowed.
#[derive(Debug)]
pub(in crate::sales) struct Begun {
    pub(in crate::sales) order: order::Model,
    pub(in crate::sales) lines: Vec<item::Model>,
    /// Its status after the action.
    pub(in crate::sales) next: Status,
}

/// Locks the order and checks `action` against it as it is now.
pub(in crate::sales) async fn begin(
    tx: &WriteTx,
    id: SalesOrderId,
    expected_version: i64,
    action: Action,
) -> Result<Begun> {
    permitted(tx, action)?;
    let before = lock(tx, id).await?;
    expect_version(before.version, expected_version)?;
    let lines = items(tx, id).await?;
    let customer = customer::Entity::find_by_id(before.customer_id).one(&**tx).await?;
    let customer = customer.ok_or_else(|| Error::not_found(before.customer_id))?;
    let fulfilment = fulfilment(&lines);
    let next =
        sales_order::check(action, &facts(&before, lines.len(), fulfilment, &customer, tx.actor().permissions)?)?;
    Ok(Begun { order: before, lines, next })
}

/// Writes the new status with `row`'s columns, one version on, and books it.
pub(in crate::sales) async fn finish(
    tx: &WriteTx,
    before: &order::Model,
    next: Status,
    row: order::ActiveModel,
    action: Action,
    reason: Option<&str>,
) -> Result<SalesOrderId> {
    let version = before.version + 1;
    let row = order::ActiveModel {
        id: Unchanged(before.id),
        status: Set(next),
        updated_at: Set(tx.now()),
        version: Set(version),
        ..row
    };
    row.update(&**tx).await?;
    let changes = serde_json::json!({ "status": [before.status.text(), next.text()] });
    event(tx, before.id, version, action.text(), Some(changes), reason);
    Ok(before.id)
}

/// How far the lines have been shipped.
pub fn fulfilment(lines: &[item::Model]) -> Fulfilment {
    Fulfilment::of(lines.iter().map(|line| (line.quantity, line.shipped_quantity)))
}

async fn promise(
    tx: &WriteTx,
    id: SalesOrderId,
    expected_version: i64,
    action: Action,
    override_reason: Option<&str>,
) -> Result<SalesOrderId> {
    let Begun { order: before, lines, next } = begin(tx, id, expected_version, action).await?;
    let settings = settings(&**tx).await?;
    let wants = wants(tx, &lines).await?;
    reservation::reserve(tx, id, &wants, settings.default_warehouse, settings.allow_partial_reservation).await?;
    // The credit is checked again under the customer's lock: two promises at once cannot both pass.
    let customer = customers::lock(tx, before.customer_id).await?;
    let facts = facts(&before, lines.len(), fulfilment(&lines), &customer, tx.actor().permissions)?;
    sales_order::check(action, &facts)?;
    let over = facts.customer.over_limit(facts.exposure_added)?;
    if over.is_positive() {
        let reason = given_reason(override_reason.unwrap_or_default())
            .map_err(|refusal| refusal.at("overrideReason").param("over", over))?;
        record_override(tx, id, over, reason).await?;
    }
    customers::move_exposure(tx, &customer, facts.exposure_added).await?;
    let mut row = order::ActiveModel { expires_at: Set(None), close_reason: Set(None), ..Default::default() };
    if before.number.is_none() {
        row.confirmed_at = Set(Some(tx.now()));
        row.number = Set(Some(tx.next_number(Series::SalesOrder).await?));
    }
    finish(tx, &before, next, row, action, override_reason).await
}

async fn end(
    tx: &WriteTx,
    id: SalesOrderId,
    expected_version: i64,
    reason: &str,
    action: Action,
) -> Result<SalesOrderId> {
    let reason = given_reason(reason)?;
    let Begun { order: before, next, .. } = begin(tx, id, expected_version, action).await?;
    if before.status.is_open() {
        reservation::release(tx, id).await?;
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
    finish(tx, &before, next, row, action, Some(reason)).await
}

/// What is still to be set aside, line by line; services need none.
async fn wants(tx: &WriteTx, lines: &[item::Model]) -> Result<Vec<Want>> {
    let ids: Vec<_> = lines.iter().map(|line| line.product_id).collect();
    let stocked = products::stocked(&**tx, &ids).await?;
    let mut wants = Vec::with_capacity(lines.len());
    for line in lines {
        let quantity = line.quantity.minus(line.shipped_quantity)?;
        if stocked.contains_key(&line.product_id) && quantity > Quantity::ZERO {
            wants.push(Want { item: line.id, product: line.product_id, quantity });
        }
    }
    Ok(wants)
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

fn given_reason(reason: &str) -> Result<&str, Refusal> {
    let reason = reason.trim();
    if reason.is_empty() { Err(Refusal::new(RefusalCode::ReasonRequired).at("reason")) } else { Ok(reason) }
}
