//! The application: what everything else is given, built once.

mod clock;
mod metrics;

use std::sync::Arc;

pub use clock::Clock;

use crate::accounts::password::Passwords;
use crate::accounts::session::InFlight;
use crate::accounts::token::Guesses;
use crate::cache::{Cache, CacheConfig, Monotonic, PostgresLog, SharedConfig, SqliteLog, Tail};
use crate::config::Config;
use crate::db::{Db, Engine};
use crate::error::{Error, Result};
use crate::settings;
use crate::telemetry::Telemetry;

/// Configuration, database, cache and clock; cheap to clone.
#[derive(Clone, Debug)]
pub struct App {
    /// Everything that can be set.
    pub config: Arc<Config>,
    /// The database.
    pub db: Db,
    /// What this node remembers of it; serves nothing until [`App::follow_log`].
    pub cache: Cache,
    /// The gate before the hashing of passwords.
    pub passwords: Passwords,
    /// The logins that are being looked at.
    pub logins: InFlight,
    /// Who sends unknown API tokens, and how many.
    pub token_guesses: Guesses,
    /// Where finished requests are told.
    pub telemetry: Arc<Telemetry>,
}

impl App {
    /// Connects to what `config` names.
    ///
    /// # Errors
    /// When the database does not answer, or the address of Redis cannot be read; a Redis that does not answer is none.
    pub async fn connect(config: Config, clock: Clock) -> anyhow::Result<Self> {
        let db = Db::connect(&config.database, clock).await?;
        // Loads wait for their turn, not for a connection.
        let loads = match db.engine() {
            Engine::Postgres => config.database.pool_max,
            Engine::Sqlite => config.database.sqlite_readers,
        };
        let cache = CacheConfig {
            bytes: config.server.cache_bytes,
            loads: usize::try_from(loads).unwrap_or(1),
            ..CacheConfig::default()
        };
        let cache = match &config.redis.url {
            None => Cache::new(cache, Monotonic::machine()),
            // The address is left out of the error: it may hold a password.
            Some(url) => Cache::with_shared(cache, Monotonic::machine(), SharedConfig::new(url))
                .map_err(|_| anyhow::anyhow!("REDIS_URL is no address of a Redis server"))?,
        };
        let telemetry = Telemetry::start(&config.telemetry)?;
        Ok(Self {
            config: Arc::new(config),
            db,
            cache,
            passwords: Passwords::default(),
            logins: InFlight::default(),
            token_guesses: Guesses::default(),
            telemetry,
        })
    }

    /// Lets the cache follow the database's commit log; from then on it serves, and every own write reaches it first.
    pub fn follow_log(&self) {
        let reader = self.db.reader();
        let tail = match self.db.engine() {
            Engine::Postgres => Tail::spawn(&self.cache, PostgresLog::new(reader)),
            Engine::Sqlite => Tail::spawn(&self.cache, SqliteLog::new(reader)),
        };
        self.db.follow(tail);
    }

    /// Takes over what the company's settings say about time; nothing before the company has been set up.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn adopt_settings(&self) -> Result<()> {
        match settings::service::settings(self.db.reader()).await {
            Ok(settings) => {
                self.db.set_zone(settings.time_zone);
                Ok(())
            }
            Err(Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error),
        }
    }
}
