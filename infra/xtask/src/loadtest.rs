//! `cargo xtask loadtest`: a private company, and the load on it.

use anyhow::Result;
use clap::Args;

use crate::company::{Company, Engine};
use crate::process::{run, say};

/// What is put under load unless something else is asked for, and what it must be served like.
const USUAL: [&str; 6] = ["--users", "1000", "--think-ms", "500", "--thresholds", "loadtest/thresholds.toml"];

/// What is put under load, and how.
#[derive(Args, Clone, Debug)]
pub(crate) struct Options {
    /// What holds the data
    #[arg(long, value_enum, default_value_t = Engine::Postgres)]
    engine: Engine,
    /// The demo company: 1 is about 20 000 orders
    #[arg(long, default_value = "0.1")]
    scale: String,
    /// Passed on: users at once, scenario, model, report (`--users 500 --scenario shipping --html report.html`); without
    /// any, a thousand users who think half a second, and the thresholds of `loadtest/thresholds.toml`
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    load: Vec<String>,
}

/// Runs it; the last lines are the report.
///
/// # Errors
/// When a server does not start, or what had to be reached was missed.
pub(crate) fn run_load(options: &Options) -> Result<()> {
    let company = Company::start(options.engine, &options.scale)?;
    say(&format!("{:?}, demo company of scale {}", options.engine, options.scale));
    let mut load = company.load();
    if options.load.is_empty() {
        load.args(USUAL);
    }
    run(load.args(&options.load))
}
