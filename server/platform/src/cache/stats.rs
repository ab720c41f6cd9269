//! Counting, per class.

use std::sync::atomic::{AtomicU64, Ordering};

use super::class::Class;

/// What happened to one request for a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was in memory and good.
    Hit,
    /// It was in the shared tier and good.
    Shared,
    /// It was not there: loaded.
    Miss,
    /// It was there, but something it was made of had changed: loaded.
    Stale,
    /// The commit log could not be relied on: loaded, not cached.
    Bypass,
}

impl Outcome {
    /// The name in traces and metrics.
    pub fn name(self) -> &'static str {
        match self {
            Self::Hit => "hit",
            Self::Shared => "shared",
            Self::Miss => "miss",
            Self::Stale => "stale",
            Self::Bypass => "bypass",
        }
    }

    /// The tier that answered, or was asked last.
    pub fn tier(self) -> &'static str {
        if self == Self::Shared { "redis" } else { "memory" }
    }
}

/// The statistics of one class since the start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClassStats {
    /// The class.
    pub class: Class,
    /// Requests answered from memory.
    pub hits: u64,
    /// Requests answered from the shared tier.
    pub shared_hits: u64,
    /// Values found in the shared tier that were no longer good.
    pub shared_rejects: u64,
    /// Requests that found nothing.
    pub misses: u64,
    /// Requests that found a value which was no longer good.
    pub stale_rejects: u64,
    /// Loads run, those of bypasses included.
    pub loads: u64,
    /// Requests that shared another's load.
    pub joins: u64,
    /// Values dropped for want of room.
    pub evictions: u64,
    /// Requests that went past the cache.
    pub bypasses: u64,
    /// Bytes in use now.
    pub bytes: u64,
}

#[derive(Debug, Default)]
pub(super) struct Counters {
    pub(super) hits: AtomicU64,
    pub(super) shared_hits: AtomicU64,
    pub(super) shared_rejects: AtomicU64,
    pub(super) misses: AtomicU64,
    pub(super) stale_rejects: AtomicU64,
    pub(super) loads: AtomicU64,
    pub(super) joins: AtomicU64,
    pub(super) evictions: AtomicU64,
    pub(super) bypasses: AtomicU64,
    bytes_in: AtomicU64,
    bytes_out: AtomicU64,
}

impl Counters {
    pub(super) fn count(&self, outcome: Outcome) {
        let counter = match outcome {
            Outcome::Hit => &self.hits,
            Outcome::Shared => &self.shared_hits,
            Outcome::Miss => &self.misses,
            Outcome::Stale => &self.stale_rejects,
            Outcome::Bypass => &self.bypasses,
        };
        add(counter, 1);
    }

    pub(super) fn stored(&self, bytes: u32) {
        add(&self.bytes_in, u64::from(bytes));
    }

    pub(super) fn dropped(&self, bytes: u32) {
        add(&self.bytes_out, u64::from(bytes));
    }

    fn read(&self, class: Class) -> ClassStats {
        let get = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        ClassStats {
            class,
            hits: get(&self.hits),
            shared_hits: get(&self.shared_hits),
            shared_rejects: get(&self.shared_rejects),
            misses: get(&self.misses),
            stale_rejects: get(&self.stale_rejects),
            loads: get(&self.loads),
            joins: get(&self.joins),
            evictions: get(&self.evictions),
            bypasses: get(&self.bypasses),
            bytes: get(&self.bytes_in).saturating_sub(get(&self.bytes_out)),
        }
    }
}

pub(super) fn add(counter: &AtomicU64, by: u64) {
    counter.fetch_add(by, Ordering::Relaxed);
}

/// The statistics of the shared tier's connection since the start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SharedStats {
    /// Whether the server answers now.
    pub linked: bool,
    /// Values put there.
    pub puts: u64,
    /// Operations that failed.
    pub errors: u64,
    /// Operations given up after their time limit.
    pub timeouts: u64,
    /// Operations not even tried: the server does not answer, or too many are under way.
    pub skipped: u64,
    /// How often the server was found not to answer.
    pub trips: u64,
}

#[derive(Debug, Default)]
pub(super) struct SharedCounters {
    pub(super) puts: AtomicU64,
    pub(super) errors: AtomicU64,
    pub(super) timeouts: AtomicU64,
    pub(super) skipped: AtomicU64,
}

impl SharedCounters {
    pub(super) fn read(&self, linked: bool, trips: u64) -> SharedStats {
        let get = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        SharedStats {
            linked,
            puts: get(&self.puts),
            errors: get(&self.errors),
            timeouts: get(&self.timeouts),
            skipped: get(&self.skipped),
            trips,
        }
    }
}

/// The counters of every class.
#[derive(Debug, Default)]
pub(super) struct Stats {
    classes: [Counters; Class::COUNT],
    rest: Counters,
}

impl Stats {
    pub(super) fn of(&self, class: Class) -> &Counters {
        self.classes.get(class as usize).unwrap_or(&self.rest)
    }

    pub(super) fn read(&self) -> Vec<ClassStats> {
        Class::ALL.into_iter().map(|class| self.of(class).read(class)).collect()
    }
}
