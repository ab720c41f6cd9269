//! What this node did, minute by minute, for the last hour: requests, failures, durations, database and cache, also by
//! operation.
//!
//! Memory is fixed: [`MINUTES`] minutes, of each at most `OPERATIONS_MAX` operations by name (the others share one
//! row), of each a histogram that keeps durations to two digits and is clamped at a minute.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use hdrhistogram::{CreationError, Histogram};

use super::ledger::{Sums, micros};

/// Minutes that are remembered, the running one included.
pub const MINUTES: usize = 61;
/// Operations that a minute tells apart.
const OPERATIONS_MAX: usize = 48;
/// What further operations are called.
const OTHERS: &str = "(others)";
/// Durations are remembered up to here, µs.
const LONGEST_US: u64 = 60_000_000;

/// What is remembered of one finished request.
#[derive(Clone, Copy, Debug)]
pub struct Sample<'a> {
    /// What it did, such as `query SalesOrders`.
    pub operation: &'a str,
    /// How long it took.
    pub took: Duration,
    /// Whether we failed.
    pub failed: bool,
    /// Whether it was slow.
    pub slow: bool,
    /// What it took from database and cache.
    pub sums: Sums,
}

/// Requests added up.
#[derive(Clone, Debug)]
pub struct Figures {
    /// How many.
    pub requests: u64,
    /// How many of them failed by our fault.
    pub failures: u64,
    /// How many were slow.
    pub slow: u64,
    /// Statements they sent.
    pub queries: u64,
    /// Time in those, µs.
    pub query_micros: u64,
    /// Time waiting for a connection, µs.
    pub pool_wait_micros: u64,
    /// Cache reads answered by the cache.
    pub cache_hits: u64,
    /// Cache reads that had to load.
    pub cache_misses: u64,
    /// Time in cache reads, µs.
    pub cache_micros: u64,
    durations: Histogram<u32>,
}

impl Figures {
    /// The duration that this share of the requests stays below, µs; 0 without requests.
    pub fn percentile(&self, percent: f64) -> u64 {
        self.durations.value_at_percentile(percent)
    }

    /// The longest duration, µs.
    pub fn max(&self) -> u64 {
        self.durations.max()
    }

    fn add(&mut self, sample: &Sample<'_>) {
        let Sums { queries, query_micros, pool_wait_micros, cache_hits, cache_misses, cache_micros } = sample.sums;
        self.requests += 1;
        self.failures += u64::from(sample.failed);
        self.slow += u64::from(sample.slow);
        self.queries += u64::from(queries);
        self.query_micros += query_micros;
        self.pool_wait_micros += pool_wait_micros;
        self.cache_hits += u64::from(cache_hits);
        self.cache_misses += u64::from(cache_misses);
        self.cache_micros += cache_micros;
        if self.durations.record(micros(sample.took).min(LONGEST_US)).is_err() {
            tracing::error!("a histogram that resizes itself did not take a duration");
        }
    }

    fn merge(&mut self, other: &Self) {
        self.requests += other.requests;
        self.failures += other.failures;
        self.slow += other.slow;
        self.queries += other.queries;
        self.query_micros += other.query_micros;
        self.pool_wait_micros += other.pool_wait_micros;
        self.cache_hits += other.cache_hits;
        self.cache_misses += other.cache_misses;
        self.cache_micros += other.cache_micros;
        if self.durations.add(&other.durations).is_err() {
            // Both resize themselves, so one always takes the other's values.
            tracing::error!("two histograms of one shape do not add up");
        }
    }
}

#[derive(Debug)]
struct Minute {
    number: u64,
    all: Figures,
    operations: HashMap<Box<str>, Figures>,
}

/// The last hour of this node.
#[derive(Debug)]
pub struct Minutes {
    none: Figures,
    minutes: Mutex<VecDeque<Minute>>,
}

impl Minutes {
    /// Nothing has happened yet.
    ///
    /// # Errors
    /// Never: the shape of the histogram is valid.
    pub fn new() -> Result<Self, CreationError> {
        let none = Figures {
            requests: 0,
            failures: 0,
            slow: 0,
            queries: 0,
            query_micros: 0,
            pool_wait_micros: 0,
            cache_hits: 0,
            cache_misses: 0,
            cache_micros: 0,
            durations: Histogram::new(2)?,
        };
        Ok(Self { none, minutes: Mutex::default() })
    }

    /// Adds a request that ended `now`.
    pub fn record(&self, now: SystemTime, sample: &Sample<'_>) {
        let number = minute(now);
        let mut minutes = self.minutes.lock().unwrap_or_else(PoisonError::into_inner);
        // A clock that went back adds to the newest minute: the past stays as it was told.
        if minutes.back().is_none_or(|newest| newest.number < number) {
            minutes.push_back(Minute { number, all: self.none.clone(), operations: HashMap::new() });
            while minutes.len() > MINUTES {
                minutes.pop_front();
            }
        }
        let Some(newest) = minutes.back_mut() else { return };
        newest.all.add(sample);
        let full = newest.operations.len() >= OPERATIONS_MAX;
        let known = newest.operations.contains_key(sample.operation);
        let name = if full && !known { OTHERS } else { sample.operation };
        match newest.operations.get_mut(name) {
            Some(figures) => figures.add(sample),
            None => newest.operations.entry(name.into()).or_insert_with(|| self.none.clone()).add(sample),
        }
    }

    /// The last `count` minutes, oldest first, the running one last: when each began (seconds of Unix time), and what
    /// happened in it.
    pub fn last(&self, now: SystemTime, count: usize) -> Vec<(u64, Figures)> {
        let (newest, count) = (minute(now), count.clamp(1, MINUTES) as u64);
        let minutes = self.minutes.lock().unwrap_or_else(PoisonError::into_inner);
        let of = |number: u64| minutes.iter().find(|minute| minute.number == number).map(|minute| minute.all.clone());
        let numbers = newest.saturating_sub(count - 1)..=newest;
        numbers.map(|number| (number * 60, of(number).unwrap_or_else(|| self.none.clone()))).collect()
    }

    /// The last `count` minutes together.
    pub fn total(&self, now: SystemTime, count: usize) -> Figures {
        let mut total = self.none.clone();
        for (_, figures) in self.last(now, count) {
            total.merge(&figures);
        }
        total
    }

    /// The operations of the last `count` minutes, those that took most time altogether first.
    pub fn by_operation(&self, now: SystemTime, count: usize) -> Vec<(String, Figures)> {
        let oldest = minute(now).saturating_sub(count.clamp(1, MINUTES) as u64 - 1);
        let mut all: HashMap<Box<str>, Figures> = HashMap::new();
        let minutes = self.minutes.lock().unwrap_or_else(PoisonError::into_inner);
        for minute in minutes.iter().filter(|minute| minute.number >= oldest) {
            for (name, figures) in &minute.operations {
                all.entry(name.clone()).or_insert_with(|| self.none.clone()).merge(figures);
            }
        }
        drop(minutes);
        let mut all: Vec<(String, Figures)> = all.into_iter().map(|(name, figures)| (name.into(), figures)).collect();
        all.sort_by(|(a, left), (b, right)| spent(right).cmp(&spent(left)).then_with(|| a.cmp(b)));
        all
    }
}

/// About how much time the requests took altogether, µs.
fn spent(figures: &Figures) -> u64 {
    figures.durations.value_at_percentile(50.0).saturating_mul(figures.requests)
}

fn minute(now: SystemTime) -> u64 {
    now.duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.as_secs() / 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minute: u64) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(minute * 60 + 7)
    }

    fn sample(operation: &str, ms: u64) -> Sample<'_> {
        let sums = Sums { queries: 3, query_micros: 900, cache_hits: 1, ..Sums::default() };
        Sample { operation, took: Duration::from_millis(ms), failed: ms > 500, slow: ms > 1000, sums }
    }

    #[test]
    fn minutes_without_requests_are_told_too() {
        let minutes = Minutes::new().unwrap();
        minutes.record(at(100), &sample("query A", 10));
        minutes.record(at(102), &sample("query A", 600));
        let told = minutes.last(at(103), 4);
        let requests: Vec<u64> = told.iter().map(|(_, figures)| figures.requests).collect();
        assert_eq!(requests, [1, 0, 1, 0]);
        assert_eq!(told[0].0, 6000);
        let total = minutes.total(at(103), 4);
        assert_eq!((total.requests, total.failures, total.queries, total.cache_hits), (2, 1, 6, 2));
        assert!((595_000..=605_000).contains(&total.max()), "{}", total.max());
    }

    #[test]
    fn percentiles_are_right_to_two_digits() {
        let minutes = Minutes::new().unwrap();
        (1..=1000).for_each(|ms| minutes.record(at(5), &sample("query A", ms)));
        let total = minutes.total(at(5), 1);
        for (percent, expected) in [(50.0, 500_000), (95.0, 950_000), (99.0, 990_000)] {
            let told = total.percentile(percent);
            assert!(told.abs_diff(expected) * 100 <= expected, "p{percent}: {told} µs");
        }
    }

    #[test]
    fn an_hour_is_kept_and_names_are_bounded() {
        let minutes = Minutes::new().unwrap();
        for number in 0..200 {
            minutes.record(at(number), &sample("query A", 1));
        }
        assert_eq!(minutes.total(at(199), MINUTES).requests, 61);
        for number in 0..1000 {
            minutes.record(at(300), &sample(&format!("query Q{number}"), 1));
        }
        let operations = minutes.by_operation(at(300), 1);
        assert_eq!(operations.len(), OPERATIONS_MAX + 1);
        assert_eq!(operations[0].0, OTHERS);
        assert_eq!(operations.iter().map(|(_, figures)| figures.requests).sum::<u64>(), 1000);
    }

    #[test]
    fn a_clock_that_goes_back_loses_nothing() {
        let minutes = Minutes::new().unwrap();
        minutes.record(at(10), &sample("query A", 1));
        minutes.record(at(9), &sample("query A", 1));
        assert_eq!(minutes.total(at(10), 1).requests, 2);
    }
}
