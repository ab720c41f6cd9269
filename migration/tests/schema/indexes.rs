//! The indexes that the performance plan names, and one behind every foreign key.

use sea_orm_migration::sea_orm::DatabaseConnection;

use crate::support::{column, engines, is_postgres, pairs, run, seed};

/// Table, index, its definition on PostgreSQL from the method on.
const PLANNED: &[(&str, &str, &str)] = &[
    ("erp_customer", "idx_customer_name_gin", "gin (to_tsvector('english'::regconfig, name))"),
    ("erp_customer", "idx_customer_type_active", "btree (customer_type, is_active) WHERE is_active"),
    ("erp_customer", "idx_customer_created_date", "btree (created_at DESC)"),
    ("erp_customer", "idx_active_customers", "btree (name) WHERE is_active"),
    (
        "erp_product",
        "idx_product_name_gin",
        "gin (to_tsvector('english'::regconfig, ((name || ' '::text) || COALESCE(description, ''::text))))",
    ),
    ("erp_product", "idx_product_category_active", "btree (category_id, is_active) WHERE is_active"),
    ("erp_product", "idx_product_code_upper", "btree (upper(code))"),
    ("erp_product", "idx_product_price_range", "btree (unit_price) WHERE (unit_price > 0)"),
    ("erp_product", "idx_active_products", "btree (name) WHERE is_active"),
    ("erp_salesorder", "idx_salesorder_customer_date", "btree (customer_id, order_date DESC)"),
    ("erp_salesorder", "idx_salesorder_status_date", "btree (status, order_date DESC)"),
    ("erp_salesorder", "idx_salesorder_total_amount", "btree (total_amount DESC) WHERE (total_amount > 0)"),
    ("erp_salesorder", "idx_pending_orders", "btree (order_date DESC) WHERE (status = 'pending'::text)"),
    ("erp_salesorderitem", "idx_salesorderitem_order_product_qty", "btree (order_id, product_id, quantity)"),
    ("erp_stocktransaction", "idx_stocktransaction_product_date", "btree (product_id, created_at DESC)"),
    ("erp_stocktransaction", "idx_stocktransaction_warehouse_type", "btree (warehouse_id, transaction_type)"),
    ("erp_stocktransaction", "idx_stocktransaction_date_type", "btree (created_at DESC, transaction_type)"),
    ("todos", "idx_todos_assignee_status_priority", "btree (assigned_to_id, status, priority) WHERE (NOT is_deleted)"),
    (
        "todos",
        "idx_todos_due_date_status",
        "btree (due_date, status) WHERE ((due_date IS NOT NULL) AND (NOT is_deleted))",
    ),
    ("todos", "idx_todos_category_status", "btree (category_id, status) WHERE (NOT is_deleted)"),
    ("mv_monthly_sales", "idx_mv_monthly_sales_month", "btree (month)"),
];

#[tokio::test]
async fn the_planned_indexes_exist() {
    for db in engines().await {
        for (table, index, definition) in PLANNED {
            if is_postgres(&db) {
                let sql =
                    format!("SELECT indexdef FROM pg_indexes WHERE tablename = '{table}' AND indexname = '{index}'");
                let found: Vec<String> = column(&db, &sql).await;
                let built = found.first().and_then(|found| found.split(" USING ").nth(1));
                assert_eq!(built, Some(*definition), "{index}");
            } else {
                on_sqlite(&db, table, index, definition).await;
            }
        }
    }
}

/// The index itself with the same columns and condition, or the full-text table in place of a GIN index.
async fn on_sqlite(db: &DatabaseConnection, table: &str, index: &str, definition: &str) {
    if definition.starts_with("gin") {
        let sql = format!("SELECT sql FROM sqlite_master WHERE name = '{index}' AND type = 'table'");
        let found: Vec<String> = column(db, &sql).await;
        assert!(found[0].contains("fts5") && found[0].contains(&format!("content = '{table}'")), "{index}: {found:?}");
        return;
    }
    let sql =
        format!("SELECT sql FROM sqlite_master WHERE name = '{index}' AND tbl_name = '{table}' AND type = 'index'");
    let found: Vec<String> = column(db, &sql).await;
    assert_eq!(found.len(), 1, "{index}");
    let plain = definition.replace("btree ", "").replace("::text", "");
    let (columns, condition) = plain.split_once(" WHERE ").unwrap_or((&plain, ""));
    let condition = condition.trim_start_matches('(').trim_end_matches(')').replace(") AND (", " AND ");
    let built = found[0].split(&format!(" ON {table} ")).nth(1).unwrap().trim();
    let expected = if condition.is_empty() { columns.to_owned() } else { format!("{columns} WHERE {condition}") };
    assert_eq!(built, expected, "{index}");
}

#[tokio::test]
async fn every_foreign_key_has_an_index() {
    let [sqlite, postgres] = engines().await;
    let bare: Vec<String> = column(
        &postgres,
        "SELECT conrelid::regclass || ' ' || conname FROM pg_constraint AS c
         WHERE contype = 'f' AND NOT EXISTS (SELECT FROM pg_index
             WHERE indrelid = c.conrelid AND indpred IS NULL AND indkey[0] = c.conkey[1])",
    )
    .await;
    assert_eq!(bare, Vec::<String>::new());
    let bare: Vec<String> = column(
        &sqlite,
        "SELECT t.name || '.' || fk.\"from\" FROM pragma_table_list AS t, pragma_foreign_key_list(t.name) AS fk
         WHERE t.schema = 'main' AND NOT EXISTS (
             SELECT 1 FROM pragma_index_list(t.name) AS i, pragma_index_info(i.name) AS c
             WHERE i.partial = 0 AND c.seqno = 0 AND c.name = fk.\"from\")",
    )
    .await;
    assert_eq!(bare, Vec::<String>::new());
}

/// Lists page by a sort and the id: each sort has an index that ends in the id.
#[tokio::test]
async fn every_list_sort_has_an_index_ending_in_the_id() {
    let [sqlite, postgres] = engines().await;
    for (table, sort) in [
        ("erp_salesorder", "order_date DESC, id DESC"),
        ("erp_salesorder", "total_amount, id"),
        ("erp_salesorder", "number, id"),
        ("erp_salesorder", "status, order_date, id"),
        ("erp_salesorder", "customer_id, order_date, id"),
        ("erp_customer", "name, id"),
        ("erp_customer", "code, id"),
        ("erp_customer", "created_at, id"),
        ("erp_product", "name, id"),
        ("erp_product", "code, id"),
        ("erp_product", "unit_price, id"),
        ("erp_product", "created_at, id"),
        ("erp_stocktransaction", "created_at, id"),
        ("erp_stocktransaction", "product_id, created_at, id"),
    ] {
        for db in [&sqlite, &postgres] {
            let sql = if is_postgres(db) {
                format!("SELECT indexdef FROM pg_indexes WHERE tablename = '{table}' AND indexdef LIKE '%({sort})'")
            } else {
                format!("SELECT name FROM sqlite_master WHERE tbl_name = '{table}' AND sql LIKE '%({sort})'")
            };
            assert_eq!(column::<String>(db, &sql).await.len(), 1, "{table} ({sort})");
        }
    }
}

#[tokio::test]
async fn sqlite_full_text_follows_its_tables() {
    let [db, _] = engines().await;
    seed(&db).await;
    let find = "SELECT rowid FROM idx_customer_name_gin WHERE idx_customer_name_gin MATCH 'zoe*'";
    assert_eq!(column::<i64>(&db, find).await, [2]);
    let inside = "SELECT rowid FROM idx_customer_search WHERE search LIKE '%aca%' OR search LIKE '%gac%'";
    assert_eq!(column::<i64>(&db, inside).await, [1]);
    run(
        &db,
        "UPDATE erp_customer SET name = 'Other', search = 'other' WHERE id = 2; DELETE FROM erp_customer WHERE id = 3;",
    )
    .await;
    assert_eq!(column::<i64>(&db, find).await, Vec::<i64>::new());
    run(&db, "UPDATE erp_product SET description = 'Hex bolt' WHERE id = 1").await;
    let product = "SELECT rowid FROM idx_product_name_gin WHERE idx_product_name_gin MATCH 'hex'";
    assert_eq!(column::<i64>(&db, product).await, [1]);
    for index in ["idx_customer_name_gin", "idx_customer_search", "idx_product_name_gin", "idx_product_search"] {
        run(&db, &format!("INSERT INTO {index} ({index}, rank) VALUES ('integrity-check', 1)")).await;
    }
}

#[tokio::test]
async fn postgres_finds_text_by_index() {
    let [_, db] = engines().await;
    let trigrams: Vec<String> = column(&db, "SELECT extname::text FROM pg_extension WHERE extname = 'pg_trgm'").await;
    let indexes = pairs(&db, "SELECT indexname::text, indexdef FROM pg_indexes WHERE indexname LIKE '%_search%'").await;
    for table in ["customer", "product"] {
        let has = |name: String, operators: &str| {
            indexes.iter().any(|(index, definition)| *index == name && definition.contains(operators))
        };
        assert!(has(format!("idx_{table}_search_prefix"), "search text_pattern_ops"));
        assert_eq!(has(format!("idx_{table}_search"), "gin_trgm_ops"), !trigrams.is_empty());
    }
}
