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
use crate::error::Result;
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

/// What is told of a transaction, kept until its end and written in a statement each: most of what is written once for
/// many rows is written many times otherwise.
#[derive(Debug, Default)]
pub(super) struct Journal {
    pub(super) entries: Vec<audit::entity::ActiveModel>,
    pub(super) events: Vec<outbox::entity::ActiveModel>,
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
        Ok(self.insert_all(events).await?)
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
        let mut tries = 1;
        loop {
            match self.try_write(actor, key, work.clone()).await {
                Err(error) if tries < TRIES_MAX && is_retryable(&error) => {
                    self.retries().fetch_add(1, Ordering::Relaxed);
                    let ceiling = PAUSE_FIRST_MS << tries;
                    let pause = rand::rng().random_range(0..=ceiling);
                    tracing::debug!(tries, pause_ms = pause, "a transaction is tried again");
                    tokio::time::sleep(Duration::from_millis(pause)).await;
                    tries += 1;
                }
                Ok(value) => {
                    self.committed().await;
                    return Ok(value);
                }
                Err(error) => return Err(error),
            }
        }
    }

    async fn try_write<T, F>(&self, actor: &Actor, key: Option<&IdempotencyKey>, work: F) -> Result<T>
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
                match once(&tx, key, work).await {
                    Ok(value) => {
                        tx.transaction.commit().await?;
                        Ok(value)
                    }
                    Err(error) => {
                        tx.transaction.rollback().await?;
                        Err(error)
                    }
                }
            }
            Writer::Group(group) => {
                let (turn, savepoint) = waiting(group.enter()).await?;
                let tx = open(savepoint);
                match once(&tx, key, work).await {
                    Ok(value) => {
                        turn.keep(tx.transaction).await?;
                        Ok(value)
                    }
                    Err(error) => {
                        turn.undo(tx.transaction).await?;
                        Err(error)
                    }
                }
            }
        }
    }
}

/// Waits for a place to write; the ledger tells the wait apart from the statements.
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
