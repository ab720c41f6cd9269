//! `cargo xtask test`: every test there is.

use std::process::Command;

use anyhow::Result;

use crate::command::{cargo, say, step};
use crate::tools;

const WASM: &str = "wasm32-unknown-unknown";

pub(crate) fn run() -> Result<()> {
    tools::ensure_postgres()?;
    match std::env::var("ERP_REAL_DATA") {
        Ok(folder) => say(&format!("real data: {folder}"))?,
        Err(_) => say("real data: ERP_REAL_DATA is not set, the tests on a real company's orders do not run")?,
    }
    step("tests", &mut cargo(&["test"])?)?;
    step("wasm32 target", Command::new("rustup").args(["target", "add", WASM]))?;
    step("rules in the browser", &mut cargo(&["check", "--package", "domain", "--target", WASM])?)
}
