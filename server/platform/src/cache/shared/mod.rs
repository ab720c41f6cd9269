//! The second level: values in Redis, where every node finds them.
//!
//! Redis is never needed and never trusted: whatever it contains is judged by the tags and the snapshot in the value's
//! envelope, so a late write, a flush or an old dump cannot bring back what has changed. Every operation ends within
//! its time limit; one that fails is a miss.
//!
//! States: linked (operations run), tripped (too many failed: nothing is asked until a probe succeeds), unlinked (no
//! connection; tried again every half second). Each key has a time to live and the prefix of its class.

mod breaker;
mod link;
mod report;

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Notify;

use super::class::Class;
use super::key::{Key, Slot};
use super::stats::SharedStats;
use crate::error::{Error, Result};
use link::Link;
pub use report::{NodeReport, node_report};

/// How the shared tier is used.
#[derive(Clone, Debug)]
pub struct SharedConfig {
    /// `redis://HOST:PORT/NUMBER`, `rediss://…`, `unix://…`.
    pub url: String,
    /// Time limit of one operation.
    pub timeout: Duration,
    /// Time limit of connecting.
    pub connect_timeout: Duration,
    /// Operations under way at once; more are misses.
    pub in_flight: usize,
    /// Time between two probes of a server that does not answer, before jitter.
    pub probe_every: Duration,
}

impl SharedConfig {
    /// The defaults for the server at `url`.
    pub fn new(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            timeout: Duration::from_millis(50),
            connect_timeout: Duration::from_millis(250),
            in_flight: 256,
            probe_every: Duration::from_millis(500),
        }
    }
}

/// The values that all nodes share.
#[derive(Debug)]
pub(super) struct Shared {
    store: Store,
    /// Which program wrote a value: another build may write it down in another way.
    build: Key,
}

#[derive(Debug)]
enum Store {
    Redis(Link),
    #[cfg(test)]
    Model(super::model_test::SharedModel),
}

/// A value found, and how long it still lives.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) sealed: Vec<u8>,
    pub(super) left: Duration,
}

/// A value on its way there.
pub(super) struct Put {
    pub(super) name: String,
    pub(super) ttl: Duration,
    /// Writes it down; none when it is too large.
    pub(super) seal: Box<dyn FnOnce() -> Option<Vec<u8>> + Send>,
}

impl Shared {
    /// Starts linking to Redis; returns at once. `hints` is rung when another node hints that something has changed.
    ///
    /// # Errors
    /// When the address cannot be read.
    pub(super) fn connect(config: SharedConfig, hints: Arc<Notify>) -> Result<Self> {
        Ok(Self { store: Store::Redis(Link::new(config, hints)?), build: build()? })
    }

    #[cfg(test)]
    pub(super) fn model(model: super::model_test::SharedModel) -> Self {
        Self { store: Store::Model(model), build: Key::of(&[]) }
    }

    /// The name under which the value of `slot` lies while the database is the one of `epoch`.
    pub(super) fn name(&self, slot: &Slot, of: &str, epoch: u64) -> String {
        let parts: [&[u8]; 5] =
            [self.build.bytes(), &epoch.to_le_bytes(), slot.class.name().as_bytes(), of.as_bytes(), slot.key.bytes()];
        let prefix = match slot.class {
            Class::UserPermissions => "context7_sessions:",
            Class::ApiAnswers => "context7_api:",
            _ => "context7_erp:",
        };
        format!("{prefix}{}", Key::of(&parts).text())
    }

    /// What lies there, in order, in one round trip. Every failure is a miss.
    pub(super) async fn get(&self, names: &[String]) -> Vec<Option<Found>> {
        match &self.store {
            Store::Redis(link) => link.get(names).await.unwrap_or_default(),
            #[cfg(test)]
            Store::Model(model) => model.get(names).await,
        }
    }

    /// Puts values there, in one round trip, without being waited for.
    pub(super) fn put(&self, puts: Vec<Put>) {
        match &self.store {
            Store::Redis(link) => link.put(puts),
            #[cfg(test)]
            Store::Model(model) => model.put(puts),
        }
    }

    /// Puts a field on a board.
    pub(super) async fn post(&self, board: &str, field: &str, value: Vec<u8>, ttl: Duration) {
        match &self.store {
            Store::Redis(link) => link.post(board, field, value, ttl).await,
            #[cfg(test)]
            Store::Model(_) => {}
        }
    }

    /// What lies on these boards.
    pub(super) async fn posted(&self, boards: &[String]) -> Vec<HashMap<String, Vec<u8>>> {
        match &self.store {
            Store::Redis(link) => link.posted(boards).await.unwrap_or_default(),
            #[cfg(test)]
            Store::Model(_) => Vec::new(),
        }
    }

    /// Hints to the other nodes that the log has changes.
    pub(super) fn hint(&self) {
        match &self.store {
            Store::Redis(link) => link.hint(),
            #[cfg(test)]
            Store::Model(_) => {}
        }
    }

    pub(super) fn stats(&self) -> SharedStats {
        match &self.store {
            Store::Redis(link) => link.stats(),
            #[cfg(test)]
            Store::Model(_) => SharedStats::default(),
        }
    }
}

/// The identity of this build: a hash of the program's bytes.
fn build() -> Result<Key> {
    static BUILD: std::sync::OnceLock<Key> = std::sync::OnceLock::new();
    if let Some(build) = BUILD.get() {
        return Ok(*build);
    }
    let program = std::env::current_exe()?;
    let build = hash_of(&program).map_err(Error::from)?;
    Ok(*BUILD.get_or_init(|| build))
}

fn hash_of(file: &Path) -> std::io::Result<Key> {
    let mut hasher = blake3::Hasher::new();
    hasher.update_reader(std::fs::File::open(file)?)?;
    Ok(Key::of(&[hasher.finalize().as_bytes()]))
}
