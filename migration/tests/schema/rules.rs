//! What the schema refuses, whoever writes.

use crate::support::{column, engines, is_postgres, pairs, refuse, run, seed};

#[tokio::test]
async fn stock_is_never_negative_nor_reserved_twice() {
    for db in engines().await {
        seed(&db).await;
        for change in ["on_hand = -1", "on_hand = 1999", "reserved = -1", "reserved = 5001"] {
            refuse(&db, &format!("UPDATE erp_stocklevel SET {change}"), "erp_stocklevel_available").await;
        }
        run(&db, "UPDATE erp_stocklevel SET reserved = 5000").await;
    }
}

#[tokio::test]
async fn an_order_adds_up_and_is_numbered_once_confirmed() {
    for db in engines().await {
        seed(&db).await;
        refuse(&db, "UPDATE erp_salesorder SET total_amount = 1", "erp_salesorder_total").await;
        refuse(&db, "UPDATE erp_salesorder SET number = NULL", "erp_salesorder_numbered").await;
        refuse(&db, "UPDATE erp_salesorder SET status = 'lost'", "status").await;
        refuse(&db, "UPDATE erp_salesorder SET document_discount_kind = 'percent'", "erp_salesorder_discount").await;
        refuse(&db, "UPDATE erp_salesorderitem SET quantity = 0", "quantity").await;
        refuse(&db, "UPDATE erp_salesorderitem SET shipped_quantity = 4001", "erp_salesorderitem_shipped").await;
        refuse(&db, "UPDATE erp_salesorderitem SET gross_amount = 1", "erp_salesorderitem_gross").await;
        run(
            &db,
            "UPDATE erp_salesorder SET number = NULL, status = 'draft', rounding_amount = 100, total_amount = 24100",
        )
        .await;
    }
}

#[tokio::test]
async fn a_reservation_is_positive_while_it_is_open() {
    for db in engines().await {
        seed(&db).await;
        let insert = |quantity: i64, status: &str| {
            format!(
                "INSERT INTO erp_reservation (order_id, order_item_id, product_id, warehouse_id, quantity, status)
                 VALUES (1, 1, 1, 1, {quantity}, '{status}')"
            )
        };
        refuse(&db, &insert(0, "active"), "erp_reservation_open").await;
        refuse(&db, &insert(-1, "released"), "quantity").await;
        refuse(&db, &insert(1, "lost"), "status").await;
        run(&db, &insert(0, "consumed")).await;
        run(&db, &insert(2000, "active")).await;
    }
}

#[tokio::test]
async fn a_movement_has_the_sign_of_its_type_and_is_reversed_once() {
    for db in engines().await {
        seed(&db).await;
        let insert = |kind: &str, quantity: i64, reverses: &str| {
            format!(
                "INSERT INTO erp_stocktransaction (product_id, warehouse_id, transaction_type, quantity, reverses_id,
                 occurred_on) VALUES (1, 1, '{kind}', {quantity}, {reverses}, '2026-01-02')"
            )
        };
        for (kind, quantity) in [("receipt", -1), ("shipment", 1), ("adjust", 0), ("scrap", 1), ("transfer_in", 0)] {
            refuse(&db, &insert(kind, quantity, "NULL"), "erp_stocktransaction_sign").await;
        }
        run(&db, &insert("receipt", 5000, "NULL")).await;
        run(&db, &insert("receipt", -5000, "(SELECT min(id) FROM erp_stocktransaction)")).await;
        refuse(&db, &insert("receipt", -5000, "(SELECT min(id) FROM erp_stocktransaction)"), "reverses").await;
        refuse(&db, &insert("lost", 1, "NULL"), "transaction_type").await;
    }
}

#[tokio::test]
async fn ledger_audit_and_outbox_are_append_only() {
    for db in engines().await {
        seed(&db).await;
        run(
            &db,
            "INSERT INTO erp_stocktransaction (product_id, warehouse_id, transaction_type, quantity, occurred_on)
                 VALUES (1, 1, 'receipt', 1, '2026-01-02');
             INSERT INTO audit_entry (actor_name, entity, entity_id, action) VALUES ('x', 'sales_order', 1, 'confirm');
             INSERT INTO outbox (topic, entity, entity_id, sequence, payload) VALUES ('t', 'sales_order', 1, 1, '{}');",
        )
        .await;
        for table in ["erp_stocktransaction", "audit_entry", "outbox"] {
            refuse(&db, &format!("UPDATE {table} SET id = id + 1"), "append_only").await;
            refuse(&db, &format!("DELETE FROM {table}"), "append_only").await;
            if is_postgres(&db) {
                refuse(&db, &format!("TRUNCATE {table} CASCADE"), "append_only").await;
            }
            assert_eq!(column::<i64>(&db, &format!("SELECT id FROM {table}")).await, [1]);
        }
    }
}

#[tokio::test]
async fn accounts_are_never_deleted() {
    for db in engines().await {
        run(&db, "INSERT INTO accounts_user (email, name, password_hash) VALUES ('a@b.example', 'A', 'x')").await;
        refuse(&db, "DELETE FROM accounts_user", "accounts_user_never_deleted").await;
        refuse(&db, "INSERT INTO accounts_user (email, name, password_hash) VALUES ('A@b.example', 'A', 'x')", "email")
            .await;
    }
}

#[tokio::test]
async fn categories_make_no_cycle_and_the_closure_follows() {
    for db in engines().await {
        run(
            &db,
            "INSERT INTO erp_productcategory (code, name, parent_id) VALUES ('A', 'A', NULL);
             INSERT INTO erp_productcategory (code, name, parent_id) VALUES ('B', 'B', 1);
             INSERT INTO erp_productcategory (code, name, parent_id) VALUES ('C', 'C', 2);
             INSERT INTO erp_productcategory (code, name, parent_id) VALUES ('D', 'D', 3), ('E', 'E', NULL);",
        )
        .await;
        refuse(&db, "UPDATE erp_productcategory SET parent_id = 1 WHERE id = 1", "erp_productcategory_no_cycle").await;
        refuse(&db, "UPDATE erp_productcategory SET parent_id = 4 WHERE id = 1", "erp_productcategory_no_cycle").await;
        // Each move alone would do, both together would close a ring.
        let both = "UPDATE erp_productcategory SET parent_id = CASE id WHEN 1 THEN 5 ELSE 4 END WHERE id IN (1, 5)";
        refuse(&db, both, "erp_productcategory_no_cycle").await;
        run(&db, "UPDATE erp_productcategory SET parent_id = 5 WHERE id = 2").await;
        let closure = "SELECT code, path FROM (
            SELECT d.id, d.code, a.code || '' || c.depth AS path FROM erp_productcategory_closure AS c
            JOIN erp_productcategory AS a ON a.id = c.ancestor_id JOIN erp_productcategory AS d ON d.id = c.descendant_id
            ) AS p ORDER BY code, path";
        let found: Vec<String> =
            pairs(&db, closure).await.into_iter().map(|(code, path)| format!("{code}<{path}")).collect();
        assert_eq!(
            found,
            ["A<A0", "B<B0", "B<E1", "C<B1", "C<C0", "C<E2", "D<B2", "D<C1", "D<D0", "D<E3", "E<E0"],
            "{:?}",
            db.get_database_backend()
        );
        run(&db, "UPDATE erp_productcategory SET parent_id = NULL WHERE id = 3; DELETE FROM erp_productcategory WHERE id = 4;")
            .await;
        assert_eq!(column::<i64>(&db, "SELECT count(*) FROM erp_productcategory_closure").await, [5]);
    }
}

#[tokio::test]
async fn two_moves_at_once_close_no_ring() {
    use sea_orm_migration::sea_orm::{ConnectionTrait, TransactionTrait};
    let [_, db] = engines().await;
    run(&db, "INSERT INTO erp_productcategory (code, name) VALUES ('A', 'A'), ('B', 'B')").await;
    let first = db.begin().await.unwrap();
    first.execute_unprepared("UPDATE erp_productcategory SET parent_id = 2 WHERE id = 1").await.unwrap();
    let second = tokio::spawn({
        let db = db.clone();
        async move { db.execute_unprepared("UPDATE erp_productcategory SET parent_id = 1 WHERE id = 2").await }
    });
    tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    assert!(!second.is_finished(), "the second move waits for the first");
    first.commit().await.unwrap();
    let error = second.await.unwrap().unwrap_err().to_string();
    assert!(error.contains("erp_productcategory_no_cycle"), "{error}");
}

#[tokio::test]
async fn sqlite_takes_instants_and_dates_in_one_form_only() {
    let [db, _] = engines().await;
    seed(&db).await;
    for (wrong, field) in [
        ("updated_at = '2026-01-02 03:04:05'", "updated_at"),
        ("updated_at = '2026-01-02T03:04:05+03:00'", "updated_at"),
        ("order_date = '2026-1-2'", "order_date"),
    ] {
        refuse(&db, &format!("UPDATE erp_salesorder SET {wrong}"), field).await;
    }
    refuse(&db, "UPDATE erp_salesorder SET notes = 'x', rounding_amount = 1.5, total_amount = 24001.5", "REAL").await;
    refuse(&db, "UPDATE erp_customer SET is_active = 2", "is_active").await;
    run(&db, "UPDATE erp_salesorder SET updated_at = '2026-01-02T03:04:05.123456789+00:00', order_date = '2026-01-02'")
        .await;
}

#[tokio::test]
async fn the_reporting_views_are_exact_and_read_only() {
    let [_, db] = engines().await;
    seed(&db).await;
    let totals = "SELECT total_amount::text FROM reporting.sales_orders";
    assert_eq!(column::<String>(&db, totals).await, ["2.4000"]);
    let available = "SELECT available::text FROM reporting.stock_levels";
    assert_eq!(column::<String>(&db, available).await, ["3.000"]);
    assert_eq!(column::<String>(&db, "SELECT quantity::text FROM reporting.sales_order_items").await, ["2.000"]);
    refuse(&db, "UPDATE reporting.customers SET name = 'x'", "read-only").await;
    refuse(&db, "DELETE FROM reporting.products", "read-only").await;
}
