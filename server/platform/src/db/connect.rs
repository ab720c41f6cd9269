//! Opening the database: engine by URL, pools, and the settings that make them safe.

use std::str::FromStr;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, OnceLock, PoisonError, RwLock};
use std::time::Duration;

use chrono::NaiveDate;
use chrono_tz::Tz;
use sea_orm::{DatabaseConnection, DbErr, SqlxPostgresConnector, SqlxSqliteConnector};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};

use super::group::GroupCommit;
use super::reads;
use crate::cache::Tail;
use crate::clock::Clock;
use crate::config::DatabaseConfig;
use crate::error::Result;
use crate::telemetry::ledger;

/// Which engine stores the data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// The embedded one: a file, no other process.
    Sqlite,
    /// The production one, version 15 or later.
    Postgres,
}

/// The application's handle of the database: cheap to clone.
#[derive(Clone, Debug)]
pub struct Db(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    engine: Engine,
    reader: DatabaseConnection,
    writer: Writer,
    clock: Clock,
    zone: Zone,
    tail: OnceLock<Arc<Tail>>,
    /// Writes that had to be tried again: busy, deadlocks, serialization.
    retries: AtomicU64,
}

/// The company's zone as this node knows it, UTC until somebody sets it; cheap to clone, and one for all clones.
#[derive(Clone, Debug)]
pub struct Zone(Arc<RwLock<Tz>>);

impl Default for Zone {
    fn default() -> Self {
        Self(Arc::new(RwLock::new(Tz::UTC)))
    }
}

impl Zone {
    /// Sets it, as the company's settings have it.
    pub fn set(&self, zone: Tz) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = zone;
    }

    fn get(&self) -> Tz {
        *self.0.read().unwrap_or_else(PoisonError::into_inner)
    }
}

#[derive(Debug)]
pub(super) enum Writer {
    /// PostgreSQL: a transaction each, from the pool.
    Pool(DatabaseConnection),
    /// SQLite: the one writer.
    Group(Box<GroupCommit>),
}

impl Db {
    /// Connects to `config.url` (`sqlite:path` or `postgres://…`).
    ///
    /// # Errors
    /// When the URL names neither engine, or the database does not answer.
    pub async fn connect(config: &DatabaseConfig, clock: Clock) -> anyhow::Result<Self> {
        let (engine, reader, writer) = if config.url.starts_with("sqlite:") {
            let (reader, writer) = sqlite(config).await?;
            (Engine::Sqlite, reader, Writer::Group(Box::new(GroupCommit::new(writer))))
        } else if config.url.starts_with("postgres:") || config.url.starts_with("postgresql:") {
            let pool = postgres(config).await?;
            (Engine::Postgres, pool.clone(), Writer::Pool(pool))
        } else {
            anyhow::bail!("DATABASE_URL names neither engine: use sqlite:PATH or postgres://USER@HOST/NAME");
        };
        Ok(Self(Arc::new(Inner {
            engine,
            reader,
            writer,
            clock,
            zone: Zone::default(),
            tail: OnceLock::new(),
            retries: AtomicU64::new(0),
        })))
    }

    /// How often writes have been tried again.
    pub(super) fn retries(&self) -> &AtomicU64 {
        &self.0.retries
    }

    /// Which engine this is.
    pub fn engine(&self) -> Engine {
        self.0.engine
    }

    /// The pool that reads.
    pub fn reader(&self) -> &DatabaseConnection {
        &self.0.reader
    }

    /// The connection that the schema is migrated on: the one that writes.
    pub fn migrating(&self) -> &DatabaseConnection {
        match &self.0.writer {
            Writer::Pool(pool) => pool,
            Writer::Group(group) => group.connection(),
        }
    }

    /// The clock that dates what is written.
    pub fn clock(&self) -> &Clock {
        &self.0.clock
    }

    /// Today's business day in the company's zone.
    pub fn today(&self) -> NaiveDate {
        self.0.clock.today(self.0.zone.get())
    }

    /// The company's zone, for whoever reads its settings to set.
    pub fn zone(&self) -> &Zone {
        &self.0.zone
    }

    /// From now on every write has this node's cache catch up with the commit log before it returns. The first call
    /// counts.
    pub fn follow(&self, tail: Arc<Tail>) {
        self.0.tail.get_or_init(|| tail);
    }

    /// A write has been committed: the own cache is invalidated before the client is answered, the peers' at once if
    /// possible.
    pub(super) async fn committed(&self) {
        self.catch_up().await;
        if let Some(tail) = self.0.tail.get() {
            tail.notify_peers();
        }
    }

    /// Invalidates in this node's cache everything committed before this call. If that fails, it steps aside until it
    /// has.
    pub async fn catch_up(&self) {
        if let Some(tail) = self.0.tail.get() {
            tail.catch_up().await;
        }
    }

    pub(super) fn writer(&self) -> &Writer {
        &self.0.writer
    }

    /// Asks the database for a sign of life.
    pub async fn ping(&self) -> Result<()> {
        Ok(self.0.reader.ping().await?)
    }

    /// Closes the pools; SQLite checkpoints its write-ahead log.
    pub async fn close(&self) -> Result<(), DbErr> {
        if let Writer::Group(group) = &self.0.writer {
            group.close().await?;
        }
        self.0.reader.clone().close().await
    }
}

async fn sqlite(config: &DatabaseConfig) -> anyhow::Result<(DatabaseConnection, DatabaseConnection)> {
    let base = SqliteConnectOptions::from_str(&config.url)?
        .create_if_missing(true)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(5))
        .journal_mode(SqliteJournalMode::Wal)
        .pragma("cache_size", "-65536")
        .pragma("mmap_size", "268435456")
        // The journal of a statement too, which undoes it when it fails half-way.
        .pragma("temp_store", "MEMORY")
        // FULL: an acknowledged commit survives power loss; group commit shares its cost.
        .synchronous(SqliteSynchronous::Full);
    if let Some(folder) = base.get_filename().parent() {
        std::fs::create_dir_all(folder)?;
    }
    let writer = SqlitePoolOptions::new()
        .max_connections(1)
        .idle_timeout(None)
        .max_lifetime(None)
        .connect_with(base.clone())
        .await?;
    let reader = SqlitePoolOptions::new()
        .max_connections(config.sqlite_readers)
        .acquire_timeout(config.pool_wait)
        .idle_timeout(None)
        .max_lifetime(None)
        .connect_with(base.pragma("query_only", "ON"))
        .await?;
    let (mut reader, mut writer) =
        (SqlxSqliteConnector::from_sqlx_sqlite_pool(reader), SqlxSqliteConnector::from_sqlx_sqlite_pool(writer));
    observe(&mut reader, "sqlite");
    observe(&mut writer, "sqlite");
    Ok((reader, writer))
}

async fn postgres(config: &DatabaseConfig) -> anyhow::Result<DatabaseConnection> {
    let mut options = PgConnectOptions::from_str(&config.url)?.application_name("context7_erp");
    if config.session_settings {
        options = options.options([
            ("statement_timeout", format!("{}ms", config.statement_timeout.as_millis())),
            ("lock_timeout", format!("{}ms", config.lock_timeout.as_millis())),
            ("idle_in_transaction_session_timeout", "10000ms".to_owned()),
        ]);
    }
    let pool = PgPoolOptions::new()
        .min_connections(config.pool_min.min(config.pool_max))
        .max_connections(config.pool_max)
        .acquire_timeout(config.pool_wait)
        .max_lifetime(config.pool_recycle)
        .test_before_acquire(true)
        .connect_with(options)
        .await?;
    let mut pool = SqlxPostgresConnector::from_sqlx_postgres_pool(pool);
    observe(&mut pool, "postgresql");
    Ok(pool)
}

/// Every statement is counted in the ledger of the request that runs it, and makes its answer depend on what it reads.
fn observe(connection: &mut DatabaseConnection, system: &'static str) {
    connection.set_metric_callback(move |info| {
        ledger::record_query(system, &info.statement.sql, info.elapsed, info.failed);
        reads::record_reads(&info.statement.sql);
    });
}
