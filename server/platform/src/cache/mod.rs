//! The cache: values in memory that are never stale.
//!
//! Every change in the database leaves tags in its commit log (`cache_event`, written by triggers). [`Tail`] reads the
//! log into this node's own record of what changed when. Work that reads rows says so with [`record`]. A value has
//! the tags it was made of and the time *before* it was read; it is good for as long as none of its tags has changed
//! since. So a value that is stored late, or read while its rows change, is recognised when it is read.
//!
//! There are two tiers: this process's memory, and Redis (module `shared`), where nodes find what others have loaded.
//! What lies there carries the database's own snapshot of before the load, which every node can judge by its own log.
//!
//! States of a request for a value: cached and good (hit); cached but changed since (stale) or absent (miss), then one
//! lookup in the shared tier and, if need be, one load per key runs and all who wait share it; or the log has not been
//! read for two seconds, then the cache steps aside (bypass) until it has.
//!
//! Invariants: once this node has recorded a change it never serves a value from before it; who asks after the change
//! was recorded never gets a load that began before; what is older than the record reaches back is not served; memory
//! is bounded for values, tags and flights. Writes never read from here.

mod class;
mod envelope;
mod fill;
mod flight;
mod footprint;
mod key;
mod log;
mod memory;
#[cfg(test)]
mod model_test;
mod monotonic;
mod position;
mod prune;
mod record;
mod rows;
mod shared;
#[cfg(test)]
mod shared_test;
mod source_postgres;
mod source_sqlite;
#[cfg(test)]
mod source_test;
mod stats;
mod tags;
mod tail;
#[cfg(test)]
mod tests;

use std::any::TypeId;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use tokio::sync::{Notify, Semaphore};

pub use class::{Class, Ttls};
pub use envelope::Cached;
pub use fill::bypassing;
pub use footprint::{Footprint, Retention};
pub use key::Key;
pub use monotonic::Monotonic;
pub use position::{NoPosition, Position, Snapshot};
pub use prune::Pruner;
pub use record::{collect, record, record_all, record_volatile, wants_statements, with_tags};
pub use rows::Rows;
pub use shared::{NodeReport, SharedConfig, node_report};
pub use source_postgres::PostgresLog;
pub use source_sqlite::SqliteLog;
pub use stats::{ClassStats, Outcome, SharedStats};
pub use tags::{Tag, TagSet, TagValue};
pub use tail::{Batch, Event, EventSource, Restart, Tail};

use envelope::Codec;
use flight::{Flights, Loaded};
use key::Slot;
use log::{Log, UNLOGGED};
use memory::{Memory, Value};
use shared::Shared;
use stats::Stats;

use crate::error::{Error, Result};
use crate::telemetry::ledger;
use crate::telemetry::step::What;

/// How much, how long, how often.
#[derive(Clone, Debug)]
pub struct CacheConfig {
    /// Bytes of values cached in memory.
    pub bytes: u64,
    /// The time to live of each class.
    pub ttls: Ttls,
    /// Changed tags remembered (about 30 bytes each); values older than the record are not served.
    pub tags: usize,
    /// Age of the last good poll of the commit log beyond which the cache steps aside.
    pub lease: Duration,
    /// Time between two polls of the commit log, before jitter.
    pub poll_every: Duration,
    /// Time after which a poll of the commit log is given up.
    pub poll_timeout: Duration,
    /// Loads that run at once; no more than there are database connections.
    pub loads: usize,
    /// Time after which a load is given up.
    pub load_timeout: Duration,
}

impl Default for CacheConfig {
    fn default() -> Self {
        Self {
            bytes: 64 << 20,
            ttls: Ttls::default(),
            tags: 500_000,
            lease: Duration::from_secs(2),
            poll_every: Duration::from_millis(200),
            poll_timeout: Duration::from_secs(2),
            loads: 32,
            load_timeout: Duration::from_secs(15),
        }
    }
}

/// The cache of this node: cheap to clone. Serves nothing until a [`Tail`] has read the commit log.
#[derive(Clone, Debug)]
pub struct Cache(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    config: CacheConfig,
    clock: Monotonic,
    log: Log,
    memory: Memory,
    flights: Arc<Flights>,
    loads: Semaphore,
    stats: Arc<Stats>,
    shared: Option<Shared>,
    /// Rung when another node says that the commit log has something new.
    hints: Arc<Notify>,
    restarts: AtomicU64,
}

impl Cache {
    /// An empty cache of this process alone.
    pub fn new(config: CacheConfig, clock: Monotonic) -> Self {
        Self::build(config, clock, Arc::default(), None)
    }

    /// An empty cache that shares its values with other nodes over Redis, whenever that answers.
    ///
    /// # Errors
    /// When the address of Redis cannot be read.
    pub fn with_shared(config: CacheConfig, clock: Monotonic, shared: SharedConfig) -> Result<Self> {
        let hints = Arc::new(Notify::new());
        let shared = Shared::connect(shared, Arc::clone(&hints))?;
        Ok(Self::build(config, clock, hints, Some(shared)))
    }

    fn build(config: CacheConfig, clock: Monotonic, hints: Arc<Notify>, shared: Option<Shared>) -> Self {
        let stats = Arc::new(Stats::default());
        Self(Arc::new(Inner {
            log: Log::new(config.tags, config.lease, clock.clone()),
            memory: Memory::new(config.bytes, Arc::clone(&stats)),
            flights: Arc::default(),
            loads: Semaphore::new(config.loads.max(1)),
            stats,
            shared,
            hints,
            restarts: AtomicU64::new(0),
            clock,
            config,
        }))
    }

    /// The value of `key`: from memory when it is good, else from `load`, which runs in a task of its own and says
    /// with [`record`] what it reads. Its tags reach the recorder around the caller too. Failures are not cached.
    ///
    /// A load may ask for other values, never for its own key: it would wait for itself until the time-out.
    ///
    /// # Errors
    /// What `load` returns; `Internal` when it panics; `Unavailable` when it takes longer than the time-out.
    pub async fn get_or_load<T, F, Fut>(&self, class: Class, key: Key, load: F) -> Result<Arc<T>>
    where
        T: Cached,
        F: FnOnce() -> Fut + Send + 'static,
        Fut: Future<Output = Result<T>> + Send + 'static,
    {
        let begun = Instant::now();
        let slot = Slot { class, key, of: TypeId::of::<T>() };
        let lookup = async {
            match self.0.hit(&slot) {
                Ok(value) => (Ok(value), Outcome::Hit),
                Err(found) => {
                    let load = Box::new(move || -> futures::future::BoxFuture<'static, Result<Loaded>> {
                        Box::pin(async move { Ok(Loaded::of(load().await?)) })
                    });
                    fill::fill(&self.0, slot, found, Codec::of::<T>(), load).await
                }
            }
        };
        let what = |(_, outcome): &(_, Outcome)| What::CacheGet {
            class: class.name(),
            tier: outcome.tier(),
            outcome: outcome.name(),
        };
        let (result, outcome) = ledger::step(lookup, what).await;
        self.0.stats.of(class).count(outcome);
        observe(class, outcome, begun.elapsed());
        typed(result?)
    }

    /// Puts a field on a board that all nodes can read, for `ttl` after the last change of the board. Without a shared
    /// tier, or while it does not answer, nothing happens.
    pub async fn post(&self, board: &str, field: &str, value: Vec<u8>, ttl: Duration) {
        if let Some(shared) = &self.0.shared {
            shared.post(board, field, value, ttl).await;
        }
    }

    /// What lies on these boards, in order: fields and their values. Nothing on any failure.
    pub async fn posted(&self, boards: &[String]) -> Vec<HashMap<String, Vec<u8>>> {
        match &self.0.shared {
            Some(shared) => shared.posted(boards).await,
            None => Vec::new(),
        }
    }

    /// How long ago the commit log was last read well; none before the first time.
    pub fn log_age(&self) -> Option<Duration> {
        self.0.log.age()
    }

    /// Drops what was made of any of these tags, on this node.
    pub fn purge(&self, tags: impl IntoIterator<Item = Tag>) {
        self.0.log.apply(tags.into_iter().map(|tag| (UNLOGGED, tag)));
    }

    /// Drops a class, on this node.
    pub fn purge_class(&self, class: Class) {
        self.purge([class.tag()]);
    }

    /// Drops everything on this node, also what is being loaded now.
    pub fn clear(&self) {
        self.0.restart(None);
    }

    /// The time to live of a class, before jitter.
    pub fn ttl(&self, class: Class) -> Duration {
        self.0.config.ttls.of(class)
    }

    /// The statistics of every class.
    pub fn stats(&self) -> Vec<ClassStats> {
        self.0.stats.read()
    }

    /// How often everything had to be dropped: starts, gaps, other servers.
    pub fn restarts(&self) -> u64 {
        self.0.restarts.load(Ordering::Relaxed)
    }

    /// The statistics of the shared tier; none when there is none.
    pub fn shared_stats(&self) -> Option<SharedStats> {
        self.0.shared.as_ref().map(Shared::stats)
    }

    /// Where the last poll of the commit log stood; none before the first one. Everything that it sees is in what this
    /// node serves from now on.
    pub fn position(&self) -> Option<Position> {
        self.0.log.position()
    }

    /// Whether what this node serves has everything that `position` sees.
    pub fn reaches(&self, position: &Position) -> bool {
        self.0.log.reaches(position)
    }

    /// Bytes in memory, once pending evictions are done.
    pub fn bytes(&self) -> u64 {
        self.0.memory.settle()
    }

    /// Whether the commit log has been read recently enough for the cache to be used.
    pub fn is_fresh(&self) -> bool {
        self.0.log.fresh()
    }

    /// Changed tags remembered and loads under way: both bounded.
    pub fn occupancy(&self) -> (usize, usize) {
        (self.0.log.len(), self.0.flights.len())
    }
}

impl Inner {
    fn restart(&self, base: Option<Snapshot>) {
        self.restarts.fetch_add(1, Ordering::Relaxed);
        self.log.restart(base);
        self.memory.clear();
    }
}

fn typed<T: Send + Sync + 'static>(value: Value) -> Result<Arc<T>> {
    // The type is part of the slot: this cannot fail.
    value.downcast().map_err(|_| Error::internal("a cached value is of another type than its key"))
}

/// Records one request for a value in the trace and in the request's ledger.
fn observe(class: Class, outcome: Outcome, elapsed: Duration) {
    let us = u64::try_from(elapsed.as_micros()).unwrap_or(u64::MAX);
    let hit = matches!(outcome, Outcome::Hit | Outcome::Shared);
    ledger::record_cache_gets(hit.into(), (!hit).into(), elapsed);
    tracing::trace!(
        cache.class = class.name(),
        cache.tier = outcome.tier(),
        cache.outcome = outcome.name(),
        us,
        "cache.get"
    );
}
