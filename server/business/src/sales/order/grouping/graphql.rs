//! Groups of orders in the API.

use async_graphql::{ComplexObject, Context, Object};
use chrono::NaiveDate;
use platform::error::Result;

use super::entity::{Group, Grouping, Groups};
use super::service;
use crate::graphql::{ContextExt, Found, Scope, visible};
use crate::parties::customer::entity as customer;
use crate::sales::order::list::{SalesOrderFilter, SalesOrders};

#[ComplexObject]
impl Group {
    /// Their customer, when they are grouped by it; null without `CUSTOMER_READ`.
    async fn customer(&self, ctx: &Context<'_>) -> Result<Found<customer::Entity>> {
        match self.customer_id {
            Some(id) => ctx.find::<customer::Entity>(id).await,
            None => Ok(None),
        }
    }
    /// The first day of their month, when they are grouped by it.
    async fn month(&self) -> Option<NaiveDate> {
        format!("{}-01", self.month.as_ref()?).parse().ok()
    }
}

/// What can be asked about groups of orders.
#[derive(Clone, Copy, Debug, Default)]
pub struct SalesOrderGroupQuery;

#[Object]
impl SalesOrderGroupQuery {
    /// What orders add up to, in groups. Requires `SALES_ORDER_READ`.
    async fn sales_order_groups(
        &self,
        ctx: &Context<'_>,
        filter: Option<SalesOrderFilter>,
        #[graphql(desc = "Text to find, as in `salesOrders`.")] search: Option<String>,
        by: Grouping,
    ) -> Result<Groups> {
        let scope = Scope { actor: ctx.actor()?, db: ctx.db(), today: ctx.today() };
        let query = visible::<SalesOrders>(scope, filter, search.as_deref()).await?;
        service::grouped(ctx.db(), query, by).await
    }
}
