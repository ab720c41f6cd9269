//! `cargo xtask bench`: speed as ratios against yardsticks, measured in the same run, in turns.
//!
//! - An answer from the cache, against a bare axum handler that returns the same bytes.
//! - An uncached nested document, against `pgbench` running the least SQL that finds the same.
//! - Orders of three lines written, against `pgbench` running the bare inserts into tables of the same columns.
//! - What it costs that everything is told to a receiver of traces, metrics and log lines, whatever that one does
//!   (`--telemetry`, alone).
//! - How much slower lists and documents are in a company a hundred times as large (`--growth 100`, alone).
//! - The parts of which these are made, alone (criterion).
//!
//! Everything runs on one machine, load generator and databases included, so that all share what there is.

mod growth;
mod telemetry;

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use clap::Args;
use serde_json::Value;

use crate::company::{Company, Engine, Listening, built};
use crate::process::{cargo, output, run, say};

/// The least SQL behind the nested document: twenty orders from some place in the list, then what belongs to them.
const NESTED: &str = include_str!("bench/nested.sql");
/// Tables as the server's, without its triggers.
const BARE_TABLES: &str = include_str!("bench/bare-tables.sql");
/// An order of three lines.
const BARE_ORDER: &str = include_str!("bench/bare-order.sql");
/// Clients of pgbench: more than the cores keep busy, fewer than they fight over.
const PGBENCH_CLIENTS: &str = "16";

/// What is measured, and how long.
#[derive(Args, Clone, Debug)]
pub(crate) struct Options {
    /// What holds the data
    #[arg(long, value_enum, default_value_t = Engine::Postgres)]
    engine: Engine,
    /// The demo company: 1 is about 20 000 orders
    #[arg(long, default_value = "0.1")]
    scale: String,
    /// Connections to the server
    #[arg(long, default_value = "64")]
    users: String,
    /// Turns of each pair; the medians are told
    #[arg(long, default_value_t = 3)]
    rounds: usize,
    /// Seconds of one turn
    #[arg(long, default_value = "5")]
    seconds: String,
    /// Measures what telemetry costs, and nothing else
    #[arg(long)]
    telemetry: bool,
    /// Measures a company of this scale against one of scale 1, and nothing else; 100 takes 14 GB and 18 minutes to make
    #[arg(long, value_name = "SCALE")]
    growth: Option<String>,
    /// Leaves out the parts alone
    #[arg(long)]
    no_micro: bool,
}

/// Measures all of it.
///
/// # Errors
/// When something does not start or answers wrongly. A ratio that is not reached is told, and is no failure.
pub(crate) fn run_all(options: &Options) -> Result<()> {
    if let Some(scale) = &options.growth {
        return growth::measure(options, scale);
    }
    let company = Company::start(options.engine, &options.scale)?;
    let bench = Bench { options, company };
    say(&format!(
        "{:?}, demo company of scale {}, {} connections, {} turns of {} s each",
        options.engine, options.scale, options.users, options.rounds, options.seconds
    ));
    if options.telemetry {
        return bench.telemetry();
    }
    for (what, scenario) in
        [("dashboard from the cache", "one-answer"), ("list of 50 orders from the cache", "one-list")]
    {
        bench.cached(what, scenario)?;
    }
    bench.against_pgbench("nested document, not cached", "nested", NESTED, 40)?;
    if let Some(url) = bench.company.database() {
        run(psql(url)?.args(["--command", BARE_TABLES]))?;
    }
    bench.against_pgbench("order of three lines written", "order-entry", BARE_ORDER, 45)?;
    drop(bench);
    if !options.no_micro {
        run(&mut cargo(&["bench", "--package", "server", "--bench", "parts"]))?;
    }
    Ok(())
}

struct Bench<'a> {
    options: &'a Options,
    company: Company,
}

impl Bench<'_> {
    /// The server's answer against the same bytes from a bare handler.
    fn cached(&self, what: &str, scenario: &str) -> Result<()> {
        let file = self.company.folder().join(scenario);
        run(self.company.load().args(["--scenario", scenario, "--keep-answer"]).arg(&file))?;
        let bytes = fs::metadata(&file)?.len();
        let bare = Listening::start(Command::new(built("bare")).arg(&file))?;
        let (mut ours, mut yardstick) = (Vec::new(), Vec::new());
        for _ in 0..self.options.rounds {
            ours.push(self.requests_per_s(self.company.load(), scenario)?);
            let mut load = self.company.load_at(&bare.address);
            load.arg("--bare");
            yardstick.push(self.requests_per_s(load, scenario)?);
        }
        tell(&format!("{what}, {bytes} bytes"), &mut ours, Some(("a bare handler", &mut yardstick, 60)));
        Ok(())
    }

    /// The server against pgbench, where there is PostgreSQL.
    fn against_pgbench(&self, what: &str, scenario: &str, script: &str, wanted_percent: u64) -> Result<()> {
        let file = self.company.folder().join(format!("{scenario}.sql"));
        fs::write(&file, script)?;
        let (mut ours, mut yardstick) = (Vec::new(), Vec::new());
        for _ in 0..self.options.rounds {
            ours.push(self.requests_per_s(self.company.load(), scenario)?);
            if let Some(url) = self.company.database() {
                yardstick.push(self.transactions_per_s(url, &file)?);
            }
        }
        let yardstick = self.company.database().map(|_| ("pgbench", &mut yardstick, wanted_percent));
        tell(what, &mut ours, yardstick);
        Ok(())
    }

    fn requests_per_s(&self, load: Command, scenario: &str) -> Result<u64> {
        let report = self.report(load, scenario, &self.options.users)?;
        report.get("requests_per_s").and_then(Value::as_u64).context("the report tells no requests")
    }

    fn report(&self, mut load: Command, scenario: &str, users: &str) -> Result<Value> {
        let file = self.company.folder().join("report.json");
        let seconds = &self.options.seconds;
        load.args(["--scenario", scenario, "--users", users, "--seconds", seconds, "--ramp", "1", "--json"]).arg(&file);
        output(&mut load)?;
        let report: Value = serde_json::from_slice(&fs::read(&file)?)?;
        let errors = report.pointer("/total/errors").and_then(Value::as_u64).context("the report tells no errors")?;
        ensure!(errors == 0, "{errors} errors, the first: {:?}", report.get("first_error"));
        Ok(report)
    }

    fn transactions_per_s(&self, url: &str, script: &PathBuf) -> Result<u64> {
        let program = testkit::postgres_directory()?.join("pgbench");
        let mut pgbench = Command::new(program);
        pgbench.args(["--no-vacuum", "--protocol=prepared", "--jobs=2", "--client", PGBENCH_CLIENTS]);
        pgbench.args(["--time", &self.options.seconds, "--file"]).arg(script).arg(url);
        let told = output(&mut pgbench)?;
        let told = String::from_utf8_lossy(&told);
        let line = told.lines().find_map(|line| line.strip_prefix("tps = ")).context("pgbench tells no tps")?;
        line.split('.').next().and_then(|whole| whole.parse().ok()).with_context(|| line.to_owned())
    }
}

fn psql(url: &str) -> Result<Command> {
    let mut command = Command::new(testkit::postgres_directory()?.join("psql"));
    command.args(["--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", url]);
    Ok(command)
}

/// The median of some figures; zero of none.
fn median(figures: &mut [u64]) -> u64 {
    figures.sort_unstable();
    figures.get(figures.len() / 2).copied().unwrap_or(0)
}

fn tell(what: &str, ours: &mut [u64], yardstick: Option<(&str, &mut Vec<u64>, u64)>) {
    let ours = median(ours);
    let line = match yardstick {
        None => format!("{what}: {ours}/s"),
        Some((name, figures, wanted)) => {
            let other = median(figures);
            let percent = (ours * 100).checked_div(other).unwrap_or(0);
            let word = if percent >= wanted { "reached" } else { "not reached" };
            format!("{what}: {ours}/s, {name} {other}/s: {percent} % (aim {wanted} %: {word})")
        }
    };
    say(&line);
}

#[cfg(test)]
mod tests {
    use super::median;

    #[test]
    fn the_median_is_one_of_them() {
        assert_eq!(median(&mut [3, 1, 2]), 2);
        assert_eq!(median(&mut [4, 1]), 4);
        assert_eq!(median(&mut []), 0);
    }
}
