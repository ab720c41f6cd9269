//! The ledger of one request: how many statements it ran, and how long the database and the cache took.
//!
//! It lives in a task-local, so whoever runs a statement books it on the request that asked for it. A mutation that
//! runs in a task of its own carries its request's ledger along.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// What one request has used.
#[derive(Debug)]
pub struct Ledger {
    trace_id: String,
    queries: AtomicU64,
    query_us: AtomicU64,
}

tokio::task_local! {
    static CURRENT: Arc<Ledger>;
}

impl Ledger {
    /// An empty ledger for the request with this trace id.
    pub fn new(trace_id: String) -> Self {
        Self { trace_id, queries: AtomicU64::new(0), query_us: AtomicU64::new(0) }
    }

    /// Statements sent to the database.
    pub fn queries(&self) -> u64 {
        self.queries.load(Ordering::Relaxed)
    }

    /// Time the database took, in milliseconds with three places.
    pub fn query_ms(&self) -> String {
        let us = self.query_us.load(Ordering::Relaxed);
        format!("{}.{:03}", us / 1000, us % 1000)
    }

    /// Books what `work` does on this ledger.
    pub async fn scope<F: Future>(self: Arc<Self>, work: F) -> F::Output {
        CURRENT.scope(self, work).await
    }
}

/// Books one statement on the current request, if there is one.
pub fn record_query(statement: &str, elapsed: Duration, failed: bool) {
    let us = u64::try_from(elapsed.as_micros()).unwrap_or(u64::MAX);
    tracing::trace!(db.statement = statement, duration_us = us, failed, "query");
    // No ledger: a job or a command line.
    let _ = CURRENT.try_with(|ledger| {
        ledger.queries.fetch_add(1, Ordering::Relaxed);
        ledger.query_us.fetch_add(us, Ordering::Relaxed);
    });
}

/// The current request's ledger, to carry it into another task.
pub fn current() -> Option<Arc<Ledger>> {
    CURRENT.try_with(Arc::clone).ok()
}

/// The current request's trace id; `-` outside a request.
pub fn trace_id() -> String {
    CURRENT.try_with(|ledger| ledger.trace_id.clone()).unwrap_or_else(|_| "-".to_owned())
}
