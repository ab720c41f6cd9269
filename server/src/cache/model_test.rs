//! The promise "never a value from before a change that was heard of" under random interleavings of reads whose loads
//! overlap, commits, polls that are late or lost, and time; and the same test over three seeded faults, each of which
//! it must find.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures::future::BoxFuture;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::tail::poll_for_test;
use super::{Batch, Cache, CacheConfig, Class, EventSource, Key, Monotonic, Tag, record};
use crate::error::{Error, Result};

/// A fault put in on purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mutant {
    None,
    AsOfAtStore,
    JoinerTakesOlder,
    FloorIgnored,
}

const ROWS: usize = 3;
type Versions = [u64; ROWS];

#[derive(Clone, Copy, Debug)]
enum Step {
    /// 0..ROWS: one row; ROWS: all of them; ROWS + 1: row 1, and row 0 through the cache.
    Read(usize),
    /// Lets one waiting load go on.
    Load(usize),
    Commit(usize),
    PollBegins,
    PollEnds {
        lost: bool,
    },
    Restart,
    Advance(u64),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        6 => (0..ROWS + 2).prop_map(Step::Read),
        8 => (0..8_usize).prop_map(Step::Load),
        3 => (0..ROWS).prop_map(Step::Commit),
        3 => Just(Step::PollBegins),
        4 => prop::bool::weighted(0.2).prop_map(|lost| Step::PollEnds { lost }),
        1 => (0..900_u64).prop_map(Step::Advance),
        1 => prop::bool::weighted(0.1).prop_map(|rare| if rare { Step::Restart } else { Step::Advance(2500) }),
    ]
}

/// The database, and where everybody waits.
#[derive(Default)]
struct World {
    now: Versions,
    commits: Vec<(Duration, usize)>,
    gates: Vec<oneshot::Sender<()>>,
    poll: Option<oneshot::Receiver<bool>>,
}

type Shared = Arc<Mutex<World>>;

struct Source {
    world: Shared,
    at: usize,
}

impl EventSource for Source {
    async fn poll(&mut self) -> Result<Batch> {
        let (tags, end, gate) = {
            let mut world = self.world.lock().unwrap();
            let tags = world.commits[self.at..].iter().map(|(_, row)| format!("t:{row} t:*")).collect();
            (tags, world.commits.len(), world.poll.take().unwrap())
        };
        if gate.await.unwrap() {
            self.at = end;
            Ok(Batch { restarted: false, tags })
        } else {
            Err(Error::Unavailable)
        }
    }
}

async fn gate(world: &Shared) {
    let (open, opened) = oneshot::channel();
    world.lock().unwrap().gates.push(open);
    opened.await.unwrap();
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

struct Model {
    cache: Cache,
    clock: Monotonic,
    world: Shared,
    applied: Versions,
    source: Option<Source>,
    poll: Option<(oneshot::Sender<bool>, Versions, JoinHandle<Source>)>,
    reads: Vec<(Versions, JoinHandle<Result<Arc<Answer>>>)>,
}

impl Model {
    fn new(mutant: Mutant) -> Self {
        let clock = Monotonic::manual();
        // So few tags that the log forgets all the time.
        let config = CacheConfig { tags: 4, loads: 100, ..CacheConfig::default() };
        let mut cache = Cache::new(config, clock.clone());
        Arc::get_mut(&mut cache.0).unwrap().log.mutant = mutant;
        let world = Shared::default();
        let source = Some(Source { world: Arc::clone(&world), at: 0 });
        Self { cache, clock, world, applied: [0; ROWS], source, poll: None, reads: Vec::new() }
    }

    /// What a read that starts now has to see: what was heard of, and what was committed over two seconds ago.
    fn least(&self) -> Versions {
        let (mut least, mut old) = (self.applied, [0; ROWS]);
        for (at, row) in &self.world.lock().unwrap().commits {
            old[*row] += 1;
            if *at + Duration::from_secs(2) < self.clock.now() {
                least[*row] = least[*row].max(old[*row]);
            }
        }
        least
    }

    async fn take(&mut self, step: Step) {
        match step {
            Step::Read(question) => {
                let read = tokio::spawn(ask(self.cache.clone(), Arc::clone(&self.world), question));
                self.reads.push((self.least(), read));
            }
            Step::Load(which) => {
                let mut world = self.world.lock().unwrap();
                if !world.gates.is_empty() {
                    let which = which % world.gates.len();
                    let _ = world.gates.remove(which).send(());
                }
            }
            Step::Commit(row) => {
                let mut world = self.world.lock().unwrap();
                world.now[row] += 1;
                world.commits.push((self.clock.now(), row));
            }
            Step::PollBegins => {
                if let Some(mut source) = self.source.take() {
                    let (end, ended) = oneshot::channel();
                    let seen = {
                        let mut world = self.world.lock().unwrap();
                        world.poll = Some(ended);
                        world.now
                    };
                    let cache = self.cache.clone();
                    let poll = tokio::spawn(async move {
                        poll_for_test(&cache, &mut source).await;
                        source
                    });
                    self.poll = Some((end, seen, poll));
                }
            }
            Step::PollEnds { lost } => {
                if let Some((end, seen, poll)) = self.poll.take() {
                    end.send(!lost).unwrap();
                    self.source = Some(poll.await.unwrap());
                    if !lost {
                        self.applied = seen;
                    }
                }
            }
            Step::Restart => self.cache.clear(),
            Step::Advance(ms) => self.clock.advance(Duration::from_millis(ms)),
        }
        settle().await;
    }

    /// Looks at the reads that have ended; returns the first that is too old.
    async fn check(&mut self) -> Option<String> {
        let mut open = Vec::new();
        for (least, read) in self.reads.drain(..) {
            if !read.is_finished() {
                open.push((least, read));
                continue;
            }
            let answer = read.await.unwrap().unwrap();
            if let Some((row, version)) = answer.iter().find(|(row, version)| *version < least[*row]) {
                return Some(format!("row {row} at version {version}, {} had been heard of", least[*row]));
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

/// Runs the steps; returns what was wrong, if anything was, and how many hits there were.
fn run(steps: &[Step], mutant: Mutant) -> (Option<String>, u64) {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
        let mut model = Model::new(mutant);
        let mut wrong = None;
        for step in [Step::PollBegins, Step::PollEnds { lost: false }].iter().chain(steps) {
            model.take(*step).await;
            wrong = wrong.or(model.check().await);
        }
        while wrong.is_none() && !model.reads.is_empty() {
            model.take(Step::Load(0)).await;
            wrong = model.check().await;
        }
        assert!(wrong.is_some() || model.cache.held().1 == 0, "a flight was left open");
        (wrong, model.cache.stats().iter().map(|class| class.hits).sum())
    })
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    prop::collection::vec(step(), 1..150)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_value_is_older_than_a_change_heard_of(steps in steps()) {
        let (wrong, _) = run(&steps, Mutant::None);
        prop_assert!(wrong.is_none(), "{}", wrong.unwrap());
    }
}

/// How many of 300 runs find the fault, and the hits in all of them.
fn found(mutant: Mutant) -> (usize, u64) {
    let mut runner = TestRunner::deterministic();
    let strategy = steps();
    (0..300).fold((0, 0), |(found, hits), _| {
        let (wrong, hit) = run(&strategy.new_tree(&mut runner).unwrap().current(), mutant);
        (found + usize::from(wrong.is_some()), hits + hit)
    })
}

#[test]
fn the_model_serves_from_memory() {
    let (wrong, hits) = found(Mutant::None);
    assert!(wrong == 0 && hits > 300, "{wrong} wrong, {hits} hits");
}

#[test]
fn an_as_of_taken_at_store_time_is_found() {
    let (found, _) = found(Mutant::AsOfAtStore);
    assert!(found >= 15, "in {found} of 300 runs");
}

#[test]
fn a_joiner_that_takes_an_older_load_is_found() {
    let (found, _) = found(Mutant::JoinerTakesOlder);
    assert!(found >= 15, "in {found} of 300 runs");
}

#[test]
fn an_ignored_floor_is_found() {
    let (found, _) = found(Mutant::FloorIgnored);
    assert!(found >= 15, "in {found} of 300 runs");
}
