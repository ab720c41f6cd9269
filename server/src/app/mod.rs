//! The application: what everything else is given, built once.

mod clock;

use std::sync::Arc;

pub use clock::Clock;

use crate::accounts::password::Passwords;
use crate::config::Config;
use crate::db::Db;
use crate::error::{Error, Result};
use crate::settings;

/// Configuration, database and clock; cheap to clone.
#[derive(Clone, Debug)]
pub struct App {
    /// Everything that can be set.
    pub config: Arc<Config>,
    /// The database.
    pub db: Db,
    /// The gate before the hashing of passwords.
    pub passwords: Passwords,
}

impl App {
    /// Connects to what `config` names.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn connect(config: Config, clock: Clock) -> anyhow::Result<Self> {
        let db = Db::connect(&config.database, clock).await?;
        Ok(Self { config: Arc::new(config), db, passwords: Passwords::default() })
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
