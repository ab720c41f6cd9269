//! Where the data is and how to reach it.

use std::time::Duration;

use super::{Setting, Source, settings};

settings! {
    URL = "DATABASE_URL", "sqlite:data/erp.db", "sqlite:PATH or postgres://USER:PASSWORD@HOST:PORT/NAME";
    POOL_MIN = "ERP_DB_POOL_MIN", "20", "PostgreSQL connections that stay open";
    POOL_MAX = "ERP_DB_POOL_MAX", "30", "PostgreSQL connections at most";
    POOL_WAIT = "ERP_DB_POOL_WAIT_S", "30", "seconds a request waits for a connection";
    POOL_RECYCLE = "ERP_DB_POOL_RECYCLE_S", "3600", "seconds after which a connection is replaced";
    STATEMENT_TIMEOUT = "ERP_DB_STATEMENT_TIMEOUT_MS", "15000", "milliseconds a PostgreSQL statement may take";
    LOCK_TIMEOUT = "ERP_DB_LOCK_TIMEOUT_MS", "3000", "milliseconds a PostgreSQL statement waits for a lock";
    SESSION_SETTINGS = "ERP_DB_SESSION_SETTINGS", "true",
        "true: send the time limits at connect; false behind PgBouncer, where ALTER ROLE sets them";
    SQLITE_READERS = "ERP_DB_SQLITE_READERS", "8", "SQLite connections that read";
}

/// Where the data is and how to reach it.
#[derive(Clone, Debug)]
pub struct DatabaseConfig {
    /// `sqlite:PATH` or `postgres://…`.
    pub url: String,
    /// PostgreSQL connections that stay open.
    pub pool_min: u32,
    /// PostgreSQL connections at most.
    pub pool_max: u32,
    /// How long a request waits for a connection.
    pub pool_wait: Duration,
    /// Age at which a connection is replaced.
    pub pool_recycle: Duration,
    /// How long a PostgreSQL statement may take.
    pub statement_timeout: Duration,
    /// How long a PostgreSQL statement waits for a lock.
    pub lock_timeout: Duration,
    /// Whether the time limits are sent at connect.
    pub session_settings: bool,
    /// SQLite connections that read.
    pub sqlite_readers: u32,
}

impl DatabaseConfig {
    pub(super) fn read(source: &Source) -> anyhow::Result<Self> {
        let config = Self {
            url: source.parsed(&URL)?,
            pool_min: source.parsed(&POOL_MIN)?,
            pool_max: source.parsed(&POOL_MAX)?,
            pool_wait: source.seconds(&POOL_WAIT)?,
            pool_recycle: source.seconds(&POOL_RECYCLE)?,
            statement_timeout: source.milliseconds(&STATEMENT_TIMEOUT)?,
            lock_timeout: source.milliseconds(&LOCK_TIMEOUT)?,
            session_settings: source.parsed(&SESSION_SETTINGS)?,
            sqlite_readers: source.parsed(&SQLITE_READERS)?,
        };
        anyhow::ensure!(config.pool_max >= 2, "{} must be at least 2", POOL_MAX.name);
        anyhow::ensure!(config.pool_min <= config.pool_max, "{} is above {}", POOL_MIN.name, POOL_MAX.name);
        for (limit, setting) in [
            (config.pool_wait, &POOL_WAIT),
            (config.pool_recycle, &POOL_RECYCLE),
            (config.statement_timeout, &STATEMENT_TIMEOUT),
            (config.lock_timeout, &LOCK_TIMEOUT),
        ] {
            anyhow::ensure!(!limit.is_zero(), "{} must be at least 1", setting.name);
        }
        anyhow::ensure!(config.sqlite_readers >= 1, "{} must be at least 1", SQLITE_READERS.name);
        Ok(config)
    }
}
