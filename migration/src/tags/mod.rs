//! Cache tags: which tables tell the caches about a change, and in which words.
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

use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend, Statement};
use sea_orm_migration::{DbErr, SchemaManager};

pub use table::{TAGGED, UNTAGGED};

/// Rows of one statement above which PostgreSQL's triggers write only the set tag and `:**`: a long list of tags would
/// cost more than what it saves.
pub const BULK_ROWS: u32 = 1000;

/// A table whose changes the caches are told of.
#[derive(Clone, Copy, Debug)]
pub struct Tagged {
    /// The table.
    pub table: &'static str,
    /// Its primary key, in the order in which a row's tag names it.
    pub key: &'static [&'static str],
    /// Columns that lists filter by: ids and closed texts only, since a tag holds no space.
    pub predicates: &'static [&'static str],
    /// Columns whose change alone is not told: bookkeeping that no cached answer may show as exact.
    pub quiet: &'static [&'static str],
}

/// Writes the triggers of a table, in place of those it has.
pub(crate) async fn install(manager: &SchemaManager<'_>, tagged: &Tagged) -> Result<(), DbErr> {
    let columns = columns(manager, tagged.table).await?;
    if columns.is_empty() {
        // A table of a later migration, which installs its own triggers.
        return Ok(());
    }
    uninstall(manager, tagged).await?;
    let script = match manager.get_database_backend() {
        DbBackend::Postgres => postgres::install(tagged, &columns),
        _ => sqlite::install(tagged, &columns),
    };
    manager.get_connection().execute_unprepared(&script).await?;
    Ok(())
}

/// Takes the triggers of a table away.
pub(crate) async fn uninstall(manager: &SchemaManager<'_>, tagged: &Tagged) -> Result<(), DbErr> {
    let script = match manager.get_database_backend() {
        DbBackend::Postgres => postgres::uninstall(tagged),
        _ => sqlite::uninstall(tagged),
    };
    manager.get_connection().execute_unprepared(&script).await?;
    Ok(())
}

/// The columns that the table has now; none when there is no such table.
async fn columns(manager: &SchemaManager<'_>, table: &str) -> Result<Vec<String>, DbErr> {
    let backend = manager.get_database_backend();
    let text = match backend {
        DbBackend::Postgres => {
            "SELECT column_name::text FROM information_schema.columns
             WHERE table_schema = current_schema() AND table_name = $1 ORDER BY ordinal_position"
        }
        _ => "SELECT name FROM pragma_table_info($1) ORDER BY cid",
    };
    let rows =
        manager.get_connection().query_all_raw(Statement::from_sql_and_values(backend, text, [table.into()])).await?;
    rows.iter().map(|row| row.try_get_by_index(0)).collect()
}

/// Those predicate columns that the table has by now.
fn predicates<'a>(tagged: &'a Tagged, columns: &'a [String]) -> impl Iterator<Item = &'static str> + 'a {
    tagged.predicates.iter().copied().filter(|predicate| columns.iter().any(|column| column == predicate))
}
