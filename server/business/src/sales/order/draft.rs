//! Writing drafts: lines, prices, totals.

use chrono::{NaiveDate, TimeDelta};
use domain::pricing::{self, Discount, Document, ReasonedDiscount, Totals};
use domain::sales_order::{Action, Status};
use domain::{Currency, CustomerId, Money, Percent, ProductId, Quantity, Refusal, RefusalCode, SalesOrderId};
use sea_orm::ActiveValue::{Set, Unchanged};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter};

use super::diff;
use super::entity::{item, order};
use super::service::{event, lock, permitted};
use crate::catalog::product::entity::Model as Product;
use crate::catalog::product::service as products;
use crate::parties::customer;
use crate::settings::service::{Settings, settings};
use platform::db::{AuditEntry, WriteTx, expect_version};
use platform::error::{Error, Result};

/// A line as it is to be.
#[derive(Clone, Debug)]
pub struct Line {
    /// What.
    pub product_id: ProductId,
    /// How much.
    pub quantity: Quantity,
    /// The price of one; the product's when absent.
    pub unit_price: Option<Money>,
    /// Its tax rate; the product's when absent.
    pub tax_percent: Option<Percent>,
    /// What it is called; the product's name when absent.
    pub description: Option<String>,
    /// Its reduction.
    pub discount: Option<ReasonedDiscount>,
}

/// A draft as it is to be.
#[derive(Clone, Debug)]
pub struct Draft {
    /// Who orders.
    pub customer_id: CustomerId,
    /// The business day it is placed on; today when absent.
    pub order_date: Option<NaiveDate>,
    /// The customer's own number for it.
    pub customer_reference: Option<String>,
    /// Its id in another system.
    pub external_ref: Option<String>,
    /// What one should know.
    pub notes: Option<String>,
    /// The reduction of the whole.
    pub discount: Option<ReasonedDiscount>,
    /// Its lines.
    pub lines: Vec<Line>,
}

/// Writes a draft.
///
/// # Errors
/// Not found for the customer or a product; `PRODUCT_INACTIVE`; what [`pricing::price`] refuses; `REASON_REQUIRED` for
/// a discount without one; `TAKEN` for the external reference.
pub async fn create(tx: &WriteTx, draft: &Draft) -> Result<SalesOrderId> {
    permitted(tx, Action::Edit)?;
    let settings = settings(&**tx).await?;
    let (head, lines) = priced(tx, draft, &settings).await?;
    let expires_at = settings.draft_expiry_minutes.map(|minutes| tx.now() + TimeDelta::minutes(minutes));
    let row = order::ActiveModel {
        status: Set(Status::Draft),
        shipped_amount: Set(Money::ZERO),
        external_ref: Set(draft.external_ref.clone()),
        expires_at: Set(expires_at),
        created_by: Set(tx.actor().user_id()),
        created_at: Set(tx.now()),
        version: Set(1),
        ..head
    };
    let id = order::Entity::insert(row)
        .exec(&**tx)
        .await
        .map_err(|error| platform::db::on_unique(error, || Refusal::new(RefusalCode::Taken).at("externalRef")))?
        .last_insert_id;
    write_lines(tx, id, lines).await?;
    event(tx, id, 1, "create", None, None);
    Ok(id)
}

/// Rewrites a draft, lines and all.
///
/// # Errors
/// As [`create`]; `WRONG_STATUS` for what is no draft; a conflict.
pub async fn change(tx: &WriteTx, id: SalesOrderId, expected_version: i64, draft: &Draft) -> Result<SalesOrderId> {
    permitted(tx, Action::Edit)?;
    let before = lock(tx, id).await?;
    expect_version(before.version, expected_version)?;
    if Action::Edit.leads_from(before.status).is_none() {
        return Err(Refusal::new(RefusalCode::WrongStatus).param("status", before.status.text()).into());
    }
    let lines_before = items(tx, id).await?;
    let settings = settings(&**tx).await?;
    let (head, lines) = priced(tx, draft, &settings).await?;
    let version = before.version + 1;
    let after = order::ActiveModel { id: Unchanged(id), version: Set(version), ..head }.update(&**tx).await?;
    item::Entity::delete_many().filter(item::Column::OrderId.eq(id)).exec(&**tx).await?;
    write_lines(tx, id, lines).await?;
    let changes = diff::of((&before, &lines_before), (&after, &items(tx, id).await?));
    event(tx, id, version, "edit", Some(changes), None);
    Ok(id)
}

/// Writes a draft with the lines and reductions of another order, placed today. Prices are the other order's, unless
/// prices contain the tax now and did not then, or the other way round: then they are the products'.
///
/// # Errors
/// As [`create`]; not found.
pub async fn duplicate(tx: &WriteTx, id: SalesOrderId) -> Result<SalesOrderId> {
    permitted(tx, Action::Edit)?;
    let other = order::Entity::find_by_id(id).one(&**tx).await?.ok_or_else(|| Error::not_found(id))?;
    let same_prices = settings(&**tx).await?.prices_include_tax == other.prices_include_tax;
    let lines = items(tx, id).await?.into_iter().map(|line| Line {
        product_id: line.product_id,
        quantity: line.quantity,
        unit_price: same_prices.then_some(line.unit_price),
        tax_percent: same_prices.then_some(line.tax_percent),
        description: Some(line.description),
        discount: discount_of(line.discount_kind.as_deref(), line.discount_value, line.discount_reason.as_deref()),
    });
    let (kind, reason) = (other.document_discount_kind.as_deref(), other.document_discount_reason.as_deref());
    let draft = Draft {
        customer_id: other.customer_id,
        order_date: None,
        customer_reference: None,
        external_ref: None,
        notes: other.notes.clone(),
        discount: discount_of(kind, other.document_discount_value, reason),
        lines: lines.collect(),
    };
    let copy = create(tx, &draft).await?;
    let name = other.number.unwrap_or_else(|| id.to_string());
    let (entity, entity_id) = ("sales_order", copy.get());
    let changes = Some(serde_json::json!({ "copyOf": [(), name] }));
    tx.audit(AuditEntry { entity, entity_id, action: "duplicate", changes, reason: None });
    Ok(copy)
}

async fn priced(
    tx: &WriteTx,
    draft: &Draft,
    settings: &Settings,
) -> Result<(order::ActiveModel, Vec<item::ActiveModel>)> {
    let customer = customer::entity::Entity::find_by_id(draft.customer_id).one(&**tx).await?;
    customer.ok_or_else(|| Error::not_found(draft.customer_id))?;
    let ids: Vec<ProductId> = draft.lines.iter().map(|line| line.product_id).collect();
    let found = if ids.is_empty() { Vec::new() } else { products::load_all(&**tx, &ids).await? };
    let lines = resolved(draft, &found)?;
    let document = Document {
        currency: settings.currency,
        prices_include_tax: settings.prices_include_tax,
        discount: draft.discount.as_ref().map(|discount| discount.discount),
        lines: lines.iter().map(|(line, _)| *line).collect(),
    };
    let totals = pricing::price(&document)?;
    reasoned(draft)?;
    let items = draft
        .lines
        .iter()
        .zip(&lines)
        .zip(&totals.lines)
        .enumerate()
        .map(|(position, ((line, (priced, name)), totals))| {
            let (kind, value, reason) = discount_columns(line.discount.as_ref());
            Ok(item::ActiveModel {
                position: Set(i64::try_from(position)?),
                product_id: Set(line.product_id),
                description: Set(line.description.clone().unwrap_or_else(|| (*name).to_owned())),
                quantity: Set(line.quantity),
                shipped_quantity: Set(Quantity::ZERO),
                unit_price: Set(priced.unit_price),
                discount_kind: Set(kind),
                discount_value: Set(value),
                discount_reason: Set(reason),
                tax_percent: Set(priced.tax),
                net_amount: Set(totals.net),
                tax_amount: Set(totals.tax),
                gross_amount: Set(totals.gross),
                ..Default::default()
            })
        })
        .collect::<Result<Vec<_>>>()?;
    Ok((head(tx, draft, settings.currency, settings.prices_include_tax, &totals), items))
}

fn head(
    tx: &WriteTx,
    draft: &Draft,
    currency: Currency,
    prices_include_tax: bool,
    totals: &Totals,
) -> order::ActiveModel {
    let (kind, value, reason) = discount_columns(draft.discount.as_ref());
    order::ActiveModel {
        customer_id: Set(draft.customer_id),
        order_date: Set(draft.order_date.unwrap_or_else(|| tx.today())),
        currency: Set(currency.to_string()),
        prices_include_tax: Set(prices_include_tax),
        document_discount_kind: Set(kind),
        document_discount_value: Set(value),
        document_discount_reason: Set(reason),
        net_amount: Set(totals.net),
        tax_amount: Set(totals.tax),
        rounding_amount: Set(totals.rounding),
        total_amount: Set(totals.total),
        customer_reference: Set(draft.customer_reference.clone()),
        notes: Set(draft.notes.clone()),
        updated_at: Set(tx.now()),
        ..Default::default()
    }
}

/// Each line with the product's price, tax and name where it has none of its own.
fn resolved<'a>(draft: &Draft, found: &'a [Product]) -> Result<Vec<(pricing::Line, &'a str)>> {
    let mut lines = Vec::with_capacity(draft.lines.len());
    for (index, line) in draft.lines.iter().enumerate() {
        let product = found
            .iter()
            .find(|product| product.id == line.product_id)
            .ok_or_else(|| Error::not_found(line.product_id))?;
        if !product.is_active {
            let refusal = Refusal::new(RefusalCode::ProductInactive).at(format!("lines.{index}.productId"));
            return Err(refusal.param("product", &product.code).into());
        }
        let priced = pricing::Line {
            quantity: line.quantity,
            unit_price: line.unit_price.unwrap_or(product.unit_price),
            discount: line.discount.as_ref().map(|discount| discount.discount),
            tax: line.tax_percent.unwrap_or(product.tax_percent),
        };
        lines.push((priced, product.name.as_str()));
    }
    Ok(lines)
}

fn reasoned(draft: &Draft) -> Result<(), Refusal> {
    let lines = draft.lines.iter().enumerate().map(|(index, line)| (format!("lines.{index}.discount"), &line.discount));
    for (field, discount) in lines.chain([("discount".to_owned(), &draft.discount)]) {
        if let Some(discount) = discount {
            discount.check(&field)?;
        }
    }
    Ok(())
}

fn discount_columns(discount: Option<&ReasonedDiscount>) -> (Option<String>, Option<i64>, Option<String>) {
    let Some(ReasonedDiscount { discount, reason }) = discount else { return (None, None, None) };
    let (kind, value) = match discount {
        Discount::Percent(percent) => ("percent", percent.raw()),
        Discount::Amount(amount) => ("amount", amount.raw()),
    };
    (Some(kind.to_owned()), Some(value), Some(reason.clone()))
}

/// The discount of these columns.
pub fn discount_of(kind: Option<&str>, value: Option<i64>, reason: Option<&str>) -> Option<ReasonedDiscount> {
    let discount = match kind? {
        "percent" => Discount::Percent(Percent::from_raw(value?)),
        _ => Discount::Amount(Money::from_raw(value?)),
    };
    Some(ReasonedDiscount { discount, reason: reason.unwrap_or_default().to_owned() })
}

async fn write_lines(tx: &WriteTx, id: SalesOrderId, lines: Vec<item::ActiveModel>) -> Result<()> {
    let rows = lines.into_iter().map(|line| item::ActiveModel { order_id: Set(id), ..line });
    Ok(tx.insert_all(rows.collect()).await?)
}

/// The lines of an order by place, locked with it: an order's lock covers its lines.
pub async fn items(tx: &WriteTx, id: SalesOrderId) -> Result<Vec<item::Model>> {
    use sea_orm::QueryOrder;
    Ok(item::Entity::find().filter(item::Column::OrderId.eq(id)).order_by_asc(item::Column::Id).all(&**tx).await?)
}

/// Sets what has been shipped of lines: rows of (line, thousandths). Shipments book it, under the order's lock.
pub async fn set_shipped(tx: &WriteTx, rows: &[[i64; 2]]) -> Result<()> {
    tx.update_from("erp_salesorderitem", "shipped_quantity = v.column2", "erp_salesorderitem.id = v.column1", rows)
        .await?;
    Ok(())
}
