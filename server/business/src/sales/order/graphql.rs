//! Sales orders in the API: reading.

use async_graphql::{ComplexObject, Context, SimpleObject};
use domain::sales_order::{self, Action, Fulfilment};
use domain::stock::ReservationStatus;
use domain::{Percent, Quantity, WarehouseId};
use platform::error::{Error, Result};

use super::diff;
use super::entity::{item, order};
use super::items::fulfilment;
use super::list::SalesOrders;
use super::loader::OrderProgress;
use super::transition::facts;
use crate::accounts::user::graphql::name_of_user;
use crate::catalog::product::entity as product;
use crate::documents::discount::{AppliedDiscount, from_columns};
use crate::graphql::{ContextExt, Found, Rows};
use crate::parties::customer::entity as customer;
use crate::parties::customer::graphql::{CustomerRef, customer_ref};
use crate::sales::shipment::entity::shipment;
use crate::stock::level::entity::reservation;
use crate::{document_object, queries};

document_object! { order::Model, order::Entity, AllowedAction of Action,
actions |order, ctx| {
    let permissions = ctx.actor()?.permissions;
    let loaders = ctx.loaders();
    let (items, customer) = futures::join!(
        loaders.rows::<item::Entity, _>(order.id),
        loaders.record::<customer::Entity>(order.customer_id)
    );
    let (items, customer) = (items?, customer?.ok_or_else(|| Error::not_found(order.customer_id))?);
    let fulfilment = fulfilment(items.iter().map(|line| &**line));
    let facts = facts(order, items.len(), fulfilment, &customer, permissions)?;
    Ok(AllowedAction::all(|action| sales_order::check(action, &facts).map(|_| ())))
}; {
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
} }

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

queries! {
    /// What can be asked about sales orders.
    SalesOrderQuery {
        /// An order by id; null when it is not there. Requires `SALES_ORDER_READ`.
        sales_order: order::Entity;
        /// Orders, newest first unless sorted otherwise. Requires `SALES_ORDER_READ`.
        sales_orders: SalesOrders,
            search "Text to find: a number, the customer's own, another system's, or words of the customer's name.";
    }
}
