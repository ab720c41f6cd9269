//! Precomputed reports: sales by month.
//!
//! `mv_monthly_sales` has the twelve newest months that have orders, drafts, cancelled and expired ones left out:
//! a materialized view on PostgreSQL, a table on SQLite, with the same columns. `month` is the first day of the month,
//! the amounts are ten-thousandths.

use sea_orm_migration::DbErr;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

use crate::family::{Family, Script};

pub(super) const FAMILY: Family = Family {
    name: "m0009_reports",
    up: &[
        Script::Postgres(VIEW_POSTGRES),
        Script::Sqlite(TABLE_SQLITE),
        Script::Both("CREATE UNIQUE INDEX idx_mv_monthly_sales_month ON mv_monthly_sales (month);"),
    ],
    down: &[
        Script::Postgres("DROP MATERIALIZED VIEW mv_monthly_sales;"),
        Script::Sqlite("DROP TABLE mv_monthly_sales;"),
    ],
};

// The mean is rounded half up in whole numbers, alike on both engines.
const VIEW_POSTGRES: &str = "
CREATE MATERIALIZED VIEW mv_monthly_sales AS
SELECT date_trunc('month', order_date)::date AS month,
    count(*) AS order_count,
    sum(total_amount)::bigint AS total_sales,
    (sum(total_amount)::bigint * 2 + count(*)) / (count(*) * 2) AS avg_order_value
FROM erp_salesorder
WHERE status IN ('pending', 'on_hold', 'shipped', 'completed', 'closed')
GROUP BY 1
ORDER BY 1 DESC
LIMIT 12;
";

const TABLE_SQLITE: &str = "
CREATE TABLE mv_monthly_sales (
    month {date} NOT NULL,
    order_count {int} NOT NULL,
    total_sales {int} NOT NULL,
    avg_order_value {int} NOT NULL
) {table};
";

const REFRESH_POSTGRES: &str = "
REFRESH MATERIALIZED VIEW CONCURRENTLY mv_monthly_sales;
INSERT INTO cache_event (tags) VALUES ('mv_monthly_sales:*');
";

const REFRESH_SQLITE: &str = "
DELETE FROM mv_monthly_sales;
INSERT INTO mv_monthly_sales (month, order_count, total_sales, avg_order_value)
SELECT date(order_date, 'start of month') AS month,
    count(*),
    sum(total_amount),
    (sum(total_amount) * 2 + count(*)) / (count(*) * 2)
FROM erp_salesorder
WHERE status IN ('pending', 'on_hold', 'shipped', 'completed', 'closed')
GROUP BY 1
ORDER BY 1 DESC
LIMIT 12;
INSERT INTO cache_event (tags) VALUES ('mv_monthly_sales:*');
";

/// Brings `mv_monthly_sales` up to date and invalidates the caches. Run it in a write transaction: readers then see the
/// old months or the new ones.
///
/// # Errors
/// What the database reports.
pub async fn refresh_monthly_sales<C: ConnectionTrait>(db: &C) -> Result<(), DbErr> {
    let script = if db.get_database_backend() == DbBackend::Postgres { REFRESH_POSTGRES } else { REFRESH_SQLITE };
    db.execute_unprepared(script).await?;
    Ok(())
}
