//! The promise "never a value from before a change that the node knows" under random interleavings of reads whose loads
//! overlap, transactions that commit out of order, polls of the log that are late or lost, nodes that crash, a shared
//! tier that loses, delays and resurrects, and time; on two nodes. And the same test over seeded faults, each of which
//! it must find.

mod world;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures::future::BoxFuture;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::shared::Shared as SharedTier;
use super::tail::poll_for_test;
use super::{Cache, CacheConfig, Class, Key, Monotonic, Tag, record};
use crate::error::Result;
pub(super) use world::SharedModel;
use world::{ROWS, Shared, Source, Versions, World, gate};

/// A fault put in on purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mutant {
    None,
    /// A value's as-of is taken when it is stored, not before it is read.
    AsOfAtStore,
    /// Who asks after a change takes the load that began before it.
    JoinerTakesOlder,
    /// What is older than the record reaches back is taken as unchanged.
    FloorIgnored,
    /// What the shared tier returns is taken as good.
    SharedUnchecked,
    /// What another node read before this one's record begins is judged as if it had read it later.
    GapIgnored,
    /// The own cache is invalidated before a write is committed.
    InvalidatedBeforeCommit,
}

const NODES: usize = 2;

#[derive(Clone, Copy, Debug)]
enum Step {
    /// 0..ROWS: one row; ROWS: all of them; ROWS + 1: row 1, and row 0 through the cache.
    Read {
        node: usize,
        question: usize,
    },
    /// Lets one that waits go on: a load, or a lookup in the shared tier.
    GoOn(usize),
    /// A write through a node: it answers when its own cache is invalidated.
    Write {
        node: usize,
        row: usize,
    },
    /// Another program's transaction begins, or one ends.
    Begin(usize),
    End(usize),
    PollBegins(usize),
    PollEnds {
        node: usize,
        lost: bool,
    },
    Clear(usize),
    Crash(usize),
    Prune,
    PutArrives {
        which: usize,
        lost: bool,
    },
    Flush,
    Dump,
    Restore,
    Advance(u64),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        24 => (0..NODES, 0..ROWS + 2).prop_map(|(node, question)| Step::Read { node, question }),
        45 => (0..8_usize).prop_map(Step::GoOn),
        5 => (0..NODES, 0..ROWS).prop_map(|(node, row)| Step::Write { node, row }),
        3 => (0..ROWS).prop_map(Step::Begin),
        6 => (0..4_usize).prop_map(Step::End),
        8 => (0..NODES).prop_map(Step::PollBegins),
        16 => (0..NODES, prop::bool::weighted(0.2)).prop_map(|(node, lost)| Step::PollEnds { node, lost }),
        24 => (0..4_usize, prop::bool::weighted(0.1)).prop_map(|(which, lost)| Step::PutArrives { which, lost }),
        4 => (0..900_u64).prop_map(Step::Advance),
        1 => Just(Step::Advance(2500)),
        1 => (0..NODES).prop_map(Step::Crash),
        1 => (0..NODES).prop_map(Step::Clear),
        1 => Just(Step::Dump),
        2 => Just(Step::Restore),
        1 => Just(Step::Prune),
        1 => Just(Step::Flush),
    ]
}

async fn read_row(world: &Shared, row: usize) -> (usize, u64) {
    record(Tag::row("t", i64::try_from(row).unwrap()));
    gate(world).await;
    (row, world.lock().unwrap().now[row])
}

type Answer = Vec<(usize, u64)>;

fn ask(cache: Cache, world: Shared, question: usize) -> BoxFuture<'static, Result<Arc<Answer>>> {
    let key = Key::of(&[&[u8::try_from(question).unwrap()]]);
    let inner = cache.clone();
    let load = move || async move {
        let mut answer = Answer::new();
        match question {
            ROWS => {
                record(Tag::set("t"));
                gate(&world).await;
                let now = world.lock().unwrap().now;
                answer.extend(now.into_iter().enumerate());
            }
            row if row < ROWS => answer.push(read_row(&world, row).await),
            _ => {
                answer.extend(ask(inner, Arc::clone(&world), 0).await?.iter().copied());
                answer.push(read_row(&world, 1).await);
            }
        }
        // Read, and not yet stored.
        gate(&world).await;
        Ok(answer)
    };
    Box::pin(async move { cache.get_or_load(Class::Other, key, load).await })
}

struct Node {
    cache: Cache,
    source: Option<Source>,
    poll: Option<(oneshot::Sender<bool>, Versions, JoinHandle<Source>)>,
    applied: Versions,
}

struct Model {
    mutant: Mutant,
    clock: Monotonic,
    world: Shared,
    shared: SharedModel,
    nodes: Vec<Node>,
    reads: Vec<(Versions, JoinHandle<Result<Arc<Answer>>>)>,
}

impl Model {
    async fn new(mutant: Mutant) -> Self {
        let clock = Monotonic::manual();
        let world = Shared::new(Mutex::new(World::default()));
        let shared = SharedModel::new(&world);
        let mut model = Self { mutant, clock, world, shared, nodes: Vec::new(), reads: Vec::new() };
        for _ in 0..NODES {
            let node = model.node().await;
            model.nodes.push(node);
        }
        model
    }

    /// A node that has just started, and has polled the log once.
    async fn node(&self) -> Node {
        // So few tags that the log evicts all the time.
        let config = CacheConfig { tags: 4, loads: 100, ..CacheConfig::default() };
        let tier = SharedTier::model(self.shared.clone());
        let mut cache = Cache::build(config, self.clock.clone(), Arc::default(), Some(tier));
        Arc::get_mut(&mut cache.0).unwrap().log.mutant = self.mutant;
        let mut source = Source { world: Arc::clone(&self.world), last: None };
        poll_for_test(&cache, &mut source).await;
        Node { cache, source: Some(source), poll: None, applied: self.world.lock().unwrap().now }
    }

    /// What a read that starts now has to see: what the node knows, and what was committed over two seconds ago.
    fn least(&self, node: usize) -> Versions {
        let (mut least, mut old) = (self.nodes[node].applied, [0; ROWS]);
        for commit in &self.world.lock().unwrap().commits {
            old[commit.row] += 1;
            if commit.at + Duration::from_secs(2) < self.clock.now() {
                least[commit.row] = least[commit.row].max(old[commit.row]);
            }
        }
        least
    }

    async fn take(&mut self, step: Step) {
        match step {
            Step::Read { node, question } => {
                let read = ask(self.nodes[node].cache.clone(), Arc::clone(&self.world), question);
                self.reads.push((self.least(node), tokio::spawn(read)));
            }
            Step::GoOn(which) => {
                let mut world = self.world.lock().unwrap();
                if !world.gates.is_empty() {
                    let which = which % world.gates.len();
                    let _ = world.gates.remove(which).send(());
                }
            }
            Step::Write { node, row } => self.write(node, row).await,
            Step::Begin(row) => drop(self.world.lock().unwrap().begin(row)),
            Step::End(which) => self.world.lock().unwrap().end(which, self.clock.now()),
            Step::PollBegins(node) => self.begin_poll(node),
            Step::PollEnds { node, lost } => {
                if let Some((end, seen, poll)) = self.nodes[node].poll.take() {
                    end.send(!lost).unwrap();
                    self.nodes[node].source = Some(poll.await.unwrap());
                    if !lost {
                        self.nodes[node].applied = seen;
                    }
                }
            }
            Step::Clear(node) => self.nodes[node].cache.clear(),
            Step::Crash(node) => {
                let fresh = self.node().await;
                self.nodes[node] = fresh;
            }
            Step::Prune => self.world.lock().unwrap().prune(),
            Step::PutArrives { which, lost } => self.shared.arrive(which, lost),
            Step::Flush => self.shared.flush(),
            Step::Dump => self.shared.dump(),
            Step::Restore => self.shared.restore(),
            Step::Advance(ms) => self.clock.advance(Duration::from_millis(ms)),
        }
        settle().await;
    }

    /// As `Db::write` does it: commit, poll the log, answer.
    async fn write(&mut self, node: usize, row: usize) {
        let Some(mut source) = self.nodes[node].source.take() else { return };
        let transaction = self.world.lock().unwrap().begin(row);
        if self.mutant == Mutant::InvalidatedBeforeCommit {
            poll_for_test(&self.nodes[node].cache, &mut source).await;
        }
        self.world.lock().unwrap().commit(transaction, self.clock.now());
        if self.mutant != Mutant::InvalidatedBeforeCommit {
            poll_for_test(&self.nodes[node].cache, &mut source).await;
        }
        self.nodes[node].applied = self.world.lock().unwrap().now;
        self.nodes[node].source = Some(source);
    }

    fn begin_poll(&mut self, node: usize) {
        let Some(mut source) = self.nodes[node].source.take() else { return };
        let (end, ended) = oneshot::channel();
        let seen = {
            let mut world = self.world.lock().unwrap();
            world.poll = Some(ended);
            world.now
        };
        let cache = self.nodes[node].cache.clone();
        let poll = tokio::spawn(async move {
            poll_for_test(&cache, &mut source).await;
            source
        });
        self.nodes[node].poll = Some((end, seen, poll));
    }

    /// Checks the reads that have ended; returns the first that is too old.
    async fn check(&mut self) -> Option<String> {
        let mut open = Vec::new();
        for (least, read) in self.reads.drain(..) {
            if !read.is_finished() {
                open.push((least, read));
                continue;
            }
            let answer = read.await.unwrap().unwrap();
            if let Some((row, version)) = answer.iter().find(|(row, version)| *version < least[*row]) {
                return Some(format!("row {row} at version {version}, {} was known", least[*row]));
            }
        }
        self.reads = open;
        None
    }
}

async fn settle() {
    for _ in 0..24 {
        tokio::task::yield_now().await;
    }
}

/// Hits in memory and in the shared tier.
type Hits = (u64, u64);

/// Runs the steps; returns what was wrong, if anything was, and how many hits there were.
fn run(steps: &[Step], mutant: Mutant) -> (Option<String>, Hits) {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
        let mut model = Model::new(mutant).await;
        let mut wrong = None;
        for step in steps {
            model.take(*step).await;
            wrong = wrong.or(model.check().await);
        }
        while wrong.is_none() && !model.reads.is_empty() {
            model.take(Step::GoOn(0)).await;
            wrong = model.check().await;
        }
        let flights: usize = model.nodes.iter().map(|node| node.cache.occupancy().1).sum();
        assert!(wrong.is_some() || flights == 0, "a flight was left open");
        let stats = model.nodes.iter().flat_map(|node| node.cache.stats());
        (wrong, stats.fold((0, 0), |sum, class| (sum.0 + class.hits, sum.1 + class.shared_hits)))
    })
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    prop::collection::vec(step(), 1..500)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_value_is_older_than_a_known_change(steps in steps()) {
        let (wrong, _) = run(&steps, Mutant::None);
        prop_assert!(wrong.is_none(), "{}", wrong.unwrap());
    }
}

/// How many of 300 runs find the fault, and the hits in all of them.
fn found(mutant: Mutant) -> (usize, Hits) {
    let mut runner = TestRunner::deterministic();
    let strategy = steps();
    (0..300).fold((0, (0, 0)), |(found, hits), _| {
        let (wrong, hit) = run(&strategy.new_tree(&mut runner).unwrap().current(), mutant);
        (found + usize::from(wrong.is_some()), (hits.0 + hit.0, hits.1 + hit.1))
    })
}

#[test]
fn the_model_serves_from_both_tiers() {
    let (wrong, (memory, shared)) = found(Mutant::None);
    assert!(wrong == 0 && memory > 300 && shared > 60, "{wrong} wrong, {memory} and {shared} hits");
}

macro_rules! is_found {
    ($($name:ident: $mutant:ident,)+) => {$(
        #[test]
        fn $name() {
            let (found, _) = found(Mutant::$mutant);
            assert!(found >= 15, "in {found} of 300 runs");
        }
    )+};
}

is_found! {
    an_as_of_taken_at_store_time_is_found: AsOfAtStore,
    a_joiner_that_takes_an_older_load_is_found: JoinerTakesOlder,
    an_ignored_floor_is_found: FloorIgnored,
    an_unchecked_shared_value_is_found: SharedUnchecked,
    an_ignored_gap_is_found: GapIgnored,
    a_hint_before_the_commit_is_found: InvalidatedBeforeCommit,
}
