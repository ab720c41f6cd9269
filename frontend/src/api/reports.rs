//! The company at a glance.
use super::query::Query;

include!(concat!(env!("OUT_DIR"), "/api/reports.rs"));

/// What is to be bought, the scarcest first, and how much there is of it.
pub fn low_stock() -> Query<(Vec<LowStock>, i32)> {
    scarce().map(|found| (found.low_stock, found.low_stock_count))
}
