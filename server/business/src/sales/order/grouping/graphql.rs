//! Groups of orders in the API.

use async_graphql::{Context, Enum, Object, SimpleObject};
use chrono::NaiveDate;
use domain::sales_order::Status;
use domain::{CustomerId, Money};

use super::service::{self, Group, Grouping};
use crate::graphql::ContextExt;
use crate::graphql::{Found, Scope, visible};
use crate::parties::customer::entity as customer;
use crate::sales::order::list::{SalesOrderFilter, SalesOrders};
use platform::error::Result;

/// What the orders of one group have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum SalesOrderGrouping {
    /// Their state.
    Status,
    /// Their customer.
    Customer,
    /// The month of their business day.
    Month,
}

impl From<SalesOrderGrouping> for Grouping {
    fn from(by: SalesOrderGrouping) -> Self {
        match by {
            SalesOrderGrouping::Status => Self::Status,
            SalesOrderGrouping::Customer => Self::Customer,
            SalesOrderGrouping::Month => Self::Month,
        }
    }
}

/// Orders of one kind and currency, added up.
#[derive(Clone, Debug)]
pub struct SalesOrderGroup {
    by: Grouping,
    group: Group,
}

impl SalesOrderGroup {
    /// What its orders have in common, when they are grouped by that.
    fn label(&self, by: Grouping) -> Option<&str> {
        (self.by == by).then_some(self.group.label.as_str())
    }
}

#[Object]
impl SalesOrderGroup {
    /// Their state, when they are grouped by it.
    async fn status(&self) -> Option<Status> {
        let label = self.label(Grouping::Status)?;
        Status::ALL.iter().copied().find(|status| status.text() == label)
    }
    /// Their customer, when they are grouped by it; null without `CUSTOMER_READ`.
    async fn customer(&self, ctx: &Context<'_>) -> Result<Found<customer::Entity>> {
        match self.label(Grouping::Customer).and_then(|label| label.parse().ok()) {
            Some(id) => ctx.find::<customer::Entity>(CustomerId::new(id)).await,
            None => Ok(None),
        }
    }
    /// The first day of their month, when they are grouped by it.
    async fn month(&self) -> Option<NaiveDate> {
        format!("{}-01", self.label(Grouping::Month)?).parse().ok()
    }
    /// The currency of the sums (ISO 4217).
    async fn currency(&self) -> &str {
        &self.group.currency
    }
    /// How many orders.
    async fn order_count(&self) -> i64 {
        self.group.order_count
    }
    /// Their amounts without tax.
    async fn net_amount(&self) -> Money {
        self.group.net_amount
    }
    /// Their totals.
    async fn total_amount(&self) -> Money {
        self.group.total_amount
    }
    /// What of the totals has been shipped.
    async fn shipped_amount(&self) -> Money {
        self.group.shipped_amount
    }
}

/// Groups of orders.
#[derive(Clone, Debug, SimpleObject)]
pub struct SalesOrderGroups {
    /// At most a hundred, the largest first; of months the newest.
    groups: Vec<SalesOrderGroup>,
    /// Whether some were left out.
    has_more: bool,
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
        by: SalesOrderGrouping,
    ) -> Result<SalesOrderGroups> {
        let scope = Scope { actor: ctx.actor()?, db: ctx.db(), today: ctx.today() };
        let query = visible::<SalesOrders>(scope, filter, search.as_deref()).await?;
        let by = Grouping::from(by);
        let found = service::grouped(ctx.db(), query, by).await?;
        let groups = found.groups.into_iter().map(|group| SalesOrderGroup { by, group }).collect();
        Ok(SalesOrderGroups { groups, has_more: found.has_more })
    }
}
