//! What reports are made of.

use chrono::NaiveDate;
use domain::sales_order::Status;
use domain::{Actor, Money, Permission, ProductId, Quantity};
use sea_orm::{DatabaseConnection, FromQueryResult, QueryOrder, QuerySelect, Statement};

use crate::db::WriteTx;
use crate::error::Result;
use crate::sales::order::entity::order;
use crate::sales::order::service::visible;

/// Rows of a dashboard's lists.
const ROWS: u64 = 10;

/// A month of sales.
#[derive(Clone, Debug, FromQueryResult)]
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
#[derive(Clone, Copy, Debug, FromQueryResult)]
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
#[derive(Clone, Debug, FromQueryResult)]
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
    let query = visible(actor)?.order_by_desc(order::Column::OrderDate).order_by_desc(order::Column::Id);
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
