//! Programs that cargo does not bring: found, else installed where that is allowed, else named with the command to get
//! them.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Result, bail};

use crate::process::{run, say};

/// A program that the tests need.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Program {
    /// `initdb`, `postgres`, `psql`: the integration tests start their own server.
    Postgres,
    /// `redis-server`: the cache's tests start their own.
    Redis,
    /// The browser of the browser tests.
    Chromium,
    /// Runs the audit and the browser tests.
    Node,
    /// Fetches what those two need.
    Npm,
}

impl Program {
    /// Its package on Debian and Ubuntu.
    fn package(self) -> &'static str {
        match self {
            Self::Postgres => "postgresql",
            Self::Redis => "redis-server",
            Self::Chromium => "chromium",
            Self::Node => "nodejs",
            Self::Npm => "npm",
        }
    }

    /// What it is for, in a message.
    fn about(self) -> &'static str {
        match self {
            Self::Postgres => "PostgreSQL 15 or newer (initdb, postgres and psql), for the integration tests",
            Self::Redis => "redis-server, for the integration tests",
            Self::Chromium => "Chromium, for the browser tests",
            Self::Node => "Node.js, for the GraphQL audit and the browser tests",
            Self::Npm => "npm, for the GraphQL audit and the browser tests",
        }
    }

    /// Where it is; none when it is not installed.
    pub(crate) fn find(self) -> Option<PathBuf> {
        match self {
            Self::Postgres => testkit::postgres_directory().ok(),
            Self::Redis => testkit::redis_program().ok(),
            Self::Chromium => on_path("chromium").or_else(|| on_path("chromium-browser")),
            Self::Node => on_path("node"),
            Self::Npm => on_path("npm"),
        }
    }
}

/// Makes sure that all of `needed` are there.
///
/// # Errors
/// When one is missing and may not be installed, or when installing fails: what is missing and how to get it.
pub(crate) fn ensure(needed: &[Program]) -> Result<()> {
    let missing = missing_of(needed);
    if missing.is_empty() {
        return Ok(());
    }
    let packages: Vec<&str> = missing.iter().map(|program| program.package()).collect();
    let Some(prefix) = installer() else { bail!(how_to_get(&missing)) };
    say(&format!("installing what is missing: {}", packages.join(" ")));
    run(apt(&prefix).arg("update"))?;
    run(apt(&prefix).args(["install", "--yes", "--no-install-recommends"]).args(&packages))?;
    let missing = missing_of(needed);
    if missing.is_empty() { Ok(()) } else { bail!(how_to_get(&missing)) }
}

/// Each once, however many stages need it.
fn missing_of(needed: &[Program]) -> Vec<Program> {
    let needed: BTreeSet<Program> = needed.iter().copied().collect();
    needed.into_iter().filter(|program| program.find().is_none()).collect()
}

/// One message for all that is missing.
fn how_to_get(missing: &[Program]) -> String {
    let mut message = "these programs are missing, and I may not install them here:\n".to_owned();
    for program in missing {
        message.push_str(&format!("  {}\n", program.about()));
    }
    let packages: Vec<&str> = missing.iter().map(|program| program.package()).collect();
    message.push_str(&format!("on Debian and Ubuntu: sudo apt-get install {}", packages.join(" ")));
    message
}

/// What to put before `apt-get`; none when there is no apt-get or no right to use it.
fn installer() -> Option<Vec<&'static str>> {
    on_path("apt-get")?;
    let quiet = |program: &str, arguments: &[&str]| {
        Command::new(program).args(arguments).stdin(Stdio::null()).stderr(Stdio::null()).output().ok()
    };
    if quiet("id", &["-u"]).is_some_and(|output| output.stdout.trim_ascii() == b"0") {
        return Some(Vec::new());
    }
    let sudo = quiet("sudo", &["-n", "true"]).is_some_and(|output| output.status.success());
    sudo.then(|| vec!["sudo", "-n"])
}

fn apt(prefix: &[&str]) -> Command {
    let mut words = prefix.iter().copied().chain(["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]);
    let mut command = Command::new(words.next().unwrap_or("env"));
    command.args(words);
    command
}

fn on_path(name: &str) -> Option<PathBuf> {
    path_folders().into_iter().map(|folder| folder.join(name)).find(|file| file.is_file())
}

fn path_folders() -> Vec<PathBuf> {
    std::env::var_os("PATH").map(|path| std::env::split_paths(&path).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{Program, apt, how_to_get, missing_of, on_path};

    #[test]
    fn the_message_names_all_that_is_missing_and_one_command() {
        let message = how_to_get(&[Program::Postgres, Program::Node]);
        assert!(message.contains("PostgreSQL 15") && message.contains("Node.js"), "{message}");
        assert!(message.ends_with("sudo apt-get install postgresql nodejs"), "{message}");
    }

    #[test]
    fn what_several_stages_need_is_looked_for_once() {
        let needed = [Program::Node, Program::Redis, Program::Chromium, Program::Node, Program::Redis];
        let missing = missing_of(&needed);
        assert!(missing.len() <= 3 && missing.is_sorted(), "{missing:?}");
        assert!(missing.iter().all(|program| program.find().is_none()));
    }

    #[test]
    fn without_root_the_installer_goes_through_sudo() {
        assert_eq!(apt(&["sudo", "-n"]).get_program(), "sudo");
        assert_eq!(apt(&[]).get_program(), "env");
    }

    #[test]
    fn a_program_is_found_on_the_path() {
        assert!(on_path("cargo").is_some());
        assert!(on_path("no-such-program-anywhere").is_none());
    }
}
