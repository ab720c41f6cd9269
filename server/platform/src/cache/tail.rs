//! Following the database's commit log.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use rand::Rng;
use tokio::sync::{Notify, watch};
use tokio::task::JoinHandle;

use super::position::{Position, Snapshot};
use super::tags::Tag;
use super::{Cache, Inner};
use crate::error::{Error, Result};

/// One change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// The transaction that made it, as snapshots count.
    pub transaction: u64,
    /// Its tags, as the database stores them: texts with spaces between them.
    pub tags: String,
}

/// What one poll of the commit log returns.
#[derive(Clone, Debug)]
pub struct Batch {
    /// Something may have been missed (another server, a gap, too much at once): all that is known is void.
    pub restarted: Option<Restart>,
    /// What is new; after a restart, what is still there of earlier changes.
    pub events: Vec<Event>,
    /// Where the poll stood.
    pub position: Position,
}

/// A new beginning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restart {
    /// The events are all that this snapshot does not see; none when that cannot be said.
    pub base: Option<Snapshot>,
}

/// How long other nodes' hints are gathered before a poll.
const HINTS_GATHERED_FOR: Duration = Duration::from_millis(2);

/// Where changes are read from.
pub trait EventSource: Send + 'static {
    /// Everything committed before the call and not returned yet. A failed or dropped call loses nothing: the next one
    /// returns the same again. Bounded: too much at once is a restart.
    ///
    /// # Errors
    /// When the database does not answer.
    fn poll(&mut self) -> impl Future<Output = Result<Batch>> + Send;
}

/// Reads the commit log into the cache until it is dropped.
#[derive(Debug)]
pub struct Tail {
    cache: Cache,
    wanted: Arc<Wanted>,
    done: watch::Receiver<Done>,
    task: JoinHandle<()>,
}

#[derive(Debug, Default)]
struct Wanted {
    /// Tickets given out.
    tickets: AtomicU64,
    ring: Notify,
}

#[derive(Clone, Copy, Debug, Default)]
struct Done {
    /// Tickets that the last poll began after.
    tickets: u64,
    good: bool,
}

impl Tail {
    /// Starts following `source`: at once, then every 200 ms ± 25 % (as configured), and whenever asked.
    pub fn spawn(cache: &Cache, source: impl EventSource) -> Arc<Self> {
        let wanted = Arc::new(Wanted::default());
        let (sender, done) = watch::channel(Done::default());
        let task = tokio::spawn(follow(Arc::clone(&cache.0), source, Arc::clone(&wanted), sender));
        Arc::new(Self { cache: cache.clone(), wanted, done, task })
    }

    /// Waits for a poll of the log that begins after this call, so that the cache knows everything committed before.
    /// Callers at the same time share one poll. Returns whether it succeeded; if not, the cache steps aside until one
    /// does, so that its readers miss nothing either way.
    pub async fn catch_up(&self) -> bool {
        let ticket = self.wanted.tickets.fetch_add(1, Ordering::AcqRel) + 1;
        self.wanted.ring.notify_one();
        let mut done = self.done.clone();
        let good = done.wait_for(|done| done.tickets >= ticket).await.map(|done| done.good);
        // The task has ended: nobody else will expire the log.
        good.unwrap_or_else(|_| {
            self.cache.0.log.expire();
            false
        })
    }

    /// Hints to the peers, over the shared tier, that the log has changes. Not waited for; a lost hint costs them the
    /// time to their next poll.
    pub fn notify_peers(&self) {
        if let Some(shared) = &self.cache.0.shared {
            shared.hint();
        }
    }
}

impl Drop for Tail {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn follow(cache: Arc<Inner>, mut source: impl EventSource, wanted: Arc<Wanted>, sender: watch::Sender<Done>) {
    let (mut seen, mut well) = (0, true);
    loop {
        let tickets = wanted.tickets.load(Ordering::Acquire);
        let result = poll_once(&cache, &mut source).await;
        if result.is_err() && tickets > seen {
            // Somebody has just committed: what is cached may be older than what they know.
            cache.log.expire();
        }
        match &result {
            Err(error) if well => tracing::warn!(?error, "the commit log cannot be read; the cache will step aside"),
            Ok(()) if !well => tracing::info!("the commit log can be read again"),
            _ => {}
        }
        (seen, well) = (tickets, result.is_ok());
        sender.send_replace(Done { tickets, good: well });
        tokio::select! {
            () = wanted.ring.notified() => {}
            () = peer_hint(&cache) => {}
            () = tokio::time::sleep(jittered(cache.config.poll_every)) => {}
        }
    }
}

/// Ends when another node says that there is something new; a little later, so that what comes at once is one poll.
async fn peer_hint(cache: &Inner) {
    cache.hints.notified().await;
    tokio::time::sleep(HINTS_GATHERED_FOR).await;
}

/// One poll of the log.
async fn poll_once(cache: &Inner, source: &mut impl EventSource) -> Result<()> {
    let begun = cache.clock.now();
    let mut before = cache.log.now();
    let batch =
        tokio::time::timeout(cache.config.poll_timeout, source.poll()).await.map_err(|_| Error::Unavailable)??;
    if let Some(restart) = batch.restarted {
        cache.restart(restart.base);
        before = cache.log.now();
    }
    let changes = batch.events.iter().flat_map(|event| Tag::parse_all(&event.tags).map(|tag| (event.transaction, tag)));
    let after = cache.log.apply(changes);
    // What was dropped by hand in between was not dropped by the time of this poll.
    let undisturbed = after == before + u64::from(!batch.events.is_empty());
    cache.log.advance(batch.position, if undisturbed { after } else { before });
    cache.log.renew(begun);
    Ok(())
}

#[cfg(test)]
pub(super) async fn poll_for_test(cache: &Cache, source: &mut impl EventSource) -> bool {
    poll_once(&cache.0, source).await.is_ok()
}

fn jittered(time: Duration) -> Duration {
    time * rand::rng().random_range(75..=125) / 100
}
