//! A private company to be measured: release builds, servers of its own that keep what they commit, a demo company, and
//! the load generator pointed at it.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use clap::ValueEnum;
use tempfile::TempDir;
use testkit::{Postgres, Redis};

use crate::demo::PASSWORD;
use crate::process::{build_erp, cargo, run};
use crate::repo::{self, Profile};

/// The password of the demo company, which is gone with the run.
const DEMO_PASSWORD: &str = "for the load test alone";

/// What holds the data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Engine {
    /// PostgreSQL with Redis
    Postgres,
    /// SQLite alone
    Sqlite,
}

/// A served demo company. All of it goes with this value.
pub(crate) struct Company {
    // In this order: the server goes before what it stands on.
    serving: Listening,
    servers: Option<(Postgres, Redis)>,
    url: String,
    folder: TempDir,
}

impl Company {
    /// Builds what is measured, and starts it; `scale` 1 is about 20 000 orders.
    ///
    /// # Errors
    /// When something does not compile or start.
    pub(crate) fn start(engine: Engine, scale: &str) -> Result<Self> {
        build_erp(Profile::Release)?;
        run(&mut cargo(&["build", "--release", "--package", "loadtest"]))?;
        let folder = tempfile::tempdir()?;
        let servers = match engine {
            Engine::Postgres => Some((Postgres::start_durable()?, Redis::start()?)),
            Engine::Sqlite => None,
        };
        let url = match &servers {
            Some((postgres, _)) => postgres.fresh_database()?,
            None => format!("sqlite:{}", folder.path().join("erp.db").display()),
        };
        let erp = || erp(&url, servers.as_ref(), folder.path());
        run(erp().args(["migrate", "up"]))?;
        run(erp().args(["demo", "--scale", scale]))?;
        let serving = Listening::start(erp().arg("serve"))?;
        Ok(Self { serving, servers, url, folder })
    }

    /// Another server over the same data, with these settings.
    pub(crate) fn another(&self, settings: &[(&str, &str)]) -> Result<Listening> {
        let mut command = erp(&self.url, self.servers.as_ref(), self.folder.path());
        Listening::start(command.envs(settings.iter().copied()).arg("serve"))
    }

    /// Its server.
    pub(crate) fn serving(&self) -> &Listening {
        &self.serving
    }

    /// The load generator, pointed at this company, with the processes whose cost it tells.
    pub(crate) fn load(&self) -> Command {
        let mut command = self.load_at(&self.serving.address);
        command.args(["--process", &format!("erp={}", self.serving.id())]);
        if let Some((postgres, redis)) = &self.servers {
            command.args(["--process", &format!("postgres={}", postgres.ancestor())]);
            command.args(["--process", &format!("redis={}", redis.ancestor())]);
        }
        command
    }

    /// The load generator, pointed at another server.
    pub(crate) fn load_at(&self, address: &str) -> Command {
        let mut command = Command::new(built("loadtest"));
        command.args(["--server", address]).env(PASSWORD, DEMO_PASSWORD).current_dir(repo::root());
        command
    }

    /// The address of its database, where that is a server.
    pub(crate) fn database(&self) -> Option<&str> {
        self.servers.as_ref().map(|_| self.url.as_str())
    }

    /// A folder that goes with it.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }
}

/// The program, set up for a company's data.
fn erp(url: &str, servers: Option<&(Postgres, Redis)>, folder: &Path) -> Command {
    let mut command = Command::new(repo::erp(Profile::Release));
    command.env("DATABASE_URL", url).env(PASSWORD, DEMO_PASSWORD).env("ERP_LISTEN", "127.0.0.1:0");
    command.env("ERP_LOG", "warn").env("ERP_WEB_ROOT", folder.join("no-web"));
    if let Some((_, redis)) = servers {
        command.env("REDIS_URL", redis.url());
    }
    command
}

/// A program of the load generator's package, as it was built for a company.
pub(crate) fn built(name: &str) -> PathBuf {
    repo::erp(Profile::Release).with_file_name(name)
}

/// A server that ends with this value.
pub(crate) struct Listening {
    child: Child,
    pub(crate) address: String,
}

impl Listening {
    /// Starts a server that first of all prints where it listens.
    ///
    /// # Errors
    /// When it stops at once.
    pub(crate) fn start(command: &mut Command) -> Result<Self> {
        let mut child = command.stdout(Stdio::piped()).spawn().context("cannot start a server")?;
        let out = child.stdout.take().context("a server has no output")?;
        let mut line = String::new();
        BufReader::new(out).read_line(&mut line)?;
        let address = line.trim().split_once("http://").map(|(_, address)| address.to_owned());
        ensure!(address.is_some(), "a server stopped at once");
        Ok(Self { child, address: address.unwrap_or_default() })
    }

    /// Its process.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Asks it to end: how long that took.
    ///
    /// # Errors
    /// When it does not end as asked.
    pub(crate) fn end(mut self) -> Result<Duration> {
        let asked = Instant::now();
        run(Command::new("kill").arg(self.id().to_string()))?;
        let status = self.child.wait()?;
        ensure!(status.success(), "a server ended with {status}");
        Ok(asked.elapsed())
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        // It was ours alone; gone already is as good.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
