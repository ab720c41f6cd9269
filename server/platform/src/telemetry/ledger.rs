//! The ledger of one request: what it took from the database and from the cache, and the steps that took it.
//!
//! It lives in a task-local, so code far below HTTP records without being handed anything. A task that is spawned for
//! the request does not inherit it: wrap its future in [`carried`].

use std::cell::Cell;
use std::future::Future;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use opentelemetry::context::FutureExt;

use super::statements::Statements;
use super::step::{Step, What};
use super::trace_id::TraceContext;
use crate::config::SlowLimits;

/// Steps that one ledger records; further ones are counted only.
const STEPS_MAX: usize = 512;
/// The step that stands for the request itself.
const WHOLE: u32 = 0;

tokio::task_local! {
    static SCOPE: Scope;
    static CALLED: Cell<Instant>;
}

/// The scope of running code in a request: its ledger, and the step that runs.
#[derive(Clone)]
struct Scope {
    ledger: Arc<Ledger>,
    within: u32,
}

/// The running sums and the steps of one request.
#[derive(Debug)]
pub struct Ledger {
    /// The trace that the request belongs to.
    pub trace: TraceContext,
    /// The request's own id: the caller's `x-request-id` when it is well formed, else the trace id.
    pub request_id: String,
    /// When the request began.
    pub began: Instant,
    slow: SlowLimits,
    statements: Arc<Statements>,
    /// Whether steps are recorded: somebody exports them or may ask for them.
    detailed: bool,
    operation: OnceLock<String>,
    failed: AtomicBool,
    queries: AtomicU32,
    slow_queries: AtomicU32,
    query_micros: AtomicU64,
    pool_wait_micros: AtomicU64,
    cache_hits: AtomicU32,
    cache_misses: AtomicU32,
    /// All cache reads, with the loads that misses needed.
    cache_micros: AtomicU64,
    /// Those loads alone.
    load_micros: AtomicU64,
    last_step: AtomicU32,
    steps: Mutex<Vec<Step>>,
    steps_left_out: AtomicU32,
}

/// A ledger's sums at one moment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sums {
    /// Statements sent to the database.
    pub queries: u32,
    /// How many of them took longer than one should.
    pub slow_queries: u32,
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
    /// An empty ledger for a request of this trace, whose statements are recorded in `statements`. `detailed`: steps
    /// are recorded, not only sums.
    pub fn new(
        trace: TraceContext,
        request_id: String,
        slow: SlowLimits,
        statements: Arc<Statements>,
        detailed: bool,
    ) -> Arc<Ledger> {
        Arc::new(Ledger {
            trace,
            request_id,
            began: Instant::now(),
            slow,
            statements,
            detailed,
            operation: OnceLock::new(),
            failed: AtomicBool::new(false),
            queries: AtomicU32::new(0),
            slow_queries: AtomicU32::new(0),
            query_micros: AtomicU64::new(0),
            pool_wait_micros: AtomicU64::new(0),
            cache_hits: AtomicU32::new(0),
            cache_misses: AtomicU32::new(0),
            cache_micros: AtomicU64::new(0),
            load_micros: AtomicU64::new(0),
            last_step: AtomicU32::new(WHOLE),
            steps: Mutex::default(),
            steps_left_out: AtomicU32::new(0),
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

    /// Marks the request as failed by us: an unexpected error, whatever the HTTP status says.
    pub fn fail(&self) {
        self.failed.store(true, Relaxed);
    }

    /// Whether [`Ledger::fail`] was called.
    pub fn has_failed(&self) -> bool {
        self.failed.load(Relaxed)
    }

    /// The sums so far.
    pub fn sums(&self) -> Sums {
        Sums {
            queries: self.queries.load(Relaxed),
            slow_queries: self.slow_queries.load(Relaxed),
            query_micros: self.query_micros.load(Relaxed),
            pool_wait_micros: self.pool_wait_micros.load(Relaxed),
            cache_hits: self.cache_hits.load(Relaxed),
            cache_misses: self.cache_misses.load(Relaxed),
            cache_micros: self.cache_micros.load(Relaxed).saturating_sub(self.load_micros.load(Relaxed)),
        }
    }

    /// The steps that are over, in the order of their ends, and how many more there were than are recorded.
    pub fn take_steps(&self) -> (Vec<Step>, u32) {
        let steps = std::mem::take(&mut *self.steps.lock().unwrap_or_else(PoisonError::into_inner));
        (steps, self.steps_left_out.load(Relaxed))
    }

    fn next_step(&self) -> u32 {
        self.last_step.fetch_add(1, Relaxed).wrapping_add(1)
    }

    fn push_step(&self, step: Step) {
        if !self.detailed {
            return;
        }
        let mut steps = self.steps.lock().unwrap_or_else(PoisonError::into_inner);
        if steps.len() < STEPS_MAX {
            steps.push(step);
        } else {
            self.steps_left_out.fetch_add(1, Relaxed);
        }
    }
}

/// Runs `future` with `ledger` as the current one.
pub async fn scope<F: Future>(ledger: Arc<Ledger>, future: F) -> F::Output {
    let traced = ledger.detailed.then(|| ledger.trace.context());
    let future = SCOPE.scope(Scope { ledger, within: WHOLE }, future);
    match traced {
        Some(context) => future.with_context(context).await,
        None => future.await,
    }
}

/// The ledger of the request that runs here, if any.
pub fn current() -> Option<Arc<Ledger>> {
    SCOPE.try_with(|here| Arc::clone(&here.ledger)).ok()
}

/// `future` with the ledger and the step of the place where this is called, for a task of its own.
pub fn carried<F: Future>(future: F) -> impl Future<Output = F::Output> {
    let here = SCOPE.try_with(Scope::clone).ok();
    async move {
        match here {
            Some(here) => SCOPE.scope(here, future).await,
            None => future.await,
        }
    }
}

/// Runs `future` as a step of the request; `what` says what it was, once its output is known.
pub async fn step<F: Future>(future: F, what: impl FnOnce(&F::Output) -> What) -> F::Output {
    let Ok(here) = SCOPE.try_with(Scope::clone) else { return future.await };
    if !here.ledger.detailed {
        return future.await;
    }
    let (id, began) = (here.ledger.next_step(), Instant::now());
    let inside = Scope { ledger: Arc::clone(&here.ledger), within: id };
    let output = SCOPE.scope(inside, future).await;
    here.ledger.push_step(Step { id, within: here.within, began, took: began.elapsed(), what: what(&output) });
    output
}

/// The trace id of the request that runs here; `-` outside of one.
pub fn trace_id() -> String {
    current().map_or_else(|| "-".to_owned(), |ledger| ledger.trace.trace_id())
}

/// Runs a call that may wait for a connection before its statement: the wait is measured apart from the statement.
pub async fn timed_call<F: Future>(future: F) -> F::Output {
    CALLED.scope(Cell::new(Instant::now()), future).await
}

/// Counts one statement and its time. The statement is its shape: values never come here.
pub fn record_query(system: &'static str, statement: &str, took: Duration, failed: bool) {
    tracing::trace!(db.statement = statement, duration_us = micros(took), failed, "query");
    let now = Instant::now();
    let began = now.checked_sub(took).unwrap_or(now);
    // The next statement of the same call waits for nothing.
    let waited = CALLED.try_with(|called| began.saturating_duration_since(called.replace(now))).unwrap_or_default();
    record(|here| {
        let ledger = &here.ledger;
        ledger.queries.fetch_add(1, Relaxed);
        ledger.query_micros.fetch_add(micros(took), Relaxed);
        ledger.pool_wait_micros.fetch_add(micros(waited), Relaxed);
        ledger.statements.record(statement, took, failed, ledger.trace.trace());
        if took > ledger.slow.query {
            ledger.slow_queries.fetch_add(1, Relaxed);
            let (operation, trace_id) = (ledger.operation().unwrap_or_default(), ledger.trace.trace_id());
            tracing::warn!(db.statement = statement, duration_us = micros(took), operation, trace_id, "slow query");
        }
        if ledger.detailed {
            let what = What::Query { system, statement: statement.to_owned(), waited, failed };
            ledger.push_step(Step { id: ledger.next_step(), within: here.within, began, took, what });
        }
    });
}

/// Adds a wait for a database connection that no statement follows at once, such as that for the one writer.
pub fn record_pool_wait(took: Duration) {
    record(|here| {
        here.ledger.pool_wait_micros.fetch_add(micros(took), Relaxed);
    });
}

/// Counts cache reads by their outcome, and their time, the load that misses needed included: [`record_cache_load`]
/// takes that part out.
pub fn record_cache_gets(hits: usize, misses: usize, took: Duration) {
    record(|here| {
        here.ledger.cache_hits.fetch_add(u32::try_from(hits).unwrap_or(u32::MAX), Relaxed);
        here.ledger.cache_misses.fetch_add(u32::try_from(misses).unwrap_or(u32::MAX), Relaxed);
        here.ledger.cache_micros.fetch_add(micros(took), Relaxed);
    });
}

/// Takes the time of a load out of the cache's: it is the time of what the load did.
pub fn record_cache_load(took: Duration) {
    record(|here| {
        here.ledger.load_micros.fetch_add(micros(took), Relaxed);
    });
}

/// Marks the request that runs here as failed by us.
pub fn record_failure() {
    record(|here| here.ledger.fail());
}

fn record(write: impl FnOnce(&Scope)) {
    // No request runs here (start, command line): there is nothing to record in.
    let _ = SCOPE.try_with(write);
}

/// A duration as whole microseconds.
pub fn micros(duration: Duration) -> u64 {
    u64::try_from(duration.as_micros()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Config, Source};

    fn ledger(detailed: bool) -> Arc<Ledger> {
        let slow = Config::from_source(&Source::default()).unwrap().telemetry.slow;
        Ledger::new(TraceContext::fresh(true), "r".into(), slow, Arc::default(), detailed)
    }

    fn query(us: u64) {
        record_query("sqlite", "select 1", Duration::from_micros(us), false);
    }

    #[tokio::test]
    async fn sums_what_runs_inside_and_ignores_what_runs_outside() {
        query(7);
        let ledger = ledger(false);
        scope(Arc::clone(&ledger), async {
            query(5);
            query(6);
            record_cache_gets(1, 0, Duration::from_micros(2));
            record_cache_gets(0, 1, Duration::from_micros(13));
            record_cache_load(Duration::from_micros(10));
            record_pool_wait(Duration::from_micros(1));
            tokio::spawn(carried(async { query(4) })).await.unwrap();
        })
        .await;
        assert!(current().is_none());
        let expected = Sums {
            queries: 3,
            slow_queries: 0,
            query_micros: 15,
            pool_wait_micros: 1,
            cache_hits: 1,
            cache_misses: 1,
            cache_micros: 5,
        };
        assert_eq!(ledger.sums(), expected);
        assert_eq!(ledger.take_steps().0.len(), 0, "sums only");
    }

    #[tokio::test]
    async fn steps_know_what_they_are_part_of_across_tasks() {
        let ledger = ledger(true);
        let batch = |_: &()| What::Batch { relation: "erp_product", keys: 1, rows: 1 };
        scope(Arc::clone(&ledger), async {
            query(1);
            step(async { tokio::spawn(carried(async { query(2) })).await.unwrap() }, batch).await;
        })
        .await;
        let (steps, left_out) = ledger.take_steps();
        let tree: Vec<(u32, u32)> = steps.iter().map(|step| (step.id, step.within)).collect();
        assert_eq!((tree, left_out), (vec![(1, 0), (3, 2), (2, 0)], 0));
    }

    #[tokio::test]
    async fn a_wait_for_a_connection_is_measured_apart() {
        let ledger = ledger(true);
        scope(Arc::clone(&ledger), async {
            timed_call(async {
                tokio::time::sleep(Duration::from_millis(20)).await;
                query(1);
            })
            .await;
        })
        .await;
        assert!(ledger.sums().pool_wait_micros >= 15_000, "{:?}", ledger.sums());
        assert_eq!(ledger.sums().query_micros, 1);
    }

    #[tokio::test]
    async fn a_ledger_is_bounded() {
        let ledger = ledger(true);
        scope(Arc::clone(&ledger), async { (0..STEPS_MAX + 3).for_each(|_| query(1)) }).await;
        let (steps, left_out) = ledger.take_steps();
        assert_eq!((steps.len(), left_out), (STEPS_MAX, 3));
    }
}
