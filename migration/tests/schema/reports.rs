//! `mv_monthly_sales`: the same months and amounts on both engines.

use sea_orm_migration::sea_orm::TransactionTrait;

use crate::support::{column, engines, run, seed};

#[tokio::test]
async fn the_twelve_newest_months_that_have_orders() {
    for db in engines().await {
        seed(&db).await;
        for month in 1..=12 {
            let (status, number) =
                if month == 5 { ("cancelled", "NULL".to_owned()) } else { ("closed", format!("'N{month}'")) };
            run(
                &db,
                &format!(
                    "INSERT INTO erp_salesorder (number, customer_id, order_date, status, currency, net_amount,
                     total_amount) VALUES ({number}, 1, '2025-{month:02}-28', '{status}', 'EUR', 100, 100)"
                ),
            )
            .await;
        }
        run(
            &db,
            "INSERT INTO erp_salesorder (number, customer_id, order_date, status, currency, net_amount, total_amount)
             VALUES ('X', 1, '2026-03-31', 'on_hold', 'EUR', 1, 1), ('Y', 1, '2024-12-31', 'shipped', 'EUR', 1, 1)",
        )
        .await;
        let tx = db.begin().await.unwrap();
        migration::refresh_monthly_sales(&tx).await.unwrap();
        tx.commit().await.unwrap();
        let rows: Vec<String> = column(
            &db,
            "SELECT CAST(month AS text) || ' ' || order_count || ' ' || total_sales || ' ' || avg_order_value
             FROM mv_monthly_sales ORDER BY month DESC",
        )
        .await;
        assert_eq!(rows.len(), 12);
        // 24001 over two orders: 12000.5 rounds up.
        assert_eq!(rows[0], "2026-03-01 2 24001 12001");
        assert_eq!(rows[1], "2025-12-01 1 100 100");
        assert!(!rows.iter().any(|row| row.starts_with("2025-05") || row.starts_with("2024")), "{rows:?}");
        let events: Vec<String> = column(&db, "SELECT tags FROM cache_event WHERE tags LIKE 'mv_%'").await;
        assert_eq!(events, ["mv_monthly_sales:*"]);
    }
}
