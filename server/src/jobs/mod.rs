//! Scheduled work: drafts expire, people are reminded of tasks that are due, the months' sales are refreshed, old rows
//! are pruned.
//!
//! One node at a time does it (a lease). Each job is safe to run on two at once all the same: a leader that was delayed
//! may go on after its lease has expired. A failure is logged and tried again at the job's next time.

use std::time::Duration;

use chrono::{NaiveDate, TimeDelta};
use domain::Actor;
use tokio::sync::Mutex;
use tokio_util::sync::CancellationToken;

use business::app::App;
use business::{accounts, performance, reports, sales, todos};
use platform::cache::Pruner;
use platform::db::WriteTx;
use platform::error::Result;

/// Time between two rounds of the jobs.
const EVERY: Duration = Duration::from_secs(60);
/// Rows that one transaction of a job takes.
const AT_ONCE: u64 = 100;
/// The lease of the node that runs the jobs.
const LEASE: &str = "jobs";
/// How long the lease lasts without renewal: 150 s, two and a half rounds. One round may be missed or run late without
/// another node taking over; after a crash the jobs go on elsewhere within three rounds.
const LEASE_TERM: Duration = Duration::from_secs(150);
/// How long alerts that are over are retained.
const ALERT_RETENTION: TimeDelta = TimeDelta::days(90);
/// How long sessions that have ended are retained.
const SESSION_RETENTION: TimeDelta = TimeDelta::days(30);
/// How long attempts to log in are retained.
const ATTEMPT_RETENTION: TimeDelta = TimeDelta::days(30);
/// How long idempotency keys are retained, at least.
const KEY_RETENTION: TimeDelta = TimeDelta::hours(24);

/// Runs the jobs until `stop` is cancelled.
pub async fn run(app: App, stop: CancellationToken) {
    let mut ticks = tokio::time::interval(EVERY);
    let pruner = Mutex::new(Pruner::default());
    let mut refreshed: Option<NaiveDate> = None;
    while stop.run_until_cancelled(ticks.tick()).await.is_some() {
        if !holds_lease(&app).await {
            continue;
        }
        run_one(&app, "expire drafts", expire_drafts(&app)).await;
        run_one(&app, "remind of tasks", remind_of_todos(&app)).await;
        run_one(&app, "prune sessions", prune_sessions(&app)).await;
        run_one(&app, "prune idempotency keys", prune_keys(&app)).await;
        run_one(&app, "prune the commit log", prune_log(&app, &pruner)).await;
        run_one(&app, "prune alerts", prune_alerts(&app)).await;
        let today = app.db.today();
        if refreshed != Some(today) && run_one(&app, "refresh the months' sales", refresh_reports(&app)).await {
            refreshed = Some(today);
        }
    }
    app.db.release_lease(LEASE, app.telemetry.instance()).await;
}

/// Acquires or renews the lease of the jobs; false while another node has it, or the database does not answer.
async fn holds_lease(app: &App) -> bool {
    let node = app.telemetry.instance();
    let work = async |tx: &WriteTx| tx.acquire_lease(LEASE, node, LEASE_TERM).await;
    let acquired = app.telemetry.observe("job lead", app.db.write(&Actor::system(), None, work)).await;
    acquired
        .inspect_err(|error| tracing::error!(?error, "the lease of the jobs could not be acquired; it is tried again"))
        .unwrap_or(false)
}

async fn expire_drafts(app: &App) -> Result<()> {
    let work = async |tx: &WriteTx| sales::order::service::expire_due(tx, AT_ONCE).await;
    while app.db.write(&Actor::system(), None, work).await? > 0 {}
    Ok(())
}

async fn remind_of_todos(app: &App) -> Result<()> {
    let work = async |tx: &WriteTx| todos::service::remind_due(tx, AT_ONCE).await;
    while app.db.write(&Actor::system(), None, work).await? > 0 {}
    Ok(())
}

async fn prune_sessions(app: &App) -> Result<()> {
    let sessions = async |tx: &WriteTx| accounts::session::service::prune(tx, SESSION_RETENTION, AT_ONCE).await;
    while app.db.write(&Actor::system(), None, sessions).await? > 0 {}
    let attempts =
        async |tx: &WriteTx| accounts::session::service::prune_attempts(tx, ATTEMPT_RETENTION, AT_ONCE).await;
    while app.db.write(&Actor::system(), None, attempts).await? > 0 {}
    Ok(())
}

async fn prune_keys(app: &App) -> Result<()> {
    app.db.write(&Actor::system(), None, async |tx: &WriteTx| platform::db::prune_keys(tx, KEY_RETENTION).await).await
}

async fn prune_log(app: &App, pruner: &Mutex<Pruner>) -> Result<()> {
    let work = async |tx: &WriteTx| pruner.lock().await.run(&**tx).await;
    app.db.write(&Actor::system(), None, work).await?;
    Ok(())
}

async fn prune_alerts(app: &App) -> Result<()> {
    let work = async |tx: &WriteTx| performance::alert::service::prune(tx, ALERT_RETENTION).await;
    app.db.write(&Actor::system(), None, work).await
}

async fn refresh_reports(app: &App) -> Result<()> {
    app.db.write(&Actor::system(), None, async |tx: &WriteTx| reports::service::refresh(tx).await).await
}

/// Runs a job as a request of its own; returns whether it succeeded.
async fn run_one(app: &App, job: &'static str, work: impl Future<Output = Result<()>>) -> bool {
    let result = app.telemetry.observe(&format!("job {job}"), work).await;
    if let Err(error) = &result {
        tracing::error!(job, ?error, "a job failed and will be tried again");
    }
    result.is_ok()
}
