//! Writing drafts: lines, prices, totals.

use chrono::{NaiveDate, TimeDelta};
use domain::pricing::Totals;
use domain::sales_order::{Action, Status};
use domain::{Money, Refusal, RefusalCode, SalesOrderId, TEXT_MAX};
use platform::db::{At, Change, WriteTx};
use platform::error::Result;
use sea_orm::ActiveValue::{NotSet, Set};

use super::diff::{discount, with_lines};
use super::entity::order;
use super::input::{Draft, SalesOrderDraft};
use super::items::{items, replace};
use crate::documents::discount::{from_columns, to_columns};
use crate::documents::lines::{Line, PricedLine, priced};
use crate::documents::{self, permitted};
use crate::graphql::NOTES_MAX;
use crate::parties::customer;
use crate::settings::service::{Settings, settings};

/// Days that a draft's own day may lie ahead.
const DAYS_AHEAD_MAX: i64 = 366;
/// The first day that an order may have been placed on.
const FIRST_DAY: (i32, u32, u32) = (1970, 1, 1);

/// Writes a draft.
///
/// # Errors
/// `NOT_FOUND` at the customer or a line's product; what [`priced`] refuses; `TAKEN` for the external reference;
/// `INVALID` for a day before 1970 or more than a year ahead.
pub async fn create(tx: &WriteTx, draft: &Draft) -> Result<SalesOrderId> {
    Ok(write(tx, draft).await?.id)
}

async fn write(tx: &WriteTx, draft: &Draft) -> Result<order::Model> {
    permitted(tx, Action::Edit)?;
    let settings = settings(&**tx).await?;
    let (head, lines) = prepared(tx, draft, &settings).await?;
    let expires_at = settings.draft_expiry_minutes.map(|minutes| tx.now() + TimeDelta::minutes(minutes));
    let row = order::ActiveModel {
        status: Set(Status::Draft),
        shipped_amount: Set(Money::ZERO),
        external_ref: Set(draft.external_ref.clone()),
        expires_at: Set(expires_at),
        created_by: Set(tx.actor().user_id()),
        ..head
    };
    let change = Change::of("create").fact("lineCount", 0, lines.len());
    let order = tx.create::<order::Entity>(row, change).await?;
    replace(tx, order.id, lines, false).await?;
    Ok(order)
}

/// Rewrites a draft: what is left out stays as it is.
///
/// # Errors
/// As [`create`]; `WRONG_STATUS` for what is no draft; a conflict.
pub async fn change(tx: &WriteTx, at: At<SalesOrderId>, input: &SalesOrderDraft) -> Result<SalesOrderId> {
    let (before, next) = documents::begin::<order::Entity>(tx, at, Action::Edit).await?;
    let lines_before = items(tx, at.id).await?;
    let draft = &input.over(Some((&before, &lines_before)))?;
    let settings = settings(&**tx).await?;
    let (head, lines) = prepared(tx, draft, &settings).await?;
    replace(tx, at.id, lines, !lines_before.is_empty()).await?;
    let lines_after = items(tx, at.id).await?;
    let mut after = before.clone();
    if let Set(kind) = head.document_discount_kind {
        after.document_discount_kind = kind;
    }
    if let Set(value) = head.document_discount_value {
        after.document_discount_value = value;
    }
    let change = with_lines(Change::of("edit"), Some((&before, &lines_before)), (&after, &lines_after));
    documents::finish::<order::Entity>(tx, &before, next, head, change).await
}

/// Writes a draft with the lines and reductions of another order, placed today. Prices are the other order's, unless
/// prices contain the tax now and did not then, or the other way round: then they are the products'.
///
/// # Errors
/// As [`create`]; not found.
pub async fn duplicate(tx: &WriteTx, id: SalesOrderId) -> Result<SalesOrderId> {
    permitted(tx, Action::Edit)?;
    let other = tx.find::<order::Entity>(id).await?;
    let same_prices = settings(&**tx).await?.prices_include_tax == other.prices_include_tax;
    let lines = items(tx, id).await?.into_iter().map(|line| Line {
        product_id: line.product_id,
        quantity: line.quantity,
        unit_price: same_prices.then_some(line.unit_price),
        tax_percent: same_prices.then_some(line.tax_percent),
        description: Some(line.description),
        discount: from_columns(line.discount_kind, line.discount_value, line.discount_reason.as_deref()),
    });
    let draft = Draft {
        customer_id: other.customer_id,
        order_date: None,
        customer_reference: None,
        external_ref: None,
        notes: other.notes.clone(),
        discount: discount(&other),
        lines: lines.collect(),
    };
    let name = other.number.unwrap_or_else(|| id.to_string());
    let copy = write(tx, &draft).await?;
    tx.note::<order::Entity>(&copy, Change::of("duplicate").fact("copyOf", (), name));
    Ok(copy.id)
}

async fn prepared(tx: &WriteTx, draft: &Draft, settings: &Settings) -> Result<(order::ActiveModel, Vec<PricedLine>)> {
    let Ok(_) = tx.find::<customer::entity::Entity>(draft.customer_id).await else {
        return Err(Refusal::new(RefusalCode::NotFound).at("customerId").param("what", draft.customer_id).into());
    };
    for (field, text, max) in [
        ("customerReference", &draft.customer_reference, TEXT_MAX),
        ("externalRef", &draft.external_ref, TEXT_MAX),
        ("notes", &draft.notes, NOTES_MAX),
    ] {
        if text.as_ref().is_some_and(|text| text.chars().count() > max) {
            return Err(Refusal::new(RefusalCode::TooLong).at(field).param("max", max).into());
        }
    }
    let prices = (settings.currency, settings.prices_include_tax);
    let (totals, lines) = priced(tx, prices, draft.discount.as_ref(), &draft.lines).await?;
    Ok((head(tx, draft, settings, &totals)?, lines))
}

fn head(tx: &WriteTx, draft: &Draft, settings: &Settings, totals: &Totals) -> Result<order::ActiveModel> {
    let (kind, value, reason) = to_columns(draft.discount.as_ref());
    let order_date = draft.order_date.unwrap_or_else(|| tx.today());
    let (year, month, day) = FIRST_DAY;
    let first = NaiveDate::from_ymd_opt(year, month, day).unwrap_or(NaiveDate::MIN);
    if order_date < first || order_date > tx.today() + TimeDelta::days(DAYS_AHEAD_MAX) {
        return Err(Refusal::new(RefusalCode::Invalid).at("orderDate").into());
    }
    Ok(order::ActiveModel {
        customer_id: Set(draft.customer_id),
        order_date: Set(order_date),
        currency: Set(settings.currency.to_string()),
        prices_include_tax: Set(settings.prices_include_tax),
        document_discount_kind: Set(kind),
        document_discount_value: Set(value),
        document_discount_reason: Set(reason),
        net_amount: Set(totals.net),
        tax_amount: Set(totals.tax),
        rounding_amount: Set(totals.rounding),
        total_amount: Set(totals.total),
        customer_reference: Set(draft.customer_reference.clone()),
        external_ref: NotSet,
        notes: Set(draft.notes.clone()),
        ..Default::default()
    })
}
