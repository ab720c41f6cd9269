//! What happens when memory has no good value: bypass, join, or load.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use futures::FutureExt;
use tokio::sync::SemaphorePermit;
use tracing::Instrument;

use super::Inner;
use super::envelope::{Codec, Envelope};
use super::flight::{Landed, Load, Loaded, Pilot, Seat};
use super::footprint::Retention;
use super::key::Slot;
use super::memory::{Entry, Value};
#[cfg(test)]
use super::model_test::Mutant;
use super::position::Position;
use super::record::{collect, record_all};
use super::shared::{Found, Put};
use super::stats::{Outcome, add};
use super::tags::TagSet;
use crate::error::{Error, Result};
use crate::telemetry::ledger;

/// Values that were loaded after one poll of the log, to be shared with other nodes.
pub(super) struct Sharing {
    begun: Option<Position>,
    puts: Vec<Put>,
}

impl Sharing {
    /// None yet; the poll stood at `begun`.
    pub(super) fn new(begun: Option<Position>) -> Self {
        Self { begun, puts: Vec::new() }
    }
}

/// How long "there is nothing" is cached.
const BRIEFLY: Duration = Duration::from_secs(30);

tokio::task_local! {
    /// Set inside a load. A load that asks for another value must not wait for a permit while it has one.
    static LOADING: ();
    /// Set around a request that must not be served from the cache.
    static BYPASSED: ();
}

impl Inner {
    /// The value, if it is cached and good; else why not.
    pub(super) fn hit(&self, slot: &Slot) -> Result<Value, Outcome> {
        if !self.usable() {
            return Err(Outcome::Bypass);
        }
        self.lookup(slot).map(|entry| taken(&entry))
    }

    fn lookup(&self, slot: &Slot) -> Result<Arc<Entry>, Outcome> {
        let entry = self.memory.get(slot).ok_or(Outcome::Miss)?;
        if self.clock.now() >= entry.expires_at {
            return Err(Outcome::Miss);
        }
        let as_of = entry.as_of.load(Ordering::Acquire);
        let now = self.log.validate(as_of, slot.class, &entry.tags).ok_or(Outcome::Stale)?;
        entry.move_as_of(now);
        Ok(entry)
    }

    /// Whether the cache may be used: the log is fresh, and the request does not ask for something newer.
    pub(super) fn usable(&self) -> bool {
        self.log.fresh() && !bypassed()
    }

    async fn permit(&self) -> Option<SemaphorePermit<'_>> {
        if loading() {
            return None;
        }
        // Never closed.
        self.loads.acquire().await.ok()
    }

    /// Runs a load. Its panic and its time-out are failures like others.
    async fn run(&self, slot: &Slot, load: Load) -> (Result<Loaded>, TagSet) {
        add(&self.stats.of(slot.class).loads, 1);
        let guarded = AssertUnwindSafe(async move { load().await }).catch_unwind();
        let timed = tokio::time::timeout(self.config.load_timeout, guarded);
        let began = Instant::now();
        let (ended, tags) = collect(LOADING.scope((), timed)).await;
        ledger::record_cache_load(began.elapsed());
        let result = match ended {
            Ok(Ok(result)) => result,
            Ok(Err(_panic)) => Err(Error::internal("the load of a cached value panicked")),
            Err(_elapsed) => Err(Error::Unavailable),
        };
        (result, tags)
    }

    /// Caches a value in memory for as long as its class and `most` say.
    pub(super) fn store(&self, slot: Slot, loaded: &Loaded, as_of: u64, tags: &TagSet, most: Duration) {
        let ttl = match loaded.retention {
            Retention::Whole => self.config.ttls.jittered(slot.class, &slot.key).min(most),
            Retention::Briefly => BRIEFLY.min(most),
            Retention::Not => return,
        };
        let entry = Entry {
            value: Arc::clone(&loaded.value),
            as_of: AtomicU64::new(self.stored_as_of(as_of)),
            bytes: Entry::weigh(loaded.bytes, tags),
            tags: tags.clone(),
            ttl,
            expires_at: self.clock.now() + ttl,
        };
        self.memory.put(slot, Arc::new(entry));
    }

    /// The values from the shared tier, in order, of those that lie there and are good: one round trip.
    pub(super) async fn fetch(&self, slots: &[Slot], codec: Codec) -> Vec<Option<Landed>> {
        let (Some(shared), Some(epoch), [_, ..]) = (&self.shared, self.log.epoch(), slots) else { return Vec::new() };
        let names: Vec<String> = slots.iter().map(|slot| shared.name(slot, codec.of, epoch)).collect();
        let found = shared.get(&names).await;
        slots.iter().zip(found).map(|(slot, found)| self.opened(slot, codec, &found?)).collect()
    }

    /// What was found, if it is good; it is cached in memory too then.
    fn opened(&self, slot: &Slot, codec: Codec, found: &Found) -> Option<Landed> {
        let envelope = Envelope::open(&found.sealed)?;
        let Some(as_of) = self.log.admit(&envelope.as_of, slot.class, &envelope.tags) else {
            add(&self.stats.of(slot.class).shared_rejects, 1);
            return None;
        };
        let loaded = (codec.read)(&envelope.body)?;
        self.store(*slot, &loaded, as_of, &envelope.tags, found.left);
        Some(Landed { result: Ok(loaded.value), as_of, tags: Arc::new(envelope.tags), shared: true })
    }

    /// Puts a value with those that other nodes are to have.
    pub(super) fn share(&self, sharing: &mut Sharing, slot: &Slot, codec: Codec, loaded: &Loaded, tags: &TagSet) {
        let (Some(shared), Some(begun)) = (&self.shared, sharing.begun.clone()) else { return };
        let ttl = match loaded.retention {
            Retention::Whole => self.config.ttls.jittered_shared(slot.class, &slot.key),
            Retention::Briefly => BRIEFLY,
            Retention::Not => return,
        };
        let begun = self.shared_as_of(begun);
        let name = shared.name(slot, codec.of, begun.epoch);
        let (value, tags) = (Arc::clone(&loaded.value), tags.clone());
        let seal = move || {
            let body = (codec.write)(&*value)?;
            Envelope { as_of: begun.snapshot, tags, body }.seal()
        };
        sharing.puts.push(Put { name, ttl, seal: Box::new(seal) });
    }

    /// Sends what other nodes are to have, without being waited for.
    pub(super) fn send(&self, sharing: Sharing) {
        if let (Some(shared), [_, ..]) = (&self.shared, &*sharing.puts) {
            shared.put(sharing.puts);
        }
    }

    #[cfg(not(test))]
    #[expect(clippy::unused_self, reason = "the test build reads the mutant from it")]
    fn shared_as_of(&self, begun: Position) -> Position {
        begun
    }

    #[cfg(test)]
    fn shared_as_of(&self, begun: Position) -> Position {
        if self.log.mutant == Mutant::AsOfAtStore { self.log.position().unwrap_or(begun) } else { begun }
    }

    #[cfg(not(test))]
    #[expect(clippy::unused_self, reason = "the test build reads the mutant from it")]
    fn stored_as_of(&self, begun: u64) -> u64 {
        begun
    }

    #[cfg(test)]
    fn stored_as_of(&self, begun: u64) -> u64 {
        if self.log.mutant == Mutant::AsOfAtStore { self.log.now() } else { begun }
    }

    /// Whether who asked at `asked` may take a load that somebody else had begun: when it began later anyway, or when
    /// nothing it is made of has changed.
    fn acceptable(&self, slot: &Slot, landed: &Landed, asked: u64) -> bool {
        #[cfg(test)]
        if self.log.mutant == Mutant::JoinerTakesOlder {
            return true;
        }
        landed.as_of >= asked || self.log.validate(landed.as_of, slot.class, &landed.tags).is_some()
    }
}

/// Gets the value of `slot` some other way than from memory, where it was not (`found` says why).
pub(super) async fn fill(
    inner: &Arc<Inner>,
    slot: Slot,
    found: Outcome,
    codec: Codec,
    load: Load,
) -> (Result<Value>, Outcome) {
    let asked = inner.log.now();
    loop {
        if !inner.usable() {
            let permit = inner.permit().await;
            let (result, _) = inner.run(&slot, load).await;
            drop(permit);
            return (result.map(|loaded| loaded.value), Outcome::Bypass);
        }
        // The log may have come back since the first lookup.
        let found = if found == Outcome::Bypass { Outcome::Miss } else { found };
        match inner.flights.board(slot, || inner.lookup(&slot).ok()) {
            Seat::Cached(entry) => return (Ok(taken(&entry)), Outcome::Hit),
            Seat::Joined(ticket) => {
                let landed = match ticket.wait().await {
                    Ok(landed) => landed,
                    Err(error) => return (Err(error), found),
                };
                if inner.acceptable(&slot, &landed, asked) {
                    add(&inner.stats.of(slot.class).joins, 1);
                    return landed.taken(found);
                }
                // The next flight of this slot begins after `asked`, so this happens once.
            }
            Seat::Led(ticket, pilot) => {
                let flight = fly(Arc::clone(inner), slot, codec, load, pilot, loading());
                // The load's statements are the request's that asked first.
                tokio::spawn(ledger::carried(flight).in_current_span());
                return match ticket.wait().await {
                    Ok(landed) => landed.taken(found),
                    Err(error) => (Err(error), found),
                };
            }
        }
    }
}

async fn fly(inner: Arc<Inner>, slot: Slot, codec: Codec, load: Load, pilot: Pilot, nested: bool) {
    if let Some(landed) = inner.fetch(&[slot], codec).await.pop().flatten() {
        return pilot.land(landed);
    }
    let permit = if nested { None } else { inner.permit().await };
    // Before the load: what changes from here on makes the value stale, whether the load saw it or not.
    let (as_of, position) = inner.log.begin();
    let (result, tags) = inner.run(&slot, load).await;
    drop(permit);
    if let Ok(loaded) = &result
        && !tags.is_volatile()
    {
        inner.store(slot, loaded, as_of, &tags, Duration::MAX);
        let mut sharing = Sharing::new(position);
        inner.share(&mut sharing, &slot, codec, loaded, &tags);
        inner.send(sharing);
    }
    let result = result.map(|loaded| loaded.value);
    pilot.land(Landed { result, as_of, tags: Arc::new(tags), shared: false });
}

impl Landed {
    /// The result for one who waited, whose own lookup had `found` something else.
    fn taken(self, found: Outcome) -> (Result<Value>, Outcome) {
        record_all(&self.tags);
        (self.result, if self.shared { Outcome::Shared } else { found })
    }
}

/// Runs `work` past the cache: it needs values newer than the changes that this node knows.
pub async fn bypassing<F: Future>(work: F) -> F::Output {
    BYPASSED.scope((), work).await
}

fn bypassed() -> bool {
    BYPASSED.try_with(|()| ()).is_ok()
}

fn loading() -> bool {
    LOADING.try_with(|()| ()).is_ok()
}

fn taken(entry: &Entry) -> Value {
    record_all(&entry.tags);
    Arc::clone(&entry.value)
}
