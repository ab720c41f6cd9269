//! Reports in the API.

use async_graphql::{Context, Object, SimpleObject};
use chrono::NaiveDate;
use domain::{Money, Permission, Quantity};

use super::cached::{self, Source};
use super::{search, service};
use crate::catalog::product::entity as product;
use crate::graphql::{ContextExt, Found, Rows, Scope, rows};
use crate::parties::customer::entity as customer;
use crate::sales::order::entity::order;
use platform::error::Result;

/// The company at a glance. Each part is computed only when it is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Dashboard;

/// How many there are.
#[derive(Clone, Debug, SimpleObject)]
pub struct DashboardCounts {
    /// Customers one may trade with.
    active_customers: i64,
    /// Products that are traded.
    active_products: i64,
    /// Orders that are confirmed and not ended.
    open_orders: i64,
    /// Drafts.
    draft_orders: i64,
}

/// A month of sales.
#[derive(Clone, Debug, SimpleObject)]
pub struct MonthlySales {
    /// The first day of the month.
    month: NaiveDate,
    /// How many orders.
    order_count: i64,
    /// Their totals.
    total_sales: Money,
    /// The average of their totals.
    average_order_value: Money,
}

/// A product of which too little is free.
#[derive(Clone, Debug)]
pub struct LowStock(service::LowStock);

#[Object]
impl LowStock {
    /// The product.
    async fn product(&self, ctx: &Context<'_>) -> Result<Found<product::Entity>> {
        ctx.find::<product::Entity>(self.0.product_id).await
    }
    /// What is free of it everywhere.
    async fn available(&self) -> Quantity {
        self.0.available
    }
    /// Below this it is to be bought.
    async fn reorder_point(&self) -> Quantity {
        self.0.reorder_point
    }
}

/// Orders that count as sales, added up.
#[derive(Clone, Copy, Debug, SimpleObject)]
pub struct Sales {
    /// How many orders.
    order_count: i64,
    /// Their totals.
    total: Money,
}

impl From<service::Sales> for Sales {
    fn from(service::Sales { order_count, total }: service::Sales) -> Self {
        Self { order_count, total }
    }
}

/// Sales now and a year before.
#[derive(Clone, Copy, Debug, SimpleObject)]
#[graphql(name = "SalesFigures")]
pub struct SalesStats {
    /// Of today.
    today: Sales,
    /// Of this month so far.
    month: Sales,
    /// Of the same day a year before.
    today_last_year: Sales,
    /// Of the same part of the same month a year before.
    month_last_year: Sales,
}

/// The customers' exposure: what they owe, and their open orders.
#[derive(Clone, Copy, Debug, SimpleObject)]
#[graphql(name = "CreditFigures")]
pub struct CreditStats {
    /// Of all customers together.
    exposure: Money,
    /// How many customers are beyond their limit.
    customers_over_limit: i64,
}

fn source<'a>(ctx: &'a Context<'_>) -> Result<Source<'a>> {
    Ok(Source { cache: ctx.cache(), db: ctx.db(), actor: ctx.actor()? })
}

#[Object]
impl Dashboard {
    /// How many there are.
    async fn counts(&self, ctx: &Context<'_>) -> Result<DashboardCounts> {
        let service::Counts { active_customers, active_products, open_orders, draft_orders } =
            *cached::counts(source(ctx)?).await?;
        Ok(DashboardCounts { active_customers, active_products, open_orders, draft_orders })
    }
    /// The ten newest orders.
    async fn recent_orders(&self, ctx: &Context<'_>) -> Result<Rows<order::Entity>> {
        Ok(rows(service::recent_orders(ctx.db(), ctx.actor()?).await?))
    }
    /// The twelve newest months that have orders, oldest first; refreshed daily and after imports.
    async fn monthly_sales(&self, ctx: &Context<'_>) -> Result<Vec<MonthlySales>> {
        let months = cached::monthly_sales(source(ctx)?).await?;
        Ok(months
            .iter()
            .map(|row| MonthlySales {
                month: row.month,
                order_count: row.order_count,
                total_sales: row.total_sales,
                average_order_value: row.avg_order_value,
            })
            .collect())
    }
    /// Up to ten products of which too little is free, the scarcest first. Requires `STOCK_READ`.
    async fn low_stock(&self, ctx: &Context<'_>) -> Result<Vec<LowStock>> {
        Ok(cached::low_stock(source(ctx)?).await?.iter().cloned().map(LowStock).collect())
    }
    /// How many products there are of which too little is free. Requires `STOCK_READ`.
    async fn low_stock_count(&self, ctx: &Context<'_>) -> Result<u64> {
        Ok(*cached::low_stock_count(source(ctx)?).await?)
    }
    /// Sales of today and of this month so far, beside those of the same days a year before. An order counts from its
    /// confirmation, by its day, unless it is cancelled.
    async fn sales(&self, ctx: &Context<'_>) -> Result<SalesStats> {
        let service::SalesStats { today, month, today_last_year, month_last_year } =
            *cached::sales(source(ctx)?, ctx.today()).await?;
        let (today_last_year, month_last_year) = (today_last_year.into(), month_last_year.into());
        Ok(SalesStats { today: today.into(), month: month.into(), today_last_year, month_last_year })
    }
    /// The customers' exposure: what they owe, and their open orders.
    async fn credit(&self, ctx: &Context<'_>) -> Result<CreditStats> {
        let service::Credit { exposure, over_limit } = *cached::credit(source(ctx)?).await?;
        Ok(CreditStats { exposure, customers_over_limit: over_limit })
    }
}

/// What was found.
#[derive(SimpleObject)]
pub struct SearchResult {
    /// Customers by name.
    customers: Rows<customer::Entity>,
    /// Products by name.
    products: Rows<product::Entity>,
    /// Orders, the newest first.
    sales_orders: Rows<order::Entity>,
}

/// What can be asked about the company as a whole.
#[derive(Clone, Copy, Debug, Default)]
pub struct ReportsQuery;

#[Object]
impl ReportsQuery {
    /// The company at a glance. Requires `REPORT_READ`.
    async fn dashboard(&self, ctx: &Context<'_>) -> Result<Dashboard> {
        ctx.actor()?.may(Permission::ReportRead)?;
        Ok(Dashboard)
    }

    /// Customers, products and orders that are found by a text: up to `first` of each, none of a kind that you may not
    /// see.
    async fn search(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Words of names, codes, barcodes; an order's number or its customer's.")] text: String,
        #[graphql(default = 5, desc = "Of each kind, 1 to 10.")] first: u64,
    ) -> Result<SearchResult> {
        let scope = Scope { actor: ctx.actor()?, db: ctx.db(), today: ctx.today() };
        let (customers, products, orders) = futures::try_join!(
            search::customers(scope, &text, first),
            search::products(scope, &text, first),
            search::orders(scope, &text, first),
        )?;
        Ok(SearchResult { customers: rows(customers), products: rows(products), sales_orders: rows(orders) })
    }
}
