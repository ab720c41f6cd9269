//! `cargo xtask test`: all tests, stage by stage.

use std::fs;
use std::process::Command;

use anyhow::{Context, Result};
use clap::{Args, ValueEnum};

use crate::demo::Demo;
use crate::process::{ALL, build_tested, cargo, run, say};
use crate::programs::{self, Program};
use crate::repo::{self, Profile};
use crate::served::Served;
use crate::stages::Stages;
use crate::web;

/// Which tests.
#[derive(Args, Debug)]
pub(crate) struct Options {
    /// Leave the web app and the browser out
    #[arg(long, conflicts_with = "only")]
    quick: bool,
    /// Run one stage, and those whose outcome it needs
    #[arg(long)]
    only: Option<Stage>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Stage {
    /// Compiles what is tested
    Build,
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
    const ALL: [Self; 5] = [Self::Build, Self::Rust, Self::Web, Self::Audit, Self::Browser];
    const QUICK: [Self; 3] = [Self::Build, Self::Rust, Self::Audit];

    /// The stage with those whose outcome it needs, in order.
    fn with_needed(self) -> &'static [Self] {
        match self {
            Self::Build => &[Self::Build],
            Self::Rust => &[Self::Build, Self::Rust],
            Self::Web => &[Self::Web],
            Self::Audit => &[Self::Build, Self::Audit],
            Self::Browser => &[Self::Build, Self::Web, Self::Browser],
        }
    }

    fn needs(self) -> &'static [Program] {
        match self {
            Self::Rust => &[Program::Postgres, Program::Redis],
            Self::Build | Self::Web => &[],
            Self::Audit => &[Program::Node, Program::Npm],
            Self::Browser => &[Program::Node, Program::Npm, Program::Chromium],
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Build => "build",
            Self::Rust => "rust",
            Self::Web => "web",
            Self::Audit => "audit",
            Self::Browser => "browser",
        }
    }

    fn run(self) -> Result<()> {
        match self {
            Self::Build => build_tested(),
            Self::Rust => rust(),
            Self::Web => web::build(web::Options::default()).map(drop),
            Self::Audit => audit(),
            Self::Browser => browser(),
        }
    }
}

impl Options {
    fn stages(&self) -> Vec<Stage> {
        match self.only {
            Some(stage) => stage.with_needed().to_vec(),
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
    let mut ran = Stages::go_on("test")?;
    // All of it before the first test, so that a missing browser is not told after twenty minutes.
    ran.run("programs", || programs::ensure(&needed))?;
    for stage in stages {
        ran.run(stage.name(), || stage.run())?;
    }
    say("all tests passed");
    ran.finish()
}

fn rust() -> Result<()> {
    if std::env::var_os("ERP_REAL_DATA").is_none() {
        say("ERP_REAL_DATA is not set: the import is tested on the repository's own file, not on real orders");
    }
    run(&mut cargo(&["test", ALL]))
}

fn audit() -> Result<()> {
    let scripts = repo::root().join("server/tests/graphql_http_audit");
    run(Command::new("npm").args(["ci", "--no-audit", "--no-fund"]).current_dir(&scripts))?;
    let demo = fresh_demo("audit", Profile::Debug)?;
    let server = Served::start(
        &repo::erp(Profile::Debug),
        repo::reports().join("audit-serve.log"),
        // The audits ask for the schema without logging in.
        &[("DATABASE_URL", &demo.url()), ("ERP_DEVELOPMENT", "true")],
    )?;
    run(Command::new("node").arg("audit.mjs").arg(format!("{}/graphql", server.url())).current_dir(&scripts))
}

fn browser() -> Result<()> {
    let scripts = repo::root().join("frontend/end2end");
    run(Command::new("npm").args(["ci", "--no-audit", "--no-fund"]).current_dir(&scripts))?;
    let chromium = Program::Chromium.find().context("Chromium is gone")?;
    // Each story starts a server and a database of its own.
    run(Command::new("npx")
        .args(["playwright", "test"])
        .env("ERP_BIN", repo::erp(Profile::Debug))
        .env("ERP_WEB_ROOT", web::folder(web::Options::default()))
        .env("ERP_CHROMIUM", chromium)
        .current_dir(&scripts))
}

/// A demo company of this run alone.
fn fresh_demo(name: &str, profile: Profile) -> Result<Demo> {
    let data = repo::reports().join(name);
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
        assert_eq!(Options { quick: true, only: None }.stages(), Stage::QUICK);
        assert_eq!(Options { quick: false, only: Some(Stage::Web) }.stages(), [Stage::Web]);
        let browser = [Stage::Build, Stage::Web, Stage::Browser];
        assert_eq!(Options { quick: false, only: Some(Stage::Browser) }.stages(), browser);
    }
}
