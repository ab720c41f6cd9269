//! Every change is logged for the caches, with the right tags, in its own transaction.

use std::collections::BTreeSet;

use migration::tags::TAGGED;
use sea_orm_migration::sea_orm::{ConnectionTrait, DatabaseConnection, TransactionTrait};

use crate::support::{column, engines, is_postgres, pairs, run, seed};

/// The tags that `sql` writes, one set over all lines.
async fn events_of(db: &DatabaseConnection, sql: &str) -> BTreeSet<String> {
    lines(db, sql).await.iter().flat_map(|line| line.split(' ').map(str::to_owned)).collect()
}

/// The lines that `sql` writes.
async fn lines(db: &DatabaseConnection, sql: &str) -> Vec<String> {
    run(db, "DELETE FROM cache_event").await;
    run(db, sql).await;
    column(db, "SELECT tags FROM cache_event").await
}

fn set(tags: &[&str]) -> BTreeSet<String> {
    tags.iter().map(|tag| (*tag).to_owned()).collect()
}

#[tokio::test]
async fn insert_update_and_delete_name_row_set_and_predicates() {
    for db in engines().await {
        seed(&db).await;
        let inserted = "INSERT INTO erp_salesorder (customer_id, order_date, currency) VALUES (2, '2026-01-01', 'EUR')";
        assert_eq!(
            events_of(&db, inserted).await,
            set(&[
                "erp_salesorder:*",
                "erp_salesorder:2",
                "erp_salesorder:customer_id=2",
                "erp_salesorder:status=draft"
            ])
        );
        assert_eq!(
            events_of(&db, "UPDATE erp_salesorder SET customer_id = 3, notes = 'x' WHERE id = 2").await,
            set(&[
                "erp_salesorder:*",
                "erp_salesorder:2",
                "erp_salesorder:customer_id=2",
                "erp_salesorder:customer_id=3",
                "erp_salesorder:status=draft"
            ])
        );
        assert_eq!(
            events_of(&db, "DELETE FROM erp_salesorder WHERE id = 2").await,
            set(&[
                "erp_salesorder:*",
                "erp_salesorder:2",
                "erp_salesorder:customer_id=3",
                "erp_salesorder:status=draft"
            ])
        );
        assert_eq!(events_of(&db, "UPDATE erp_salesorder SET notes = 'y' WHERE id = 999").await, set(&[]));
    }
}

#[tokio::test]
async fn keys_of_two_columns_and_absent_values_have_words_too() {
    for db in engines().await {
        seed(&db).await;
        assert_eq!(
            events_of(&db, "UPDATE erp_stocklevel SET on_hand = 9000").await,
            set(&[
                "erp_stocklevel:*",
                "erp_stocklevel:1/1",
                "erp_stocklevel:product_id=1",
                "erp_stocklevel:warehouse_id=1"
            ])
        );
        assert_eq!(
            events_of(&db, "UPDATE erp_product SET category_id = NULL WHERE id = 1").await,
            set(&["erp_product:*", "erp_product:1", "erp_product:category_id=1", "erp_product:category_id=null"])
        );
    }
}

#[tokio::test]
async fn bookkeeping_alone_is_not_logged() {
    for db in engines().await {
        let hash = "0".repeat(64);
        run(
            &db,
            &format!(
                "INSERT INTO accounts_user (email, name, password_hash) VALUES ('a@b.example', 'A', 'x');
                 INSERT INTO accounts_session (user_id, secret_hash, expires_at)
                 VALUES (1, '{hash}', '2999-01-01T00:00:00+00:00');"
            ),
        )
        .await;
        let seen = "last_seen_at = '2998-01-01T00:00:00+00:00'";
        assert_eq!(events_of(&db, &format!("UPDATE accounts_session SET {seen}")).await, set(&[]));
        assert_eq!(events_of(&db, &format!("UPDATE accounts_user SET {seen}")).await, set(&[]));
        let session = set(&["accounts_session:*", "accounts_session:1", "accounts_session:user_id=1"]);
        let revoked = format!("UPDATE accounts_session SET {seen}, revoked_at = '2026-01-01T00:00:00+00:00'");
        assert_eq!(events_of(&db, &revoked).await, session);
        assert_eq!(events_of(&db, "DELETE FROM accounts_session").await, session);
    }
}

#[tokio::test]
async fn a_rolled_back_change_is_not_logged() {
    for db in engines().await {
        seed(&db).await;
        run(&db, "DELETE FROM cache_event").await;
        let tx = db.begin().await.unwrap();
        tx.execute_unprepared("UPDATE erp_customer SET notes = 'x'").await.unwrap();
        tx.rollback().await.unwrap();
        assert_eq!(column::<String>(&db, "SELECT tags FROM cache_event").await, Vec::<String>::new());
    }
}

#[tokio::test]
async fn a_cascade_is_logged() {
    for db in engines().await {
        run(
            &db,
            "INSERT INTO accounts_role (code, name) VALUES ('r', 'R');
             INSERT INTO accounts_rolepermission (role_id, permission) VALUES (1, 'sales_order.confirm');",
        )
        .await;
        let tags = events_of(&db, "DELETE FROM accounts_role").await;
        assert!(tags.contains("accounts_rolepermission:1/sales_order.confirm"), "{tags:?}");
        assert!(tags.contains("accounts_rolepermission:role_id=1"), "{tags:?}");
    }
}

#[tokio::test]
async fn one_line_a_statement_and_only_the_set_above_a_thousand_rows() {
    let [_, db] = engines().await;
    let fill = |rows: u32| {
        format!("INSERT INTO erp_warehouse (code, name) SELECT 'w' || n, 'W' FROM generate_series(1, {rows}) AS n")
    };
    let most = lines(&db, &fill(1000)).await;
    assert_eq!(most.len(), 1);
    assert_eq!(most[0].split(' ').count(), 1001);
    run(&db, "DELETE FROM erp_warehouse").await;
    let bulk = ["erp_warehouse:* erp_warehouse:**"];
    assert_eq!(lines(&db, &fill(1001)).await, bulk);
    assert_eq!(lines(&db, "UPDATE erp_warehouse SET name = 'V'").await, bulk);
    assert_eq!(lines(&db, "DELETE FROM erp_warehouse").await, bulk);
    assert_eq!(lines(&db, "TRUNCATE import_run").await, ["import_run:* import_run:**"]);
}

#[tokio::test]
async fn sqlite_writes_a_line_a_row_with_an_instant_that_chrono_reads() {
    let [db, _] = engines().await;
    let written = lines(&db, "INSERT INTO erp_warehouse (code, name) VALUES ('a', 'A'), ('b', 'B')").await;
    assert_eq!(written, ["erp_warehouse:* erp_warehouse:1", "erp_warehouse:* erp_warehouse:2"]);
    type Instant = sea_orm_migration::sea_orm::prelude::DateTimeUtc;
    for table in ["cache_event", "seeded"] {
        let sql =
            if table == "cache_event" { "SELECT at FROM cache_event" } else { "SELECT created_at FROM erp_customer" };
        if table == "seeded" {
            seed(&db).await;
        }
        assert!(!column::<Instant>(&db, sql).await.is_empty());
    }
}

#[tokio::test]
async fn tags_are_words_and_tagged_columns_exist() {
    for db in engines().await {
        for tagged in TAGGED {
            let sql = if is_postgres(&db) {
                format!(
                    "SELECT column_name::text, data_type::text FROM information_schema.columns
                     WHERE table_schema = 'public' AND table_name = '{}'",
                    tagged.table
                )
            } else {
                format!("SELECT name, type FROM pragma_table_info('{}')", tagged.table)
            };
            let columns = pairs(&db, &sql).await;
            for column in tagged.key.iter().chain(tagged.predicates).chain(tagged.quiet) {
                let kind = columns.iter().find(|(name, _)| name == column).map(|(_, kind)| kind.to_lowercase());
                assert!(kind.is_some(), "{}.{column}", tagged.table);
                let words = ["status", "customer_type", "permission", "key"].contains(column);
                if !tagged.quiet.contains(column) && !words {
                    assert!(["bigint", "integer"].contains(&kind.unwrap().as_str()), "{}.{column}", tagged.table);
                }
            }
        }
    }
}
