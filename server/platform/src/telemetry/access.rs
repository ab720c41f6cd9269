//! The line that is logged for every request, and the warnings for slow ones.

use super::Finished;
use super::ledger::{Ledger, micros};
use crate::config::SlowLimits;

/// Logs one finished request. The path only, never the query string: it may carry data of people.
pub fn record(ledger: &Ledger, finished: &Finished<'_>, slow: SlowLimits) {
    let sums = ledger.sums();
    let operation = ledger.operation().unwrap_or_default();
    let (took, trace_id) = (micros(finished.took), ledger.trace.trace_id());
    // Jobs and commands take as long as they take.
    let Some((method, path, status)) = finished.http else { return };
    tracing::info!(
        target: "erp::access",
        { "http.method" = %method,
        "http.path" = path,
        "http.status" = status.as_u16(),
        duration_us = took,
        operation,
        "db.queries" = sums.queries,
        "db.duration_us" = sums.query_micros,
        "db.pool_wait_us" = sums.pool_wait_micros,
        "cache.hits" = sums.cache_hits,
        "cache.misses" = sums.cache_misses,
        request_id = ledger.request_id,
        trace_id },
        "request"
    );
    if finished.took > slow.request {
        tracing::warn!(operation, duration_us = took, trace_id, "slow request");
    }
    if u128::from(sums.query_micros) > slow.queries.as_micros() {
        let (queries, database_us) = (sums.queries, sums.query_micros);
        tracing::warn!(operation, queries, database_us, trace_id, "much database time");
    }
}
