//! What this node knows of changes: per tag, when it heard of the last one.
//!
//! Time is counted in batches heard (the local sequence). A value read after batch `n` had been heard is *as of* `n`,
//! and good for as long as none of its tags has been heard of in a later batch.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{PoisonError, RwLock};
use std::time::Duration;

use super::class::Class;
#[cfg(test)]
use super::model_test::Mutant;
use super::monotonic::Monotonic;
use super::tags::{Tag, TagSet};

/// The log of one node. Bounded: beyond `most` tags the older half is forgotten and the floor rises over it; what is
/// as of a time below the floor is not good any more.
#[derive(Debug)]
pub(super) struct Log {
    heard: RwLock<Heard>,
    /// Batches heard. Moves after `heard`, so whoever reads it finds there all that it counts.
    sequence: AtomicU64,
    most: usize,
    clock: Monotonic,
    lease: Duration,
    /// When the last good poll began, in microseconds and one more; 0: there is none to rely on.
    polled: AtomicU64,
    #[cfg(test)]
    pub(super) mutant: Mutant,
}

#[derive(Debug, Default)]
struct Heard {
    last: HashMap<u64, u64, BuildHasherDefault<AsIs>>,
    floor: u64,
    /// The last batch with a `table:**`: above it nobody needs to look for one.
    whole_table: u64,
}

impl Log {
    pub(super) fn new(most: usize, lease: Duration, clock: Monotonic) -> Self {
        Self {
            heard: RwLock::default(),
            sequence: AtomicU64::new(0),
            most,
            clock,
            lease,
            polled: AtomicU64::new(0),
            #[cfg(test)]
            mutant: Mutant::None,
        }
    }

    /// The as-of of what is read from now on. To be taken before the read.
    pub(super) fn now(&self) -> u64 {
        self.sequence.load(Ordering::Acquire)
    }

    /// Takes in one batch of changes.
    pub(super) fn apply(&self, tags: impl Iterator<Item = Tag>) {
        let mut tags = tags.peekable();
        if tags.peek().is_none() {
            return;
        }
        let mut heard = self.heard.write().unwrap_or_else(PoisonError::into_inner);
        let next = self.now() + 1;
        heard.last.insert(Tag::ANY.hash(), next);
        for tag in tags {
            heard.last.insert(tag.hash(), next);
            if tag.is_whole_table() {
                heard.whole_table = next;
            }
        }
        if heard.last.len() > self.most {
            heard.forget_older_half();
        }
        self.sequence.store(next, Ordering::Release);
    }

    /// Forgets everything: nothing read so far is good any more, nor anything that is being read now.
    pub(super) fn restart(&self) {
        let mut heard = self.heard.write().unwrap_or_else(PoisonError::into_inner);
        let next = self.now() + 1;
        heard.last.clear();
        heard.floor = next;
        self.sequence.store(next, Ordering::Release);
    }

    /// Whether a value of these tags is still good; if so, as of when it now is.
    pub(super) fn validate(&self, as_of: u64, class: Class, tags: &TagSet) -> Option<u64> {
        // Before the look at `heard`: what is heard in between must not be taken as looked at.
        let now = self.now();
        if as_of == now {
            return Some(now);
        }
        let heard = self.heard.read().unwrap_or_else(PoisonError::into_inner);
        if as_of < heard.floor && !self.ignores_floor() {
            return None;
        }
        let good = |tag: Tag| {
            heard.unchanged_since(tag.hash(), as_of)
                && (heard.whole_table <= as_of || heard.unchanged_since(tag.whole_table(), as_of))
        };
        (good(class.tag()) && tags.iter().all(good)).then_some(now)
    }

    #[cfg(test)]
    fn ignores_floor(&self) -> bool {
        self.mutant == Mutant::FloorIgnored
    }

    #[cfg(not(test))]
    #[expect(clippy::unused_self, reason = "the test build reads the mutant from it")]
    fn ignores_floor(&self) -> bool {
        false
    }

    /// A poll that began at `begun` has been taken in.
    pub(super) fn renew(&self, begun: Duration) {
        self.polled.store(micros(begun) + 1, Ordering::Release);
    }

    /// From now on the log is not to be relied on, until the next good poll.
    pub(super) fn lapse(&self) {
        self.polled.store(0, Ordering::Release);
    }

    /// Whether the last good poll began recently enough to rely on the log.
    pub(super) fn fresh(&self) -> bool {
        let polled = self.polled.load(Ordering::Acquire);
        polled > 0 && micros(self.clock.now()).saturating_sub(polled - 1) <= micros(self.lease)
    }

    /// Tags remembered.
    pub(super) fn len(&self) -> usize {
        self.heard.read().unwrap_or_else(PoisonError::into_inner).last.len()
    }
}

impl Heard {
    fn unchanged_since(&self, tag: u64, as_of: u64) -> bool {
        self.last.get(&tag).is_none_or(|last| *last <= as_of)
    }

    fn forget_older_half(&mut self) {
        let mut times: Vec<u64> = self.last.values().copied().collect();
        let middle = times.len() / 2;
        let (_, median, _) = times.select_nth_unstable(middle);
        let floor = *median;
        self.floor = self.floor.max(floor);
        self.last.retain(|_, last| *last > floor);
        // One import can leave room for millions: give it back.
        self.last.shrink_to_fit();
    }
}

fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX - 1)
}

/// Tags are hashes already.
#[derive(Default)]
struct AsIs(u64);

impl Hasher for AsIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = number;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn log(most: usize) -> Log {
        Log::new(most, Duration::from_secs(2), Monotonic::manual())
    }

    fn good(log: &Log, as_of: u64, tag: Tag) -> bool {
        let mut tags = TagSet::default();
        tags.insert(tag);
        log.validate(as_of, Class::Other, &tags).is_some()
    }

    #[test]
    fn a_value_is_good_until_one_of_its_tags_changes() {
        let log = log(100);
        let before = log.now();
        log.apply(Tag::parse_all("a:1 a:*"));
        assert!(!good(&log, before, Tag::row("a", 1)) && !good(&log, before, Tag::set("a")));
        assert!(!good(&log, before, Tag::ANY));
        assert!(good(&log, before, Tag::row("a", 2)) && good(&log, log.now(), Tag::row("a", 1)));
        log.apply(Tag::parse_all("a:* a:**"));
        assert!(!good(&log, before, Tag::row("a", 2)) && good(&log, before, Tag::row("b", 2)));
        log.apply(Tag::parse_all("cache:class=other"));
        assert!(!good(&log, before, Tag::row("b", 2)));
        let after = log.now();
        log.restart();
        assert!(!good(&log, after, Tag::row("b", 2)));
    }

    #[test]
    fn memory_is_bounded_and_the_forgotten_is_not_good() {
        let log = log(100);
        let before = log.now();
        for id in 0..10_000 {
            log.apply([Tag::row("a", id)].into_iter());
            assert!(log.len() <= 100);
        }
        assert!(!good(&log, before, Tag::row("b", 1)), "as of a time below the floor");
        assert!(good(&log, log.now() - 10, Tag::row("a", 1)));
        log.apply((0..10_000).map(|id| Tag::row("a", id)));
        assert!(log.len() <= 100);
    }

    #[test]
    fn the_lease_ends_two_seconds_after_the_poll_began() {
        let log = log(100);
        assert!(!log.fresh());
        log.renew(log.clock.now());
        assert!(log.fresh());
        log.clock.advance(Duration::from_secs(2));
        assert!(log.fresh());
        log.clock.advance(Duration::from_micros(1));
        assert!(!log.fresh());
        log.renew(log.clock.now());
        log.lapse();
        assert!(!log.fresh());
    }
}
