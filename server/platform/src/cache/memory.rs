//! The first level: values in this process's memory, as they are, within a limit of bytes.

use std::any::Any;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use moka::Expiry;
use moka::notification::RemovalCause;

use super::key::Slot;
use super::stats::{Stats, add};
use super::tags::{Tag, TagSet};

/// A value of any type, shared.
pub(super) type Value = Arc<dyn Any + Send + Sync>;

/// Memory that the store itself needs per entry: its node, the slot twice, the counts of `Arc`, the queues of what was
/// read and written. Measured: a million answers of some 100 bytes took 790 bytes each.
const ENTRY_BYTES: usize = 640;

/// A cached value and what decides whether it is good.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) value: Value,
    /// As of when it is known to be good; only moves forward.
    pub(super) as_of: AtomicU64,
    pub(super) tags: TagSet,
    pub(super) bytes: u32,
    pub(super) ttl: Duration,
    /// By the cache's own clock.
    pub(super) expires_at: Duration,
}

impl Entry {
    /// The bytes that an entry with such a value takes.
    pub(super) fn weigh(value_bytes: usize, tags: &TagSet) -> u32 {
        let bytes = value_bytes.saturating_add(tags.len() * size_of::<Tag>()).saturating_add(ENTRY_BYTES);
        u32::try_from(bytes).unwrap_or(u32::MAX)
    }

    pub(super) fn move_as_of(&self, to: u64) {
        self.as_of.fetch_max(to, Ordering::AcqRel);
    }
}

/// The store: moka decides what stays, we decide what is good.
#[derive(Debug)]
pub(super) struct Memory {
    entries: moka::sync::Cache<Slot, Arc<Entry>>,
    most_bytes: u64,
    stats: Arc<Stats>,
}

impl Memory {
    pub(super) fn new(most_bytes: u64, stats: Arc<Stats>) -> Self {
        let counted = Arc::clone(&stats);
        let entries = moka::sync::Cache::builder()
            .max_capacity(most_bytes)
            .weigher(|_: &Slot, entry: &Arc<Entry>| entry.bytes)
            .expire_after(ByEntry)
            .eviction_listener(move |slot: Arc<Slot>, entry: Arc<Entry>, cause| {
                let counters = counted.of(slot.class);
                counters.dropped(entry.bytes);
                if cause == RemovalCause::Size {
                    add(&counters.evictions, 1);
                }
            })
            .build();
        Self { entries, most_bytes, stats }
    }

    pub(super) fn get(&self, slot: &Slot) -> Option<Arc<Entry>> {
        self.entries.get(slot)
    }

    /// Keeps the entry, unless it alone would drive out a large part of the others.
    pub(super) fn put(&self, slot: Slot, entry: Arc<Entry>) {
        if u64::from(entry.bytes) <= self.most_bytes / 8 {
            self.stats.of(slot.class).stored(entry.bytes);
            self.entries.insert(slot, entry);
        }
    }

    pub(super) fn clear(&self) {
        self.entries.invalidate_all();
    }

    /// Does the store's pending work now, and returns the bytes in use.
    pub(super) fn settle(&self) -> u64 {
        self.entries.run_pending_tasks();
        self.entries.weighted_size()
    }
}

struct ByEntry;

impl Expiry<Slot, Arc<Entry>> for ByEntry {
    fn expire_after_create(&self, _: &Slot, entry: &Arc<Entry>, _: Instant) -> Option<Duration> {
        Some(entry.ttl)
    }

    fn expire_after_update(&self, _: &Slot, entry: &Arc<Entry>, _: Instant, _: Option<Duration>) -> Option<Duration> {
        Some(entry.ttl)
    }
}
