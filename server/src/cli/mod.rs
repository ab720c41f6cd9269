//! The commands of `erp`: what each takes and does.
//!
//! Exit 0 only on success. Errors go to standard error, one line first, causes after. What a command is asked for goes
//! to standard output.

mod alerts;
mod cache;
mod demo;
mod import;
mod migrate;
mod progress;
mod user;

use std::io::Write;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::anyhow;
use clap::{Parser, Subcommand};
use tokio_util::sync::CancellationToken;

use crate::http;
use business::app::App;
use platform::clock::Clock;
use platform::config::Config;
use platform::error::Error;
use platform::telemetry;
use platform::telemetry::logs::Logs;

/// From the signal to the end of the process, at most: what a supervisor waits before it kills.
const EXIT_WITHIN: Duration = Duration::from_secs(29);

/// Runs the command that the process was called with.
pub fn main() -> ExitCode {
    let command = Erp::parse();
    let done = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(anyhow::Error::from)
        .and_then(|runtime| runtime.block_on(command.run()));
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail(&error),
    }
}

/// Context7 ERP: one server for customers, products, stock and sales orders.
#[derive(Debug, Parser)]
#[command(name = "erp", version, about)]
struct Erp {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serves the API and the web app until SIGTERM or Ctrl+C.
    #[command(after_long_help = Config::reference(), after_help = Config::reference())]
    Serve,
    /// Brings the database to the schema of this build, or back.
    Migrate {
        #[command(subcommand)]
        direction: migrate::Direction,
    },
    /// Fills an empty database with a company to try things with.
    Demo(demo::Demo),
    /// Imports data of another system from a CSV file.
    Import {
        #[command(subcommand)]
        what: import::What,
    },
    /// Shows what the nodes' caches share, or purges them.
    Cache {
        #[command(subcommand)]
        action: cache::Action,
    },
    /// Prints the alert rules, as they are set up.
    Alerts(alerts::Alerts),
    /// Prints the API's schema (GraphQL SDL, sorted).
    Schema,
    /// Makes user accounts.
    User {
        #[command(subcommand)]
        action: user::Action,
    },
}

impl Erp {
    async fn run(self) -> anyhow::Result<()> {
        match self.command {
            Command::Schema => print(&business::schema::sdl()),
            Command::Serve => serve().await,
            Command::Alerts(alerts) => alerts::run(&alerts, &Config::load()?),
            Command::Migrate { direction } => migrate::run(direction, &connect().await?).await,
            Command::Demo(demo) => demo::run(demo, &open().await?).await,
            Command::Import { what } => import::run(what, &open().await?).await,
            Command::Cache { action } => cache::run(action, &open().await?).await,
            Command::User { action } => user::run(action, &open().await?).await,
        }
    }
}

/// Prints what went wrong on standard error: one line first, its causes after.
fn fail(error: &anyhow::Error) -> ExitCode {
    let mut err = std::io::stderr().lock();
    let mut written = writeln!(err, "erp: {error}");
    for cause in error.chain().skip(1) {
        written = written.and_then(|()| writeln!(err, "  because: {cause}"));
    }
    // Standard error is gone: there is nowhere left to write.
    drop(written);
    ExitCode::FAILURE
}

/// Prints to standard output.
pub(crate) fn print(text: &str) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes())?;
    if !text.ends_with('\n') {
        out.write_all(b"\n")?;
    }
    Ok(out.flush()?)
}

/// An error of a service, for a person to read.
fn readable(error: Error) -> anyhow::Error {
    match error {
        Error::Refused(refusal) => anyhow!("{} ({})", refusal.message(), refusal.field.as_deref().unwrap_or("-")),
        Error::BadInput { message, .. } => anyhow!(message),
        Error::Internal(cause) => anyhow!("{cause:#}"),
        other => anyhow!("{other:?}"),
    }
}

/// The application for a command that works with the data of the company.
async fn open() -> anyhow::Result<App> {
    let app = connect().await?;
    migrate::expect_current(&app).await?;
    Ok(app)
}

/// The application, whatever the state of its database.
async fn connect() -> anyhow::Result<App> {
    let config = Config::load()?;
    start_log(&config, &Logs::default())?;
    App::connect(config, Clock::System).await
}

fn start_log(config: &Config, logs: &Logs) -> anyhow::Result<()> {
    let format =
        if config.server.log_json { telemetry::setup::LogFormat::Json } else { telemetry::setup::LogFormat::Auto };
    let settings = telemetry::setup::LogSettings { filter: config.server.log.clone(), format };
    telemetry::setup::init(&settings, logs).map_err(|refused| anyhow::anyhow!("ERP_LOG: {refused:?}"))
}

async fn serve() -> anyhow::Result<()> {
    let config = Config::load()?;
    let logs = Logs::start(&config.telemetry, telemetry::resource(&config.telemetry))?;
    start_log(&config, &logs)?;
    let app = App::connect(config, Clock::System).await?;
    migrate::expect_current(&app).await?;
    let draining = CancellationToken::new();
    tokio::spawn(stop_on_signal(draining.clone()));
    let ready = |address| {
        // Without standard output there is still the log.
        let _ = print(&format!("Context7 ERP listens on http://{address}"));
        tracing::info!(%address, "listening");
    };
    let served = http::serve::serve(app, draining, ready).await;
    telemetry::within(telemetry::FLUSH_LOGS, move || logs.stop(telemetry::FLUSH_LOGS)).await;
    served
}

async fn stop_on_signal(draining: CancellationToken) {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else { return };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
    }
    tracing::info!("draining");
    draining.cancel();
    // A thread of its own: whatever hangs, the runtime too, a supervisor does not wait longer.
    std::thread::spawn(|| {
        std::thread::sleep(EXIT_WITHIN);
        tracing::error!("not stopped in time: giving up what still runs");
        std::process::exit(1);
    });
}
