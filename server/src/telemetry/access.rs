//! The line that is logged for every request, and the warning for a slow one.

use std::time::Duration;

use http::{Method, StatusCode};

use super::ledger::{Ledger, micros};

/// A request that took longer is logged as a warning.
pub const SLOW_REQUEST: Duration = Duration::from_secs(1);

/// Logs one finished request. The path only, never the query string: it may carry data of people.
pub fn record(method: &Method, path: &str, status: StatusCode, took: Duration, ledger: &Ledger) {
    let sums = ledger.sums();
    let operation = ledger.operation().unwrap_or_default();
    tracing::info!(
        target: "erp::access",
        { "http.method" = %method,
        "http.path" = path,
        "http.status" = status.as_u16(),
        duration_us = micros(took),
        operation,
        "db.queries" = sums.queries,
        "db.duration_us" = sums.query_micros,
        "db.pool_wait_us" = sums.pool_wait_micros,
        "cache.hits" = sums.cache_hits,
        "cache.misses" = sums.cache_misses,
        request_id = ledger.request_id,
        trace_id = ledger.trace.trace_id() },
        "request"
    );
    if took > SLOW_REQUEST {
        tracing::warn!(operation, duration_us = micros(took), trace_id = ledger.trace.trace_id(), "slow request");
    }
}
