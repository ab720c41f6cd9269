//! Programs that tests need beside cargo: found, or installed where that is possible and allowed.

use std::path::Path;
use std::process::Command;

use anyhow::{Result, bail};

use crate::command::{say, step};

/// A program and the Debian package that brings it.
struct Tool {
    what: &'static str,
    package: &'static str,
    found: fn() -> bool,
}

const POSTGRES: Tool = Tool { what: "PostgreSQL's server", package: "postgresql", found: has_postgres };

/// Finds PostgreSQL, or installs it.
///
/// # Errors
/// What is missing and how to get it.
pub(crate) fn ensure_postgres() -> Result<()> {
    ensure(&POSTGRES)
}

fn ensure(tool: &Tool) -> Result<()> {
    if (tool.found)() {
        return Ok(());
    }
    let (Some(mut update), Some(mut install)) = (installer(), installer()) else {
        bail!("{} is missing: install it, on Debian or Ubuntu with `apt-get install {}`", tool.what, tool.package);
    };
    say(&format!("{} is missing: installing the package {}", tool.what, tool.package))?;
    step("package lists", update.args(["apt-get", "update", "-q"]))?;
    let quietly = ["DEBIAN_FRONTEND=noninteractive", "apt-get", "install", "-y", "-q", "--no-install-recommends"];
    step("install", install.args(quietly).arg(tool.package))?;
    if (tool.found)() { Ok(()) } else { bail!("{} is still missing after its installation", tool.what) }
}

fn has_postgres() -> bool {
    on_path("postgres") || Path::new("/usr/lib/postgresql").is_dir()
}

fn on_path(program: &str) -> bool {
    std::env::var_os("PATH")
        .is_some_and(|path| std::env::split_paths(&path).any(|folder| folder.join(program).is_file()))
}

/// `env` as root, or `sudo -n env`; none without apt-get or the right.
fn installer() -> Option<Command> {
    if !on_path("apt-get") {
        return None;
    }
    let root = Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout == b"0\n");
    if root {
        return Some(Command::new("env"));
    }
    let sudo = Command::new("sudo").args(["-n", "true"]).output().is_ok_and(|output| output.status.success());
    sudo.then(|| {
        let mut command = Command::new("sudo");
        command.args(["-n", "env"]);
        command
    })
}
