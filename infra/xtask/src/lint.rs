//! `cargo xtask lint`: everything that is wrong without running it.

use anyhow::Result;

use crate::process::{cargo, run, stage};
use crate::{repo, schema, web};

/// Checks format, lints, documentation, tidy rules and the schema's freshness; stops at the first failure.
///
/// # Errors
/// That failure.
pub(crate) fn run_all() -> Result<()> {
    stage("format", || run(&mut cargo(&["fmt", "--all", "--check"])))?;
    stage("tidy", || run(&mut cargo(&["test", "--package", "xtask", "--test", "tidy"])))?;
    stage("clippy", || {
        run(&mut cargo(&["clippy", "--workspace", "--exclude", "frontend", "--all-targets", "--", "-Dwarnings"]))
    })?;
    stage("clippy of the web app", || {
        web::ensure_target()?;
        let mut command = cargo(&["clippy", "--package", "frontend", "--target", web::TARGET, "--target-dir"]);
        // The page of all components is part of it: what ships without it is compiled by `cargo xtask web`.
        run(command.arg(repo::target().join("wasm-check")).args(["--features", "gallery", "--", "-Dwarnings"]))
    })?;
    stage("documentation", || {
        let mut command =
            cargo(&["doc", "--no-deps", "--package", "domain", "--package", "migration", "--package", "server"]);
        run(command.env("RUSTDOCFLAGS", "-Dwarnings"))
    })?;
    stage("schema", schema::check)
}
