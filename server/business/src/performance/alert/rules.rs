//! What passes a limit: pure.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use platform::config::{Measure, Rule};
use platform::telemetry::minutes::RequestStats;

/// Requests, or reads of the cache, from which on a share or a percentile of a minute says something: at night one slow
/// request is all there is.
pub(super) const ENOUGH: u64 = 20;

/// What is checked. Values are thousandths of the measure's unit.
#[derive(Clone, Debug)]
pub struct Facts {
    /// The last full minute of all nodes.
    pub stats: RequestStats,
    /// How long ago the commit log was read; none before the first time.
    pub log_age: Option<Duration>,
    /// Percent of the disk that is used, in thousandths; none when nobody can tell.
    pub disk_used: Option<u64>,
}

/// What becomes of a measure's open alert.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// There is none, and none is needed; or nothing changes.
    Nothing,
    /// The limit is passed for the first time.
    Begin,
    /// It goes on being passed.
    Stay,
    /// It has been passed long enough.
    Fire,
    /// It was not passed long enough for anybody to be notified.
    Drop,
    /// It is respected again.
    Resolve,
}

/// An open alert: since when, and whether it fires.
#[derive(Clone, Copy, Debug)]
pub struct Open {
    /// When the limit was passed.
    pub pending_at: DateTime<Utc>,
    /// Whether somebody is to know.
    pub fires: bool,
}

impl Facts {
    /// The value of a measure; none when there was nothing, or too little, to measure.
    pub fn value(&self, measure: Measure) -> Option<u64> {
        let stats = &self.stats;
        let enough = |count: u64| (count >= ENOUGH).then_some(count);
        let (requests, reads) = (enough(stats.requests), enough(stats.cache_hits + stats.cache_misses));
        match measure {
            // µs, the thousandths of ms.
            Measure::P95 => requests.map(|_| stats.percentile(95.0)),
            Measure::Errors => requests.map(|all| stats.failures * 100_000 / all),
            Measure::HitRate => reads.map(|all| stats.cache_hits * 100_000 / all),
            Measure::DatabaseTime => requests.map(|all| stats.query_micros / all),
            Measure::PoolWait => requests.map(|all| stats.pool_wait_micros / all),
            Measure::SlowQueries => (stats.requests > 0).then(|| stats.slow_queries * 1000),
            Measure::LogAge => self.log_age.map(|age| u64::try_from(age.as_millis()).unwrap_or(u64::MAX)),
            Measure::Disk => self.disk_used,
        }
    }
}

/// A rule's limit, in thousandths.
pub fn limit(rule: Rule) -> u64 {
    u64::from(rule.limit) * 1000
}

/// Whether a value passes the limit.
pub fn is_passed(rule: Rule, value: u64) -> bool {
    if rule.measure.is_floor() { value < limit(rule) } else { value > limit(rule) }
}

/// The worse of two values.
pub fn worse(measure: Measure, one: u64, other: u64) -> u64 {
    if measure.is_floor() { one.min(other) } else { one.max(other) }
}

/// What becomes of the open alert of a rule, if there is one.
pub fn step(rule: Rule, open: Option<Open>, is_passed: bool, now: DateTime<Utc>) -> Step {
    let long_enough = |since: DateTime<Utc>| now - since >= TimeDelta::minutes(rule.minutes.into());
    match (open, is_passed) {
        (None, false) => Step::Nothing,
        (None, true) => Step::Begin,
        (Some(open), true) if !open.fires && long_enough(open.pending_at) => Step::Fire,
        (Some(_), true) => Step::Stay,
        (Some(open), false) if open.fires => Step::Resolve,
        (Some(_), false) => Step::Drop,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use platform::telemetry::ledger::Sums;
    use platform::telemetry::minutes::{Minutes, Sample};

    fn facts(requests: usize, ms: u64, failed: bool) -> Facts {
        let minutes = Minutes::new().unwrap();
        let now = std::time::SystemTime::now();
        let sums = Sums { cache_hits: 9, cache_misses: 1, query_micros: 2500, slow_queries: 2, ..Sums::default() };
        let took = Duration::from_millis(ms);
        let sample = Sample { operation: "query A", took, failed, slow: false, sums };
        (0..requests).for_each(|_| minutes.record(now, &sample));
        Facts { stats: minutes.total(now, 1), log_age: None, disk_used: Some(91_000) }
    }

    fn rule(measure: Measure, limit: u32, minutes: u32) -> Rule {
        Rule { measure, limit, minutes }
    }

    #[test]
    fn values_are_thousandths_and_nothing_measured_is_no_value() {
        let facts = facts(20, 200, true);
        let p95 = facts.value(Measure::P95).unwrap();
        assert!(p95.abs_diff(200_000) <= 2_000, "{p95}");
        let values = [Measure::Errors, Measure::HitRate, Measure::DatabaseTime, Measure::SlowQueries, Measure::Disk]
            .map(|measure| facts.value(measure).unwrap());
        assert_eq!(values, [100_000, 90_000, 2_500, 40_000, 91_000]);
        assert_eq!(facts.value(Measure::LogAge), None);
        let few = self::facts(1, 5_000, true);
        assert_eq!((few.value(Measure::P95), few.value(Measure::Errors)), (None, None), "one says nothing");
        assert_eq!(few.value(Measure::SlowQueries), Some(2_000));
        let idle = self::facts(0, 0, false);
        assert!(Measure::ALL.into_iter().filter(|m| *m != Measure::Disk).all(|m| idle.value(m).is_none()));
    }

    #[test]
    fn a_hit_rate_is_bad_when_it_is_low() {
        let hits = rule(Measure::HitRate, 98, 1);
        assert!(is_passed(hits, 97_999) && !is_passed(hits, 98_000));
        let slow = rule(Measure::P95, 100, 1);
        assert!(is_passed(slow, 100_001) && !is_passed(slow, 100_000));
        assert_eq!((worse(Measure::HitRate, 3, 5), worse(Measure::P95, 3, 5)), (3, 5));
    }

    #[test]
    fn an_alert_waits_fires_and_ends() {
        let now = Utc::now();
        let five = rule(Measure::P95, 100, 5);
        let open = |minutes, fires| Some(Open { pending_at: now - TimeDelta::minutes(minutes), fires });
        assert_eq!(step(five, None, false, now), Step::Nothing);
        assert_eq!(step(five, None, true, now), Step::Begin);
        assert_eq!(step(five, open(4, false), true, now), Step::Stay);
        assert_eq!(step(five, open(5, false), true, now), Step::Fire);
        assert_eq!(step(five, open(4, false), false, now), Step::Drop);
        assert_eq!(step(five, open(9, true), true, now), Step::Stay);
        assert_eq!(step(five, open(9, true), false, now), Step::Resolve);
        assert_eq!(step(rule(Measure::P95, 100, 0), open(0, false), true, now), Step::Fire);
    }
}
