//! `loadtest`: puts a running server under load as the web app's users would, and tells what it measured.
//!
//! Users are connections of their own; each does one request after the other (closed model), or requests are begun at a
//! given rate whether or not earlier ones have been answered, and waiting for a free user counts (open model). Reads are
//! the web app's own documents by their hash. `cargo xtask loadtest` starts a private server and runs this.

mod documents;
mod fresh;
mod hostile;
mod measure;
mod report;
mod run;
mod scenario;
mod wire;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::Context;
use clap::Parser;

use crate::report::{Report, Thresholds};
use crate::scenario::Scenario;

/// Puts a running server under load.
#[derive(Debug, Parser)]
#[command(name = "loadtest", version, about)]
pub(crate) struct Options {
    /// Where the server listens: HOST:PORT
    #[arg(long)]
    pub(crate) server: String,
    /// The e-mail to log in with
    #[arg(long, default_value = "admin@demo.example")]
    pub(crate) email: String,
    /// The password to log in with
    #[arg(long, env = "ERP_DEMO_PASSWORD", hide_env_values = true, default_value = "")]
    pub(crate) password: String,
    /// What the users do
    #[arg(long, value_enum, default_value_t = Scenario::Mix)]
    pub(crate) scenario: Scenario,
    /// Users at once, 1 to 2000
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=2000))]
    pub(crate) users: u32,
    /// Seconds that are measured
    #[arg(long, default_value_t = 30)]
    pub(crate) seconds: u64,
    /// Seconds over which the users arrive, before what is measured
    #[arg(long, default_value_t = 5)]
    pub(crate) ramp: u64,
    /// Milliseconds that a user thinks after an answer, on average (closed model)
    #[arg(long, default_value_t = 0)]
    pub(crate) think_ms: u64,
    /// Requests begun a second (open model); without it the model is closed
    #[arg(long)]
    pub(crate) rate: Option<u32>,
    /// A process whose processor time and memory are told, with its descendants': NAME=PID; may be given again
    #[arg(long = "process", value_parser = named_process)]
    pub(crate) processes: Vec<(String, u32)>,
    /// Sessions that the users share: people log in once and stay
    #[arg(long, default_value_t = 8)]
    pub(crate) sessions: u32,
    /// Writes the first answer's body to this file, and does no more
    #[arg(long, hide = true)]
    pub(crate) keep_answer: Option<PathBuf>,
    /// The server knows one answer alone and nobody logs in: the yardstick of `cargo xtask bench`
    #[arg(long, hide = true)]
    pub(crate) bare: bool,
    /// Writes the report as JSON to this file
    #[arg(long)]
    pub(crate) json: Option<PathBuf>,
    /// Writes the report with plots to this file
    #[arg(long)]
    pub(crate) html: Option<PathBuf>,
    /// What must be reached, as TOML; missed: exit 1
    #[arg(long)]
    pub(crate) thresholds: Option<PathBuf>,
}

fn main() -> ExitCode {
    match load() {
        Ok(missed) if missed.is_empty() => ExitCode::SUCCESS,
        Ok(missed) => {
            for line in missed {
                report::tell_error(&line);
            }
            ExitCode::FAILURE
        }
        Err(error) => {
            report::tell_error(&format!("loadtest: {error:#}"));
            ExitCode::from(2)
        }
    }
}

/// Runs and reports: what of the thresholds was missed.
fn load() -> anyhow::Result<Vec<String>> {
    let options = Options::parse();
    let thresholds = match &options.thresholds {
        Some(file) => Thresholds::read(file)?,
        None => Thresholds::default(),
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    if let Some(file) = &options.keep_answer {
        let answer = runtime.block_on(run::first_answer(&options))?;
        std::fs::write(file, answer).with_context(|| file.display().to_string())?;
        return Ok(Vec::new());
    }
    let measured = runtime.block_on(run::run(&options))?;
    let report = Report::new(&options, measured);
    report::tell(&report.text());
    if let Some(file) = &options.json {
        std::fs::write(file, report.json()?).with_context(|| file.display().to_string())?;
    }
    if let Some(file) = &options.html {
        std::fs::write(file, report.html()).with_context(|| file.display().to_string())?;
    }
    Ok(thresholds.missed(&report))
}

fn named_process(text: &str) -> Result<(String, u32), String> {
    let (name, pid) = text.split_once('=').ok_or("expected NAME=PID")?;
    Ok((name.to_owned(), pid.parse().map_err(|_| format!("{pid} is no process id"))?))
}

/// A duration in milliseconds with its fraction.
pub(crate) fn millis(duration: Duration) -> String {
    format!("{}.{:02}", duration.as_millis(), duration.subsec_micros() % 1000 / 10)
}
