//! `erp import`: data of another system, from CSV files.

use std::path::PathBuf;
use std::sync::Arc;

use clap::Subcommand;

use super::progress::Shown;
use super::{print, readable};
use crate::import::{self, Mapping, Options, Progress};
use business::app::App;

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
    let mapping = Mapping::load(&map).map_err(readable)?;
    let shown = Shown::new("{bar:40} {bytes}/{total_bytes} {msg} {eta}");
    let work = import::orders(app, &file, &mapping, Options { dry_run }, |progress| {
        let Progress { rows, orders, bytes, bytes_total } = progress;
        shown.show(bytes, bytes_total, format!("{orders} orders"), || {
            tracing::info!(rows, orders, bytes, bytes_total, "importing");
        });
    });
    let outcome = app.telemetry.observe("import orders", work).await;
    shown.clear();
    let closed = app.db.close().await;
    Arc::clone(&app.telemetry).stop().await;
    print(&outcome.map_err(readable)?.to_string())?;
    Ok(closed?)
}
