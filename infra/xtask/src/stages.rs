//! What the stages of `cargo xtask lint` and `cargo xtask test` took: told at their end, kept in
//! `target/xtask/stages.json`, and held to a bound where changes are checked (`.ci/run`): the day it grows is the day it
//! is seen.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use serde::{Deserialize, Serialize};

use crate::process::{say, stage};
use crate::repo;

/// The seconds that all stages may take together.
const BOUND: u64 = 40 * 60;
const FILE: &str = "stages.json";

/// A stage that has run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Ran {
    command: String,
    name: String,
    seconds: u64,
    ok: bool,
}

/// The stages since the list was begun.
#[derive(Debug)]
pub(crate) struct Stages {
    folder: PathBuf,
    command: &'static str,
    ran: Vec<Ran>,
}

impl Stages {
    /// Begins the list anew, with the stages of `command`.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(crate) fn begin(command: &'static str) -> Result<Self> {
        Self::with(repo::reports(), command, Vec::new())
    }

    /// Goes on with the list; what `command` added when it ran before is taken off.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(crate) fn go_on(command: &'static str) -> Result<Self> {
        let folder = repo::reports();
        let ran = before(&folder, command);
        Self::with(folder, command, ran)
    }

    fn with(folder: PathBuf, command: &'static str, ran: Vec<Ran>) -> Result<Self> {
        fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
        let stages = Self { folder, command, ran };
        stages.write()?;
        Ok(stages)
    }

    /// Runs a stage visibly, and notes what it took. When it fails, tells what all took so far.
    ///
    /// # Errors
    /// Those of the stage, with its name.
    pub(crate) fn run(&mut self, name: &str, run: impl FnOnce() -> Result<()>) -> Result<()> {
        let start = Instant::now();
        let result = stage(name, run);
        let (command, name) = (self.command.to_owned(), name.to_owned());
        self.ran.push(Ran { command, name, seconds: start.elapsed().as_secs(), ok: result.is_ok() });
        self.write()?;
        if result.is_err() {
            say(self.to_string().trim_end());
        }
        result
    }

    /// Tells what all took.
    ///
    /// # Errors
    /// When that is over the bound, and `CI` is set: what a machine takes that does other work beside says little.
    pub(crate) fn finish(self) -> Result<()> {
        say(self.to_string().trim_end());
        if std::env::var_os("CI").is_some() { self.check() } else { Ok(()) }
    }

    fn check(&self) -> Result<()> {
        let total = total(&self.ran);
        ensure!(total <= BOUND, "all stages took {}, more than {}", minutes(total), minutes(BOUND));
        Ok(())
    }

    fn write(&self) -> Result<()> {
        let path = self.folder.join(FILE);
        fs::write(&path, serde_json::to_vec_pretty(&self.ran)?)
            .with_context(|| format!("cannot write {}", path.display()))
    }
}

/// The stages of other commands that are on the list; none when there is no list.
fn before(folder: &Path, command: &str) -> Vec<Ran> {
    let text = fs::read(folder.join(FILE)).unwrap_or_default();
    let mut ran: Vec<Ran> = serde_json::from_slice(&text).unwrap_or_default();
    ran.retain(|ran| ran.command != command);
    ran
}

impl fmt::Display for Stages {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for Ran { command, name, seconds, ok } in &self.ran {
            let failed = if *ok { "" } else { "  FAILED" };
            writeln!(f, "{:>8}  {command} {name}{failed}", minutes(*seconds))?;
        }
        writeln!(f, "{:>8}  together, of {}", minutes(total(&self.ran)), minutes(BOUND))
    }
}

fn total(ran: &[Ran]) -> u64 {
    ran.iter().map(|ran| ran.seconds).sum()
}

/// As on a clock: 2:05.
fn minutes(seconds: u64) -> String {
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::{BOUND, Ran, Stages, before};

    fn ran(command: &str, name: &str, seconds: u64, ok: bool) -> Ran {
        Ran { command: command.to_owned(), name: name.to_owned(), seconds, ok }
    }

    fn stages(ran: Vec<Ran>) -> Stages {
        Stages { folder: PathBuf::new(), command: "test", ran }
    }

    #[test]
    fn the_table_tells_each_stage_and_the_sum() {
        let stages = stages(vec![ran("lint", "clippy", 125, true), ran("test", "rust", 600, false)]);
        assert_eq!(
            stages.to_string(),
            "    2:05  lint clippy\n   10:00  test rust  FAILED\n   12:05  together, of 40:00\n"
        );
    }

    #[test]
    fn the_bound_holds_for_all_together() {
        stages(vec![ran("lint", "clippy", BOUND - 60, true), ran("test", "rust", 60, true)]).check().unwrap();
        let over = stages(vec![ran("lint", "clippy", BOUND - 60, true), ran("test", "rust", 61, true)]);
        assert_eq!(over.check().unwrap_err().to_string(), "all stages took 40:01, more than 40:00");
    }

    #[test]
    fn a_command_that_runs_again_takes_its_own_place() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(before(folder.path(), "lint"), Vec::new());
        let mut lint = Stages::with(folder.path().to_owned(), "lint", Vec::new()).unwrap();
        lint.run("format", || Ok(())).unwrap();
        let begun = before(folder.path(), "test");
        let mut test = Stages::with(folder.path().to_owned(), "test", begun).unwrap();
        assert!(test.run("rust", || anyhow::bail!("no luck")).is_err());

        let kept = before(folder.path(), "prove");
        let shown: Vec<_> = kept.iter().map(|ran| (ran.command.as_str(), ran.name.as_str(), ran.ok)).collect();
        assert_eq!(shown, [("lint", "format", true), ("test", "rust", false)]);
        assert_eq!(before(folder.path(), "test").len(), 1);
    }
}
