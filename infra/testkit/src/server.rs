//! The server, and databases on it.

use std::collections::BTreeSet;
use std::process::Command;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use crate::Error;
use crate::launch::{self, Durability, ROLE, Running};

/// Starts that may fail because somebody took the chosen port first.
const ATTEMPTS: u32 = 3;

/// A private PostgreSQL server. Dropping it stops it; so does the end of the process.
pub struct Postgres {
    running: Running,
    databases: AtomicU64,
    templates: Mutex<BTreeSet<String>>,
}

impl Postgres {
    /// Starts a server with an empty data directory. Takes a second or two.
    ///
    /// # Errors
    /// When PostgreSQL is not installed, with what to install, or does not start, with its log.
    pub fn start() -> Result<Self, Error> {
        Self::launch(Durability::None)
    }

    /// Starts a server that keeps what it has committed, for what is measured: a test's own gives that up for speed.
    ///
    /// # Errors
    /// As [`Self::start`].
    pub fn start_durable() -> Result<Self, Error> {
        Self::launch(Durability::Full)
    }

    fn launch(durability: Durability) -> Result<Self, Error> {
        let mut attempt = 1;
        let running = loop {
            match launch::start(durability) {
                Ok(running) => break running,
                Err(error) if attempt < ATTEMPTS && error.to_string().contains("could not bind") => attempt += 1,
                Err(error) => return Err(error),
            }
        };
        Ok(Self { running, databases: AtomicU64::new(0), templates: Mutex::default() })
    }

    /// The address of the server's maintenance database, for what concerns the whole server.
    #[must_use]
    pub fn url(&self) -> String {
        self.url_of("postgres")
    }

    /// The address of the database `name` on this server, whether it exists or not.
    #[must_use]
    pub fn url_of(&self, name: &str) -> String {
        format!("postgres://{ROLE}@127.0.0.1:{}/{name}", self.running.port)
    }

    /// A process whose descendants are the server's processes.
    #[must_use]
    pub fn ancestor(&self) -> u32 {
        self.running.watchdog.id()
    }

    /// The port on 127.0.0.1; the user is `erp_test`, without a password.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.running.port
    }

    /// Makes an empty database of a name not used before and returns its address.
    ///
    /// # Errors
    /// When the server refuses.
    pub fn fresh_database(&self) -> Result<String, Error> {
        self.create("template0")
    }

    /// Makes a copy of the database `template` under a name not used before and returns its address. Nobody may be
    /// connected to the template.
    ///
    /// # Errors
    /// When there is no such database or somebody is connected to it.
    pub fn fresh_from_template(&self, template: &str) -> Result<String, Error> {
        self.create(template)
    }

    /// Has the database `template` filled by `fill` (given its address) when this is the first call for it. `fill` closes
    /// its connections before it returns. Calls take turns, so tests may race to be the first.
    ///
    /// # Errors
    /// When the database cannot be made, or what `fill` returns; the next call then tries again.
    pub fn prepare<E: std::fmt::Display>(
        &self,
        template: &str,
        fill: impl FnOnce(&str) -> Result<(), E>,
    ) -> Result<(), Error> {
        let mut templates = self.templates.lock().unwrap_or_else(PoisonError::into_inner);
        if templates.contains(template) {
            return Ok(());
        }
        self.sql(&format!("DROP DATABASE IF EXISTS {}", quoted(template)))?;
        self.sql(&format!("CREATE DATABASE {} TEMPLATE template0", quoted(template)))?;
        fill(&self.url_of(template)).map_err(|cause| Error::because(format!("cannot prepare {template}"), cause))?;
        templates.insert(template.to_owned());
        Ok(())
    }

    /// Drops the database at an address that this server gave out, with whoever is connected to it.
    ///
    /// # Errors
    /// When there is no such database.
    pub fn drop_database(&self, url: &str) -> Result<(), Error> {
        let name = url.rsplit('/').next().unwrap_or_default();
        self.sql(&format!("DROP DATABASE {} WITH (FORCE)", quoted(name)))
    }

    fn create(&self, template: &str) -> Result<String, Error> {
        let name = format!("test_{}", self.databases.fetch_add(1, Ordering::Relaxed));
        self.sql(&format!("CREATE DATABASE {name} TEMPLATE {}", quoted(template)))?;
        Ok(self.url_of(&name))
    }

    fn sql(&self, statement: &str) -> Result<(), Error> {
        let output = Command::new(self.running.programs.join("psql"))
            .args(["--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--command", statement, &self.url()])
            .output()
            .map_err(|cause| Error::because("cannot run psql", cause))?;
        if output.status.success() {
            return Ok(());
        }
        Err(Error::because(statement, String::from_utf8_lossy(&output.stderr).trim()))
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        launch::stop(&mut self.running.watchdog);
    }
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
