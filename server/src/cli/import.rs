//! `erp import`: data of another system, from CSV files.

use std::path::PathBuf;
use std::sync::Arc;

use clap::{Args, Subcommand};

use super::progress::ProgressLine;
use super::{print, readable};
use crate::import::masters::{Customers, Master, Products, Suppliers};
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

pub(super) async fn run(what: What, app: &App) -> anyhow::Result<()> {
    let (file, map, dry_run) = match what {
        What::Orders { file, map, dry_run } => (file, map, dry_run),
        What::Suppliers(of) => return masters::<Suppliers>(of, app).await,
        What::Customers(of) => return masters::<Customers>(of, app).await,
        What::Products(of) => return masters::<Products>(of, app).await,
    };
    let mapping = Mapping::load(&map).map_err(readable)?;
    let shown = ProgressLine::new("{bar:40} {bytes}/{total_bytes} {msg} {eta}");
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

async fn masters<M: Master>(Masters { file, dry_run }: Masters, app: &App) -> anyhow::Result<()> {
    let work = import::masters::masters::<M>(app, &file, Options { dry_run }, |rows| {
        tracing::info!(rows, "importing");
    });
    let outcome = app.telemetry.observe("import", work).await;
    let closed = app.db.close().await;
    Arc::clone(&app.telemetry).stop().await;
    print(&outcome.map_err(readable)?.to_string())?;
    Ok(closed?)
}
