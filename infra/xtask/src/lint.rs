//! `cargo xtask lint`: everything that is wrong without running it.

use anyhow::Result;

use crate::process::{ALL, build_tested, cargo, run};
use crate::schema;
use crate::stages::Stages;

/// Checks format, lints, documentation, tidy rules and the schema's freshness; stops at the first failure.
///
/// # Errors
/// That failure.
pub(crate) fn run_all() -> Result<()> {
    let mut stages = Stages::begin("lint")?;
    stages.run("format", || run(&mut cargo(&["fmt", "--all", "--check"])))?;
    stages.run("tidy", || run(&mut cargo(&["test", "--package", "xtask", "--test", "tidy"])))?;
    stages.run("clippy", || {
        // The web app's page of all components is part of it: what ships without it is compiled by `cargo xtask web`.
        run(cargo(&["clippy", ALL, "--all-targets"]).args(["--features", "frontend/gallery", "--", "-Dwarnings"]))
    })?;
    stages.run("documentation", || {
        // There are no examples. To ask for them makes the features of dependencies those that clippy has checked: what
        // only tests depend on counts as well.
        let mut command = cargo(&["doc", ALL, "--no-deps", "--lib", "--bins", "--examples"]);
        run(command.env("RUSTDOCFLAGS", "-Dwarnings"))
    })?;
    stages.run("build", build_tested)?;
    stages.run("schema", schema::check)?;
    stages.finish()
}
