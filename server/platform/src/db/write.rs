//! The only way to write: one transaction, retried as a whole, idempotent when it carries a key.

use std::ops::Deref;
use std::sync::atomic::Ordering;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use chrono::{DateTime, NaiveDate, Utc};
use domain::Actor;
use rand::Rng;
use sea_orm::{DatabaseTransaction, TransactionTrait};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::connect::{Db, Engine, Writer};
use super::errors::is_retryable;
use super::idempotency::{self, IdempotencyKey};
use super::{audit, outbox};
use crate::error::{Error, Result};
use crate::telemetry::ledger;

/// Tries of one write, the first included.
const TRIES_MAX: u32 = 5;
/// Upper bound of the first pause between tries; it doubles each time, with full jitter.
const PAUSE_FIRST_MS: u64 = 10;

/// A transaction that writes on behalf of an actor. Services take it as their first argument, so that they compose.
#[derive(Debug)]
pub struct WriteTx {
    transaction: DatabaseTransaction,
    actor: Actor,
    engine: Engine,
    now: DateTime<Utc>,
    today: NaiveDate,
    journal: Mutex<Journal>,
}

/// Audit entries and events of a transaction, buffered until its end and written in a statement each: most of what is
/// written once for many rows is written many times otherwise.
#[derive(Debug, Default)]
pub(super) struct Journal {
    pub(super) entries: Vec<audit::entity::ActiveModel>,
    pub(super) events: Vec<outbox::Pending>,
}

impl WriteTx {
    /// On whose behalf this writes.
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    /// The instant of this transaction: every row it writes carries the same.
    pub fn now(&self) -> DateTime<Utc> {
        self.now
    }

    /// The business day of this transaction in the company's zone.
    pub fn today(&self) -> NaiveDate {
        self.today
    }

    pub(super) fn journal(&self) -> MutexGuard<'_, Journal> {
        self.journal.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn write_journal(&self) -> Result<()> {
        let Journal { entries, events } = std::mem::take(&mut *self.journal());
        self.insert_all(entries).await?;
        self.write_events(events).await
    }

    /// Which engine runs it.
    pub fn engine(&self) -> Engine {
        self.engine
    }
}

impl Deref for WriteTx {
    type Target = DatabaseTransaction;

    fn deref(&self) -> &DatabaseTransaction {
        &self.transaction
    }
}

impl Db {
    /// Runs `work` in one transaction and returns its result when it is durable and this node's cache has seen it.
    ///
    /// With a `key`, a second call with the same key and request returns the first one's stored result without
    /// running `work`. `work` may run several times (deadlock, serialization failure): it must not touch anything but
    /// the transaction.
    ///
    /// # Errors
    /// What `work` returned; `IDEMPOTENCY_KEY_REUSED` for a key that came with another request.
    pub async fn write<T, F>(&self, actor: &Actor, key: Option<&IdempotencyKey>, work: F) -> Result<T>
    where
        T: Serialize + DeserializeOwned + Send,
        F: AsyncFnOnce(&WriteTx) -> Result<T> + Clone,
    {
        let value = self.retried(actor, key, End::Commit, work).await?;
        self.committed().await;
        Ok(value)
    }

    /// Runs `work` in one transaction as [`Self::write`] would, takes back what it wrote, and returns its result.
    ///
    /// # Errors
    /// What `work` returned.
    pub async fn rehearse<T, F>(&self, actor: &Actor, work: F) -> Result<T>
    where
        T: Serialize + DeserializeOwned + Send,
        F: AsyncFnOnce(&WriteTx) -> Result<T> + Clone,
    {
        self.retried(actor, None, End::Rollback, work).await
    }

    async fn retried<T, F>(&self, actor: &Actor, key: Option<&IdempotencyKey>, end: End, work: F) -> Result<T>
    where
        T: Serialize + DeserializeOwned + Send,
        F: AsyncFnOnce(&WriteTx) -> Result<T> + Clone,
    {
        let mut tries = 1;
        loop {
            match self.attempt(actor, key, end, work.clone()).await {
                Err(error) if tries < TRIES_MAX && is_retryable(&error) => {
                    self.retries().fetch_add(1, Ordering::Relaxed);
                    let ceiling = PAUSE_FIRST_MS << (tries - 1);
                    let pause = rand::rng().random_range(0..=ceiling);
                    tracing::debug!(tries, pause_ms = pause, "a transaction is tried again");
                    tokio::time::sleep(Duration::from_millis(pause)).await;
                    tries += 1;
                }
                result => return result,
            }
        }
    }

    async fn attempt<T, F>(&self, actor: &Actor, key: Option<&IdempotencyKey>, end: End, work: F) -> Result<T>
    where
        T: Serialize + DeserializeOwned + Send,
        F: AsyncFnOnce(&WriteTx) -> Result<T> + Clone,
    {
        let open = |transaction| WriteTx {
            transaction,
            actor: actor.clone(),
            engine: self.engine(),
            now: self.clock().now(),
            today: self.today(),
            journal: Mutex::default(),
        };
        match self.writer() {
            Writer::Pool(pool) => {
                let tx = open(waiting(pool.begin()).await?);
                let result = once(&tx, key, work).await;
                if result.is_ok() && end == End::Commit {
                    tx.transaction.commit().await?;
                } else {
                    log_failed_rollback(tx.transaction.rollback().await.map_err(Error::from));
                }
                result
            }
            Writer::Group(group) => {
                let (turn, savepoint) = waiting(group.enter()).await?;
                let tx = open(savepoint);
                let result = once(&tx, key, work).await;
                if result.is_ok() && end == End::Commit {
                    turn.commit(tx.transaction).await?;
                } else {
                    log_failed_rollback(turn.rollback(tx.transaction).await);
                }
                result
            }
        }
    }
}

/// How a transaction whose work succeeded ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    Commit,
    Rollback,
}

/// A transaction that cannot be rolled back is lost with its connection, which rolls it back as well. The answer is
/// what the work came to: that is why it was to be rolled back.
fn log_failed_rollback(rollback: Result<()>) {
    if let Err(error) = rollback {
        tracing::warn!(?error, "a transaction could not be rolled back");
    }
}

/// Waits for a place to write; the ledger counts the wait apart from the statements.
async fn waiting<T>(place: impl Future<Output = T>) -> T {
    let begun = Instant::now();
    let place = place.await;
    ledger::record_pool_wait(begun.elapsed());
    place
}

async fn once<T, F>(tx: &WriteTx, key: Option<&IdempotencyKey>, work: F) -> Result<T>
where
    T: Serialize + DeserializeOwned,
    F: AsyncFnOnce(&WriteTx) -> Result<T> + Clone,
{
    let Some(key) = key else {
        let value = work(tx).await?;
        tx.write_journal().await?;
        return Ok(value);
    };
    if let Some(stored) = idempotency::claim(tx, key).await? {
        return Ok(serde_json::from_value(stored)?);
    }
    let value = work(tx).await?;
    tx.write_journal().await?;
    idempotency::store(tx, key, serde_json::to_value(&value)?).await?;
    Ok(value)
}
