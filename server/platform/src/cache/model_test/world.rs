//! The database, its log, and the store that the nodes share, as the model has them: everything waits to be let go on.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::sync::oneshot;

use crate::cache::shared::{Found, Put};
use crate::cache::{Batch, Event, EventSource, Position, Restart, Snapshot};
use crate::error::{Error, Result};

pub(super) const ROWS: usize = 3;
pub(super) type Versions = [u64; ROWS];

/// One change: when it was committed, by which transaction, of which row.
#[derive(Clone, Copy, Debug)]
pub(super) struct Commit {
    pub(super) at: Duration,
    pub(super) transaction: u64,
    pub(super) row: usize,
}

/// The database, and where everybody waits.
#[derive(Default)]
pub(super) struct World {
    pub(super) now: Versions,
    pub(super) commits: Vec<Commit>,
    begun: u64,
    open: BTreeMap<u64, usize>,
    /// Events that it sees have been pruned.
    horizon: Snapshot,
    pub(super) gates: Vec<oneshot::Sender<()>>,
    pub(super) poll: Option<oneshot::Receiver<bool>>,
}

pub(super) type Shared = Arc<Mutex<World>>;

impl World {
    pub(super) fn begin(&mut self, row: usize) -> u64 {
        self.begun += 1;
        self.open.insert(self.begun, row);
        self.begun
    }

    /// Commits the `which`-th open transaction, if there is any.
    pub(super) fn end(&mut self, which: usize, at: Duration) {
        let open: Vec<u64> = self.open.keys().copied().collect();
        if !open.is_empty() {
            self.commit(open[which % open.len()], at);
        }
    }

    pub(super) fn commit(&mut self, transaction: u64, at: Duration) {
        let row = self.open.remove(&transaction).unwrap();
        self.now[row] += 1;
        self.commits.push(Commit { at, transaction, row });
    }

    pub(super) fn snapshot(&self) -> Snapshot {
        let next = self.begun + 1;
        let low = self.open.keys().next().copied().unwrap_or(next);
        let open: Vec<String> = self.open.keys().map(u64::to_string).collect();
        format!("{low}:{next}:{}", open.join(",")).parse().unwrap()
    }

    /// Deletes every event that can be seen now.
    pub(super) fn prune(&mut self) {
        self.horizon = self.snapshot();
    }

    fn events(&self, unseen_by: &Snapshot) -> Vec<Event> {
        let unseen = self.commits.iter().filter(|commit| !sees(unseen_by, commit.transaction));
        unseen.map(|commit| Event { transaction: commit.transaction, tags: format!("t:{} t:*", commit.row) }).collect()
    }
}

fn sees(snapshot: &Snapshot, transaction: u64) -> bool {
    // Sees no less than the one that sees nothing but this.
    let others: Vec<String> = (0..transaction).map(|id| id.to_string()).collect();
    let alone = format!("0:{}:{}", transaction + 1, others.join(","));
    snapshot.covers(&alone.parse().unwrap())
}

/// A node's way to the log. Each poll waits at its gate between reading and answering.
pub(super) struct Source {
    pub(super) world: Shared,
    pub(super) last: Option<Snapshot>,
}

impl EventSource for Source {
    async fn poll(&mut self) -> Result<Batch> {
        let (batch, seen, gate) = {
            let mut world = self.world.lock().unwrap();
            let (snapshot, gate) = (world.snapshot(), world.poll.take());
            let (events, restarted) = match &self.last {
                Some(last) => (world.events(last), None),
                None => (world.events(&world.horizon), Some(Restart { base: Some(world.horizon.clone()) })),
            };
            let position = Position { epoch: 1, snapshot: snapshot.clone() };
            (Batch { restarted, events, position }, snapshot, gate)
        };
        let good = match gate {
            // Its node has crashed.
            Some(gate) => gate.await.unwrap_or(false),
            None => true,
        };
        if !good {
            return Err(Error::Unavailable);
        }
        self.last = Some(seen);
        Ok(batch)
    }
}

/// Waits to be let go on.
pub(super) async fn gate(world: &Shared) {
    let (open, opened) = oneshot::channel();
    world.lock().unwrap().gates.push(open);
    opened.await.unwrap();
}

/// The shared tier as the model has it: puts arrive late, in another order or never; old contents come back.
#[derive(Clone)]
pub(in crate::cache) struct SharedModel {
    world: Shared,
    stored: Arc<Mutex<Stored>>,
}

#[derive(Default)]
struct Stored {
    values: HashMap<String, Vec<u8>>,
    under_way: Vec<(String, Vec<u8>)>,
    dump: HashMap<String, Vec<u8>>,
}

impl std::fmt::Debug for SharedModel {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SharedModel")
    }
}

impl SharedModel {
    pub(super) fn new(world: &Shared) -> Self {
        Self { world: Arc::clone(world), stored: Arc::default() }
    }

    pub(in crate::cache) async fn get(&self, names: &[String]) -> Vec<Option<Found>> {
        let found = |name| self.stored.lock().unwrap().values.get(name).cloned();
        let sealed: Vec<Option<Vec<u8>>> = names.iter().map(found).collect();
        gate(&self.world).await;
        sealed.into_iter().map(|sealed| Some(Found { sealed: sealed?, left: Duration::MAX })).collect()
    }

    pub(in crate::cache) fn put(&self, puts: Vec<Put>) {
        let under_way = puts.into_iter().map(|Put { name, seal, .. }| (name, seal().unwrap()));
        self.stored.lock().unwrap().under_way.extend(under_way);
    }

    /// One of the puts under way arrives, or is lost.
    pub(super) fn arrive(&self, which: usize, lost: bool) {
        let mut stored = self.stored.lock().unwrap();
        if !stored.under_way.is_empty() {
            let which = which % stored.under_way.len();
            let (name, sealed) = stored.under_way.remove(which);
            if !lost {
                stored.values.insert(name, sealed);
            }
        }
    }

    pub(super) fn flush(&self) {
        self.stored.lock().unwrap().values.clear();
    }

    pub(super) fn dump(&self) {
        let mut stored = self.stored.lock().unwrap();
        stored.dump = stored.values.clone();
    }

    pub(super) fn restore(&self) {
        let mut stored = self.stored.lock().unwrap();
        stored.values = stored.dump.clone();
    }
}
