//! Reports in the API.

use async_graphql::{Context, Object, SimpleObject};
use chrono::NaiveDate;
use domain::{Money, Permission, Quantity};

use super::service;
use crate::catalog::product::graphql::{Product, product};
use crate::error::Result;
use crate::graphql::ContextExt;
use crate::sales::order::graphql::SalesOrder;

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
    async fn product(&self, ctx: &Context<'_>) -> Result<Option<Product>> {
        product(ctx, self.0.product_id).await
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

#[Object]
impl Dashboard {
    /// How many there are.
    async fn counts(&self, ctx: &Context<'_>) -> Result<DashboardCounts> {
        let service::Counts { active_customers, active_products, open_orders, draft_orders } =
            service::counts(ctx.db(), ctx.actor()?).await?;
        Ok(DashboardCounts { active_customers, active_products, open_orders, draft_orders })
    }
    /// The ten newest orders.
    async fn recent_orders(&self, ctx: &Context<'_>) -> Result<Vec<SalesOrder>> {
        Ok(service::recent_orders(ctx.db(), ctx.actor()?).await?.into_iter().map(SalesOrder).collect())
    }
    /// The twelve newest months that have orders, oldest first; refreshed daily and after imports.
    async fn monthly_sales(&self, ctx: &Context<'_>) -> Result<Vec<MonthlySales>> {
        let months = service::monthly_sales(ctx.db(), ctx.actor()?).await?;
        Ok(months
            .into_iter()
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
        Ok(service::low_stock(ctx.db(), ctx.actor()?).await?.into_iter().map(LowStock).collect())
    }
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
}
