//! Time that only runs forward: what leases and expiry are measured with, whatever happens to the wall clock.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// A clock that counts from its own start.
#[derive(Clone, Debug)]
pub enum Monotonic {
    /// The machine's.
    Machine(Instant),
    /// One that a test moves; in microseconds.
    Manual(Arc<AtomicU64>),
}

impl Monotonic {
    /// The machine's clock, from now.
    pub fn machine() -> Self {
        Self::Machine(Instant::now())
    }

    /// A clock that stands still until [`Monotonic::advance`].
    pub fn manual() -> Self {
        Self::Manual(Arc::default())
    }

    /// Time since the start.
    pub fn now(&self) -> Duration {
        match self {
            Self::Machine(start) => start.elapsed(),
            Self::Manual(now) => Duration::from_micros(now.load(Ordering::SeqCst)),
        }
    }

    /// Moves a manual clock; does nothing to the machine's.
    pub fn advance(&self, by: Duration) {
        if let Self::Manual(now) = self {
            now.fetch_add(u64::try_from(by.as_micros()).unwrap_or(u64::MAX), Ordering::SeqCst);
        }
    }
}
