//! `cargo xtask lint`: format, lints, documentation, schema.

use anyhow::Result;

use crate::command::{cargo, step};
use crate::schema;

pub(crate) fn run() -> Result<()> {
    step("format", &mut cargo(&["fmt", "--all", "--check"])?)?;
    step("clippy", &mut cargo(&["clippy", "--all-targets", "--", "-D", "warnings"])?)?;
    let mut doc = cargo(&["doc", "--no-deps", "--package", "domain", "--package", "migration", "--package", "server"])?;
    step("documentation", doc.env("RUSTDOCFLAGS", "-D warnings"))?;
    schema::check()
}
