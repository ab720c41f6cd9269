//! The database's own statistics: sizes, scans, indexes, connections, statements. Each engine in its own words, one
//! shape for both.

use std::sync::atomic::Ordering;

use sea_orm::{ConnectionTrait, FromQueryResult, Statement, Value};

use super::connect::{Db, Engine, Writer};
use crate::error::Result;

/// Tables and indexes that are listed at most, the largest first.
const ROWS: u64 = 200;
/// Statements that are listed at most.
const STATEMENTS: u64 = 20;

/// A table.
#[derive(Clone, Debug, FromQueryResult)]
pub struct TableStats {
    /// Its name.
    pub name: String,
    /// Bytes with its indexes.
    pub bytes: i64,
    /// Rows that can be read; none when nobody counted.
    pub live_rows: Option<i64>,
    /// Rows that wait for a vacuum (PostgreSQL).
    pub dead_rows: Option<i64>,
    /// Scans of the whole table since the statistics' start (PostgreSQL).
    pub sequential_scans: Option<i64>,
    /// Scans of its indexes since then (PostgreSQL).
    pub index_scans: Option<i64>,
}

/// An index.
#[derive(Clone, Debug, FromQueryResult)]
pub struct IndexStats {
    /// Its name.
    pub name: String,
    /// Its table.
    pub table_name: String,
    /// Bytes.
    pub bytes: i64,
    /// Scans since the statistics' start (PostgreSQL).
    pub scans: Option<i64>,
    /// Whether it enforces uniqueness: then it is needed, used or not.
    pub is_unique: bool,
    /// Another index of the same columns.
    pub duplicate_of: Option<String>,
}

/// Connections that are in the same state.
#[derive(Clone, Debug, FromQueryResult)]
pub struct ConnectionStats {
    /// `active`, `idle`, `idle in transaction`, ….
    pub state: String,
    /// What they wait for, if anything.
    pub waits_for: Option<String>,
    /// How many.
    pub count: i64,
}

/// A statement as the database remembers it, over all nodes and programs (`pg_stat_statements`).
#[derive(Clone, Debug, FromQueryResult)]
pub struct ServerStatement {
    /// Its shape.
    pub shape: String,
    /// How often it ran.
    pub calls: i64,
    /// Its time altogether, µs.
    pub total_micros: i64,
    /// Its longest time, µs.
    pub max_micros: i64,
    /// Rows it gave altogether.
    pub rows: i64,
}

/// A named counter of the engine.
#[derive(Clone, Debug, FromQueryResult)]
pub struct EngineStat {
    /// Its name, such as `page_count`.
    pub name: String,
    /// Its value.
    pub value: i64,
}

/// Everything at once.
#[derive(Clone, Debug)]
pub struct DatabaseStatistics {
    /// `sqlite` or `postgresql`.
    pub engine: &'static str,
    /// The engine's version.
    pub version: String,
    /// Bytes of the whole database.
    pub bytes: i64,
    /// The largest tables.
    pub tables: Vec<TableStats>,
    /// The largest indexes.
    pub indexes: Vec<IndexStats>,
    /// Connections by state; empty for SQLite, which has none.
    pub connections: Vec<ConnectionStats>,
    /// What took most time; none when the database does not remember.
    pub statements: Option<Vec<ServerStatement>>,
    /// Further counters of the engine.
    pub stats: Vec<EngineStat>,
}

#[derive(Debug, FromQueryResult)]
struct DatabaseFile {
    file: String,
}

/// The pool that reads.
#[derive(Clone, Copy, Debug)]
pub struct PoolStats {
    /// Open connections.
    pub open: u64,
    /// Those that nobody uses now.
    pub idle: u64,
}

impl Db {
    /// The pool that reads, now.
    pub fn pool(&self) -> PoolStats {
        let (open, idle) = match self.engine() {
            Engine::Postgres => {
                let pool = self.reader().get_postgres_connection_pool();
                (pool.size(), pool.num_idle())
            }
            Engine::Sqlite => {
                let pool = self.reader().get_sqlite_connection_pool();
                (pool.size(), pool.num_idle())
            }
        };
        PoolStats { open: open.into(), idle: u64::try_from(idle).unwrap_or(u64::MAX) }
    }

    /// Asks the database about itself.
    pub async fn statistics(&self) -> Result<DatabaseStatistics> {
        let mut statistics = match self.engine() {
            Engine::Postgres => self.postgres_statistics().await?,
            Engine::Sqlite => self.sqlite_statistics().await?,
        };
        let mut push = |name: &str, value: u64| {
            statistics
                .stats
                .push(EngineStat { name: name.to_owned(), value: i64::try_from(value).unwrap_or(i64::MAX) });
        };
        push("writes_tried_again", self.retries().load(Ordering::Relaxed));
        if let Writer::Group(group) = self.writer() {
            push("writers_waiting", group.waiting() as u64);
            push("wal_bytes", self.wal_bytes().await?);
        }
        Ok(statistics)
    }

    /// Bytes of SQLite's write-ahead log.
    async fn wal_bytes(&self) -> Result<u64> {
        let main: Vec<DatabaseFile> = self.ask("SELECT file FROM pragma_database_list WHERE name = 'main'").await?;
        let Some(main) = main.first() else { return Ok(0) };
        // No such file: everything is in the database.
        Ok(tokio::fs::metadata(format!("{}-wal", main.file)).await.map_or(0, |file| file.len()))
    }

    /// How the database would run a statement of this shape, its placeholders unknown: a line a step.
    ///
    /// # Errors
    /// When the database does not understand the shape.
    pub async fn explain(&self, shape: &str) -> Result<Vec<String>> {
        match self.engine() {
            Engine::Postgres => self.postgres_plan(shape).await,
            Engine::Sqlite => {
                let rows: Vec<PlanLine> = self.ask(&format!("EXPLAIN QUERY PLAN {shape}")).await?;
                Ok(rows.into_iter().map(|row| row.detail).collect())
            }
        }
    }

    async fn postgres_statistics(&self) -> Result<DatabaseStatistics> {
        let tables = self
            .ask(&format!(
                "SELECT relname::text AS name, pg_total_relation_size(relid) AS bytes, n_live_tup AS live_rows, \
                 n_dead_tup AS dead_rows, seq_scan AS sequential_scans, idx_scan AS index_scans \
                 FROM pg_stat_user_tables ORDER BY bytes DESC, name LIMIT {ROWS}"
            ))
            .await?;
        // Indexes are the same when table, columns, condition, kind and ordering are; the older one is the original.
        let indexes = self
            .ask(&format!(
                "SELECT s.indexrelname::text AS name, s.relname::text AS table_name, \
                 pg_relation_size(s.indexrelid) AS bytes, s.idx_scan AS scans, i.indisunique AS is_unique, \
                 (SELECT min(d.indexrelid::regclass::text) FROM pg_index d JOIN pg_class dc ON dc.oid = d.indexrelid \
                  JOIN pg_class ic ON ic.oid = i.indexrelid \
                  WHERE d.indrelid = i.indrelid AND d.indexrelid < i.indexrelid AND d.indkey::text = i.indkey::text \
                  AND d.indclass::text = i.indclass::text AND d.indoption::text = i.indoption::text \
                  AND dc.relam = ic.relam \
                  AND coalesce(pg_get_expr(d.indpred, d.indrelid), '') = coalesce(pg_get_expr(i.indpred, i.indrelid), '') \
                  AND coalesce(pg_get_expr(d.indexprs, d.indrelid), '') = \
                      coalesce(pg_get_expr(i.indexprs, i.indrelid), '')) AS duplicate_of \
                 FROM pg_stat_user_indexes s JOIN pg_index i ON i.indexrelid = s.indexrelid \
                 ORDER BY bytes DESC, name LIMIT {ROWS}"
            ))
            .await?;
        let connections = self
            .ask(
                "SELECT coalesce(state, 'other') AS state, wait_event_type AS waits_for, count(*) AS count \
                 FROM pg_stat_activity WHERE datname = current_database() GROUP BY 1, 2 ORDER BY 3 DESC, 1",
            )
            .await?;
        let known: Vec<EngineStat> = self
            .ask(
                "SELECT 'statements' AS name, count(*) AS value FROM pg_extension WHERE extname = 'pg_stat_statements'",
            )
            .await?;
        let statements = if known.iter().any(|stat| stat.value > 0) {
            // The extension may be made without its library being loaded: then it cannot answer, and says nothing here.
            self.ask(&format!(
                "SELECT query AS shape, calls, (total_exec_time * 1000)::bigint AS total_micros, \
                 (max_exec_time * 1000)::bigint AS max_micros, rows FROM pg_stat_statements \
                 WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database()) \
                 ORDER BY total_exec_time DESC LIMIT {STATEMENTS}"
            ))
            .await
            .ok()
        } else {
            None
        };
        let stats = self
            .ask(
                "SELECT v.name, v.value FROM pg_stat_database d, LATERAL (VALUES ('commits', d.xact_commit), \
                 ('rollbacks', d.xact_rollback), ('deadlocks', d.deadlocks), ('blocks_hit', d.blks_hit), \
                 ('blocks_read', d.blks_read), ('temporary_bytes', d.temp_bytes)) AS v(name, value) \
                 WHERE d.datname = current_database()",
            )
            .await?;
        let (version, bytes) = self
            .about("SELECT current_setting('server_version') AS version, pg_database_size(current_database()) AS bytes")
            .await?;
        Ok(DatabaseStatistics { engine: "postgresql", version, bytes, tables, indexes, connections, statements, stats })
    }

    async fn sqlite_statistics(&self) -> Result<DatabaseStatistics> {
        // `sqlite_stat1` is there after the first ANALYZE; its first number is the rows of the table.
        let analyzed: Vec<EngineStat> = self
            .ask("SELECT 'stat1' AS name, count(*) AS value FROM sqlite_schema WHERE name = 'sqlite_stat1'")
            .await?;
        let live_rows = if analyzed.iter().any(|stat| stat.value > 0) {
            "(SELECT max(CAST(substr(stat || ' ', 1, instr(stat || ' ', ' ') - 1) AS INTEGER)) \
             FROM sqlite_stat1 WHERE tbl = s.tbl_name)"
        } else {
            "CAST(NULL AS INTEGER)"
        };
        let tables = self
            .ask(&format!(
                "SELECT s.tbl_name AS name, sum(d.pgsize) AS bytes, {live_rows} AS live_rows, \
                 CAST(NULL AS INTEGER) AS dead_rows, CAST(NULL AS INTEGER) AS sequential_scans, \
                 CAST(NULL AS INTEGER) AS index_scans \
                 FROM dbstat d JOIN sqlite_schema s ON s.name = d.name WHERE d.aggregate = TRUE \
                 GROUP BY s.tbl_name ORDER BY bytes DESC, name LIMIT {ROWS}"
            ))
            .await?;
        let indexes = self
            .ask(&format!(
                "SELECT s.name AS name, s.tbl_name AS table_name, d.pgsize AS bytes, CAST(NULL AS INTEGER) AS scans, \
                 coalesce((SELECT l.\"unique\" FROM pragma_index_list(s.tbl_name) l WHERE l.name = s.name), 0) \
                 AS is_unique, CAST(NULL AS TEXT) AS duplicate_of \
                 FROM dbstat d JOIN sqlite_schema s ON s.name = d.name AND s.type = 'index' WHERE d.aggregate = TRUE \
                 ORDER BY bytes DESC, name LIMIT {ROWS}"
            ))
            .await?;
        let stats = self
            .ask(
                "SELECT 'page_count' AS name, page_count AS value FROM pragma_page_count() \
                 UNION ALL SELECT 'page_size', page_size FROM pragma_page_size() \
                 UNION ALL SELECT 'free_pages', freelist_count FROM pragma_freelist_count() \
                 UNION ALL SELECT 'cache_size', cache_size FROM pragma_cache_size()",
            )
            .await?;
        let (version, bytes) = self
            .about("SELECT sqlite_version() AS version, page_count * page_size AS bytes FROM pragma_page_count(), pragma_page_size()")
            .await?;
        Ok(DatabaseStatistics {
            engine: "sqlite",
            version,
            bytes,
            tables,
            indexes,
            connections: Vec::new(),
            statements: None,
            stats,
        })
    }

    /// PostgreSQL plans a prepared statement for unknown values when it is set to; the parameters' values are then of
    /// no account. (`EXPLAIN (GENERIC_PLAN)` came with version 16.)
    async fn postgres_plan(&self, shape: &str) -> Result<Vec<String>> {
        use sea_orm::TransactionTrait;
        let tx = self.reader().begin().await?;
        let highest = shape
            .split('$')
            .skip(1)
            .filter_map(|rest| rest.split(|char: char| !char.is_ascii_digit()).next()?.parse::<usize>().ok())
            .max()
            .unwrap_or(0);
        let nulls = vec!["NULL"; highest].join(", ");
        let arguments = if highest == 0 { String::new() } else { format!("({nulls})") };
        tx.execute_unprepared("SET LOCAL plan_cache_mode = force_generic_plan").await?;
        tx.execute_unprepared(&format!("PREPARE erp_explained AS {shape}")).await?;
        let explain =
            Statement::from_string(tx.get_database_backend(), format!("EXPLAIN EXECUTE erp_explained{arguments}"));
        let lines = tx.query_all_raw(explain).await;
        tx.execute_unprepared("DEALLOCATE erp_explained").await?;
        let lines = lines?.iter().map(|row| row.try_get_by_index(0)).collect::<Result<Vec<String>, _>>()?;
        tx.rollback().await?;
        Ok(lines)
    }

    async fn about(&self, sql: &str) -> Result<(String, i64)> {
        let rows: Vec<About> = self.ask(sql).await?;
        Ok(rows.into_iter().next().map_or_else(Default::default, |row| (row.version, row.bytes)))
    }

    async fn ask<T: FromQueryResult>(&self, sql: &str) -> Result<Vec<T>> {
        let db = self.reader();
        let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, Vec::<Value>::new());
        Ok(T::find_by_statement(statement).all(db).await?)
    }
}

#[derive(FromQueryResult)]
struct About {
    version: String,
    bytes: i64,
}

#[derive(FromQueryResult)]
struct PlanLine {
    detail: String,
}
