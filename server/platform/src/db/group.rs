//! SQLite's one writer: transactions queue for it and are committed in groups.
//!
//! Writers run in one transaction, one at a time. The first is the transaction, and when it fails, so does that; each
//! one after it has a savepoint of its own, since it must not take the others' work with it. A writer that others wait
//! behind leaves the transaction open for them and waits for its commit; the last of the queue commits for all. So 64
//! writers cost one sync instead of 64, and nobody is answered before the commit of his work. Who writes alone pays for
//! no savepoint: SQLite would copy each page he touches to a file first.
//!
//! Invariants: a savepoint is released only when its work succeeded; a group that is lost (its task was dropped)
//! rolls back whole and every member learns it as [`GroupLost`], which is retryable because nothing was committed.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use sea_orm::{
    DatabaseConnection, DatabaseTransaction, DbErr, SqliteTransactionMode, TransactionOptions, TransactionTrait,
};
use tokio::sync::{Mutex, MutexGuard, watch};

use crate::error::{Error, Result};

/// Members after which a group is committed even when more are waiting.
const MEMBERS_MAX: usize = 64;
/// Age after which a group is committed even when more are waiting: it bounds what the first member waits.
const AGE_MAX: Duration = Duration::from_millis(20);
/// After this long without a commit a member checks whether its group was left without a committer.
const ORPHAN_CHECK: Duration = Duration::from_millis(5);

/// The group's transaction ended without a commit.
#[derive(Debug)]
pub(super) struct GroupLost;

impl std::fmt::Display for GroupLost {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the group's transaction ended without a commit")
    }
}

impl std::error::Error for GroupLost {}

#[derive(Debug)]
pub(super) struct GroupCommit {
    connection: DatabaseConnection,
    open: Mutex<Option<Group>>,
    waiting: AtomicUsize,
}

#[derive(Debug)]
struct Group {
    /// None while the first member writes in it.
    transaction: Option<DatabaseTransaction>,
    opened: Instant,
    members: usize,
    committed: watch::Sender<bool>,
}

/// Counts a task as waiting for the writer, also when it is dropped while it waits.
struct Waiting<'a>(&'a AtomicUsize);

impl<'a> Waiting<'a> {
    fn new(counter: &'a AtomicUsize) -> Self {
        counter.fetch_add(1, Ordering::SeqCst);
        Self(counter)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

impl GroupCommit {
    /// Tasks that wait for the writer now.
    pub(super) fn waiting(&self) -> usize {
        self.waiting.load(Ordering::SeqCst)
    }

    /// `connection` must be a pool of exactly one connection.
    pub(super) fn new(connection: DatabaseConnection) -> Self {
        Self { connection, open: Mutex::new(None), waiting: AtomicUsize::new(0) }
    }

    pub(super) fn connection(&self) -> &DatabaseConnection {
        &self.connection
    }

    /// Waits for its turn; gives what to write in.
    pub(super) async fn enter(&self) -> Result<(Turn<'_>, DatabaseTransaction)> {
        let waiting = Waiting::new(&self.waiting);
        let mut slot = self.open.lock().await;
        drop(waiting);
        // Taken out of the slot: if this task is dropped midway, the group's transaction rolls back with it.
        let mut group = match slot.take() {
            Some(group) => group,
            None => self.begin().await?,
        };
        let own = match &group.transaction {
            Some(transaction) if group.members > 0 => transaction.begin().await?,
            _ => group.transaction.take().ok_or_else(|| Error::unexpected(GroupLost))?,
        };
        Ok((Turn { writer: self, slot, group }, own))
    }

    /// Waits for the open group and closes the connection.
    pub(super) async fn close(&self) -> Result<(), DbErr> {
        let group = self.open.lock().await.take();
        if let Some(group) = group {
            group.commit().await?;
        }
        self.connection.clone().close().await
    }

    async fn begin(&self) -> Result<Group, DbErr> {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        let transaction = self.connection.begin_with_options(options).await?;
        Ok(Group {
            transaction: Some(transaction),
            opened: Instant::now(),
            members: 0,
            committed: watch::Sender::new(false),
        })
    }

    /// Waits for the group's commit; commits it itself when those it was left open for have gone away.
    async fn wait(&self, committed: &mut watch::Receiver<bool>) -> Result<()> {
        loop {
            let decided = tokio::time::timeout(ORPHAN_CHECK, committed.wait_for(|done| *done)).await;
            // The guard of the value read must not live on over the awaits below.
            match decided.map(|decided| decided.map(|_| ())) {
                Ok(Ok(())) => return Ok(()),
                Ok(Err(_closed)) => return Err(Error::unexpected(GroupLost)),
                Err(_elapsed) => {
                    let mut slot = self.open.lock().await;
                    if self.waiting.load(Ordering::SeqCst) == 0
                        && let Some(group) = slot.take()
                    {
                        group.commit().await?;
                    }
                }
            }
        }
    }
}

/// One writer's turn: it alone may write until it ends the turn.
pub(super) struct Turn<'a> {
    writer: &'a GroupCommit,
    slot: MutexGuard<'a, Option<Group>>,
    group: Group,
}

impl Turn<'_> {
    /// The work succeeded: returns when its transaction is durable.
    pub(super) async fn commit(mut self, own: DatabaseTransaction) -> Result<()> {
        if self.group.members > 0 {
            own.commit().await?;
        } else {
            self.group.transaction = Some(own);
        }
        self.group.members += 1;
        let mut committed = self.group.committed.subscribe();
        let writer = self.writer;
        self.leave_or_commit().await?;
        writer.wait(&mut committed).await
    }

    /// The work failed: nothing of it stays; what others wrote in the group does.
    pub(super) async fn rollback(self, own: DatabaseTransaction) -> Result<()> {
        own.rollback().await?;
        if self.group.members > 0 { self.leave_or_commit().await } else { Ok(()) }
    }

    async fn leave_or_commit(mut self) -> Result<()> {
        let others_wait = self.writer.waiting.load(Ordering::SeqCst) > 0;
        if others_wait && self.group.members < MEMBERS_MAX && self.group.opened.elapsed() < AGE_MAX {
            *self.slot = Some(self.group);
            return Ok(());
        }
        Ok(self.group.commit().await?)
    }
}

impl Group {
    async fn commit(self) -> Result<(), DbErr> {
        if let Some(transaction) = self.transaction {
            transaction.commit().await?;
        }
        self.committed.send_replace(true);
        Ok(())
    }
}
