//! Cache tags: which tables log their changes for the caches, and with which tags.
//!
//! A change to a row of table `erp_salesorder` writes one line of space separated tags to `cache_event`:
//! - `erp_salesorder:*`, the set tag, always;
//! - `erp_salesorder:42`, the row (`erp_stocklevel:7/3` for a key of two columns);
//! - `erp_salesorder:customer_id=7` for each predicate column, with the old value and the new one (`=null` for none);
//! - `erp_salesorder:* erp_salesorder:**` and no more when a statement on PostgreSQL touches more than [`BULK_ROWS`]
//!   rows, or truncates: `:**` says that every tag of the table changed, named or not.
//!
//! PostgreSQL writes one line per statement, SQLite one per row. The triggers are generated from [`TAGGED`] alone. A
//! later migration that adds a tagged table, or a column to one, calls `install` for it again.

mod postgres;
mod sqlite;
mod table;

use sea_orm_migration::DbErr;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend, Statement};

pub use table::{TAGGED, UNTAGGED};

/// Rows of one statement above which PostgreSQL's triggers write only the set tag and `:**`: a long list of tags would
/// cost more than what it saves.
pub const BULK_ROWS: u32 = 1000;

/// A table whose changes are logged for the caches.
#[derive(Clone, Copy, Debug)]
pub struct Tagged {
    /// The table.
    pub table: &'static str,
    /// Its primary key, in the order in which a row's tag names it.
    pub key: &'static [&'static str],
    /// Columns that lists filter by: ids and closed texts only, since a tag has no space.
    pub predicates: &'static [&'static str],
    /// Columns whose change alone is not logged: bookkeeping that no cached answer may show as exact.
    pub quiet: &'static [&'static str],
}

/// Writes the triggers of a table, in place of those it has.
pub(crate) async fn install<C: ConnectionTrait>(db: &C, tagged: &Tagged) -> Result<(), DbErr> {
    let columns = columns(db, tagged.table).await?;
    if columns.is_empty() {
        // A table of a later migration, which installs its own triggers.
        return Ok(());
    }
    uninstall(db, tagged).await?;
    let script = match db.get_database_backend() {
        DbBackend::Postgres => postgres::install(tagged, &columns),
        _ => sqlite::install(tagged, &columns),
    };
    db.execute_unprepared(&script).await?;
    Ok(())
}

/// Takes the triggers of a table away.
pub(crate) async fn uninstall<C: ConnectionTrait>(db: &C, tagged: &Tagged) -> Result<(), DbErr> {
    let script = match db.get_database_backend() {
        DbBackend::Postgres => postgres::uninstall(tagged),
        _ => sqlite::uninstall(tagged),
    };
    db.execute_unprepared(&script).await?;
    Ok(())
}

/// The line that says that every tag of the table changed.
pub(crate) fn bulk(tagged: &Tagged) -> String {
    let table = tagged.table;
    format!("INSERT INTO cache_event (tags) VALUES ('{table}:* {table}:**');")
}

/// The columns that the table has now; none when there is no such table.
pub(crate) async fn columns<C: ConnectionTrait>(db: &C, table: &str) -> Result<Vec<String>, DbErr> {
    let backend = db.get_database_backend();
    let text = match backend {
        DbBackend::Postgres => {
            "SELECT column_name::text FROM information_schema.columns
             WHERE table_schema = current_schema() AND table_name = $1 ORDER BY ordinal_position"
        }
        _ => "SELECT name FROM pragma_table_info($1) ORDER BY cid",
    };
    let rows = db.query_all_raw(Statement::from_sql_and_values(backend, text, [table.into()])).await?;
    rows.iter().map(|row| row.try_get_by_index(0)).collect()
}

/// Those predicate columns that the table has by now.
fn predicates<'a>(tagged: &'a Tagged, columns: &'a [String]) -> impl Iterator<Item = &'static str> + 'a {
    tagged.predicates.iter().copied().filter(|predicate| columns.iter().any(|column| column == predicate))
}
