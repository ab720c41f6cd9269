//! Databases to try the schema on, and short ways to ask them.

use migration::Migrator;
use sea_orm_migration::MigratorTrait;
use sea_orm_migration::sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, DbErr, Statement, TryGetable,
};

/// Name of the database on the test server that every test's copy is made from.
const TEMPLATE: &str = "migrated";

/// A migrated database of each engine, for this test alone.
pub(crate) async fn engines() -> [DatabaseConnection; 2] {
    [sqlite().await, postgres().await]
}

/// A migrated SQLite database.
pub(crate) async fn sqlite() -> DatabaseConnection {
    let db = empty_sqlite().await;
    Migrator::up(&db, None).await.unwrap();
    db
}

/// A migrated PostgreSQL database.
pub(crate) async fn postgres() -> DatabaseConnection {
    let server = testkit::postgres().unwrap();
    server.prepare(TEMPLATE, |url| std::thread::scope(|scope| scope.spawn(|| migrate(url)).join().unwrap())).unwrap();
    connect(&server.fresh_from_template(TEMPLATE).unwrap()).await
}

/// An SQLite database in memory, without tables. It lives in its one connection.
pub(crate) async fn empty_sqlite() -> DatabaseConnection {
    connect("sqlite::memory:").await
}

/// A PostgreSQL database without tables.
pub(crate) async fn empty_postgres() -> DatabaseConnection {
    connect(&testkit::postgres().unwrap().fresh_database().unwrap()).await
}

async fn connect(url: &str) -> DatabaseConnection {
    let mut options = ConnectOptions::new(url);
    options.max_connections(if url.starts_with("sqlite") { 1 } else { 4 });
    Database::connect(options).await.unwrap()
}

fn migrate(url: &str) -> Result<(), DbErr> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let db = Database::connect(url).await?;
        Migrator::up(&db, None).await?;
        db.close().await
    })
}

pub(crate) fn is_postgres(db: &DatabaseConnection) -> bool {
    db.get_database_backend() == DbBackend::Postgres
}

/// Runs statements that must succeed.
pub(crate) async fn run(db: &DatabaseConnection, sql: &str) {
    if let Err(error) = db.execute_unprepared(sql).await {
        panic!("{:?}: {error}\n{sql}", db.get_database_backend());
    }
}

/// Runs a statement that must fail and say `expected`.
pub(crate) async fn refuse(db: &DatabaseConnection, sql: &str, expected: &str) {
    match db.execute_unprepared(sql).await {
        Ok(_) => panic!("{:?} took: {sql}", db.get_database_backend()),
        Err(error) => {
            let error = error.to_string();
            assert!(error.contains(expected), "{:?}: {error}, not {expected}, for: {sql}", db.get_database_backend());
        }
    }
}

/// The rows of a query of one column.
pub(crate) async fn column<T: TryGetable>(db: &DatabaseConnection, sql: &str) -> Vec<T> {
    let statement = Statement::from_string(db.get_database_backend(), sql);
    let rows = db.query_all_raw(statement).await.unwrap();
    rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect()
}

/// The rows of a query of two text columns.
pub(crate) async fn pairs(db: &DatabaseConnection, sql: &str) -> Vec<(String, String)> {
    let statement = Statement::from_string(db.get_database_backend(), sql);
    let rows = db.query_all_raw(statement).await.unwrap();
    rows.iter().map(|row| (row.try_get_by_index(0).unwrap(), row.try_get_by_index(1).unwrap())).collect()
}

/// The tables of the schema: no full-text tables, no views, none of the engine's own.
pub(crate) async fn tables(db: &DatabaseConnection) -> Vec<String> {
    let sql = if is_postgres(db) {
        "SELECT relname::text FROM pg_class
         WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'm') ORDER BY 1"
    } else {
        "SELECT name FROM pragma_table_list
         WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY 1"
    };
    let mut tables: Vec<String> = column(db, sql).await;
    tables.sort();
    tables
}

/// Master data and one confirmed order: ids 1 throughout, customers and products 1 to 3.
pub(crate) async fn seed(db: &DatabaseConnection) {
    run(
        db,
        "INSERT INTO erp_customer (code, name, search) VALUES
             ('C1', 'Ağaç Ltd', 'agac ltd'), ('C2', 'Zoë & Co', 'zoe & co'), ('C3', 'Plain Inc', 'plain inc');
         INSERT INTO erp_productcategory (code, name, parent_id) VALUES ('A', 'A', NULL);
         INSERT INTO erp_product (code, name, category_id, unit_price, search) VALUES
             ('P1', 'Bolt', 1, 10000, 'bolt'), ('P2', 'Nut', 1, 5000, 'nut'), ('P3', 'Şapka', NULL, 0, 'sapka');
         INSERT INTO erp_warehouse (code, name) VALUES ('W1', 'Main'), ('W2', 'Other');
         INSERT INTO erp_stocklevel (product_id, warehouse_id, on_hand, reserved) VALUES (1, 1, 5000, 2000);
         INSERT INTO erp_salesorder (number, customer_id, order_date, status, currency, net_amount, tax_amount,
             total_amount) VALUES ('SO-1', 1, '2026-03-04', 'pending', 'EUR', 20000, 4000, 24000);
         INSERT INTO erp_salesorderitem (order_id, position, product_id, quantity, unit_price, net_amount, tax_amount,
             gross_amount) VALUES (1, 1, 1, 2000, 10000, 20000, 4000, 24000);",
    )
    .await;
}
