//! The engines have the same columns, and nothing that one of them would round.

use crate::support::{column, engines, is_postgres, pairs, tables};

#[tokio::test]
async fn both_engines_have_the_same_columns() {
    let mut found = Vec::new();
    for db in engines().await {
        let mut columns = Vec::new();
        for table in tables(&db).await {
            if table == "cache_event" || table == "seaql_migrations" {
                continue;
            }
            let sql = if is_postgres(&db) {
                format!(
                    "SELECT attname::text, CASE WHEN attnotnull THEN 'required' ELSE 'optional' END FROM pg_attribute
                     WHERE attrelid = '{table}'::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum"
                )
            } else {
                format!(
                    "SELECT name, CASE WHEN \"notnull\" = 1 OR pk > 0 THEN 'required' ELSE 'optional' END
                     FROM pragma_table_info('{table}') ORDER BY cid"
                )
            };
            for (name, mut required) in pairs(&db, &sql).await {
                // A materialized view knows no NOT NULL.
                if table == "mv_monthly_sales" {
                    required.clear();
                }
                columns.push(format!("{table}.{name} {required}"));
            }
        }
        found.push(columns);
    }
    assert_eq!(found[0], found[1]);
}

#[tokio::test]
async fn sqlite_tables_have_the_declared_types_only() {
    let [sqlite, _] = engines().await;
    let loose: Vec<String> = column(
        &sqlite,
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND strict = 0
         AND name NOT LIKE 'sqlite_%' AND name <> 'seaql_migrations'",
    )
    .await;
    assert_eq!(loose, Vec::<String>::new());
}

#[tokio::test]
async fn no_column_is_a_float_or_a_numeric() {
    let [_, postgres] = engines().await;
    let types: Vec<String> = column(
        &postgres,
        "SELECT DISTINCT data_type::text FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1",
    )
    .await;
    assert_eq!(types, ["bigint", "boolean", "character varying", "date", "text", "timestamp with time zone", "xid8"]);
}
