//! The database: two engines behind one code path.
//!
//! Reads go through [`Db::reader`] (a pool). Writes go through [`Db::write`] alone: one transaction per call, retried
//! as a whole when the engine asks for it, with the idempotency key, the audit and outbox rows and the cache events
//! of its triggers inside. PostgreSQL opens a transaction per write; SQLite has one writer connection whose
//! transactions are committed in groups (`group`), so that synchronous FULL costs one sync for many writes.
//!
//! Invariants: what `write` returned as `Ok` is durable; an `Err` left nothing behind; nobody else writes.
//! Lock order everywhere: document, its lines by id, stock levels by (product, warehouse), party balance, number
//! counter last. Engine-specific SQL lives here and in the crate `migration` only.

mod audit;
mod batch;
mod bulk;
mod commit_log;
mod connect;
mod constraint;
mod errors;
mod group;
mod idempotency;
mod keyset;
mod lease;
mod number;
mod outbox;
mod reads;
mod record;
mod search;
mod statistics;
mod version;
mod write;

pub use audit::{AuditEntry, entity as audit_entry};
pub use batch::{
    Aggregate, AggregateLoader, Aggregated, BatchKey, Batched, RecordLoader, RowsBy, RowsLoader, aggregate_loader,
    batched, failed, grouped, load_tagged, record_loader, rows_loader,
};
pub use bulk::insert_max;
pub use commit_log::LogStats;
pub use connect::{Db, Engine, Zone};
pub use errors::is_retryable;
pub use idempotency::{IdempotencyKey, prune_keys};
pub use keyset::{
    COUNT_MAX, Cursor, Direction, Keyset, KeysetValue, PAGE_DEFAULT, PAGE_MAX, Page, PageRequest, count_capped,
};
pub use number::Series;
pub use outbox::Event;
pub use record::{Change, Record, camel_case, heap_bytes};
pub use search::{contains_word, id_in};
pub use statistics::{
    ConnectionStats, DatabaseStatistics, EngineStat, IndexStats, PoolStats, ServerStatement, TableStats,
};
pub use version::At;
pub use write::WriteTx;
