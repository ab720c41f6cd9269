//! How the system runs: requests, statements, database, caches. Times are in µs, sizes in bytes.
use cynic::{MutationBuilder, QueryBuilder, SubscriptionBuilder};

use super::key::new_key;
use super::query::{Mutation, Query};
use super::refusal::{UserError, outcome};
use super::scalar::{Instant, Long};
pub use super::stream::Following;
use super::{schema, stream};

/// What moves from second to second.
#[derive(cynic::QueryFragment, Clone, Debug)]
#[cynic(graphql_type = "Performance")]
pub struct Activity {
    /// The node that answered.
    pub node: String,
    /// The other nodes in the figures.
    pub other_nodes: Vec<String>,
    /// Where a trace is looked at, with `{traceId}` in it.
    pub trace_link: Option<String>,
    /// The last hour together.
    pub total: Figures,
    /// The last hour's minutes, oldest first.
    pub minutes: Vec<Minute>,
    /// The last hour's operations, the most time first.
    pub operations: Vec<OperationFigures>,
    /// The statements since the node's start, the most time first.
    pub statements: Vec<StatementFigures>,
    /// The node's cache, class by class.
    pub cache: Vec<CacheClass>,
    /// How the node gets on with Redis; none without one.
    pub shared_cache: Option<SharedCache>,
    /// The limits, and how they stand.
    pub alert_rules: Vec<AlertRule>,
    /// Alerts that fired, the newest first.
    pub alerts: Vec<Alert>,
}

/// A limit. Values are thousandths of the unit.
#[derive(cynic::QueryFragment, Clone, Debug)]
pub struct AlertRule {
    /// What is measured.
    pub measure: String,
    /// What its values count.
    pub unit: String,
    /// Whether small values are the bad ones.
    pub is_floor: bool,
    /// The limit.
    pub limit: Long,
    /// Minutes that it must be passed for.
    pub minutes: i32,
    /// The value of the last full minute.
    pub value: Option<Long>,
    /// Where its open alert stands.
    pub state: Option<AlertState>,
}

/// An alert that fired. Values are thousandths of the unit.
#[derive(cynic::QueryFragment, Clone, Debug)]
pub struct Alert {
    /// Its id.
    pub id: cynic::Id,
    /// What was measured.
    pub measure: String,
    /// What its values count.
    pub unit: Option<String>,
    /// The worst value.
    pub value: Long,
    /// The limit then.
    pub limit: Long,
    /// Since when it fired.
    pub firing_at: Option<Instant>,
    /// When the limit was kept again.
    pub resolved_at: Option<Instant>,
}

/// Where an alert stands.
#[derive(cynic::Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum AlertState {
    /// Not for long enough.
    Pending,
    /// Told.
    Firing,
    /// Over.
    Resolved,
}

/// What happened to requests.
#[derive(cynic::QueryFragment, Clone, Debug)]
#[cynic(graphql_type = "RequestFigures")]
pub struct Figures {
    /// How many.
    pub requests: Long,
    /// Failed by the server's fault.
    pub failures: Long,
    /// Slower than the limit.
    pub slow: Long,
    /// The middle duration.
    #[cynic(alias, rename = "percentile")]
    #[arguments(percent: 50.0)]
    pub p50: Long,
    /// 95 of 100 stay below.
    #[cynic(alias, rename = "percentile")]
    #[arguments(percent: 95.0)]
    pub p95: Long,
    /// 99 of 100 stay below.
    #[cynic(alias, rename = "percentile")]
    #[arguments(percent: 99.0)]
    pub p99: Long,
    /// The longest.
    pub max: Long,
    /// Statements sent.
    pub queries: Long,
    /// Time in them.
    pub query_time: Long,
    /// Time waiting for a connection.
    pub wait_time: Long,
    /// Reads that the cache answered.
    pub cache_hits: Long,
    /// Reads that had to load.
    pub cache_misses: Long,
}

/// A minute.
#[derive(cynic::QueryFragment, Clone, Debug)]
#[cynic(graphql_type = "PerformanceMinute")]
pub struct Minute {
    /// When it began.
    pub began_at: Instant,
    /// What happened in it.
    pub figures: Figures,
}

/// An operation by name.
#[derive(cynic::QueryFragment, Clone, Debug)]
#[cynic(graphql_type = "PerformanceOperation")]
pub struct OperationFigures {
    /// Kind and name.
    pub name: String,
    /// What it did.
    pub figures: Figures,
}

/// A statement by shape.
#[derive(cynic::QueryFragment, Clone, Debug)]
#[cynic(graphql_type = "PerformanceStatement")]
pub struct StatementFigures {
    /// With placeholders.
    pub shape: String,
    /// How often it ran.
    pub calls: Long,
    /// Its time altogether.
    pub total_time: Long,
    /// Its longest time.
    pub max_time: Long,
    /// How often it failed.
    pub failures: Long,
    /// The trace of the longest one.
    pub slowest_trace_id: String,
}

/// A class of cached values.
#[derive(cynic::QueryFragment, Clone, Debug)]
#[cynic(graphql_type = "CacheClassStatistics")]
pub struct CacheClass {
    /// Its name.
    pub class: String,
    /// Held now.
    pub bytes: Long,
    /// Answered from memory.
    pub hits: Long,
    /// Shared another's load.
    pub joins: Long,
    /// Answered from the shared tier.
    pub shared_hits: Long,
    /// Found nothing.
    pub misses: Long,
    /// Found a value that was no longer good.
    pub stale_rejects: Long,
    /// Dropped for want of room.
    pub evictions: Long,
}

/// The tier that the nodes share.
#[derive(cynic::QueryFragment, Clone, Debug)]
#[cynic(graphql_type = "SharedCacheStatistics")]
pub struct SharedCache {
    /// Whether it answers.
    pub linked: bool,
    /// Values put there.
    pub puts: Long,
    /// Failed.
    pub errors: Long,
    /// Given up.
    pub timeouts: Long,
}

/// What the database tells of itself.
#[derive(cynic::QueryFragment, Clone, Debug)]
#[cynic(graphql_type = "DatabaseStatistics")]
pub struct Database {
    /// `sqlite` or `postgresql`.
    pub engine: String,
    /// Its version.
    pub version: String,
    /// All of it.
    pub bytes: Long,
    /// Connections by state.
    pub connections: Vec<Connections>,
    /// Further figures.
    pub figures: Vec<EngineFigure>,
    /// The largest tables.
    pub tables: Vec<Table>,
    /// The largest indexes.
    pub indexes: Vec<Index>,
    /// The slowest over all nodes; none when the database does not remember.
    pub statements: Option<Vec<ServerStatement>>,
}

/// Connections in a state.
#[derive(cynic::QueryFragment, Clone, Debug)]
#[cynic(graphql_type = "ConnectionStatistics")]
pub struct Connections {
    /// The state.
    pub state: String,
    /// What they wait for.
    pub waits_for: Option<String>,
    /// How many.
    pub count: Long,
}

/// A figure of the engine.
#[derive(cynic::QueryFragment, Clone, Debug)]
#[cynic(graphql_type = "EngineFigure")]
pub struct EngineFigure {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: Long,
}

/// A table.
#[derive(cynic::QueryFragment, Clone, Debug)]
#[cynic(graphql_type = "TableStatistics")]
pub struct Table {
    /// Its name.
    pub name: String,
    /// With its indexes.
    pub bytes: Long,
    /// Rows that can be read.
    pub live_rows: Option<Long>,
    /// Rows that wait for a vacuum.
    pub dead_rows: Option<Long>,
    /// Scans of the whole table.
    pub sequential_scans: Option<Long>,
    /// Scans of its indexes.
    pub index_scans: Option<Long>,
}

/// An index.
#[derive(cynic::QueryFragment, Clone, Debug)]
#[cynic(graphql_type = "IndexStatistics")]
pub struct Index {
    /// Its name.
    pub name: String,
    /// Its table.
    pub table: String,
    /// Its size.
    pub bytes: Long,
    /// Scans since the statistics' start.
    pub scans: Option<Long>,
    /// Whether it keeps rows unique.
    pub is_unique: bool,
    /// An older index that does the same.
    pub duplicate_of: Option<String>,
}

/// A statement as the database remembers it.
#[derive(cynic::QueryFragment, Clone, Debug)]
pub struct ServerStatement {
    /// Its shape.
    pub shape: String,
    /// How often it ran.
    pub calls: Long,
    /// Its time altogether.
    pub total_time: Long,
    /// Its longest time.
    pub max_time: Long,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query")]
struct ActivityNow {
    performance: Activity,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Subscription")]
struct ActivityAsItIs {
    performance: Activity,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query")]
struct DatabaseNow {
    performance: DatabaseOnly,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Performance")]
struct DatabaseOnly {
    database: Database,
}

#[derive(cynic::QueryVariables)]
struct PlanVariables {
    shape: String,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query", variables = "PlanVariables")]
struct PlanOfStatement {
    performance: PlanOnly,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Performance", variables = "PlanVariables")]
struct PlanOnly {
    #[arguments(shape: $shape)]
    plan: Vec<String>,
}

#[derive(cynic::InputObject)]
struct CachePurgeInput {
    all: bool,
    idempotency_key: String,
}

#[derive(cynic::QueryVariables)]
struct PurgeVariables {
    input: CachePurgeInput,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "CachePurgePayload")]
struct Purged {
    done: bool,
    user_errors: Vec<UserError>,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Mutation", variables = "PurgeVariables")]
struct PurgeCaches {
    #[arguments(input: $input)]
    cache_purge: Purged,
}

/// What moves from second to second.
pub fn activity() -> Query<Activity> {
    Query::of(&ActivityNow::build(())).map(|answer| answer.performance)
}

/// Follows what moves until the answer is dropped: `take` gets it every few seconds, `lost` hears when the stream has
/// broken and the browser tries again. None where streams cannot be.
pub fn follow(take: impl Fn(Activity) + 'static, lost: impl Fn() + 'static) -> Option<Following> {
    let operation = ActivityAsItIs::build(());
    stream::follow(operation.query(), move |now: ActivityAsItIs| take(now.performance), lost)
}

/// What the database tells of itself.
pub fn database() -> Query<Database> {
    Query::of(&DatabaseNow::build(())).map(|answer| answer.performance.database)
}

/// How the database would run a recorded statement: a line a step.
pub fn plan(shape: String) -> Query<Vec<String>> {
    Query::of(&PlanOfStatement::build(PlanVariables { shape })).map(|answer| answer.performance.plan)
}

/// Lets every cache of every node forget everything.
pub fn purge() -> Mutation<()> {
    let input = CachePurgeInput { all: true, idempotency_key: new_key() };
    Mutation::of(&PurgeCaches::build(PurgeVariables { input }), |answer| {
        outcome(answer.cache_purge.done.then_some(()), answer.cache_purge.user_errors)
    })
}

#[cfg(test)]
pub(in crate::api) fn documents() -> Vec<String> {
    use crate::api::documents::{mutation, query, subscription};
    vec![
        query::<ActivityNow, ()>(),
        subscription::<ActivityAsItIs, ()>(),
        query::<DatabaseNow, ()>(),
        query::<PlanOfStatement, PlanVariables>(),
        mutation::<PurgeCaches, PurgeVariables>(),
    ]
}
