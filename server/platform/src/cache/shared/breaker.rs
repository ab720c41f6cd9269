//! Stops asking a server that does not answer: five failures in a row, or half of ten and more within a second.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

const IN_A_ROW: u32 = 5;
const WINDOW: Duration = Duration::from_secs(1);
const WINDOW_LEAST: u32 = 10;

#[derive(Debug)]
pub(super) struct Breaker {
    open: AtomicBool,
    trips: AtomicU64,
    counts: Mutex<Counts>,
}

#[derive(Debug)]
struct Counts {
    since: Instant,
    calls: u32,
    failures: u32,
    in_a_row: u32,
}

impl Counts {
    fn new() -> Self {
        Self { since: Instant::now(), calls: 0, failures: 0, in_a_row: 0 }
    }
}

impl Breaker {
    /// Open until the first success: nobody waits for a server that has never answered.
    pub(super) fn open() -> Self {
        Self { open: AtomicBool::new(true), trips: AtomicU64::new(0), counts: Mutex::new(Counts::new()) }
    }

    /// Whether nothing may be asked.
    pub(super) fn is_open(&self) -> bool {
        self.open.load(Ordering::Acquire)
    }

    /// How often it has opened.
    pub(super) fn trips(&self) -> u64 {
        self.trips.load(Ordering::Relaxed)
    }

    /// The server answers.
    pub(super) fn close(&self) {
        *self.counts.lock().unwrap_or_else(PoisonError::into_inner) = Counts::new();
        self.open.store(false, Ordering::Release);
    }

    /// Nothing may be asked from now on.
    pub(super) fn trip(&self) {
        if !self.open.swap(true, Ordering::AcqRel) {
            self.trips.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// How an operation went. Returns whether this one opened the breaker.
    pub(super) fn count(&self, good: bool) -> bool {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        if counts.since.elapsed() > WINDOW {
            *counts = Counts { in_a_row: counts.in_a_row, ..Counts::new() };
        }
        counts.calls += 1;
        if good {
            counts.in_a_row = 0;
            return false;
        }
        counts.failures += 1;
        counts.in_a_row += 1;
        let half = counts.calls >= WINDOW_LEAST && counts.failures * 2 >= counts.calls;
        if counts.in_a_row < IN_A_ROW && !half {
            return false;
        }
        let was_open = self.is_open();
        self.trip();
        !was_open
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn opens_after_five_in_a_row_or_half_of_ten_and_closes_by_hand() {
        let breaker = Breaker::open();
        assert!(breaker.is_open());
        breaker.close();
        for _ in 0..4 {
            assert!(!breaker.count(false));
        }
        assert!(!breaker.count(true) && !breaker.is_open());
        breaker.close();
        assert_eq!((0..5).filter(|_| breaker.count(false)).count(), 1);
        assert!(breaker.is_open());
        breaker.close();
        let opened = (0..10).any(|n| breaker.count(n % 2 == 0));
        assert!(opened && breaker.trips() == 2);
    }
}
