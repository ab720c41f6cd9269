//! The statements that this node ran, by shape: how often, how long, and the trace of the slowest.
//!
//! Bounded: `SHAPES_MAX` shapes. When there are more, the one that took least time altogether is evicted with its
//! counts.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use super::ledger::micros;

/// Shapes that are remembered.
const SHAPES_MAX: usize = 256;

/// A statement's statistics since the start of this node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatementStats {
    /// The statement with placeholders.
    pub shape: String,
    /// How often it ran.
    pub calls: u64,
    /// How often it failed.
    pub failures: u64,
    /// Its time altogether, µs.
    pub total_micros: u64,
    /// Its longest time, µs.
    pub max_micros: u64,
    /// The trace of the longest one.
    pub slowest_trace: String,
}

#[derive(Debug, Default)]
struct Row {
    calls: u64,
    failures: u64,
    total_micros: u64,
    max_micros: u64,
    slowest_trace: u128,
}

/// What ran here.
#[derive(Debug, Default)]
pub struct Statements(Mutex<HashMap<Box<str>, Row>>);

impl Statements {
    /// Adds one run, part of the trace with this number.
    pub fn record(&self, shape: &str, took: Duration, failed: bool, trace: u128) {
        let took = micros(took);
        let mut rows = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !rows.contains_key(shape) {
            if rows.len() >= SHAPES_MAX {
                let least = rows.iter().min_by_key(|(_, row)| row.total_micros).map(|(shape, _)| shape.clone());
                least.and_then(|shape| rows.remove(&shape));
            }
            rows.insert(shape.into(), Row::default());
        }
        let Some(row) = rows.get_mut(shape) else { return };
        row.calls += 1;
        row.failures += u64::from(failed);
        row.total_micros += took;
        if took >= row.max_micros {
            row.max_micros = took;
            row.slowest_trace = trace;
        }
    }

    /// The `count` statements that took most time altogether.
    pub fn top(&self, count: usize) -> Vec<StatementStats> {
        let rows = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut all: Vec<StatementStats> = rows
            .iter()
            .map(|(shape, row)| StatementStats {
                shape: shape.to_string(),
                calls: row.calls,
                failures: row.failures,
                total_micros: row.total_micros,
                max_micros: row.max_micros,
                slowest_trace: format!("{:032x}", row.slowest_trace),
            })
            .collect();
        drop(rows);
        all.sort_by(|a, b| b.total_micros.cmp(&a.total_micros).then_with(|| a.shape.cmp(&b.shape)));
        all.truncate(count);
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_costliest_shapes_come_first_and_know_their_slowest_trace() {
        let statements = Statements::default();
        statements.record("select a", Duration::from_micros(5), false, 1);
        statements.record("select a", Duration::from_micros(9), true, 0xab);
        statements.record("select b", Duration::from_micros(100), false, 2);
        let top = statements.top(2);
        assert_eq!((top[0].shape.as_str(), top[0].calls), ("select b", 1));
        let a = &top[1];
        assert_eq!((a.calls, a.failures, a.total_micros, a.max_micros), (2, 1, 14, 9));
        assert_eq!(a.slowest_trace, "000000000000000000000000000000ab");
    }

    #[test]
    fn the_number_of_shapes_is_bounded() {
        let statements = Statements::default();
        statements.record("select dear", Duration::from_secs(1), false, 1);
        for number in 0..2 * SHAPES_MAX {
            statements.record(&format!("select {number}"), Duration::from_micros(1), false, 1);
        }
        let top = statements.top(usize::MAX);
        assert_eq!((top.len(), top[0].shape.as_str()), (SHAPES_MAX, "select dear"));
    }
}
