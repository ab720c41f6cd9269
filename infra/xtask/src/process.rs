//! Running other programs, visibly.

use std::io::Write;
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, ensure};

use crate::repo::{self, Profile};

/// A line for whoever watches.
pub(crate) fn say(line: &str) {
    // A closed pipe is no reason to stop.
    drop(writeln!(std::io::stdout(), "{line}"));
}

/// A call of cargo from the repository's top.
pub(crate) fn cargo(arguments: &[&str]) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(arguments).current_dir(repo::root());
    without_ours(&mut command);
    command
}

/// Takes away what the cargo that runs us says of this package: build scripts that look at it would run again each time
/// that a build of ours follows one by hand.
pub(crate) fn without_ours(command: &mut Command) -> &mut Command {
    for (name, _) in std::env::vars_os() {
        if ["CARGO_PKG_", "CARGO_MANIFEST_"].iter().any(|of| name.to_string_lossy().starts_with(of)) {
            command.env_remove(name);
        }
    }
    command
}

/// Runs `command` with its output shown.
///
/// # Errors
/// When it cannot start or does not succeed.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let line = shown(command);
    say(&format!("$ {line}"));
    let status = command.status().with_context(|| format!("cannot start `{line}`"))?;
    ensure!(status.success(), "`{line}` failed ({status})");
    Ok(())
}

/// What `command` writes to its standard output.
///
/// # Errors
/// When it cannot start or does not succeed.
pub(crate) fn output(command: &mut Command) -> Result<Vec<u8>> {
    let line = shown(command);
    let output = command.output().with_context(|| format!("cannot start `{line}`"))?;
    ensure!(
        output.status.success(),
        "`{line}` failed ({})\n{}",
        output.status,
        String::from_utf8_lossy(&output.stderr).trim_end()
    );
    Ok(output.stdout)
}

/// What is linted, documented and tested: everything, the web app's logic too. The features of dependencies follow from
/// what is selected, so every step selects the same and finds what the one before has built.
pub(crate) const ALL: &str = "--workspace";

/// Builds a program of ours, unoptimised.
///
/// # Errors
/// When it does not compile.
pub(crate) fn build_bin(name: &str) -> Result<()> {
    run(&mut cargo(&["build", ALL, "--bin", name]))
}

/// Builds the server's program.
///
/// # Errors
/// When it does not compile.
pub(crate) fn build_erp(profile: Profile) -> Result<()> {
    match profile {
        Profile::Debug => build_bin("erp"),
        // With its own features alone: it is what runs, or is measured.
        Profile::Quick | Profile::Release => {
            run(&mut cargo(&["build", "--package", "server", "--bin", "erp", "--profile", profile.name()]))
        }
    }
}

/// Builds the server's program for tests, with the tests.
///
/// # Errors
/// When something does not compile.
pub(crate) fn build_tested() -> Result<()> {
    run(&mut cargo(&["test", ALL, "--no-run"]))
}

/// Runs `stage` between a line that names it and one with its duration.
///
/// # Errors
/// Those of `stage`, with its name.
pub(crate) fn stage(name: &str, stage: impl FnOnce() -> Result<()>) -> Result<()> {
    say(&format!("==> {name}"));
    let start = Instant::now();
    let result = stage();
    let word = if result.is_ok() { "ok" } else { "FAILED" };
    say(&format!("==> {name}: {word} in {:?}", rounded(start)));
    result.with_context(|| format!("stage `{name}` failed"))
}

fn rounded(start: Instant) -> std::time::Duration {
    std::time::Duration::from_millis(u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX))
}

/// A command as one would type it, without its environment: that may hold a password.
fn shown(command: &Command) -> String {
    let words = [command.get_program()].into_iter().chain(command.get_args());
    words.map(|word| word.to_string_lossy().into_owned()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::{output, run, stage};

    #[test]
    fn a_failed_command_is_named_with_what_it_said() {
        let error = output(Command::new("sh").args(["-c", "echo because >&2; exit 3"])).unwrap_err().to_string();
        assert!(error.contains("exit 3") && error.contains("because"), "{error}");
        assert!(run(&mut Command::new("no-such-program-anywhere")).unwrap_err().to_string().contains("cannot start"));
    }

    #[test]
    fn a_failed_stage_is_named_first() {
        let error = stage("browser", || anyhow::bail!("no window")).unwrap_err();
        assert_eq!(format!("{error:#}"), "stage `browser` failed: no window");
        assert!(stage("rust", || Ok(())).is_ok());
    }
}
