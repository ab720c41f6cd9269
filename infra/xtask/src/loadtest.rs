//! `cargo xtask loadtest`: private servers, a demo company, and the load on it.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, ensure};
use clap::{Args, ValueEnum};
use testkit::{Postgres, Redis};

use crate::demo::PASSWORD;
use crate::process::{build_erp, cargo, run, say};
use crate::repo::{self, Profile};

/// The password of the demo company, which is gone with the run.
const DEMO_PASSWORD: &str = "for the load test alone";

/// What is put under load, and how.
#[derive(Args, Clone, Debug)]
pub(crate) struct Options {
    /// What holds the data: PostgreSQL with Redis, or SQLite alone
    #[arg(long, value_enum, default_value_t = Engine::Postgres)]
    engine: Engine,
    /// The demo company: 1 is about 20 000 orders
    #[arg(long, default_value = "0.1")]
    scale: String,
    /// Passed on: users at once, scenario, model, report (`--users 1000 --scenario mix --html report.html`)
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    load: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Engine {
    Postgres,
    Sqlite,
}

/// Runs it; the last lines are the report.
///
/// # Errors
/// When a server does not start, or what had to be reached was missed.
pub(crate) fn run_load(options: &Options) -> Result<()> {
    build_erp(Profile::Release)?;
    run(&mut cargo(&["build", "--release", "--package", "loadtest"]))?;
    let folder = tempfile::tempdir()?;
    let servers = match options.engine {
        Engine::Postgres => Some((Postgres::start()?, Redis::start()?)),
        Engine::Sqlite => None,
    };
    let url = match &servers {
        Some((postgres, _)) => postgres.fresh_database()?,
        None => format!("sqlite:{}", folder.path().join("erp.db").display()),
    };
    let erp = || {
        let mut command = Command::new(repo::erp(Profile::Release));
        command.env("DATABASE_URL", &url).env(PASSWORD, DEMO_PASSWORD).env("ERP_LISTEN", "127.0.0.1:0");
        command.env("ERP_LOG", "warn").env("ERP_WEB_ROOT", folder.path().join("no-web"));
        if let Some((_, redis)) = &servers {
            command.env("REDIS_URL", redis.url());
        }
        command
    };
    run(erp().args(["migrate", "up"]))?;
    run(erp().args(["demo", "--scale", &options.scale]))?;
    let serving = Serving::start(erp().arg("serve"))?;
    let load = repo::erp(Profile::Release).with_file_name("loadtest");
    let mut command = Command::new(load);
    command.args(["--server", &serving.address, "--pid", &serving.child.id().to_string()]);
    command.args(&options.load).env(PASSWORD, DEMO_PASSWORD).current_dir(repo::root());
    say(&format!("{:?}, demo company of scale {}", options.engine, options.scale));
    run(&mut command)
}

/// A server that ends with this value.
struct Serving {
    child: Child,
    address: String,
}

impl Serving {
    fn start(command: &mut Command) -> Result<Self> {
        let mut child = command.stdout(Stdio::piped()).spawn().context("cannot start erp serve")?;
        let out = child.stdout.take().context("erp serve has no output")?;
        let mut line = String::new();
        BufReader::new(out).read_line(&mut line)?;
        let address = line.trim().split_once("http://").map(|(_, address)| address.to_owned());
        ensure!(address.is_some(), "erp serve stopped at once");
        Ok(Self { child, address: address.unwrap_or_default() })
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        // It was ours alone; gone already is as good.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
