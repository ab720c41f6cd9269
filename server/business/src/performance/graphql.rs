//! Performance in the API.

use async_graphql::{Context, Object, SimpleObject};
use chrono::{DateTime, Utc};

use super::alert::graphql::{Alert, AlertRule};
use super::{alert, service};
use crate::graphql::{ContextExt, Long};
use platform::cache::{ClassStats, SharedStats};
use platform::db;
use platform::error::{Error, Result};
use platform::telemetry::minutes::{Figures, MINUTES};
use platform::telemetry::statements::StatementFigures;

/// How the system runs: requests over all nodes that share a Redis, the rest of the node that answers. Times are in µs,
/// sizes in bytes.
#[derive(Clone, Copy, Debug)]
pub struct Performance;

/// A minute of all nodes.
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
    async fn requests(&self) -> Long {
        self.0.requests.into()
    }
    /// How many failed by our fault.
    async fn failures(&self) -> Long {
        self.0.failures.into()
    }
    /// How many were slow.
    async fn slow(&self) -> Long {
        self.0.slow.into()
    }
    /// The duration that this share of the requests stays below, in µs. Right to two digits.
    async fn percentile(&self, #[graphql(validator(minimum = 0, maximum = 100))] percent: f64) -> Long {
        self.0.percentile(percent).into()
    }
    /// The longest duration, in µs.
    async fn max(&self) -> Long {
        self.0.max().into()
    }
    /// Statements sent to the database.
    async fn queries(&self) -> Long {
        self.0.queries.into()
    }
    /// How many of those took longer than one should.
    async fn slow_queries(&self) -> Long {
        self.0.slow_queries.into()
    }
    /// Time in those, in µs.
    async fn query_time(&self) -> Long {
        self.0.query_micros.into()
    }
    /// Time waiting for a database connection, in µs.
    async fn wait_time(&self) -> Long {
        self.0.pool_wait_micros.into()
    }
    /// Cache reads answered by the cache.
    async fn cache_hits(&self) -> Long {
        self.0.cache_hits.into()
    }
    /// Cache reads that had to load.
    async fn cache_misses(&self) -> Long {
        self.0.cache_misses.into()
    }
    /// Time in cache reads, in µs.
    async fn cache_time(&self) -> Long {
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
    async fn calls(&self) -> Long {
        self.0.calls.into()
    }
    /// How often it failed.
    async fn failures(&self) -> Long {
        self.0.failures.into()
    }
    /// Its time altogether, in µs.
    async fn total_time(&self) -> Long {
        self.0.total_micros.into()
    }
    /// Its longest time, in µs.
    async fn max_time(&self) -> Long {
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
    bytes: Long,
    /// Rows that can be read; none when nobody counted.
    live_rows: Option<Long>,
    /// Rows that wait for a vacuum (PostgreSQL).
    dead_rows: Option<Long>,
    /// Scans of the whole table since the statistics' start (PostgreSQL).
    sequential_scans: Option<Long>,
    /// Scans of its indexes since then (PostgreSQL).
    index_scans: Option<Long>,
}

/// An index.
#[derive(Clone, Debug, SimpleObject)]
pub struct IndexStatistics {
    /// Its name.
    name: String,
    /// Its table.
    table: String,
    /// Bytes.
    bytes: Long,
    /// Scans since the statistics' start (PostgreSQL).
    scans: Option<Long>,
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
    count: Long,
}

/// A statement as the database remembers it, over all nodes and programs.
#[derive(Clone, Debug, SimpleObject)]
pub struct ServerStatement {
    /// Its shape.
    shape: String,
    /// How often it ran.
    calls: Long,
    /// Its time altogether, in µs.
    total_time: Long,
    /// Its longest time, in µs.
    max_time: Long,
    /// Rows it gave altogether.
    rows: Long,
}

/// A further figure of the engine.
#[derive(Clone, Debug, SimpleObject)]
pub struct EngineFigure {
    /// Its name, such as `page_count` or `deadlocks`.
    name: String,
    /// Its value.
    value: Long,
}

/// What the database tells of itself.
#[derive(Clone, Debug, SimpleObject)]
pub struct DatabaseStatistics {
    /// `sqlite` or `postgresql`.
    engine: &'static str,
    /// The engine's version.
    version: String,
    /// Bytes of the whole database.
    bytes: Long,
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
            bytes: row.bytes.into(),
            live_rows: row.live_rows.map(Into::into),
            dead_rows: row.dead_rows.map(Into::into),
            sequential_scans: row.sequential_scans.map(Into::into),
            index_scans: row.index_scans.map(Into::into),
        };
        let index = |row: db::IndexFigures| IndexStatistics {
            name: row.name,
            table: row.table_name,
            bytes: row.bytes.into(),
            scans: row.scans.map(Into::into),
            is_unique: row.is_unique,
            duplicate_of: row.duplicate_of,
        };
        let connection = |row: db::ConnectionFigures| ConnectionStatistics {
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
        let figure = |row: db::EngineFigure| EngineFigure { name: row.name, value: row.value.into() };
        Self {
            engine: from.engine,
            version: from.version,
            bytes: from.bytes.into(),
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
    hits: Long,
    /// Requests answered from the tier that the nodes share.
    shared_hits: Long,
    /// Values found in that tier which were no longer good.
    shared_rejects: Long,
    /// Requests that found nothing.
    misses: Long,
    /// Requests that found a value which was no longer good.
    stale_rejects: Long,
    /// Loads run.
    loads: Long,
    /// Requests that shared another's load.
    joins: Long,
    /// Values dropped for want of room.
    evictions: Long,
    /// Requests that went past the cache, because the commit log could not be relied on.
    bypasses: Long,
    /// Bytes held now.
    bytes: Long,
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
    puts: Long,
    /// Operations that failed.
    errors: Long,
    /// Operations given up after their time limit.
    timeouts: Long,
    /// Operations not tried, because it does not answer or too many are under way.
    skipped: Long,
    /// How often it was found not to answer.
    trips: Long,
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
    offered: Long,
    /// Spans that the receiver took.
    sent: Long,
    /// Spans whose export failed. What was neither sent nor failed waits, or found the queue full.
    failed: Long,
}

#[Object]
impl Performance {
    /// The name of the node that answers.
    async fn node(&self, ctx: &Context<'_>) -> String {
        ctx.app().telemetry.instance().to_owned()
    }
    /// The other nodes whose minutes are in the figures: all that share a Redis with this one.
    async fn other_nodes(&self, ctx: &Context<'_>) -> Vec<String> {
        ctx.app().telemetry.minutes().nodes()
    }
    /// Where a trace is looked at: a URL with `{traceId}` in it; null when none is set up.
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
