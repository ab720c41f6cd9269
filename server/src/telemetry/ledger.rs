//! The ledger of one request: what it took from the database and from the cache.
//!
//! It lives in a task-local, so code far below HTTP records without being handed anything. A task that is spawned for the
//! request does not inherit it: wrap its future in [`scope`] with [`current`].

use std::future::Future;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use super::trace_id::TraceContext;

tokio::task_local! {
    static LEDGER: Arc<Ledger>;
}

/// The running sums of one request.
#[derive(Debug)]
pub struct Ledger {
    /// The trace that the request belongs to.
    pub trace: TraceContext,
    /// The request's own id: the caller's `x-request-id` when it is well formed, else the trace id.
    pub request_id: String,
    operation: OnceLock<String>,
    queries: AtomicU32,
    query_micros: AtomicU64,
    pool_wait_micros: AtomicU64,
    cache_hits: AtomicU32,
    cache_misses: AtomicU32,
    cache_micros: AtomicU64,
}

/// A ledger's sums at one moment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sums {
    /// Statements sent to the database.
    pub queries: u32,
    /// Time spent in them, summed over parallel ones, µs.
    pub query_micros: u64,
    /// Time spent waiting for a connection, µs.
    pub pool_wait_micros: u64,
    /// Cache reads answered by the cache.
    pub cache_hits: u32,
    /// Cache reads that had to load.
    pub cache_misses: u32,
    /// Time spent in cache reads, µs.
    pub cache_micros: u64,
}

impl Ledger {
    /// An empty ledger for a request of this trace.
    pub fn new(trace: TraceContext, request_id: String) -> Arc<Ledger> {
        Arc::new(Ledger {
            trace,
            request_id,
            operation: OnceLock::new(),
            queries: AtomicU32::new(0),
            query_micros: AtomicU64::new(0),
            pool_wait_micros: AtomicU64::new(0),
            cache_hits: AtomicU32::new(0),
            cache_misses: AtomicU32::new(0),
            cache_micros: AtomicU64::new(0),
        })
    }

    /// Names what the request does, such as `query SalesOrders`. The first name stays.
    pub fn name_operation(&self, name: String) {
        // A second name would only come from a nested execution, whose request is already named.
        let _ = self.operation.set(name);
    }

    /// The operation's name, when one was given.
    pub fn operation(&self) -> Option<&str> {
        self.operation.get().map(String::as_str)
    }

    /// The sums so far.
    pub fn sums(&self) -> Sums {
        Sums {
            queries: self.queries.load(Relaxed),
            query_micros: self.query_micros.load(Relaxed),
            pool_wait_micros: self.pool_wait_micros.load(Relaxed),
            cache_hits: self.cache_hits.load(Relaxed),
            cache_misses: self.cache_misses.load(Relaxed),
            cache_micros: self.cache_micros.load(Relaxed),
        }
    }
}

/// Runs `future` with `ledger` as the current one.
pub async fn scope<F: Future>(ledger: Arc<Ledger>, future: F) -> F::Output {
    LEDGER.scope(ledger, future).await
}

/// The ledger of the request that runs here, if any.
pub fn current() -> Option<Arc<Ledger>> {
    LEDGER.try_with(Arc::clone).ok()
}

/// The trace id of the request that runs here; `-` outside of one.
pub fn trace_id() -> String {
    current().map_or_else(|| "-".to_owned(), |ledger| ledger.trace.trace_id())
}

/// Counts one statement and its time. The statement is its shape: values never come here.
pub fn record_query(statement: &str, took: Duration, failed: bool) {
    tracing::trace!(db.statement = statement, duration_us = micros(took), failed, "query");
    record(|ledger| {
        ledger.queries.fetch_add(1, Relaxed);
        ledger.query_micros.fetch_add(micros(took), Relaxed);
    });
}

/// Adds a wait for a database connection.
pub fn record_pool_wait(took: Duration) {
    record(|ledger| {
        ledger.pool_wait_micros.fetch_add(micros(took), Relaxed);
    });
}

/// Counts one cache read, its outcome and its time (without the load that a miss needs).
pub fn record_cache_get(hit: bool, took: Duration) {
    record(|ledger| {
        let counter = if hit { &ledger.cache_hits } else { &ledger.cache_misses };
        counter.fetch_add(1, Relaxed);
        ledger.cache_micros.fetch_add(micros(took), Relaxed);
    });
}

fn record(write: impl FnOnce(&Ledger)) {
    // No request runs here (start, jobs): there is nobody to tell.
    let _ = LEDGER.try_with(|ledger| write(ledger));
}

/// A duration as whole microseconds.
pub fn micros(duration: Duration) -> u64 {
    u64::try_from(duration.as_micros()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn sums_what_runs_inside_and_ignores_what_runs_outside() {
        record_query("select 1", Duration::from_micros(7), false);
        let ledger = Ledger::new(TraceContext::fresh(), "r".into());
        scope(Arc::clone(&ledger), async {
            record_query("select 1", Duration::from_micros(5), false);
            record_query("select 1", Duration::from_micros(6), false);
            record_cache_get(true, Duration::from_micros(2));
            record_cache_get(false, Duration::from_micros(3));
            record_pool_wait(Duration::from_micros(1));
            let inner = current().unwrap();
            tokio::spawn(scope(inner, async { record_query("select 1", Duration::from_micros(4), false) }))
                .await
                .unwrap();
        })
        .await;
        assert!(current().is_none());
        let expected =
            Sums { queries: 3, query_micros: 15, pool_wait_micros: 1, cache_hits: 1, cache_misses: 1, cache_micros: 5 };
        assert_eq!(ledger.sums(), expected);
    }
}
