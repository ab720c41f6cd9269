//! What a piece of work costs, for tests: CPU time of its own thread, which other work on the machine does not raise.

use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

/// Runs of which the best counts: the first ones warm the processor's caches.
const RUNS: usize = 5;

/// The least CPU time that `work` took.
pub(crate) fn cpu_of(mut work: impl FnMut()) -> Duration {
    let now = || Duration::try_from(clock_gettime(ClockId::ThreadCPUTime)).unwrap();
    let cost = |_| {
        let begun = now();
        work();
        now() - begun
    };
    (0..RUNS).map(cost).min().unwrap()
}
