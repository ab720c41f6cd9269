//! Importing orders of the past from CSV files.
//!
//! A [`Mapping`] says what the columns mean. The file is streamed in batches of orders, a transaction each. An order is
//! keyed by its external reference (`online-retail:536365`): what is there is left alone, so a second run changes
//! nothing and a run that was stopped goes on where it was.
//!
//! Each order is written, confirmed and shipped by the services that users' orders go through; the goods it takes are
//! received on its day before. Invariants: each row of the file ends in exactly one count of the [`Report`]; a batch is
//! posted whole or not at all; an order that a rule refuses is rejected alone, with the rule's reason.

mod mapping;
pub mod masters;
mod posting;
mod reading;
mod report;
mod rows;
pub mod run;

use std::collections::HashSet;
use std::path::Path;
use std::time::Instant;

use domain::{Actor, Percent, WarehouseId};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use tokio::sync::mpsc;

pub use mapping::{Columns, Company, Encoding, Mapping, Named};
pub use report::{MasterReport, RejectedRow, Report};

use business::app::App;
use business::graphql::given;
use business::settings::entity::CompanyDetails;
use business::settings::service::{self as settings, Settings};
use business::stock::warehouse::entity::{self as warehouse, WarehouseDetails};
use business::stock::warehouse::service as warehouses;
use platform::db::WriteTx;
use platform::error::{Error, Result};
use posting::{Job, Known, Posted, post};
use reading::{Batch, ImportPreview, IncomingOrder, OrderReader, preview};

/// Orders of one transaction, and the rows after which none is added to them.
const BATCH_ORDERS: usize = 50;
const BATCH_ROWS: u64 = 2_000;
/// Batches that are read ahead.
const READ_AHEAD: usize = 2;

/// How to import.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// Do all the work of each batch, then roll it back.
    pub dry_run: bool,
}

/// How far an import is.
#[derive(Clone, Copy, Debug)]
pub struct Progress {
    /// Data rows dealt with.
    pub rows: u64,
    /// Records imported or found: orders, or what the file is of.
    pub records: u64,
    /// Bytes of the file read.
    pub bytes: u64,
    /// Bytes of the file.
    pub bytes_total: u64,
}

/// Imports the orders of `file`; calls `progress` after each batch.
///
/// # Errors
/// `BAD_USER_INPUT` when the file cannot be read, lacks a column, or there is no company and the mapping names none;
/// what the database reports.
pub async fn orders(
    app: &App,
    file: &Path,
    mapping: &Mapping,
    options: Options,
    progress: impl Fn(Progress),
) -> Result<Report> {
    let started = Instant::now();
    let (path, map) = (file.to_owned(), mapping.clone());
    let preview = tokio::task::spawn_blocking(move || preview(&path, &map)).await??;
    let mut import = Import::begin(app, file, mapping, &preview, options).await?;
    let mut batches = read(file, mapping);
    let outcome = async {
        while let Some(batch) = batches.recv().await {
            let bytes = import.take(batch?).await?;
            let records = import.report.orders + import.report.unchanged_orders;
            progress(Progress { rows: import.report.rows, records, bytes, bytes_total: preview.bytes });
        }
        Ok(())
    }
    .await;
    import.report.elapsed_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    import.end(outcome).await
}

/// Reads the file on a thread of its own, a few batches ahead. It stops when nobody listens any more.
fn read(file: &Path, mapping: &Mapping) -> mpsc::Receiver<Result<Batch>> {
    let (sender, receiver) = mpsc::channel(READ_AHEAD);
    let (file, mapping) = (file.to_owned(), mapping.clone());
    tokio::task::spawn_blocking(move || {
        let mut reader = match OrderReader::open(&file, &mapping) {
            Ok(reader) => reader,
            Err(error) => {
                // Nobody listens any more.
                let _ = sender.blocking_send(Err(error));
                return;
            }
        };
        while let Some(batch) = reader.next_batch(BATCH_ORDERS, BATCH_ROWS).transpose() {
            let failed = batch.is_err();
            if sender.blocking_send(batch).is_err() || failed {
                return;
            }
        }
    });
    receiver
}

struct Import<'a> {
    app: &'a App,
    actor: Actor,
    mapping: &'a Mapping,
    preview: &'a ImportPreview,
    /// The journal's row; none in a dry run.
    run: Option<i64>,
    /// Where the goods were; none in a dry run, which finds or makes it for each batch.
    warehouse: Option<WarehouseId>,
    known: Known,
    /// What a dry run would have made: each batch makes it again.
    made: HashSet<String>,
    report: Report,
}

impl<'a> Import<'a> {
    async fn begin(
        app: &'a App,
        file: &Path,
        mapping: &'a Mapping,
        preview: &'a ImportPreview,
        options: Options,
    ) -> Result<Self> {
        let actor = Actor::system();
        let mut report = Report {
            source: mapping.source.clone(),
            dry_run: options.dry_run,
            currency: mapping.currency.clone(),
            ..Report::default()
        };
        let warehouse = if options.dry_run {
            None
        } else {
            let place = app.db.write(&actor, None, async |tx| prepare(tx, mapping).await).await?;
            app.reload_settings().await?;
            Some(place)
        };
        match settings::settings(app.db.reader()).await {
            Ok(settings) if settings.currency != mapping.file_currency()? => {
                let (file, company) = (&mapping.currency, settings.currency);
                report
                    .notes
                    .push(format!("prices are in {file}; the company has {company}: amounts are taken as they are"));
            }
            // A dry run makes the mapping's company for each batch.
            Ok(_) | Err(Error::NotFound { .. }) => {}
            Err(error) => return Err(error),
        }
        let name = file.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        let run = if options.dry_run {
            None
        } else {
            let work = async |tx: &WriteTx| run::begin(tx, &name, &mapping.source, &preview.hash).await;
            Some(app.db.write(&actor, None, work).await?)
        };
        Ok(Self { app, actor, mapping, preview, run, warehouse, known: Known::default(), made: HashSet::new(), report })
    }

    /// Posts a batch and counts its rows; returns how many bytes of the file have been read.
    async fn take(&mut self, batch: Batch) -> Result<u64> {
        self.report.rows += batch.rows;
        self.report.cancelled_rows += batch.cancelled_rows;
        for row in batch.rejected {
            self.report.reject(row);
        }
        for reference in batch.cancellations {
            self.report.cancellation(reference);
        }
        match self.write(&batch.orders).await {
            Ok(posted) => self.count(&batch.orders, posted)?,
            // A rule refused one of them: each alone, so that only that one is left out.
            Err(error) if reason(&error).is_some() => {
                for order in batch.orders.chunks(1) {
                    match self.write(order).await {
                        Ok(posted) => self.count(order, posted)?,
                        Err(error) => match reason(&error) {
                            Some(reason) => self.refuse(order, &reason),
                            None => return Err(error),
                        },
                    }
                }
            }
            Err(error) => return Err(error),
        }
        Ok(batch.bytes)
    }

    async fn write(&self, orders: &[IncomingOrder]) -> Result<Posted> {
        let work = async |tx: &WriteTx| {
            let Self { mapping, preview, run, .. } = *self;
            let warehouse = match self.warehouse {
                Some(warehouse) => warehouse,
                None => prepare(tx, mapping).await?,
            };
            let job = Job { mapping, preview, warehouse, run };
            post(tx, &job, &self.known, orders, self.report.rows).await
        };
        let db = &self.app.db;
        if self.report.dry_run { db.rehearse(&self.actor, work).await } else { db.write(&self.actor, None, work).await }
    }

    fn count(&mut self, orders: &[IncomingOrder], posted: Posted) -> Result<()> {
        let unchanged: HashSet<usize> = posted.unchanged.into_iter().collect();
        let currency = self.mapping.file_currency()?;
        let report = &mut self.report;
        for (place, order) in orders.iter().enumerate() {
            let lines = order.lines.len() as u64;
            if unchanged.contains(&place) {
                report.unchanged_orders += 1;
                report.unchanged_rows += lines;
                continue;
            }
            report.orders += 1;
            report.imported_lines += lines;
            report.walk_in_orders += u64::from(order.customer.is_none());
            for line in &order.lines {
                report.fee_lines += u64::from(self.mapping.is_fee(&line.code));
                report.units = report.units.plus(line.quantity)?;
                report.amount = report.amount.plus(line.unit_price.times(line.quantity, currency)?)?;
            }
        }
        for reference in posted.new_customers {
            report.customers += u64::from(self.made.insert(format!("customer {reference}")));
        }
        for code in posted.new_products {
            report.products += u64::from(self.made.insert(format!("product {code}")));
        }
        if !report.dry_run {
            self.known.products.extend(posted.products);
            self.known.customers.extend(posted.customers);
        }
        Ok(())
    }

    fn refuse(&mut self, orders: &[IncomingOrder], reason: &str) {
        for order in orders {
            for line in &order.lines {
                let column = self.mapping.columns.order.clone();
                let reason = format!("order {} was refused: {reason}", order.reference);
                self.report.reject(RejectedRow { line: line.line, column, reason, is_readable: true });
            }
        }
    }

    async fn end(self, outcome: Result<()>) -> Result<Report> {
        let Some(run) = self.run else { return outcome.map(|()| self.report) };
        let (report, status) = (&self.report, if outcome.is_ok() { "finished" } else { "failed" });
        let ended = self
            .app
            .db
            .write(&self.actor, None, async |tx| {
                migration::refresh_monthly_sales(&**tx).await?;
                run::end(tx, run, status, report).await
            })
            .await;
        // What stopped the import is the better answer.
        outcome.and(ended).map(|()| self.report)
    }
}

/// The rule that refused an order, in words; none for what is no rule.
fn reason(error: &Error) -> Option<String> {
    match error {
        Error::Refused(refusal) => Some(format!("{}: {}", refusal.code.text(), refusal.message())),
        Error::NotFound { what } => Some(format!("{what} is not there")),
        _ => None,
    }
}

/// What a file of the past needs before its first order: a company, and a place for its goods.
async fn prepare(tx: &WriteTx, mapping: &Mapping) -> Result<WarehouseId> {
    company(tx, mapping).await?;
    main_warehouse(tx, mapping).await
}

fn no_company() -> Error {
    Error::bad_input("there is no company yet: run `erp demo`, or give the mapping a [company]")
}

/// Sets up the mapping's company when there is none.
async fn company(tx: &WriteTx, mapping: &Mapping) -> Result<()> {
    match settings::load(&**tx).await {
        Ok(_) => return Ok(()),
        Err(Error::NotFound { .. }) => {}
        Err(error) => return Err(error),
    }
    let company = mapping.company.as_ref().ok_or_else(no_company)?;
    let warehouse = main_warehouse(tx, mapping).await?;
    let new = Settings {
        name: company.name.clone(),
        currency: mapping.file_currency()?,
        time_zone: company.time_zone.parse().map_err(|error| Error::bad_input(format!("{error}")))?,
        over_delivery: Percent::ZERO,
        allow_partial_reservation: true,
        prices_include_tax: false,
        draft_expiry_minutes: None,
        default_warehouse: Some(warehouse),
    };
    settings::create(tx, &CompanyDetails::from(&new)).await?;
    Ok(())
}

/// The company's default warehouse, or the mapping's, made when it is missing.
async fn main_warehouse(tx: &WriteTx, mapping: &Mapping) -> Result<WarehouseId> {
    let default = match settings::settings(&**tx).await {
        Ok(settings) => settings.default_warehouse,
        Err(Error::NotFound { .. }) => None,
        Err(error) => return Err(error),
    };
    if let Some(warehouse) = default {
        return Ok(warehouse);
    }
    let named = &mapping.warehouse;
    let there = warehouse::Entity::find().filter(warehouse::Column::Code.eq(named.code.as_str())).one(&**tx).await?;
    match there {
        Some(there) => Ok(there.id),
        None => {
            let details = WarehouseDetails {
                code: given(named.code.clone()),
                name: given(named.name.clone()),
                ..WarehouseDetails::default()
            };
            warehouses::create(tx, &details).await
        }
    }
}
