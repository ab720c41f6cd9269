//! Performance in the API.

use async_graphql::{Context, Object, SimpleObject};
use chrono::{DateTime, Utc};

use super::alert::graphql::{Alert, AlertRule};
use super::{alert, service};
use crate::graphql::{ContextExt, Int64};
use platform::cache::{ClassStats, SharedStats};
use platform::db;
use platform::error::{Error, Result};
use platform::telemetry::minutes::{MINUTES, RequestStats};
use platform::telemetry::statements::StatementStats;

/// How the system runs: requests over all nodes that share a Redis, the rest of the node that answers. Times are in µs,
/// sizes in bytes.
#[derive(Clone, Copy, Debug)]
pub struct Performance;

/// A minute of all nodes.
#[derive(Clone, Debug)]
pub struct PerformanceMinute {
    began: u64,
    stats: RequestStats,
}

/// An operation of the API.
#[derive(Clone, Debug)]
pub struct PerformanceOperation {
    name: String,
    stats: RequestStats,
}

/// Aggregated statistics of requests.
#[derive(Clone, Debug)]
pub struct RequestMetrics(RequestStats);

#[Object(name = "RequestFigures")]
impl RequestMetrics {
    /// How many.
    async fn requests(&self) -> Int64 {
        self.0.requests.into()
    }
    /// How many failed by our fault.
    async fn failures(&self) -> Int64 {
        self.0.failures.into()
    }
    /// How many were slow.
    async fn slow(&self) -> Int64 {
        self.0.slow.into()
    }
    /// The duration at this percentile (50 is the median), in µs. Right to two digits.
    async fn percentile(&self, #[graphql(validator(minimum = 0, maximum = 100))] percent: f64) -> Int64 {
        self.0.percentile(percent).into()
    }
    /// The longest duration, in µs.
    async fn max(&self) -> Int64 {
        self.0.max().into()
    }
    /// Statements sent to the database.
    async fn queries(&self) -> Int64 {
        self.0.queries.into()
    }
    /// How many of those took longer than one should.
    async fn slow_queries(&self) -> Int64 {
        self.0.slow_queries.into()
    }
    /// Time in those, in µs.
    async fn query_time(&self) -> Int64 {
        self.0.query_micros.into()
    }
    /// Time waiting for a database connection, in µs.
    async fn wait_time(&self) -> Int64 {
        self.0.pool_wait_micros.into()
    }
    /// Cache reads answered by the cache.
    async fn cache_hits(&self) -> Int64 {
        self.0.cache_hits.into()
    }
    /// Cache reads that had to load.
    async fn cache_misses(&self) -> Int64 {
        self.0.cache_misses.into()
    }
    /// Time in cache reads, in µs.
    async fn cache_time(&self) -> Int64 {
        self.0.cache_micros.into()
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
    #[graphql(name = "figures")]
    async fn stats(&self) -> RequestMetrics {
        RequestMetrics(self.stats.clone())
    }
}

#[Object]
impl PerformanceOperation {
    /// Kind and name, as `query SalesOrders`; `(others)` holds what did not fit.
    async fn name(&self) -> &str {
        &self.name
    }
    /// What it did.
    #[graphql(name = "figures")]
    async fn stats(&self) -> RequestMetrics {
        RequestMetrics(self.stats.clone())
    }
}

/// A statement that this node has run.
#[derive(Clone, Debug)]
pub struct PerformanceStatement(StatementStats);

#[Object]
impl PerformanceStatement {
    /// The statement with placeholders.
    async fn shape(&self) -> &str {
        &self.0.shape
    }
    /// How often it ran.
    async fn calls(&self) -> Int64 {
        self.0.calls.into()
    }
    /// How often it failed.
    async fn failures(&self) -> Int64 {
        self.0.failures.into()
    }
    /// Its time altogether, in µs.
    async fn total_time(&self) -> Int64 {
        self.0.total_micros.into()
    }
    /// Its longest time, in µs.
    async fn max_time(&self) -> Int64 {
        self.0.max_micros.into()
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
    bytes: Int64,
    /// Rows that can be read; none when nobody counted.
    live_rows: Option<Int64>,
    /// Rows that wait for a vacuum (PostgreSQL).
    dead_rows: Option<Int64>,
    /// Scans of the whole table since the statistics' start (PostgreSQL).
    sequential_scans: Option<Int64>,
    /// Scans of its indexes since then (PostgreSQL).
    index_scans: Option<Int64>,
}

/// An index.
#[derive(Clone, Debug, SimpleObject)]
pub struct IndexStatistics {
    /// Its name.
    name: String,
    /// Its table.
    table: String,
    /// Bytes.
    bytes: Int64,
    /// Scans since the statistics' start (PostgreSQL).
    scans: Option<Int64>,
    /// Whether it enforces uniqueness: then it is needed, used or not.
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
    count: Int64,
}

/// A statement as the database remembers it, over all nodes and programs.
#[derive(Clone, Debug, SimpleObject)]
pub struct ServerStatement {
    /// Its shape.
    shape: String,
    /// How often it ran.
    calls: Int64,
    /// Its time altogether, in µs.
    total_time: Int64,
    /// Its longest time, in µs.
    max_time: Int64,
    /// Rows it gave altogether.
    rows: Int64,
}

/// A further counter of the engine.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(name = "EngineFigure")]
pub struct EngineStat {
    /// Its name, such as `page_count` or `deadlocks`.
    name: String,
    /// Its value.
    value: Int64,
}

/// The database's own statistics.
#[derive(Clone, Debug, SimpleObject)]
pub struct DatabaseStatistics {
    /// `sqlite` or `postgresql`.
    engine: &'static str,
    /// The engine's version.
    version: String,
    /// Bytes of the whole database.
    bytes: Int64,
    /// The largest tables.
    tables: Vec<TableStatistics>,
    /// The largest indexes.
    indexes: Vec<IndexStatistics>,
    /// Connections by state; empty for SQLite, which has none.
    connections: Vec<ConnectionStatistics>,
    /// What took most time over all nodes. None when the database does not remember: on PostgreSQL, add
    /// `pg_stat_statements` to `shared_preload_libraries`, restart it, and run `CREATE EXTENSION pg_stat_statements`.
    statements: Option<Vec<ServerStatement>>,
    /// Further counters of the engine.
    #[graphql(name = "figures")]
    stats: Vec<EngineStat>,
}

impl From<db::DatabaseStatistics> for DatabaseStatistics {
    fn from(from: db::DatabaseStatistics) -> Self {
        let table = |row: db::TableStats| TableStatistics {
            name: row.name,
            bytes: row.bytes.into(),
            live_rows: row.live_rows.map(Into::into),
            dead_rows: row.dead_rows.map(Into::into),
            sequential_scans: row.sequential_scans.map(Into::into),
            index_scans: row.index_scans.map(Into::into),
        };
        let index = |row: db::IndexStats| IndexStatistics {
            name: row.name,
            table: row.table_name,
            bytes: row.bytes.into(),
            scans: row.scans.map(Into::into),
            is_unique: row.is_unique,
            duplicate_of: row.duplicate_of,
        };
        let connection = |row: db::ConnectionStats| ConnectionStatistics {
            state: row.state,
            waits_for: row.waits_for,
            count: row.count.into(),
        };
        let statement = |row: db::ServerStatement| ServerStatement {
            shape: row.shape,
            calls: row.calls.into(),
            total_time: row.total_micros.into(),
            max_time: row.max_micros.into(),
            rows: row.rows.into(),
        };
        let stat = |row: db::EngineStat| EngineStat { name: row.name, value: row.value.into() };
        Self {
            engine: from.engine,
            version: from.version,
            bytes: from.bytes.into(),
            tables: from.tables.into_iter().map(table).collect(),
            indexes: from.indexes.into_iter().map(index).collect(),
            connections: from.connections.into_iter().map(connection).collect(),
            statements: from.statements.map(|rows| rows.into_iter().map(statement).collect()),
            stats: from.stats.into_iter().map(stat).collect(),
        }
    }
}

/// A class of cached values.
#[derive(Clone, Debug, SimpleObject)]
pub struct CacheClassStatistics {
    /// Its name, such as `customer_list`.
    class: &'static str,
    /// Requests answered from memory.
    hits: Int64,
    /// Requests answered from the tier that the nodes share.
    shared_hits: Int64,
    /// Values found in that tier which were no longer good.
    shared_rejects: Int64,
    /// Requests that found nothing.
    misses: Int64,
    /// Requests that found a value which was no longer good.
    stale_rejects: Int64,
    /// Loads run.
    loads: Int64,
    /// Requests that shared another's load.
    joins: Int64,
    /// Values dropped for want of room.
    evictions: Int64,
    /// Requests that went past the cache, because the commit log could not be relied on.
    bypasses: Int64,
    /// Bytes used now.
    bytes: Int64,
}

impl From<ClassStats> for CacheClassStatistics {
    fn from(from: ClassStats) -> Self {
        Self {
            class: from.class.name(),
            hits: from.hits.into(),
            shared_hits: from.shared_hits.into(),
            shared_rejects: from.shared_rejects.into(),
            misses: from.misses.into(),
            stale_rejects: from.stale_rejects.into(),
            loads: from.loads.into(),
            joins: from.joins.into(),
            evictions: from.evictions.into(),
            bypasses: from.bypasses.into(),
            bytes: from.bytes.into(),
        }
    }
}

/// How this node gets on with Redis, where the nodes share cached values.
#[derive(Clone, Copy, Debug, SimpleObject)]
pub struct SharedCacheStatistics {
    /// Whether it answers now.
    linked: bool,
    /// Values put there.
    puts: Int64,
    /// Operations that failed.
    errors: Int64,
    /// Operations given up after their time limit.
    timeouts: Int64,
    /// Operations not tried, because it does not answer or too many are under way.
    skipped: Int64,
    /// How often it was found not to answer.
    trips: Int64,
}

impl From<SharedStats> for SharedCacheStatistics {
    fn from(from: SharedStats) -> Self {
        let SharedStats { linked, puts, errors, timeouts, skipped, trips } = from;
        Self {
            linked,
            puts: puts.into(),
            errors: errors.into(),
            timeouts: timeouts.into(),
            skipped: skipped.into(),
            trips: trips.into(),
        }
    }
}

/// What became of the spans of traces.
#[derive(Clone, Copy, Debug, SimpleObject)]
pub struct ExportStatistics {
    /// Spans given to the queue.
    offered: Int64,
    /// Spans that the receiver took.
    sent: Int64,
    /// Spans whose export failed. What was neither sent nor failed waits, or found the queue full.
    failed: Int64,
}

#[Object]
impl Performance {
    /// The name of the node that answers.
    async fn node(&self, ctx: &Context<'_>) -> String {
        ctx.app().telemetry.instance().to_owned()
    }
    /// The other nodes whose minutes are in the statistics: all that share a Redis with this one.
    async fn other_nodes(&self, ctx: &Context<'_>) -> Vec<String> {
        ctx.app().telemetry.minutes().nodes()
    }
    /// Where a trace is viewed: a URL with `{traceId}` in it; null when none is set up.
    async fn trace_link(&self, ctx: &Context<'_>) -> Option<String> {
        ctx.app().telemetry.trace_link().map(str::to_owned)
    }
    /// The last minutes, oldest first, the running one last: at most 61.
    async fn minutes(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 60, validator(minimum = 1, maximum = 61))] last: i32,
    ) -> Result<Vec<PerformanceMinute>> {
        let minutes = service::minutes(ctx.app(), ctx.actor()?, window(last))?;
        Ok(minutes.into_iter().map(|(began, stats)| PerformanceMinute { began, stats }).collect())
    }
    /// The last minutes together.
    async fn total(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 60, validator(minimum = 1, maximum = 61))] last: i32,
    ) -> Result<RequestMetrics> {
        Ok(RequestMetrics(service::total(ctx.app(), ctx.actor()?, window(last))?))
    }
    /// The operations of the last minutes, those that took most time altogether first.
    async fn operations(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 60, validator(minimum = 1, maximum = 61))] last: i32,
    ) -> Result<Vec<PerformanceOperation>> {
        let operations = service::operations(ctx.app(), ctx.actor()?, window(last))?;
        Ok(operations.into_iter().map(|(name, stats)| PerformanceOperation { name, stats }).collect())
    }
    /// The statements of this node since its start, those that took most time altogether first: at most 50.
    async fn statements(&self, ctx: &Context<'_>) -> Result<Vec<PerformanceStatement>> {
        Ok(service::statements(ctx.app(), ctx.actor()?)?.into_iter().map(PerformanceStatement).collect())
    }
    /// How the database would run a statement, given by its shape: a line a step.
    async fn plan(&self, ctx: &Context<'_>, shape: String) -> Result<Vec<String>> {
        service::plan(ctx.app(), ctx.actor()?, &shape).await
    }
    /// The database's own statistics.
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
    /// The limits, and how they stand.
    async fn alert_rules(&self, ctx: &Context<'_>) -> Result<Vec<AlertRule>> {
        let statuses = alert::service::rule_statuses(ctx.app(), ctx.actor()?).await?;
        Ok(statuses.into_iter().map(Into::into).collect())
    }
    /// Alerts that fired, the newest first: at most 50.
    async fn alerts(&self, ctx: &Context<'_>) -> Result<Vec<Alert>> {
        let history = alert::service::history(ctx.app(), ctx.actor()?).await?;
        Ok(history.into_iter().map(Into::into).collect())
    }
    /// What became of the spans of traces; none when nothing is exported.
    async fn export(&self, ctx: &Context<'_>) -> Option<ExportStatistics> {
        let counts = ctx.app().telemetry.exported()?;
        Some(ExportStatistics {
            offered: counts.offered.into(),
            sent: counts.sent.into(),
            failed: counts.failed.into(),
        })
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
