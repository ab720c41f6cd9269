//! Sales orders in the API: reading.

use std::sync::Arc;

use async_graphql::{ComplexObject, Context, Object, SimpleObject};
use domain::sales_order::{self, Action, Fulfilment};
use domain::stock::ReservationStatus;
use domain::{AuditEntryId, Percent, Permission, Quantity, SalesOrderId, WarehouseId};
use platform::error::{Error, Result};

use super::diff;
use super::entity::{item, order};
use super::items::fulfilment;
use super::list::{SalesOrderFilter, SalesOrderSort, SalesOrders};
use super::loader::OrderProgress;
use super::transition::facts;
use crate::accounts::user::graphql::name_of_user;
use crate::allowed_actions;
use crate::catalog::product::entity as product;
use crate::documents::discount::{AppliedDiscount, from_columns};
use crate::documents::{TimelineEntry, timeline};
use crate::graphql::{Connection, ContextExt, Found, PageOf, Rows, page};
use crate::parties::customer::entity as customer;
use crate::parties::customer::graphql::{CustomerRef, customer_ref};
use crate::sales::shipment::entity::shipment;
use crate::stock::level::entity::reservation;

#[ComplexObject]
impl order::Model {
    /// Who ordered; null without `CUSTOMER_READ`, where `customerRef` still names it.
    async fn customer(&self, ctx: &Context<'_>) -> Result<Found<customer::Entity>> {
        ctx.find::<customer::Entity>(self.customer_id).await
    }
    /// Who ordered, by name alone: for whoever may see the order.
    async fn customer_ref(&self, ctx: &Context<'_>) -> Result<Option<CustomerRef>> {
        customer_ref(ctx, self.customer_id).await
    }
    /// How much of it has been shipped.
    async fn fulfilment(&self, ctx: &Context<'_>) -> Result<Fulfilment> {
        Ok(ctx.aggregate::<OrderProgress>(self.id).await?.fulfilment)
    }
    /// What share of the ordered quantities has been shipped, in percent.
    async fn shipped_percent(&self, ctx: &Context<'_>) -> Result<Percent> {
        Ok(ctx.aggregate::<OrderProgress>(self.id).await?.shipped)
    }
    /// How many lines it has.
    async fn item_count(&self, ctx: &Context<'_>) -> Result<i64> {
        Ok(ctx.aggregate::<OrderProgress>(self.id).await?.line_count)
    }
    /// The reduction of the whole.
    async fn discount(&self) -> Option<AppliedDiscount> {
        diff::discount(self).map(AppliedDiscount::from)
    }
    /// The name of who wrote it; null for the system.
    async fn written_by(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        name_of_user(ctx, self.created_by).await
    }
    /// Its lines in order.
    async fn items(&self, ctx: &Context<'_>) -> Result<Rows<item::Entity>> {
        ctx.find_many::<item::Entity, _>(self.id).await
    }
    /// What has been sent, oldest first.
    async fn shipments(&self, ctx: &Context<'_>) -> Result<Rows<shipment::Entity>> {
        ctx.find_many::<shipment::Entity, _>(self.id).await
    }
    /// What happened to it, oldest first: the newest 100 entries, or the `last` ones before an entry.
    async fn timeline(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Entries, 1 to 100; 100 when absent.")] last: Option<i32>,
        #[graphql(desc = "The entry before which they lie.")] before: Option<AuditEntryId>,
    ) -> Result<Vec<TimelineEntry>> {
        timeline::<order::Entity>(ctx, self.id, last, before).await
    }
    /// Every action, and why it is not possible now when it is not. Computed by the rules that guard the action.
    async fn allowed_actions(&self, ctx: &Context<'_>) -> Result<Vec<AllowedAction>> {
        let permissions = ctx.actor()?.permissions;
        let loaders = ctx.loaders();
        let (items, customer) = futures::join!(
            loaders.rows::<item::Entity, _>(self.id),
            loaders.record::<customer::Entity>(self.customer_id)
        );
        let (items, customer) = (items?, customer?.ok_or_else(|| Error::not_found(self.customer_id))?);
        let fulfilment = fulfilment(items.iter().map(|line| &**line));
        let facts = facts(self, items.len(), fulfilment, &customer, permissions)?;
        Ok(AllowedAction::all(|action| sales_order::check(action, &facts).map(|_| ())))
    }
}

allowed_actions!(AllowedAction, Action);

#[ComplexObject]
impl item::Model {
    /// What.
    async fn product(&self, ctx: &Context<'_>) -> Result<Found<product::Entity>> {
        ctx.find::<product::Entity>(self.product_id).await
    }
    /// What is reserved for it, by warehouse.
    async fn reserved(&self, ctx: &Context<'_>) -> Result<Vec<Reserved>> {
        let rows = ctx.find_many::<reservation::Entity, _>(self.order_id);
        let active = rows.await?.into_iter().map(|row| row.0).filter(|row| row.status == ReservationStatus::Active);
        let own = active.filter(|row| row.order_item_id == self.id);
        Ok(own.map(|row| Reserved { warehouse_id: row.warehouse_id, quantity: row.quantity }).collect())
    }
    /// Its reduction.
    async fn discount(&self) -> Option<AppliedDiscount> {
        from_columns(self.discount_kind, self.discount_value, self.discount_reason.as_deref())
            .map(AppliedDiscount::from)
    }
}

/// Stock reserved in a warehouse.
#[derive(Clone, Debug, SimpleObject)]
pub struct Reserved {
    /// The warehouse.
    warehouse_id: WarehouseId,
    /// How much.
    quantity: Quantity,
}

/// What can be asked about sales orders.
#[derive(Clone, Copy, Debug, Default)]
pub struct SalesOrderQuery;

#[Object]
impl SalesOrderQuery {
    /// An order by id; null when it is not there. Requires `SALES_ORDER_READ`.
    async fn sales_order(&self, ctx: &Context<'_>, id: SalesOrderId) -> Result<Found<order::Entity>> {
        ctx.actor()?.may(Permission::SalesOrderRead)?;
        ctx.find::<order::Entity>(id).await
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
    ) -> Result<Connection<Arc<order::Model>>> {
        page::<SalesOrders>(ctx, PageOf { filter, search, sort, first, after }).await
    }
}
