//! What reports are made of.

use chrono::{Datelike, Months, NaiveDate};
use domain::sales_order::Status;
use domain::{Actor, Money, Permission, ProductId, Quantity};
use sea_orm::{
    ColumnTrait, DatabaseConnection, EntityTrait, FromQueryResult, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, Statement,
};
use serde::{Deserialize, Serialize};

use crate::catalog::product::entity as product;
use crate::catalog::product::list::below_reorder_point;
use crate::sales::order::entity::order;
use platform::db::WriteTx;
use platform::error::Result;

/// The states of orders that count as sales, as the monthly report counts them.
const SOLD: &str = "'pending', 'on_hold', 'shipped', 'completed', 'closed'";
/// Rows of a dashboard's lists.
const ROWS: u64 = 10;

/// A month of sales.
#[derive(Clone, Debug, FromQueryResult, Serialize, Deserialize)]
pub struct MonthlySales {
    /// The first day of the month.
    pub month: NaiveDate,
    /// How many orders.
    pub order_count: i64,
    /// Their totals.
    pub total_sales: Money,
    /// The average of their totals.
    pub avg_order_value: Money,
}

/// How many there are.
#[derive(Clone, Copy, Debug, FromQueryResult, Serialize, Deserialize)]
pub struct Counts {
    /// Customers one may trade with.
    pub active_customers: i64,
    /// Products that are traded.
    pub active_products: i64,
    /// Orders that are confirmed and not ended.
    pub open_orders: i64,
    /// Drafts.
    pub draft_orders: i64,
}

/// A product of which too little is free.
#[derive(Clone, Debug, FromQueryResult, Serialize, Deserialize)]
pub struct LowStock {
    /// The product.
    pub product_id: ProductId,
    /// What is free of it everywhere.
    pub available: Quantity,
    /// Below this it is to be bought.
    pub reorder_point: Quantity,
}

/// The counts, in one statement.
///
/// # Errors
/// The missing permission.
pub async fn counts(db: &DatabaseConnection, actor: &Actor) -> Result<Counts> {
    actor.may(Permission::ReportRead)?;
    let sql = format!(
        "SELECT (SELECT count(*) FROM erp_customer WHERE is_active) AS active_customers, \
         (SELECT count(*) FROM erp_product WHERE is_active) AS active_products, \
         (SELECT count(*) FROM erp_salesorder WHERE status IN ('{}', '{}')) AS open_orders, \
         (SELECT count(*) FROM erp_salesorder WHERE status = '{}') AS draft_orders",
        Status::Confirmed.text(),
        Status::OnHold.text(),
        Status::Draft.text()
    );
    let found = Counts::find_by_statement(Statement::from_string(db.get_database_backend(), sql)).one(db).await?;
    Ok(found.unwrap_or(Counts { active_customers: 0, active_products: 0, open_orders: 0, draft_orders: 0 }))
}

/// The newest orders that the actor may see.
///
/// # Errors
/// The missing permission.
pub async fn recent_orders(db: &DatabaseConnection, actor: &Actor) -> Result<Vec<order::Model>> {
    actor.may(Permission::SalesOrderRead)?;
    let query = order::Entity::find().order_by_desc(order::Column::OrderDate).order_by_desc(order::Column::Id);
    Ok(query.limit(ROWS).all(db).await?)
}

/// The twelve newest months, oldest first, as of the last refresh.
///
/// # Errors
/// The missing permission.
pub async fn monthly_sales(db: &DatabaseConnection, actor: &Actor) -> Result<Vec<MonthlySales>> {
    actor.may(Permission::ReportRead)?;
    let sql = "SELECT month, order_count, total_sales, avg_order_value FROM mv_monthly_sales ORDER BY month";
    Ok(MonthlySales::find_by_statement(Statement::from_string(db.get_database_backend(), sql)).all(db).await?)
}

/// Orders that count as sales, added up.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub struct Sales {
    /// How many orders.
    pub order_count: i64,
    /// Their totals.
    pub total: Money,
}

/// Sales of today and of this month so far, and of the same days a year before.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub struct SalesStats {
    /// Of today.
    pub today: Sales,
    /// Of this month so far.
    pub month: Sales,
    /// Of the same day a year before.
    pub today_last_year: Sales,
    /// Of the same part of the same month a year before.
    pub month_last_year: Sales,
}

/// The customers' exposure: what they owe, and their open orders.
#[derive(Clone, Copy, Debug, Default, FromQueryResult, Serialize, Deserialize)]
pub struct Credit {
    /// Of all customers together.
    pub exposure: Money,
    /// How many customers are beyond their limit.
    pub over_limit: i64,
}

/// Sales of today and of this month so far, beside those of a year before, in one statement.
///
/// # Errors
/// The missing permission.
pub async fn sales(db: &DatabaseConnection, actor: &Actor, today: NaiveDate) -> Result<SalesStats> {
    #[derive(FromQueryResult)]
    struct Row {
        period: String,
        order_count: i64,
        total: Money,
        day_count: i64,
        day_total: Money,
    }
    actor.may(Permission::ReportRead)?;
    let last_year = today.checked_sub_months(Months::new(12)).unwrap_or(today);
    let period = |name: &str, day: NaiveDate| {
        let first = day.with_day(1).unwrap_or(day);
        format!(
            "SELECT '{name}' AS period, count(*) AS order_count, CAST(coalesce(sum(total_amount), 0) AS BIGINT) AS total, \
             CAST(coalesce(sum(CASE WHEN order_date = '{day}' THEN 1 ELSE 0 END), 0) AS BIGINT) AS day_count, \
             CAST(coalesce(sum(CASE WHEN order_date = '{day}' THEN total_amount ELSE 0 END), 0) AS BIGINT) AS day_total \
             FROM erp_salesorder WHERE order_date BETWEEN '{first}' AND '{day}' AND status IN ({SOLD})"
        )
    };
    let sql = format!("{} UNION ALL {}", period("now", today), period("before", last_year));
    let rows = Row::find_by_statement(Statement::from_string(db.get_database_backend(), sql)).all(db).await?;
    let mut stats = SalesStats::default();
    for row in rows {
        let day = Sales { order_count: row.day_count, total: row.day_total };
        let month = Sales { order_count: row.order_count, total: row.total };
        if row.period == "now" {
            (stats.today, stats.month) = (day, month);
        } else {
            (stats.today_last_year, stats.month_last_year) = (day, month);
        }
    }
    Ok(stats)
}

/// The customers' exposure: what they owe, and their open orders.
///
/// # Errors
/// The missing permission.
pub async fn credit(db: &DatabaseConnection, actor: &Actor) -> Result<Credit> {
    actor.may(Permission::ReportRead)?;
    let sql = "SELECT CAST(coalesce(sum(exposure), 0) AS BIGINT) AS exposure, \
               count(CASE WHEN exposure > credit_limit THEN 1 END) AS over_limit FROM erp_customer";
    let found = Credit::find_by_statement(Statement::from_string(db.get_database_backend(), sql)).one(db).await?;
    Ok(found.unwrap_or_default())
}

/// How many products there are of which too little is free.
///
/// # Errors
/// The missing permission.
pub async fn low_stock_count(db: &DatabaseConnection, actor: &Actor) -> Result<u64> {
    actor.may(Permission::StockRead)?;
    let query = product::Entity::find().filter(product::Column::IsActive.eq(true)).filter(below_reorder_point());
    Ok(query.count(db).await?)
}

/// Products of which too little is free, the scarcest first.
///
/// # Errors
/// The missing permission.
pub async fn low_stock(db: &DatabaseConnection, actor: &Actor) -> Result<Vec<LowStock>> {
    actor.may(Permission::StockRead)?;
    let sql = format!(
        "SELECT p.id AS product_id, CAST(coalesce(sum(l.on_hand - l.reserved), 0) AS BIGINT) AS available, \
         p.reorder_point AS reorder_point \
         FROM erp_product p LEFT JOIN erp_stocklevel l ON l.product_id = p.id \
         WHERE p.is_active AND p.reorder_point IS NOT NULL \
         GROUP BY p.id, p.reorder_point \
         HAVING coalesce(sum(l.on_hand - l.reserved), 0) < p.reorder_point \
         ORDER BY coalesce(sum(l.on_hand - l.reserved), 0) - p.reorder_point, p.id LIMIT {ROWS}"
    );
    Ok(LowStock::find_by_statement(Statement::from_string(db.get_database_backend(), sql)).all(db).await?)
}

/// Brings the months' sales up to date.
///
/// # Errors
/// When the database does not answer.
pub async fn refresh(tx: &WriteTx) -> Result<()> {
    Ok(migration::refresh_monthly_sales(&**tx).await?)
}
