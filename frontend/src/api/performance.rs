//! How the system runs: requests, statements, database, caches. Times are in µs, sizes in bytes.
use super::input::CachePurgeInput;
use super::query::{Mutation, Query};
pub use super::stream::Following;

include!(concat!(env!("OUT_DIR"), "/api/performance.rs"));

/// The database's own statistics.
pub fn database() -> Query<Database> {
    database_now().map(|performance| performance.database)
}

/// How the database would run a recorded statement: a line a step.
pub fn plan(shape: &str) -> Query<Vec<String>> {
    plan_of_statement(shape).map(|performance| performance.plan)
}

/// Empties every cache of every node.
pub fn purge() -> Mutation<()> {
    purge_caches(&CachePurgeInput { all: true, ..CachePurgeInput::default() })
}
