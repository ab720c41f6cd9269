//! The application: what everything else is given, built once.

mod metrics;
mod zone;

use std::sync::Arc;

use anyhow::Context;

use zone::ZoneSource;

use crate::accounts::InFlight;
use crate::accounts::password::Passwords;
use crate::accounts::token::Guesses;
use platform::cache::{Cache, CacheConfig, Class, Monotonic, PostgresLog, SharedConfig, SqliteLog, Tail, Ttls};
use platform::clock::Clock;
use platform::config::{CacheSettings, Config};
use platform::db::{Db, Engine};
use platform::error::Result;
use platform::telemetry::Telemetry;

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
    /// The logins that are being checked.
    pub logins: InFlight,
    /// The sessions and API tokens whose last use is being written down.
    pub uses: InFlight,
    /// Who sends unknown API tokens, and how many.
    pub token_guesses: Guesses,
    /// Where finished requests are reported.
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
            bytes: config.cache.bytes,
            ttls: ttls(&config)?,
            loads: usize::try_from(loads).unwrap_or(1),
            ..CacheConfig::default()
        };
        let cache = match &config.cache.redis_url {
            None => Cache::new(cache, Monotonic::machine()),
            // The address is left out of the error: it may hold a password.
            Some(url) => {
                let shared = SharedConfig { timeout: config.cache.redis_timeout, ..SharedConfig::new(url) };
                Cache::with_shared(cache, Monotonic::machine(), shared)
                    .map_err(|_| anyhow::anyhow!("REDIS_URL is no address of a Redis server"))?
            }
        };
        let telemetry = Telemetry::start(&config.telemetry)?;
        Ok(Self {
            config: Arc::new(config),
            db,
            cache,
            passwords: Passwords::default(),
            logins: InFlight::default(),
            uses: InFlight::default(),
            token_guesses: Guesses::default(),
            telemetry,
        })
    }

    /// Lets the cache follow the database's commit log; from then on it serves, every own write reaches it first, and a
    /// change of the company's zone, on whichever node, is taken over.
    pub fn follow_log(&self) {
        let (reader, zone) = (self.db.reader(), self.db.zone());
        let tail = match self.db.engine() {
            Engine::Postgres => {
                Tail::spawn(&self.cache, ZoneSource::new(PostgresLog::new(reader), reader.clone(), zone.clone()))
            }
            Engine::Sqlite => {
                Tail::spawn(&self.cache, ZoneSource::new(SqliteLog::new(reader), reader.clone(), zone.clone()))
            }
        };
        self.db.follow(tail);
    }

    /// Takes over what the company's settings say about time; nothing before the company has been set up.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn reload_settings(&self) -> Result<()> {
        zone::reload(self.db.reader(), self.db.zone()).await
    }
}

/// The time to live of each class.
fn ttls(config: &Config) -> anyhow::Result<Ttls> {
    config.cache.ttls.iter().try_fold(Ttls::default(), |ttls, (name, ttl)| {
        let class = Class::from_name(name);
        let class = class.with_context(|| format!("{}: there is no class {name}", CacheSettings::TTLS))?;
        Ok(ttls.with(class, *ttl))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use platform::config::Source;

    #[test]
    fn a_class_is_kept_as_long_as_is_said_and_the_others_as_ever() {
        let of = |text: &str| ttls(&Config::from_source(&Source::of([("ERP_CACHE_TTLS", text)])).unwrap());
        let ttls = of("reports=60, settings=5").unwrap();
        assert_eq!(ttls.of(Class::Reports).as_secs(), 60);
        assert_eq!(ttls.of(Class::Settings).as_secs(), 5);
        assert_eq!(ttls.of(Class::ApiAnswers), Class::ApiAnswers.default_ttl());
        assert!(of("report=60").unwrap_err().to_string().contains("report"));
    }
}
