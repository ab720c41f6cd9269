//! The company at a glance.
use cynic::QueryBuilder;
use domain::{Money, Quantity};

use super::error::ApiError;
use super::sales::OrderRow;
use super::scalar::Day;
use super::{client, schema};

/// What the dashboard shows.
#[derive(cynic::QueryFragment, Clone, Debug)]
pub struct Dashboard {
    /// How many there are.
    pub counts: DashboardCounts,
    /// The newest orders.
    pub recent_orders: Vec<OrderRow>,
    /// The newest twelve months that have orders, oldest first.
    pub monthly_sales: Vec<MonthlySales>,
}

/// How many there are.
#[derive(cynic::QueryFragment, Clone, Debug)]
pub struct DashboardCounts {
    /// Customers one may trade with.
    pub active_customers: i32,
    /// Products that are traded.
    pub active_products: i32,
    /// Orders that are confirmed and not ended.
    pub open_orders: i32,
    /// Drafts.
    pub draft_orders: i32,
}

/// A month of sales.
#[derive(cynic::QueryFragment, Clone, Debug)]
pub struct MonthlySales {
    /// Its first day.
    pub month: Day,
    /// How many orders.
    pub order_count: i32,
    /// Their totals.
    pub total_sales: Money,
}

/// A product of which too little is free.
#[derive(cynic::QueryFragment, Clone, Debug)]
pub struct LowStock {
    /// The product.
    pub product: Option<Product>,
    /// What is free.
    pub available: Quantity,
    /// Below this it is to be bought.
    pub reorder_point: Quantity,
}

/// A product by name.
#[derive(cynic::QueryFragment, Clone, Debug)]
pub struct Product {
    /// Its short name.
    pub code: String,
    /// Its name.
    pub name: String,
}

/// The company's own settings that views need.
#[derive(cynic::QueryFragment, Clone, Debug)]
pub struct Company {
    /// The currency of sums over orders.
    pub currency: String,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query")]
struct Overview {
    dashboard: Dashboard,
    company: Company,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query")]
struct Scarce {
    dashboard: ScarceDashboard,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Dashboard")]
struct ScarceDashboard {
    low_stock: Vec<LowStock>,
}

/// Everything but stock.
///
/// # Errors
/// [`super::error::Problem::Denied`] without the permission to see reports.
pub async fn dashboard() -> Result<(Dashboard, Company), ApiError> {
    let overview = client::run(Overview::build(())).await?;
    Ok((overview.dashboard, overview.company))
}

/// What is to be bought; apart, since not everybody who sees reports sees stock.
///
/// # Errors
/// [`super::error::Problem::Denied`] without the permission to see stock.
pub async fn low_stock() -> Result<Vec<LowStock>, ApiError> {
    Ok(client::run(Scarce::build(())).await?.dashboard.low_stock)
}

#[cfg(test)]
pub(in crate::api) fn documents() -> Vec<String> {
    use crate::api::documents::query;
    vec![query::<Overview, ()>(), query::<Scarce, ()>()]
}
