//! Where the data is and how to reach it.

use std::time::Duration;

use super::{Setting, Source};

const URL: Setting = Setting {
    name: "DATABASE_URL",
    about: "sqlite:PATH or postgres://USER:PASSWORD@HOST:PORT/NAME",
    default: "sqlite:data/erp.db",
};
const POOL_MIN: Setting =
    Setting { name: "ERP_DB_POOL_MIN", about: "PostgreSQL connections that stay open", default: "20" };
const POOL_MAX: Setting = Setting { name: "ERP_DB_POOL_MAX", about: "PostgreSQL connections at most", default: "30" };
const POOL_WAIT: Setting =
    Setting { name: "ERP_DB_POOL_WAIT_S", about: "seconds a request waits for a connection", default: "30" };
const POOL_RECYCLE: Setting =
    Setting { name: "ERP_DB_POOL_RECYCLE_S", about: "seconds after which a connection is replaced", default: "3600" };
const STATEMENT_TIMEOUT: Setting = Setting {
    name: "ERP_DB_STATEMENT_TIMEOUT_MS",
    about: "milliseconds a PostgreSQL statement may take",
    default: "15000",
};
const LOCK_TIMEOUT: Setting = Setting {
    name: "ERP_DB_LOCK_TIMEOUT_MS",
    about: "milliseconds a PostgreSQL statement waits for a lock",
    default: "3000",
};
const SESSION_SETTINGS: Setting = Setting {
    name: "ERP_DB_SESSION_SETTINGS",
    about: "true: send the time limits at connect; false behind PgBouncer, where ALTER ROLE sets them",
    default: "true",
};
const SQLITE_READERS: Setting =
    Setting { name: "ERP_DB_SQLITE_READERS", about: "SQLite connections that read", default: "8" };

pub(super) const SETTINGS: &[Setting] = &[
    URL,
    POOL_MIN,
    POOL_MAX,
    POOL_WAIT,
    POOL_RECYCLE,
    STATEMENT_TIMEOUT,
    LOCK_TIMEOUT,
    SESSION_SETTINGS,
    SQLITE_READERS,
];

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
