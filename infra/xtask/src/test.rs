//! `cargo xtask test`: all tests, stage by stage.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};
use clap::{Args, ValueEnum};

use crate::demo::Demo;
use crate::process::{TESTED, build_tested, cargo, run, say, stage};
use crate::programs::{self, Program};
use crate::repo::{self, Profile};
use crate::served::Served;
use crate::web;

/// Which tests.
#[derive(Args, Debug)]
pub(crate) struct Options {
    /// Leave the web app and the browser out
    #[arg(long, conflicts_with = "only")]
    quick: bool,
    /// Run one stage
    #[arg(long)]
    only: Option<Stage>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Stage {
    /// Unit, property and integration tests, on both engines
    Rust,
    /// The web app's build and its size budget
    Web,
    /// The public GraphQL-over-HTTP audits
    Audit,
    /// The web app in a real browser
    Browser,
}

impl Stage {
    /// Cheapest to fail first.
    const ALL: [Self; 4] = [Self::Rust, Self::Web, Self::Audit, Self::Browser];
    const QUICK: [Self; 2] = [Self::Rust, Self::Audit];

    fn needs(self) -> &'static [Program] {
        match self {
            Self::Rust => &[Program::Postgres, Program::Redis],
            Self::Web => &[],
            Self::Audit => &[Program::Node, Program::Npm],
            Self::Browser => &[Program::Node, Program::Npm, Program::Chromium],
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Rust => "rust",
            Self::Web => "web",
            Self::Audit => "audit",
            Self::Browser => "browser",
        }
    }

    fn run(self) -> Result<()> {
        match self {
            Self::Rust => rust(),
            Self::Web => web::build(&web::Options::default()).map(|built| say(&built.to_string())),
            Self::Audit => audit(),
            Self::Browser => browser(),
        }
    }
}

impl Options {
    fn stages(&self) -> Vec<Stage> {
        match self.only {
            Some(stage) => vec![stage],
            None if self.quick => Stage::QUICK.to_vec(),
            None => Stage::ALL.to_vec(),
        }
    }
}

/// Runs the stages that `options` ask for; stops at the first failure.
///
/// # Errors
/// That failure, or what is missing to run them.
pub(crate) fn run_stages(options: &Options) -> Result<()> {
    let stages = options.stages();
    let needed: Vec<Program> = stages.iter().flat_map(|stage| stage.needs()).copied().collect();
    // All of it before the first test, so that a missing browser is not told after twenty minutes.
    programs::ensure(&needed)?;
    fs::create_dir_all(folder()).with_context(|| format!("cannot make {}", folder().display()))?;
    for of in stages {
        stage(of.name(), || of.run())?;
    }
    say("all tests passed");
    Ok(())
}

/// What the stages leave for whoever looks into a failure.
fn folder() -> PathBuf {
    repo::target().join("xtask")
}

fn rust() -> Result<()> {
    if std::env::var_os("ERP_REAL_DATA").is_none() {
        say("ERP_REAL_DATA is not set: the import is tested on the repository's own file, not on real orders");
    }
    run(cargo(&["test"]).args(TESTED))?;
    web::ensure_target()?;
    run(&mut cargo(&["check", "--package", "domain", "--target", web::TARGET]))
}

fn audit() -> Result<()> {
    build_tested()?;
    let scripts = repo::root().join("server/tests/graphql_http_audit");
    run(Command::new("npm").args(["ci", "--no-audit", "--no-fund"]).current_dir(&scripts))?;
    let demo = fresh_demo("audit", Profile::Debug)?;
    let server = Served::start(
        &repo::erp(Profile::Debug),
        folder().join("audit-serve.log"),
        // The audits ask for the schema without logging in.
        &[("DATABASE_URL", &demo.url()), ("ERP_DEVELOPMENT", "true")],
    )?;
    run(Command::new("node").arg("audit.mjs").arg(format!("{}/graphql", server.url())).current_dir(&scripts))
}

fn browser() -> Result<()> {
    let built = web::build(&web::Options::default())?;
    build_tested()?;
    let scripts = repo::root().join("frontend/end2end");
    run(Command::new("npm").args(["ci", "--no-audit", "--no-fund"]).current_dir(&scripts))?;
    let chromium = Program::Chromium.find().context("Chromium is gone")?;
    // Each story starts a server and a database of its own.
    run(Command::new("npx")
        .args(["playwright", "test"])
        .env("ERP_BIN", repo::erp(Profile::Debug))
        .env("ERP_WEB_ROOT", &built.dir)
        .env("ERP_CHROMIUM", chromium)
        .current_dir(&scripts))
}

/// A demo company of this run alone.
fn fresh_demo(name: &str, profile: Profile) -> Result<Demo> {
    let data = folder().join(name);
    if data.exists() {
        fs::remove_dir_all(&data).with_context(|| format!("cannot empty {}", data.display()))?;
    }
    fs::create_dir_all(&data).with_context(|| format!("cannot make {}", data.display()))?;
    let demo = Demo::in_folder(data);
    demo.ensure(&repo::erp(profile))?;
    Ok(demo)
}

#[cfg(test)]
mod tests {
    use super::{Options, Stage};

    #[test]
    fn stages_follow_the_options() {
        assert_eq!(Options { quick: false, only: None }.stages(), Stage::ALL);
        assert_eq!(Options { quick: true, only: None }.stages(), [Stage::Rust, Stage::Audit]);
        assert_eq!(Options { quick: false, only: Some(Stage::Web) }.stages(), [Stage::Web]);
    }
}
