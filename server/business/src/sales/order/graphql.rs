//! Sales orders in the API: reading.

use async_graphql::{Context, Enum, InputObject, Object, SimpleObject};
use chrono::{DateTime, NaiveDate, Utc};
use domain::pricing::Discount;
use domain::sales_order::{self, Action, Fulfilment, Status};
use domain::{
    Actor, AuditEntryId, CustomerId, Money, Percent, Permission, ProductId, Quantity, SalesOrderId, SalesOrderItemId,
};
use sea_orm::{ColumnTrait, Condition, DatabaseConnection, QueryFilter, Select};

use super::entity::{item, order};
/// The customers' list, by when they ordered.
pub use super::service::customers_inactive_since;
use super::{draft, service};
use crate::catalog::product::graphql::{Product, product};
use crate::graphql::{Connection, ContextExt, InPlace, SortDirection, UserError};
use crate::parties::customer::graphql::{Customer, customer};
use crate::sales::shipment::graphql::Shipment;
use platform::db::{Keyset, KeysetValue, PageRequest, RowKey, audit_entry, count_capped};
use platform::error::{Error, Result};

/// A sales order.
#[derive(Clone, Debug)]
pub struct SalesOrder(pub order::Model);

#[Object]
impl SalesOrder {
    /// Its id.
    async fn id(&self) -> SalesOrderId {
        self.0.id
    }
    /// Its human number; null for a draft.
    async fn number(&self) -> Option<&str> {
        self.0.number.as_deref()
    }
    /// Who ordered.
    async fn customer(&self, ctx: &Context<'_>) -> Result<Option<InPlace<Customer>>> {
        Ok(customer(ctx, self.0.customer_id).await?.map(InPlace))
    }
    /// The business day it was placed on.
    async fn order_date(&self) -> NaiveDate {
        self.0.order_date
    }
    /// Where it stands.
    async fn status(&self) -> Status {
        self.0.status
    }
    /// How much of it has been shipped.
    async fn fulfilment(&self, ctx: &Context<'_>) -> Result<Fulfilment> {
        Ok(ctx.loaders().sales_order_progress.load(self.0.id).await?.fulfilment)
    }
    /// What share of the ordered quantities has been shipped, in percent.
    async fn shipped_percent(&self, ctx: &Context<'_>) -> Result<Percent> {
        Ok(ctx.loaders().sales_order_progress.load(self.0.id).await?.shipped)
    }
    /// How many lines it has.
    async fn item_count(&self, ctx: &Context<'_>) -> Result<i64> {
        Ok(ctx.loaders().sales_order_progress.load(self.0.id).await?.line_count)
    }
    /// The currency of its amounts (ISO 4217).
    async fn currency(&self) -> &str {
        &self.0.currency
    }
    /// Whether its prices contain the tax.
    async fn prices_include_tax(&self) -> bool {
        self.0.prices_include_tax
    }
    /// Without tax.
    async fn net_amount(&self) -> Money {
        self.0.net_amount
    }
    /// The tax.
    async fn tax_amount(&self) -> Money {
        self.0.tax_amount
    }
    /// Cash rounding.
    async fn rounding_amount(&self) -> Money {
        self.0.rounding_amount
    }
    /// What is to be paid: net, tax and rounding.
    async fn total_amount(&self) -> Money {
        self.0.total_amount
    }
    /// What of the total has been shipped.
    async fn shipped_amount(&self) -> Money {
        self.0.shipped_amount
    }
    /// The reduction of the whole.
    async fn discount(&self) -> Option<AppliedDiscount> {
        let order = &self.0;
        AppliedDiscount::of(
            &order.document_discount_kind,
            order.document_discount_value,
            &order.document_discount_reason,
        )
    }
    /// The customer's own number for it.
    async fn customer_reference(&self) -> Option<&str> {
        self.0.customer_reference.as_deref()
    }
    /// Its id in another system; unique.
    async fn external_ref(&self) -> Option<&str> {
        self.0.external_ref.as_deref()
    }
    /// What one should know.
    async fn notes(&self) -> Option<&str> {
        self.0.notes.as_deref()
    }
    /// Why it is on hold.
    async fn hold_reason(&self) -> Option<&str> {
        self.0.hold_reason.as_deref()
    }
    /// Why it was closed or cancelled.
    async fn close_reason(&self) -> Option<&str> {
        self.0.close_reason.as_deref()
    }
    /// When the draft lapses; null for never.
    async fn expires_at(&self) -> Option<DateTime<Utc>> {
        self.0.expires_at
    }
    /// When it was confirmed.
    async fn confirmed_at(&self) -> Option<DateTime<Utc>> {
        self.0.confirmed_at
    }
    /// When it was written.
    async fn created_at(&self) -> DateTime<Utc> {
        self.0.created_at
    }
    /// The name of who wrote it; null for the system.
    async fn written_by(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        let Some(id) = self.0.created_by else { return Ok(None) };
        Ok(ctx.loaders().users.load(id).await?.map(|user| user.name.clone()))
    }
    /// When it was last changed.
    async fn updated_at(&self) -> DateTime<Utc> {
        self.0.updated_at
    }
    /// Raised by each change; hand it back as `expectedVersion`.
    async fn version(&self) -> i64 {
        self.0.version
    }
    /// Its lines in order.
    async fn items(&self, ctx: &Context<'_>) -> Result<Vec<InPlace<SalesOrderItem>>> {
        let items = ctx.loaders().sales_order_items.load(self.0.id).await?;
        Ok(items.iter().cloned().map(SalesOrderItem).map(InPlace).collect())
    }
    /// What has been sent, oldest first.
    async fn shipments(&self, ctx: &Context<'_>) -> Result<Vec<InPlace<Shipment>>> {
        let shipments = ctx.loaders().shipments.load(self.0.id).await?;
        Ok(shipments.iter().cloned().map(Shipment).map(InPlace).collect())
    }
    /// What happened to it, oldest first.
    async fn timeline(&self, ctx: &Context<'_>) -> Result<Vec<TimelineEntry>> {
        let entries = ctx.loaders().sales_order_timeline.load(self.0.id).await?;
        Ok(entries.iter().cloned().map(TimelineEntry::from).collect())
    }
    /// Every action, and why it is not possible now when it is not. Computed by the rules that guard the action.
    async fn allowed_actions(&self, ctx: &Context<'_>) -> Result<Vec<AllowedAction>> {
        let loaders = ctx.loaders();
        let (items, customer) =
            futures::join!(loaders.sales_order_items.load(self.0.id), loaders.customers.load(self.0.customer_id));
        let (items, customer) = (items?, customer?.ok_or_else(|| Error::not_found(self.0.customer_id))?);
        let fulfilment = service::fulfilment(&items);
        let facts = service::facts(&self.0, items.len(), fulfilment, &customer, ctx.actor()?.permissions)?;
        Ok(sales_order::allowed(&facts)
            .into_iter()
            .map(|allowed| AllowedAction {
                action: allowed.action,
                enabled: allowed.refusal.is_none(),
                reason: allowed.refusal.map(UserError::from),
            })
            .collect())
    }
}

/// A line of a sales order.
#[derive(Clone, Debug)]
pub struct SalesOrderItem(item::Model);

#[Object]
impl SalesOrderItem {
    /// Its id.
    async fn id(&self) -> SalesOrderItemId {
        self.0.id
    }
    /// What.
    async fn product(&self, ctx: &Context<'_>) -> Result<Option<InPlace<Product>>> {
        Ok(product(ctx, self.0.product_id).await?.map(InPlace))
    }
    /// What it was called when it was written.
    async fn description(&self) -> &str {
        &self.0.description
    }
    /// How much.
    async fn quantity(&self) -> Quantity {
        self.0.quantity
    }
    /// How much of it has been shipped.
    async fn shipped_quantity(&self) -> Quantity {
        self.0.shipped_quantity
    }
    /// What is set aside for it, by warehouse.
    async fn reserved(&self, ctx: &Context<'_>) -> Result<Vec<Reserved>> {
        let rows = ctx.loaders().reservations.load(self.0.order_id).await?;
        Ok(rows
            .iter()
            .filter(|row| row.order_item_id == self.0.id && row.status == "active")
            .map(|row| Reserved { warehouse_id: row.warehouse_id, quantity: row.quantity })
            .collect())
    }
    /// The price of one.
    async fn unit_price(&self) -> Money {
        self.0.unit_price
    }
    /// Its reduction.
    async fn discount(&self) -> Option<AppliedDiscount> {
        AppliedDiscount::of(&self.0.discount_kind, self.0.discount_value, &self.0.discount_reason)
    }
    /// Its tax rate.
    async fn tax_percent(&self) -> Percent {
        self.0.tax_percent
    }
    /// Without tax.
    async fn net_amount(&self) -> Money {
        self.0.net_amount
    }
    /// The tax.
    async fn tax_amount(&self) -> Money {
        self.0.tax_amount
    }
    /// With tax.
    async fn gross_amount(&self) -> Money {
        self.0.gross_amount
    }
}

/// A reduction: a share or an amount.
#[derive(Clone, Debug, SimpleObject)]
pub struct AppliedDiscount {
    /// The share, when it is one.
    percent: Option<Percent>,
    /// The amount, when it is one.
    amount: Option<Money>,
    /// Why.
    reason: String,
}

impl AppliedDiscount {
    fn of(kind: &Option<String>, value: Option<i64>, reason: &Option<String>) -> Option<Self> {
        let discount = draft::discount_of(kind.as_deref(), value, reason.as_deref())?;
        let (percent, amount) = match discount.discount {
            Discount::Percent(percent) => (Some(percent), None),
            Discount::Amount(amount) => (None, Some(amount)),
        };
        Some(Self { percent, amount, reason: discount.reason })
    }
}

/// Stock set aside in a warehouse.
#[derive(Clone, Debug, SimpleObject)]
pub struct Reserved {
    /// The warehouse.
    warehouse_id: domain::WarehouseId,
    /// How much.
    quantity: Quantity,
}

/// Something that happened to a document.
#[derive(Clone, Debug, SimpleObject)]
pub struct TimelineEntry {
    /// Its id.
    id: AuditEntryId,
    /// What was done, e.g. `confirm`.
    action: String,
    /// Who did it, by the name he had then.
    actor_name: String,
    /// Why, in his words.
    reason: Option<String>,
    /// A JSON object of what changed: field to `[before, after]`.
    changes: Option<String>,
    /// The same, field by field.
    diffs: Vec<FieldChange>,
    /// When.
    created_at: DateTime<Utc>,
}

/// A field that changed.
#[derive(Clone, Debug, SimpleObject)]
pub struct FieldChange {
    /// The field, e.g. `customerReference` or `lines.1`.
    field: String,
    /// What it was; null for nothing.
    before: Option<String>,
    /// What it is; null for nothing.
    after: Option<String>,
}

impl FieldChange {
    fn all_of(changes: &str) -> Vec<Self> {
        let Ok(serde_json::Value::Object(fields)) = serde_json::from_str(changes) else { return Vec::new() };
        let text = |value: &serde_json::Value| match value {
            serde_json::Value::Null => None,
            serde_json::Value::String(text) => Some(text.clone()),
            other => Some(other.to_string()),
        };
        let pair = |(field, value): (String, serde_json::Value)| match value.as_array().map(Vec::as_slice) {
            Some([before, after]) => Some(Self { field, before: text(before), after: text(after) }),
            _ => None,
        };
        fields.into_iter().filter_map(pair).collect()
    }
}

impl From<audit_entry::Model> for TimelineEntry {
    fn from(row: audit_entry::Model) -> Self {
        let audit_entry::Model { id, action, actor_name, reason, changes, created_at, .. } = row;
        let diffs = changes.as_deref().map(FieldChange::all_of).unwrap_or_default();
        Self { id, action, actor_name, reason, changes, diffs, created_at }
    }
}

/// An action and whether it is possible now.
#[derive(Clone, Debug, SimpleObject)]
pub struct AllowedAction {
    /// The action.
    action: Action,
    /// Whether it is possible now.
    enabled: bool,
    /// Why not.
    reason: Option<UserError>,
}

/// Which orders. What is absent does not narrow.
#[derive(Clone, Debug, Default, InputObject)]
pub struct SalesOrderFilter {
    /// In one of these states; at most 8.
    #[graphql(validator(max_items = 8))]
    status: Option<Vec<Status>>,
    /// Of this customer.
    customer_id: Option<CustomerId>,
    /// With this product on a line.
    product_id: Option<ProductId>,
    /// Placed on this day or later.
    from: Option<NaiveDate>,
    /// Placed on this day or earlier.
    to: Option<NaiveDate>,
    /// With this total or more.
    total_min: Option<Money>,
    /// With this total or less.
    total_max: Option<Money>,
}

/// What orders are sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum SalesOrderSortField {
    /// The business day.
    OrderDate,
    /// The total.
    TotalAmount,
}

/// How orders are sorted; the id is the last word.
#[derive(Clone, Copy, Debug, InputObject)]
pub struct SalesOrderSort {
    /// By what.
    field: SalesOrderSortField,
    /// Which way.
    direction: SortDirection,
}

/// What can be asked about sales orders.
#[derive(Clone, Copy, Debug, Default)]
pub struct SalesOrderQuery;

#[Object]
impl SalesOrderQuery {
    /// An order by id; null when it is not there. Requires `SALES_ORDER_READ`.
    async fn sales_order(&self, ctx: &Context<'_>, id: SalesOrderId) -> Result<Option<InPlace<SalesOrder>>> {
        ctx.actor()?.may(Permission::SalesOrderRead)?;
        Ok(sales_order(ctx, id).await?.map(InPlace))
    }

    /// Orders, newest first unless sorted otherwise. Requires `SALES_ORDER_READ`.
    async fn sales_orders(
        &self,
        ctx: &Context<'_>,
        filter: Option<SalesOrderFilter>,
        #[graphql(
            desc = "Text to find: a number, the customer's own, another system's, or words of the customer's name."
        )]
        search: Option<String>,
        sort: Option<SalesOrderSort>,
        #[graphql(desc = "Rows, 1 to 100; 50 when absent.")] first: Option<i32>,
        #[graphql(desc = "The cursor after which to go on.")] after: Option<String>,
    ) -> Result<Connection<SalesOrder>> {
        let query = listed(ctx.db(), ctx.actor()?, filter, search.as_deref()).await?;
        let page = keyset(sort).page(query.clone(), &PageRequest { first, after }, ctx.db()).await?;
        let db = ctx.db().clone();
        Ok(Connection::new(page, SalesOrder, move || {
            let (db, query) = (db.clone(), query.clone());
            async move { count_capped(query, order::Column::Id, &db).await }
        }))
    }
}

/// The order with this id through the request's loader.
pub async fn sales_order(ctx: &Context<'_>, id: SalesOrderId) -> Result<Option<SalesOrder>> {
    Ok(ctx.loaders().sales_orders.load(id).await?.map(|row| SalesOrder(order::Model::clone(&row))))
}

/// The orders that a list shows to the actor: in the API and as a file.
///
/// # Errors
/// The missing permission.
pub async fn listed(
    db: &DatabaseConnection,
    actor: &Actor,
    filter: Option<SalesOrderFilter>,
    search: Option<&str>,
) -> Result<Select<order::Entity>> {
    let query = narrowed(service::visible(actor)?, filter.unwrap_or_default());
    Ok(match search {
        Some(text) => query.filter(service::matching(db, text).await?),
        None => query,
    })
}

fn narrowed(query: Select<order::Entity>, filter: SalesOrderFilter) -> Select<order::Entity> {
    use order::Column as C;
    let condition = Condition::all()
        .add_option(filter.status.map(|status| C::Status.is_in(status)))
        .add_option(filter.customer_id.map(|id| C::CustomerId.eq(id)))
        .add_option(filter.product_id.map(service::with_product))
        .add_option(filter.from.map(|day| C::OrderDate.gte(day)))
        .add_option(filter.to.map(|day| C::OrderDate.lte(day)))
        .add_option(filter.total_min.map(|amount| C::TotalAmount.gte(amount)))
        .add_option(filter.total_max.map(|amount| C::TotalAmount.lte(amount)));
    query.filter(condition)
}

/// How a list of orders is walked through.
pub fn keyset(sort: Option<SalesOrderSort>) -> Keyset<order::Column, order::Model> {
    use order::Column as C;
    let sort = sort.unwrap_or(SalesOrderSort { field: SalesOrderSortField::OrderDate, direction: SortDirection::Desc });
    let (name, column, of): (_, _, RowKey<order::Model>) = match sort.field {
        SalesOrderSortField::OrderDate => {
            ("sales_orders.order_date", C::OrderDate, |row| (KeysetValue::Day(row.order_date), row.id.get()))
        }
        SalesOrderSortField::TotalAmount => ("sales_orders.total_amount", C::TotalAmount, |row| {
            (KeysetValue::Int(row.total_amount.raw()), row.id.get())
        }),
    };
    Keyset { name, column, id: C::Id, direction: sort.direction.into(), of }
}
