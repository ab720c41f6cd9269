//! Performance in the API.

use async_graphql::{Context, Object, SimpleObject};
use chrono::{DateTime, Utc};

use super::service;
use crate::cache::{ClassStats, SharedStats};
use crate::db;
use crate::error::{Error, Result};
use crate::graphql::ContextExt;
use crate::telemetry::minutes::{Figures, MINUTES};
use crate::telemetry::statements::StatementFigures;

/// How this node runs. Times are in µs, sizes in bytes.
#[derive(Clone, Copy, Debug)]
pub struct Performance;

/// A minute of this node.
#[derive(Clone, Debug)]
pub struct PerformanceMinute {
    began: u64,
    figures: Figures,
}

/// An operation of the API.
#[derive(Clone, Debug)]
pub struct PerformanceOperation {
    name: String,
    figures: Figures,
}

/// Requests added up.
#[derive(Clone, Debug)]
pub struct RequestFigures(Figures);

#[Object]
impl RequestFigures {
    /// How many.
    async fn requests(&self) -> u64 {
        self.0.requests
    }
    /// How many failed by our fault.
    async fn failures(&self) -> u64 {
        self.0.failures
    }
    /// How many were slow.
    async fn slow(&self) -> u64 {
        self.0.slow
    }
    /// The duration that this share of the requests stays below, in µs. Right to two digits.
    async fn percentile(&self, #[graphql(validator(minimum = 0, maximum = 100))] percent: f64) -> u64 {
        self.0.percentile(percent)
    }
    /// The longest duration, in µs.
    async fn max(&self) -> u64 {
        self.0.max()
    }
    /// Statements sent to the database.
    async fn queries(&self) -> u64 {
        self.0.queries
    }
    /// Time in those, in µs.
    async fn query_time(&self) -> u64 {
        self.0.query_micros
    }
    /// Time waiting for a database connection, in µs.
    async fn wait_time(&self) -> u64 {
        self.0.pool_wait_micros
    }
    /// Cache reads answered by the cache.
    async fn cache_hits(&self) -> u64 {
        self.0.cache_hits
    }
    /// Cache reads that had to load.
    async fn cache_misses(&self) -> u64 {
        self.0.cache_misses
    }
    /// Time in cache reads, in µs.
    async fn cache_time(&self) -> u64 {
        self.0.cache_micros
    }
}

#[Object]
impl PerformanceMinute {
    /// When it began.
    async fn began_at(&self) -> Result<DateTime<Utc>> {
        let seconds = i64::try_from(self.began).unwrap_or(i64::MAX);
        DateTime::from_timestamp(seconds, 0).ok_or_else(|| Error::internal("a minute out of time"))
    }
    /// What happened in it.
    async fn figures(&self) -> RequestFigures {
        RequestFigures(self.figures.clone())
    }
}

#[Object]
impl PerformanceOperation {
    /// Kind and name, as `query SalesOrders`; `(others)` holds what did not fit.
    async fn name(&self) -> &str {
        &self.name
    }
    /// What it did.
    async fn figures(&self) -> RequestFigures {
        RequestFigures(self.figures.clone())
    }
}

/// A statement that this node has run.
#[derive(Clone, Debug)]
pub struct PerformanceStatement(StatementFigures);

#[Object]
impl PerformanceStatement {
    /// The statement with placeholders.
    async fn shape(&self) -> &str {
        &self.0.shape
    }
    /// How often it ran.
    async fn calls(&self) -> u64 {
        self.0.calls
    }
    /// How often it failed.
    async fn failures(&self) -> u64 {
        self.0.failures
    }
    /// Its time altogether, in µs.
    async fn total_time(&self) -> u64 {
        self.0.total_micros
    }
    /// Its longest time, in µs.
    async fn max_time(&self) -> u64 {
        self.0.max_micros
    }
    /// The trace of the longest one.
    async fn slowest_trace_id(&self) -> &str {
        &self.0.slowest_trace
    }
}

/// A table or an index of the database.
#[derive(Clone, Debug, SimpleObject)]
pub struct TableStatistics {
    /// Its name.
    name: String,
    /// Bytes with its indexes.
    bytes: i64,
    /// Rows that can be read; none when nobody counted.
    live_rows: Option<i64>,
    /// Rows that wait for a vacuum (PostgreSQL).
    dead_rows: Option<i64>,
    /// Scans of the whole table since the statistics' start (PostgreSQL).
    sequential_scans: Option<i64>,
    /// Scans of its indexes since then (PostgreSQL).
    index_scans: Option<i64>,
}

/// An index.
#[derive(Clone, Debug, SimpleObject)]
pub struct IndexStatistics {
    /// Its name.
    name: String,
    /// Its table.
    table: String,
    /// Bytes.
    bytes: i64,
    /// Scans since the statistics' start (PostgreSQL).
    scans: Option<i64>,
    /// Whether it also keeps rows unique: then it is needed, used or not.
    is_unique: bool,
    /// An older index that does the same.
    duplicate_of: Option<String>,
}

/// Connections in one state.
#[derive(Clone, Debug, SimpleObject)]
pub struct ConnectionStatistics {
    /// `active`, `idle`, `idle in transaction`, ….
    state: String,
    /// What they wait for, if anything.
    waits_for: Option<String>,
    /// How many.
    count: i64,
}

/// A statement as the database remembers it, over all nodes and programs.
#[derive(Clone, Debug, SimpleObject)]
pub struct ServerStatement {
    /// Its shape.
    shape: String,
    /// How often it ran.
    calls: i64,
    /// Its time altogether, in µs.
    total_time: i64,
    /// Its longest time, in µs.
    max_time: i64,
    /// Rows it gave altogether.
    rows: i64,
}

/// A further figure of the engine.
#[derive(Clone, Debug, SimpleObject)]
pub struct EngineFigure {
    /// Its name, such as `page_count` or `deadlocks`.
    name: String,
    /// Its value.
    value: i64,
}

/// What the database tells of itself.
#[derive(Clone, Debug, SimpleObject)]
pub struct DatabaseStatistics {
    /// `sqlite` or `postgresql`.
    engine: &'static str,
    /// The engine's version.
    version: String,
    /// Bytes of the whole database.
    bytes: i64,
    /// The largest tables.
    tables: Vec<TableStatistics>,
    /// The largest indexes.
    indexes: Vec<IndexStatistics>,
    /// Connections by state; empty for SQLite, which has none.
    connections: Vec<ConnectionStatistics>,
    /// What took most time over all nodes. None when the database does not remember: on PostgreSQL, add
    /// `pg_stat_statements` to `shared_preload_libraries`, restart it, and run `CREATE EXTENSION pg_stat_statements`.
    statements: Option<Vec<ServerStatement>>,
    /// Further figures of the engine.
    figures: Vec<EngineFigure>,
}

impl From<db::DatabaseStatistics> for DatabaseStatistics {
    fn from(from: db::DatabaseStatistics) -> Self {
        let table = |row: db::TableFigures| TableStatistics {
            name: row.name,
            bytes: row.bytes,
            live_rows: row.live_rows,
            dead_rows: row.dead_rows,
            sequential_scans: row.sequential_scans,
            index_scans: row.index_scans,
        };
        let index = |row: db::IndexFigures| IndexStatistics {
            name: row.name,
            table: row.table_name,
            bytes: row.bytes,
            scans: row.scans,
            is_unique: row.is_unique,
            duplicate_of: row.duplicate_of,
        };
        let connection = |row: db::ConnectionFigures| ConnectionStatistics {
            state: row.state,
            waits_for: row.waits_for,
            count: row.count,
        };
        let statement = |row: db::ServerStatement| ServerStatement {
            shape: row.shape,
            calls: row.calls,
            total_time: row.total_micros,
            max_time: row.max_micros,
            rows: row.rows,
        };
        let figure = |row: db::EngineFigure| EngineFigure { name: row.name, value: row.value };
        Self {
            engine: from.engine,
            version: from.version,
            bytes: from.bytes,
            tables: from.tables.into_iter().map(table).collect(),
            indexes: from.indexes.into_iter().map(index).collect(),
            connections: from.connections.into_iter().map(connection).collect(),
            statements: from.statements.map(|rows| rows.into_iter().map(statement).collect()),
            figures: from.figures.into_iter().map(figure).collect(),
        }
    }
}

/// A class of cached values.
#[derive(Clone, Debug, SimpleObject)]
pub struct CacheClassStatistics {
    /// Its name, such as `customer_list`.
    class: &'static str,
    /// Requests answered from memory.
    hits: u64,
    /// Requests answered from the tier that the nodes share.
    shared_hits: u64,
    /// Values found in that tier which were no longer good.
    shared_rejects: u64,
    /// Requests that found nothing.
    misses: u64,
    /// Requests that found a value which was no longer good.
    stale_rejects: u64,
    /// Loads run.
    loads: u64,
    /// Requests that shared another's load.
    joins: u64,
    /// Values dropped for want of room.
    evictions: u64,
    /// Requests that went past the cache, because the commit log could not be relied on.
    bypasses: u64,
    /// Bytes held now.
    bytes: u64,
}

impl From<ClassStats> for CacheClassStatistics {
    fn from(from: ClassStats) -> Self {
        Self {
            class: from.class.name(),
            hits: from.hits,
            shared_hits: from.shared_hits,
            shared_rejects: from.shared_rejects,
            misses: from.misses,
            stale_rejects: from.stale_rejects,
            loads: from.loads,
            joins: from.joins,
            evictions: from.evictions,
            bypasses: from.bypasses,
            bytes: from.bytes,
        }
    }
}

/// How this node gets on with Redis, where the nodes share cached values.
#[derive(Clone, Copy, Debug, SimpleObject)]
pub struct SharedCacheStatistics {
    /// Whether it answers now.
    linked: bool,
    /// Values put there.
    puts: u64,
    /// Operations that failed.
    errors: u64,
    /// Operations given up after their time limit.
    timeouts: u64,
    /// Operations not tried, because it does not answer or too many are under way.
    skipped: u64,
    /// How often it was found not to answer.
    trips: u64,
}

impl From<SharedStats> for SharedCacheStatistics {
    fn from(from: SharedStats) -> Self {
        let SharedStats { linked, puts, errors, timeouts, skipped, trips } = from;
        Self { linked, puts, errors, timeouts, skipped, trips }
    }
}

/// What became of the spans of traces.
#[derive(Clone, Copy, Debug, SimpleObject)]
pub struct ExportStatistics {
    /// Spans given to the queue.
    offered: u64,
    /// Spans that the receiver took.
    sent: u64,
    /// Spans whose export failed. What was neither sent nor failed waits, or found the queue full.
    failed: u64,
}

#[Object]
impl Performance {
    /// The name of the node that answers.
    async fn node(&self, ctx: &Context<'_>) -> String {
        ctx.app().telemetry.instance().to_owned()
    }
    /// The last minutes, oldest first, the running one last: at most 61.
    async fn minutes(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 60, validator(minimum = 1, maximum = 61))] last: i32,
    ) -> Result<Vec<PerformanceMinute>> {
        let minutes = service::minutes(ctx.app(), ctx.actor()?, window(last))?;
        Ok(minutes.into_iter().map(|(began, figures)| PerformanceMinute { began, figures }).collect())
    }
    /// The last minutes together.
    async fn total(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 60, validator(minimum = 1, maximum = 61))] last: i32,
    ) -> Result<RequestFigures> {
        Ok(RequestFigures(service::total(ctx.app(), ctx.actor()?, window(last))?))
    }
    /// The operations of the last minutes, those that took most time altogether first.
    async fn operations(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 60, validator(minimum = 1, maximum = 61))] last: i32,
    ) -> Result<Vec<PerformanceOperation>> {
        let operations = service::operations(ctx.app(), ctx.actor()?, window(last))?;
        Ok(operations.into_iter().map(|(name, figures)| PerformanceOperation { name, figures }).collect())
    }
    /// The statements of this node since its start, those that took most time altogether first: at most 50.
    async fn statements(&self, ctx: &Context<'_>) -> Result<Vec<PerformanceStatement>> {
        Ok(service::statements(ctx.app(), ctx.actor()?)?.into_iter().map(PerformanceStatement).collect())
    }
    /// How the database would run a statement, given by its shape: a line a step.
    async fn plan(&self, ctx: &Context<'_>, shape: String) -> Result<Vec<String>> {
        service::plan(ctx.app(), ctx.actor()?, &shape).await
    }
    /// What the database tells of itself.
    async fn database(&self, ctx: &Context<'_>) -> Result<DatabaseStatistics> {
        Ok(service::database(ctx.app(), ctx.actor()?).await?.into())
    }
    /// How this node gets on with Redis; null when there is none.
    async fn shared_cache(&self, ctx: &Context<'_>) -> Option<SharedCacheStatistics> {
        ctx.app().cache.shared_stats().map(Into::into)
    }
    /// The cache of this node, class by class.
    async fn cache(&self, ctx: &Context<'_>) -> Vec<CacheClassStatistics> {
        ctx.app().cache.stats().into_iter().map(Into::into).collect()
    }
    /// What became of the spans of traces; none when nothing is exported.
    async fn export(&self, ctx: &Context<'_>) -> Option<ExportStatistics> {
        let counts = ctx.app().telemetry.exported()?;
        Some(ExportStatistics { offered: counts.offered, sent: counts.sent, failed: counts.failed })
    }
}

fn window(last: i32) -> usize {
    usize::try_from(last).unwrap_or(MINUTES)
}

/// What can be asked about how the system runs.
#[derive(Clone, Copy, Debug, Default)]
pub struct PerformanceQuery;

#[Object]
impl PerformanceQuery {
    /// How the node that answers runs. Requires `OPERATE`.
    async fn performance(&self, ctx: &Context<'_>) -> Result<Performance> {
        ctx.actor()?.may(domain::Permission::Operate)?;
        Ok(Performance)
    }
}
