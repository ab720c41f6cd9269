//! The company at a glance.
use cynic::QueryBuilder;
use domain::{Money, Quantity};

use super::query::Query;
use super::sales::OrderRow;
use super::scalar::Day;
use super::schema;

/// What the dashboard shows.
#[derive(cynic::QueryFragment, Clone, Debug)]
pub struct Dashboard {
    /// How many there are.
    pub counts: DashboardCounts,
    /// Sales now and a year before.
    pub sales: SalesFigures,
    /// What customers owe or have been promised.
    pub credit: CreditFigures,
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

/// Sales now and a year before.
#[derive(cynic::QueryFragment, Clone, Debug)]
pub struct SalesFigures {
    /// Of today.
    pub today: Sales,
    /// Of the same day a year before.
    pub today_last_year: Sales,
    /// Of this month so far.
    pub month: Sales,
    /// Of the same part of the same month a year before.
    pub month_last_year: Sales,
}

/// Orders that count as sales, added up.
#[derive(cynic::QueryFragment, Clone, Copy, Debug)]
pub struct Sales {
    /// Their totals.
    pub total: Money,
}

/// What customers owe or have been promised.
#[derive(cynic::QueryFragment, Clone, Copy, Debug)]
pub struct CreditFigures {
    /// Of all customers together.
    pub exposure: Money,
    /// How many customers are beyond their limit.
    pub customers_over_limit: i32,
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
    /// The zone of its business days.
    pub time_zone: String,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query")]
struct Overview {
    dashboard: Dashboard,
    company: Company,
}

/// What the dashboard is made of, but stock.
#[derive(Clone, Debug)]
pub struct Board {
    /// Its figures.
    pub figures: Dashboard,
    /// The company that they are of.
    pub company: Company,
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
    low_stock_count: i32,
}

/// Everything but stock.
pub fn dashboard() -> Query<Board> {
    Query::of(&Overview::build(())).map(|Overview { dashboard, company }| Board { figures: dashboard, company })
}

/// What is to be bought, the scarcest first, and how much there is of it; apart, since not everybody who sees reports sees stock.
pub fn low_stock() -> Query<(Vec<LowStock>, i32)> {
    Query::of(&Scarce::build(())).map(|answer| (answer.dashboard.low_stock, answer.dashboard.low_stock_count))
}

#[cfg(test)]
pub(in crate::api) fn documents() -> Vec<String> {
    use crate::api::documents::query;
    vec![query::<Overview, ()>(), query::<Scarce, ()>()]
}
