//! `erp import`: data of another system, from CSV files.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::ensure;
use clap::{Args, Subcommand};

use super::progress::ProgressLine;
use super::{print, readable};
use crate::import::masters::{Customers, Master, Products, Suppliers};
use crate::import::{self, Mapping, Options, Progress};
use business::app::App;
use platform::error::Result;

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
    /// Suppliers: those that are there are changed, the others created.
    Suppliers(Masters),
    /// Customers: those that are there are changed, the others created.
    Customers(Masters),
    /// Products: those that are there are changed, the others created.
    Products(Masters),
}

/// A file of master data.
#[derive(Clone, Debug, Args)]
pub(super) struct Masters {
    /// The CSV file; its header names fields as the API does, or as a file of /export/ does.
    file: PathBuf,
    /// Does everything and takes it back.
    #[arg(long)]
    dry_run: bool,
}

/// What an import did.
struct Imported {
    report: String,
    rows: u64,
    /// Rows that were not taken although all were to be.
    missing: u64,
}

pub(super) async fn run(what: What, app: &App) -> anyhow::Result<()> {
    let shown = ProgressLine::new("{bar:40} {bytes}/{total_bytes} {msg} {eta}");
    let imported = match what {
        What::Orders { file, map, dry_run } => orders(&file, map, dry_run, app, &shown).await,
        What::Suppliers(of) => masters::<Suppliers>(of, "suppliers", app, &shown).await,
        What::Customers(of) => masters::<Customers>(of, "customers", app, &shown).await,
        What::Products(of) => masters::<Products>(of, "products", app, &shown).await,
    };
    shown.clear();
    let closed = app.db.close().await;
    Arc::clone(&app.telemetry).stop().await;
    let Imported { report, rows, missing } = imported.map_err(readable)?;
    print(&report)?;
    closed?;
    ensure!(missing == 0, "{missing} of {rows} rows were rejected");
    Ok(())
}

async fn orders(file: &Path, map: String, dry_run: bool, app: &App, shown: &ProgressLine) -> Result<Imported> {
    let mapping = tokio::task::spawn_blocking(move || Mapping::load(&map)).await??;
    let work = import::orders(app, file, &mapping, Options { dry_run }, progress(shown, "orders"));
    let report = app.telemetry.observe("import orders", work).await?;
    let missing = if mapping.tolerates_rejected_rows { 0 } else { report.rejected_rows };
    Ok(Imported { report: report.to_string(), rows: report.rows, missing })
}

async fn masters<M: Master>(
    Masters { file, dry_run }: Masters,
    of: &'static str,
    app: &App,
    shown: &ProgressLine,
) -> Result<Imported> {
    let work = import::masters::masters::<M>(app, &file, Options { dry_run }, progress(shown, of));
    let report = app.telemetry.observe(&format!("import {of}"), work).await?;
    Ok(Imported { report: report.to_string(), rows: report.rows, missing: report.rejected_rows })
}

fn progress(shown: &ProgressLine, of: &'static str) -> impl Fn(Progress) {
    move |Progress { rows, records, bytes, bytes_total }| {
        shown.show(bytes, bytes_total, format!("{records} {of}"), || {
            tracing::info!(rows, records, bytes, bytes_total, "importing {of}");
        });
    }
}
