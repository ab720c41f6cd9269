//! `erp import`: data of another system, from CSV files.

use std::io::IsTerminal;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use clap::Subcommand;
use indicatif::{ProgressBar, ProgressStyle};

use super::print;
use super::user::told;
use crate::app::App;
use crate::import::{self, Mapping, Options, Progress};

/// How often a line is written where there is no terminal.
const LINE_EVERY: Duration = Duration::from_secs(3);

/// What to import.
#[derive(Clone, Debug, Subcommand)]
pub(super) enum What {
    /// Orders of the past, shipped as they were: with their customers, products, and the goods they took.
    Orders {
        /// The CSV file.
        file: PathBuf,
        /// What its columns mean: a preset (online-retail) or a mapping file.
        #[arg(long)]
        map: String,
        /// Does everything and takes it back.
        #[arg(long)]
        dry_run: bool,
    },
}

pub(super) async fn run(what: What, app: &App) -> anyhow::Result<()> {
    let What::Orders { file, map, dry_run } = what;
    let mapping = Mapping::load(&map).map_err(told)?;
    let shown = Shown::new();
    let work = import::orders(app, &file, &mapping, Options { dry_run }, |progress| shown.show(progress));
    let outcome = app.telemetry.observe("import orders", work).await;
    shown.bar.finish_and_clear();
    let closed = app.db.close().await;
    Arc::clone(&app.telemetry).stop().await;
    print(&outcome.map_err(told)?.to_string())?;
    Ok(closed?)
}

/// Progress on standard error: a bar on a terminal, else a line every few seconds.
struct Shown {
    bar: ProgressBar,
    last_line: Option<Mutex<Instant>>,
}

impl Shown {
    fn new() -> Self {
        let terminal = std::io::stderr().is_terminal();
        let bar = if terminal { ProgressBar::new(0) } else { ProgressBar::hidden() };
        if let Ok(style) = ProgressStyle::with_template("{bar:40} {bytes}/{total_bytes} {msg} {eta}") {
            bar.set_style(style);
        }
        Self { bar, last_line: (!terminal).then(|| Mutex::new(Instant::now())) }
    }

    fn show(&self, progress: Progress) {
        let Progress { rows, orders, bytes, bytes_total } = progress;
        self.bar.set_length(bytes_total);
        self.bar.set_position(bytes);
        self.bar.set_message(format!("{orders} orders"));
        let Some(Ok(mut last)) = self.last_line.as_ref().map(Mutex::lock) else { return };
        if last.elapsed() >= LINE_EVERY {
            *last = Instant::now();
            tracing::info!(rows, orders, bytes, bytes_total, "importing");
        }
    }
}
