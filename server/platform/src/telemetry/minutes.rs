//! Statistics, minute by minute, of the last hour: requests, failures, durations, database and cache, also by
//! operation. What this node did is recorded as it happens; what its peers did comes as their [`MinuteSnapshot`]s
//! and is merged with it whenever somebody asks.
//!
//! Memory is fixed: [`MINUTES`] minutes of at most `NODES_MAX` nodes, of each at most `OPERATIONS_MAX` operations by
//! name (the others share one row), of each a histogram that records durations to two digits and is clamped at a
//! minute.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use hdrhistogram::{CreationError, Histogram};
use serde::{Deserialize, Serialize};

use super::ledger::{Sums, micros};

/// Minutes that are remembered, the running one included.
pub const MINUTES: usize = 61;
/// Operations that a minute counts by name.
const OPERATIONS_MAX: usize = 48;
/// What further operations are called.
const OTHERS: &str = "(others)";
/// Peers that are remembered.
const NODES_MAX: usize = 32;
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

/// Aggregated statistics of requests.
#[derive(Clone, Debug)]
pub struct RequestStats {
    /// How many.
    pub requests: u64,
    /// How many of them failed by our fault.
    pub failures: u64,
    /// How many were slow.
    pub slow: u64,
    /// Statements they sent.
    pub queries: u64,
    /// How many of those took longer than one should.
    pub slow_queries: u64,
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

impl RequestStats {
    /// The duration at this percentile (50 is the median), µs; 0 without requests.
    pub fn percentile(&self, percent: f64) -> u64 {
        self.durations.value_at_percentile(percent)
    }

    /// The longest duration, µs.
    pub fn max(&self) -> u64 {
        self.durations.max()
    }

    fn add(&mut self, sample: &Sample<'_>) {
        let Sums { queries, slow_queries, query_micros, pool_wait_micros, cache_hits, cache_misses, cache_micros } =
            sample.sums;
        self.requests += 1;
        self.failures += u64::from(sample.failed);
        self.slow += u64::from(sample.slow);
        self.queries += u64::from(queries);
        self.slow_queries += u64::from(slow_queries);
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
        self.slow_queries += other.slow_queries;
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

    fn merge_snapshot(&mut self, snapshot: &StatsSnapshot) {
        let [requests, failures, slow, queries, slow_queries, query, wait, hits, misses, cache] = snapshot.sums;
        self.requests += requests;
        self.failures += failures;
        self.slow += slow;
        self.queries += queries;
        self.slow_queries += slow_queries;
        self.query_micros += query;
        self.pool_wait_micros += wait;
        self.cache_hits += hits;
        self.cache_misses += misses;
        self.cache_micros += cache;
        for (micros, count) in &snapshot.durations {
            // The histogram resizes itself up to any clamped duration.
            let _ = self.durations.record_n((*micros).min(LONGEST_US), *count);
        }
    }

    fn snapshot(&self) -> StatsSnapshot {
        let sums = [
            self.requests,
            self.failures,
            self.slow,
            self.queries,
            self.slow_queries,
            self.query_micros,
            self.pool_wait_micros,
            self.cache_hits,
            self.cache_misses,
            self.cache_micros,
        ];
        let durations = self.durations.iter_recorded();
        StatsSnapshot {
            sums,
            durations: durations.map(|step| (step.value_iterated_to(), step.count_at_value())).collect(),
        }
    }
}

/// A node's minute as it is sent to its peers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MinuteSnapshot {
    /// Which minute: minutes of Unix time.
    pub number: u64,
    all: StatsSnapshot,
    operations: Vec<(String, StatsSnapshot)>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct StatsSnapshot {
    sums: [u64; 10],
    /// Durations, µs, and how often each.
    durations: Vec<(u64, u32)>,
}

#[derive(Debug)]
struct Minute {
    number: u64,
    all: RequestStats,
    operations: HashMap<Box<str>, RequestStats>,
}

/// The last hour of this node and its peers.
#[derive(Debug)]
pub struct Minutes {
    none: RequestStats,
    minutes: Mutex<VecDeque<Minute>>,
    /// By node, its minutes by number.
    peers: Mutex<HashMap<String, BTreeMap<u64, MinuteSnapshot>>>,
}

impl Minutes {
    /// Nothing has happened yet.
    ///
    /// # Errors
    /// Never: the shape of the histogram is valid.
    pub fn new() -> Result<Self, CreationError> {
        let none = RequestStats {
            requests: 0,
            failures: 0,
            slow: 0,
            queries: 0,
            slow_queries: 0,
            query_micros: 0,
            pool_wait_micros: 0,
            cache_hits: 0,
            cache_misses: 0,
            cache_micros: 0,
            durations: Histogram::new(2)?,
        };
        Ok(Self { none, minutes: Mutex::default(), peers: Mutex::default() })
    }

    /// Adds a request that ended `now`.
    pub fn record(&self, now: SystemTime, sample: &Sample<'_>) {
        let number = minute_of(now);
        let mut minutes = self.minutes.lock().unwrap_or_else(PoisonError::into_inner);
        // A clock that went back adds to the newest minute: what was sent to peers stays as it was.
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
            Some(stats) => stats.add(sample),
            None => newest.operations.entry(name.into()).or_insert_with(|| self.none.clone()).add(sample),
        }
    }

    /// This node's minute with that number, for its peers; none when nothing happened in it.
    pub fn snapshot(&self, number: u64) -> Option<MinuteSnapshot> {
        let minutes = self.minutes.lock().unwrap_or_else(PoisonError::into_inner);
        let minute = minutes.iter().find(|minute| minute.number == number)?;
        let operations = minute.operations.iter().map(|(name, stats)| (name.to_string(), stats.snapshot()));
        Some(MinuteSnapshot { number, all: minute.all.snapshot(), operations: operations.collect() })
    }

    /// Records a minute of a peer, in place of the snapshot of that minute that it had sent before.
    pub fn record_peer(&self, node: &str, minute: MinuteSnapshot) {
        let mut peers = self.peers.lock().unwrap_or_else(PoisonError::into_inner);
        let oldest = minute.number.saturating_sub(MINUTES as u64 - 1);
        peers.retain(|_, minutes| {
            *minutes = minutes.split_off(&oldest);
            !minutes.is_empty()
        });
        if peers.len() < NODES_MAX || peers.contains_key(node) {
            peers.entry(node.to_owned()).or_default().insert(minute.number, minute);
        }
    }

    /// Peers that have sent a minute of the last hour.
    pub fn nodes(&self) -> Vec<String> {
        let mut nodes: Vec<String> =
            self.peers.lock().unwrap_or_else(PoisonError::into_inner).keys().cloned().collect();
        nodes.sort();
        nodes
    }

    /// The last `count` minutes of all nodes, oldest first, the running one last: when each began (seconds of Unix
    /// time), and what happened in it.
    pub fn last(&self, now: SystemTime, count: usize) -> Vec<(u64, RequestStats)> {
        let (newest, count) = (minute_of(now), count.clamp(1, MINUTES) as u64);
        (newest.saturating_sub(count - 1)..=newest).map(|number| (number * 60, self.minute(number))).collect()
    }

    /// The minute with that number, of all nodes.
    pub fn minute(&self, number: u64) -> RequestStats {
        let minutes = self.minutes.lock().unwrap_or_else(PoisonError::into_inner);
        let own = minutes.iter().find(|minute| minute.number == number).map(|minute| minute.all.clone());
        drop(minutes);
        let mut stats = own.unwrap_or_else(|| self.none.clone());
        let peers = self.peers.lock().unwrap_or_else(PoisonError::into_inner);
        peers.values().filter_map(|minutes| minutes.get(&number)).for_each(|minute| stats.merge_snapshot(&minute.all));
        stats
    }

    /// The last `count` minutes together.
    pub fn total(&self, now: SystemTime, count: usize) -> RequestStats {
        let mut total = self.none.clone();
        for (_, stats) in self.last(now, count) {
            total.merge(&stats);
        }
        total
    }

    /// The operations of the last `count` minutes of all nodes, those that took most time altogether first.
    pub fn by_operation(&self, now: SystemTime, count: usize) -> Vec<(String, RequestStats)> {
        let oldest = minute_of(now).saturating_sub(count.clamp(1, MINUTES) as u64 - 1);
        let mut all: HashMap<Box<str>, RequestStats> = HashMap::new();
        let minutes = self.minutes.lock().unwrap_or_else(PoisonError::into_inner);
        for minute in minutes.iter().filter(|minute| minute.number >= oldest) {
            for (name, stats) in &minute.operations {
                all.entry(name.clone()).or_insert_with(|| self.none.clone()).merge(stats);
            }
        }
        drop(minutes);
        let peers = self.peers.lock().unwrap_or_else(PoisonError::into_inner);
        for (name, stats) in peers.values().flat_map(|minutes| minutes.range(oldest..)).flat_map(|(_, m)| &m.operations)
        {
            all.entry(name.as_str().into()).or_insert_with(|| self.none.clone()).merge_snapshot(stats);
        }
        drop(peers);
        let mut all: Vec<(String, RequestStats)> = all.into_iter().map(|(name, stats)| (name.into(), stats)).collect();
        all.sort_by(|(a, left), (b, right)| spent(right).cmp(&spent(left)).then_with(|| a.cmp(b)));
        all
    }
}

/// Estimates the total time of the requests, µs: their median times their number.
fn spent(stats: &RequestStats) -> u64 {
    stats.durations.value_at_percentile(50.0).saturating_mul(stats.requests)
}

/// Minutes of Unix time.
pub fn minute_of(now: SystemTime) -> u64 {
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
    fn minutes_without_requests_are_listed_too() {
        let minutes = Minutes::new().unwrap();
        minutes.record(at(100), &sample("query A", 10));
        minutes.record(at(102), &sample("query A", 600));
        let found = minutes.last(at(103), 4);
        let requests: Vec<u64> = found.iter().map(|(_, stats)| stats.requests).collect();
        assert_eq!(requests, [1, 0, 1, 0]);
        assert_eq!(found[0].0, 6000);
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
            let found = total.percentile(percent);
            assert!(found.abs_diff(expected) * 100 <= expected, "p{percent}: {found} µs");
        }
    }

    #[test]
    fn an_hour_is_remembered_and_names_are_bounded() {
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
        assert_eq!(operations.iter().map(|(_, stats)| stats.requests).sum::<u64>(), 1000);
    }

    #[test]
    fn nodes_add_up_and_a_minute_that_is_sent_again_counts_once() {
        let (one, two) = (Minutes::new().unwrap(), Minutes::new().unwrap());
        (1..=50).for_each(|ms| one.record(at(10), &sample("query A", ms)));
        (51..=100).for_each(|ms| two.record(at(10), &sample("query B", ms)));
        let found = two.snapshot(10).unwrap();
        let read: MinuteSnapshot = postcard::from_bytes(&postcard::to_stdvec(&found).unwrap()).unwrap();
        assert_eq!(read, found);
        one.record_peer("two", found.clone());
        one.record_peer("two", found);
        let minute = one.minute(10);
        assert_eq!((minute.requests, minute.queries, one.nodes()), (100, 300, vec!["two".to_owned()]));
        assert!(minute.percentile(95.0).abs_diff(95_000) < 1000, "{}", minute.percentile(95.0));
        assert_eq!(one.by_operation(at(10), 1).len(), 2);
        assert!(one.snapshot(11).is_none());
        // An hour later nothing of it is left.
        two.record(at(80), &sample("query B", 1));
        one.record_peer("three", two.snapshot(80).unwrap());
        assert_eq!((one.minute(10).requests, one.nodes().len()), (50, 1));
        (0..1000).for_each(|node| one.record_peer(&node.to_string(), two.snapshot(80).unwrap()));
        assert_eq!(one.nodes().len(), NODES_MAX);
    }

    #[test]
    fn a_clock_that_goes_back_loses_nothing() {
        let minutes = Minutes::new().unwrap();
        minutes.record(at(10), &sample("query A", 1));
        minutes.record(at(9), &sample("query A", 1));
        assert_eq!(minutes.total(at(10), 1).requests, 2);
    }
}
