//! What this node knows of changes: per tag, when the last one was recorded.
//!
//! Time is counted in recorded batches (the local sequence). A value read after batch `n` was recorded is *as of* `n`,
//! and good for as long as none of its tags is in a later batch.
//!
//! What another node read is as of a [`Snapshot`]. It is good when that covers what this node could see when it
//! recorded the last change of each of its tags; or when every transaction that this node knows to have changed a tag
//! can be seen in it.

use std::collections::{HashMap, VecDeque};
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::Duration;

use super::class::Class;
#[cfg(test)]
use super::model_test::Mutant;
use super::monotonic::Monotonic;
use super::position::{Position, Snapshot};
use super::tags::{Tag, TagSet};

/// A change that no transaction of the log accounts for: no snapshot sees it.
pub(super) const UNLOGGED: u64 = u64::MAX;

/// Polls remembered, to place other nodes' snapshots by: one a second for as long as events are retained.
const MARKS_MOST: usize = 1000;
const MARK_EVERY: Duration = Duration::from_secs(1);

/// The log of one node. Bounded: beyond `most` tags the older half is evicted and the floor rises over it; what is
/// as of a time below the floor is not good any more.
#[derive(Debug)]
pub(super) struct Log {
    state: RwLock<State>,
    /// Batches recorded. Moves after `state`, so whoever reads it finds there all that it counts.
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
struct State {
    last: HashMap<u64, Last, BuildHasherDefault<AsIs>>,
    floor: u64,
    /// The last batch with a `table:**`: above it nobody needs to search for one.
    whole_table: u64,
    /// Which database it is, and where the last poll stood.
    at: Option<(u64, Mark)>,
    /// Earlier polls, oldest first; each covers those before it.
    marks: VecDeque<Mark>,
}

/// What is known of a tag.
#[derive(Clone, Copy, Debug)]
struct Last {
    /// The last batch that has it.
    sequence: u64,
    /// The highest transaction that is known to have changed it.
    transaction: u64,
}

/// Everything that `snapshot` sees was recorded by `sequence`.
#[derive(Clone, Debug)]
struct Mark {
    sequence: u64,
    snapshot: Snapshot,
    when: Duration,
}

impl Log {
    pub(super) fn new(most: usize, lease: Duration, clock: Monotonic) -> Self {
        Self {
            state: RwLock::default(),
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

    /// The as-of of what is read from now on, for this node and for others. To be taken before the read.
    pub(super) fn begin(&self) -> (u64, Option<Position>) {
        let state = self.read();
        let position =
            state.at.as_ref().map(|(epoch, mark)| Position { epoch: *epoch, snapshot: mark.snapshot.clone() });
        (self.now(), position)
    }

    /// Where the last poll stood; none before the first one.
    pub(super) fn position(&self) -> Option<Position> {
        self.begin().1
    }

    /// Which database the last poll was of; none before the first one.
    pub(super) fn epoch(&self) -> Option<u64> {
        self.read().at.as_ref().map(|(epoch, _)| *epoch)
    }

    /// Whether everything that `position` sees has been recorded.
    pub(super) fn reaches(&self, position: &Position) -> bool {
        self.read()
            .at
            .as_ref()
            .is_some_and(|(epoch, mark)| *epoch == position.epoch && mark.snapshot.covers(&position.snapshot))
    }

    /// Applies one batch of changes: which transaction, which tag. Returns the time that it now is.
    pub(super) fn apply(&self, changes: impl Iterator<Item = (u64, Tag)>) -> u64 {
        let mut changes = changes.peekable();
        if changes.peek().is_none() {
            return self.now();
        }
        let mut state = self.write();
        let next = self.now() + 1;
        for (transaction, tag) in changes {
            state.record(Tag::ANY.hash(), next, transaction);
            state.record(tag.hash(), next, transaction);
            if tag.is_whole_table() {
                state.whole_table = next;
            }
        }
        if state.last.len() > self.most {
            state.evict_older_half();
        }
        self.sequence.store(next, Ordering::Release);
        next
    }

    /// A poll that stood at `position` has been applied, its changes by `sequence`.
    pub(super) fn advance(&self, position: Position, sequence: u64) {
        let mark = Mark { sequence, snapshot: position.snapshot, when: self.clock.now() };
        let mut state = self.write();
        let due = |last: &Mark| mark.when.saturating_sub(last.when) >= MARK_EVERY;
        if state.marks.back().is_none_or(due) {
            state.marks.push_back(mark.clone());
            if state.marks.len() > MARKS_MOST {
                state.marks.pop_front();
            }
        }
        state.at = Some((position.epoch, mark));
    }

    /// Clears everything: nothing read so far is good any more, nor anything that is being read now. With a `base`,
    /// every change that it does not see is going to be applied at once: other nodes' values are judged from there.
    pub(super) fn restart(&self, base: Option<Snapshot>) {
        let mut state = self.write();
        let next = self.now() + 1;
        state.last.clear();
        state.at = None;
        state.marks.clear();
        state.floor = next;
        state.marks.extend(base.map(|snapshot| Mark { sequence: next, snapshot, when: Duration::ZERO }));
        self.sequence.store(next, Ordering::Release);
    }

    /// Whether what another node read at `snapshot` of these tags is still good; if so, as of when it now is.
    pub(super) fn admit(&self, snapshot: &Snapshot, class: Class, tags: &TagSet) -> Option<u64> {
        #[cfg(test)]
        if self.mutant == Mutant::SharedUnchecked {
            return Some(self.now());
        }
        let now = self.now();
        let state = self.read();
        let as_of = state.place(snapshot, self.ignores_gap())?;
        if as_of < state.floor {
            return None;
        }
        let good = |hash: u64| {
            state.last.get(&hash).is_none_or(|last| {
                last.sequence <= as_of || last.transaction != UNLOGGED && snapshot.sees_all_through(last.transaction)
            })
        };
        let good = |tag: Tag| good(tag.hash()) && (state.whole_table <= as_of || good(tag.whole_table()));
        (good(class.tag()) && tags.iter().all(good)).then_some(now)
    }

    fn read(&self) -> RwLockReadGuard<'_, State> {
        self.state.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, State> {
        self.state.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether a value of these tags is still good; if so, as of when it now is.
    pub(super) fn validate(&self, as_of: u64, class: Class, tags: &TagSet) -> Option<u64> {
        // Before `state` is read: what is recorded in between must not be taken as checked.
        let now = self.now();
        if as_of == now {
            return Some(now);
        }
        let state = self.read();
        if as_of < state.floor && !self.ignores_floor() {
            return None;
        }
        let good = |tag: Tag| {
            state.unchanged_since(tag.hash(), as_of)
                && (state.whole_table <= as_of || state.unchanged_since(tag.whole_table(), as_of))
        };
        (good(class.tag()) && tags.iter().all(good)).then_some(now)
    }

    #[cfg(test)]
    fn ignores_gap(&self) -> bool {
        self.mutant == Mutant::GapIgnored
    }

    #[cfg(not(test))]
    #[expect(clippy::unused_self, reason = "the test build reads the mutant from it")]
    fn ignores_gap(&self) -> bool {
        false
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

    /// A poll that began at `begun` has been applied.
    pub(super) fn renew(&self, begun: Duration) {
        self.polled.store(micros(begun) + 1, Ordering::Release);
    }

    /// From now on the log is not to be relied on, until the next good poll.
    pub(super) fn expire(&self) {
        self.polled.store(0, Ordering::Release);
    }

    /// Whether the last good poll began recently enough to rely on the log.
    pub(super) fn fresh(&self) -> bool {
        let polled = self.polled.load(Ordering::Acquire);
        polled > 0 && micros(self.clock.now()).saturating_sub(polled - 1) <= micros(self.lease)
    }

    /// Age of the last good poll of the log; none before the first one.
    pub(super) fn age(&self) -> Option<Duration> {
        let polled = self.polled.load(Ordering::Acquire).checked_sub(1)?;
        Some(Duration::from_micros(micros(self.clock.now()).saturating_sub(polled)))
    }

    /// Tags remembered.
    pub(super) fn len(&self) -> usize {
        self.read().last.len()
    }
}

impl State {
    fn unchanged_since(&self, tag: u64, as_of: u64) -> bool {
        self.last.get(&tag).is_none_or(|last| last.sequence <= as_of)
    }

    fn record(&mut self, tag: u64, sequence: u64, transaction: u64) {
        let last = self.last.entry(tag).or_insert(Last { sequence, transaction });
        *last = Last { sequence, transaction: last.transaction.max(transaction) };
    }

    /// The latest time by which all that was recorded can be seen in `snapshot`; none when it is older than what
    /// is remembered.
    fn place(&self, snapshot: &Snapshot, gap_ignored: bool) -> Option<u64> {
        let at = self.at.as_ref().map(|(_, mark)| mark);
        if let Some(at) = at.filter(|at| snapshot.covers(&at.snapshot)) {
            return Some(at.sequence);
        }
        // Marks cover those before them, so the covered ones come first.
        let covered = self.marks.partition_point(|mark| snapshot.covers(&mark.snapshot));
        let mark = if gap_ignored { self.marks.front() } else { None };
        covered.checked_sub(1).and_then(|last| self.marks.get(last)).or(mark).map(|mark| mark.sequence)
    }

    fn evict_older_half(&mut self) {
        let mut times: Vec<u64> = self.last.values().map(|last| last.sequence).collect();
        let middle = times.len() / 2;
        let (_, median, _) = times.select_nth_unstable(middle);
        let floor = *median;
        self.floor = self.floor.max(floor);
        self.last.retain(|_, last| last.sequence > floor);
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

    fn state(tags: &str) -> impl Iterator<Item = (u64, Tag)> {
        Tag::parse_all(tags).map(|tag| (1, tag))
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
        log.apply(state("a:1 a:*"));
        assert!(!good(&log, before, Tag::row("a", 1)) && !good(&log, before, Tag::set("a")));
        assert!(!good(&log, before, Tag::ANY));
        assert!(good(&log, before, Tag::row("a", 2)) && good(&log, log.now(), Tag::row("a", 1)));
        log.apply(state("a:* a:**"));
        assert!(!good(&log, before, Tag::row("a", 2)) && good(&log, before, Tag::row("b", 2)));
        log.apply(state("cache:class=other"));
        assert!(!good(&log, before, Tag::row("b", 2)));
        let after = log.now();
        log.restart(None);
        assert!(!good(&log, after, Tag::row("b", 2)));
    }

    #[test]
    fn memory_is_bounded_and_what_was_evicted_is_not_good() {
        let log = log(100);
        let before = log.now();
        for id in 0..10_000 {
            log.apply([(1, Tag::row("a", id))].into_iter());
            assert!(log.len() <= 100);
        }
        assert!(!good(&log, before, Tag::row("b", 1)), "as of a time below the floor");
        assert!(good(&log, log.now() - 10, Tag::row("a", 1)));
        log.apply((0..10_000).map(|id| (1, Tag::row("a", id))));
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
        log.expire();
        assert!(!log.fresh());
    }

    fn poll(log: &Log, events: &[(u64, &str)], at: &str) {
        log.apply(events.iter().flat_map(|(by, tags)| Tag::parse_all(tags).map(|tag| (*by, tag))));
        log.advance(Position { epoch: 1, snapshot: at.parse().unwrap() }, log.now());
        log.clock.advance(MARK_EVERY);
    }

    fn admitted(log: &Log, at: &str, tag: &str) -> bool {
        let mut tags = TagSet::default();
        tags.insert(Tag::parse(tag));
        log.admit(&at.parse().unwrap(), Class::Other, &tags).is_some()
    }

    #[test]
    fn what_another_node_read_is_good_until_a_change_that_it_did_not_see() {
        let log = log(100);
        assert!(!admitted(&log, "10:10:", "a:1"), "nothing is known yet");
        poll(&log, &[], "10:10:");
        assert!(admitted(&log, "10:10:", "a:1") && !admitted(&log, "9:9:", "a:1"));
        // 10 and 12 have committed; 11 is under way.
        poll(&log, &[(10, "a:1 a:*"), (12, "b:1 b:*")], "11:13:11");
        assert!(!admitted(&log, "10:10:", "a:1") && admitted(&log, "10:10:", "c:1"));
        assert!(admitted(&log, "11:13:11", "a:1") && admitted(&log, "11:13:11", "b:1"));
        assert!(admitted(&log, "11:11:", "a:1"), "it saw 10");
        assert!(!admitted(&log, "11:11:", "b:1"), "it did not see 12");
        assert!(!admitted(&log, "10:13:10,11", "a:1"), "10 was under way");
        poll(&log, &[(11, "a:1 a:*")], "13:13:");
        assert!(!admitted(&log, "11:13:11", "a:1") && admitted(&log, "11:13:11", "b:1"));
        assert!(admitted(&log, "13:13:", "a:1"));
        log.apply([(UNLOGGED, Tag::parse("b:1"))].into_iter());
        assert!(!admitted(&log, "13:13:", "b:1") && !admitted(&log, "99:99:", "b:1"));
        poll(&log, &[], "14:14:");
        assert!(admitted(&log, "14:14:", "b:1") && !admitted(&log, "13:13:", "b:1"));
    }

    #[test]
    fn after_a_restart_only_what_the_history_reaches_back_to_is_good() {
        let log = log(100);
        poll(&log, &[(10, "a:1")], "20:20:");
        log.restart(None);
        poll(&log, &[], "30:30:");
        assert!(!admitted(&log, "20:20:", "b:1") && admitted(&log, "30:30:", "a:1"));
        log.restart(Some("15:15:".parse().unwrap()));
        poll(&log, &[(16, "a:1 a:*")], "30:30:");
        assert!(!admitted(&log, "14:14:", "b:1") && admitted(&log, "15:15:", "b:1"));
        assert!(!admitted(&log, "16:16:", "a:1") && admitted(&log, "17:17:", "a:1"));
    }
}
