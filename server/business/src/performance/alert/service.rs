//! Who checks the limits, what becomes of alerts, and who is notified of them.

use std::collections::HashMap;
use std::path::Path;
use std::time::{Duration, SystemTime};

use chrono::TimeDelta;
use domain::{Actor, Permission};
use sea_orm::ActiveValue::{NotSet, Set, Unchanged};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, EntityTrait, IntoActiveModel, ModelTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use tokio_util::sync::CancellationToken;

use super::entity::alert;
use super::receivers::Receivers;
use super::rules::{self, Facts, Open, Step};
use crate::app::App;
use platform::config::Rule;
use platform::db::WriteTx;
use platform::error::Result;
use platform::telemetry::minutes::minute_of;

/// Alerts that receivers are notified of in one round.
const NOTIFIED_AT_ONCE: u64 = 20;
/// Time after which nobody is notified any more.
const NOTIFIED_WITHIN: TimeDelta = TimeDelta::hours(1);
/// Alerts of the past that are shown.
const HISTORY_MAX: u64 = 50;

/// The lease of the node that checks the limits.
const LEASE: &str = "alerts";

const PENDING: &str = "pending";
const FIRING: &str = "firing";
const RESOLVED: &str = "resolved";

/// A rule, its value now and its open alert.
#[derive(Clone, Debug)]
pub struct RuleStatus {
    /// The rule.
    pub rule: Rule,
    /// Its value in the last full minute, in thousandths; none when there was nothing to measure.
    pub value: Option<u64>,
    /// Its open alert.
    pub open: Option<alert::Model>,
}

/// Checks the limits again and again, and notifies `receivers`, until `stop` is cancelled.
pub async fn run(app: App, receivers: Receivers, stop: CancellationToken) {
    let mut ticks = tokio::time::interval(app.config.alerts.every);
    while stop.run_until_cancelled(ticks.tick()).await.is_some() {
        if let Err(error) = app.telemetry.observe("job alerts", round(&app, &receivers, &stop)).await {
            tracing::error!(?error, "the limits could not be checked; they are checked again");
        }
    }
    release_lease(&app).await;
}

/// One round: checks the limits if this node has the lease, and notifies the receivers.
async fn round(app: &App, receivers: &Receivers, stop: &CancellationToken) -> Result<()> {
    let facts = facts(app, SystemTime::now()).await;
    if evaluate(app, &facts).await? {
        notify_all(app, receivers, stop).await?;
    }
    Ok(())
}

/// What is checked: the last full minute before `now`.
async fn facts(app: &App, now: SystemTime) -> Facts {
    let stats = app.telemetry.minutes().minute(minute_of(now).saturating_sub(1));
    Facts { stats, log_age: app.cache.log_age(), disk_used: disk_used(app).await }
}

/// Checks the limits. Returns whether this node has the lease: if not, nothing was done.
///
/// # Errors
/// When the database does not answer.
pub async fn evaluate(app: &App, facts: &Facts) -> Result<bool> {
    let config = &app.config.alerts;
    let node = app.telemetry.instance();
    // Long enough for one round to be missed.
    let term = config.every * 5 / 2;
    let work = async |tx: &WriteTx| {
        if !tx.acquire_lease(LEASE, node, term).await? {
            return Ok(false);
        }
        let mut open = open(tx).await?;
        for rule in &config.rules {
            let open = open.remove(rule.measure.name());
            follow(tx, *rule, open, facts.value(rule.measure)).await?;
        }
        // Their rules have been taken away.
        for (_, left) in open {
            end(tx, left).await?;
        }
        Ok(true)
    };
    app.db.write(&Actor::system(), None, work).await
}

/// Gives the lease up, if this node has it.
pub async fn release_lease(app: &App) {
    app.db.release_lease(LEASE, app.telemetry.instance()).await;
}

/// Deletes alerts that have been over for longer than `age_max`.
///
/// # Errors
/// When the database does.
pub async fn prune(tx: &WriteTx, age_max: TimeDelta) -> Result<()> {
    alert::Entity::delete_many().filter(alert::Column::ResolvedAt.lt(tx.now() - age_max)).exec(&**tx).await?;
    Ok(())
}

async fn open(tx: &WriteTx) -> Result<HashMap<String, alert::Model>> {
    let rows = alert::Entity::find().filter(alert::Column::State.ne(RESOLVED)).all(&**tx).await?;
    Ok(rows.into_iter().map(|row| (row.measure.clone(), row)).collect())
}

async fn follow(tx: &WriteTx, rule: Rule, open: Option<alert::Model>, value: Option<u64>) -> Result<()> {
    let passed = value.filter(|value| rules::is_passed(rule, *value));
    let known = open.as_ref().map(|row| Open { pending_at: row.pending_at, fires: row.state == FIRING });
    let step = rules::step(rule, known, passed.is_some(), tx.now());
    match (step, open) {
        (Step::Begin, _) => begin(tx, rule, passed.unwrap_or_default()).await,
        (Step::Fire | Step::Stay, Some(row)) => {
            let worst = rules::worse(rule.measure, unsigned(row.value), passed.unwrap_or_default());
            let fires = step == Step::Fire;
            let changed = alert::ActiveModel {
                id: Unchanged(row.id),
                value: Set(signed(worst)),
                state: if fires { Set(FIRING.to_owned()) } else { NotSet },
                firing_at: if fires { Set(Some(tx.now())) } else { NotSet },
                ..Default::default()
            };
            changed.update(&**tx).await?;
            if fires {
                log_firing(rule, worst);
            }
            Ok(())
        }
        (Step::Resolve | Step::Drop, Some(row)) => end(tx, row).await,
        (Step::Nothing, _) | (_, None) => Ok(()),
    }
}

async fn begin(tx: &WriteTx, rule: Rule, value: u64) -> Result<()> {
    let fires = rule.minutes == 0;
    let row = alert::ActiveModel {
        id: NotSet,
        measure: Set(rule.measure.name().to_owned()),
        state: Set(if fires { FIRING } else { PENDING }.to_owned()),
        value: Set(signed(value)),
        limit_value: Set(signed(rules::limit(rule))),
        pending_at: Set(tx.now()),
        firing_at: Set(fires.then(|| tx.now())),
        resolved_at: Set(None),
        webhook_state: Set(String::new()),
        mail_state: Set(String::new()),
    };
    row.insert(&**tx).await?;
    if fires {
        log_firing(rule, value);
    }
    Ok(())
}

fn log_firing(rule: Rule, value: u64) {
    tracing::warn!(measure = rule.measure.name(), value, limit = rules::limit(rule), "an alert fires");
}

async fn end(tx: &WriteTx, row: alert::Model) -> Result<()> {
    if row.state == PENDING {
        row.delete(&**tx).await?;
        return Ok(());
    }
    tracing::info!(measure = row.measure, "an alert is resolved");
    let mut row = row.into_active_model();
    row.state = Set(RESOLVED.to_owned());
    row.resolved_at = Set(Some(tx.now()));
    row.update(&**tx).await?;
    Ok(())
}

/// Notifies every receiver that is set up of what has fired or ended lately and it has not taken yet, until `stop` is
/// cancelled.
///
/// # Errors
/// When the database does not answer. What is not accepted is logged and sent again next time.
pub async fn notify_all(app: &App, receivers: &Receivers, stop: &CancellationToken) -> Result<()> {
    // A receiver that fails is left alone until the next round: it may take its whole time to fail.
    let (mut webhook, mut mail) = (receivers.webhook.as_ref(), receivers.mail.as_ref());
    for row in due(app, webhook.is_some(), mail.is_some()).await? {
        let (mut by_webhook, mut by_mail) = (false, false);
        if let Some(receiver) = webhook.filter(|_| row.webhook_state != row.state) {
            by_webhook = accepted("webhook", stop, receiver.post(&row)).await;
            webhook = webhook.filter(|_| by_webhook);
        }
        if let Some(receiver) = mail.filter(|_| row.mail_state != row.state) {
            by_mail = accepted("mail", stop, receiver.send(&row)).await;
            mail = mail.filter(|_| by_mail);
        }
        let work = async |tx: &WriteTx| {
            let state_if = |done: bool| if done { Set(row.state.clone()) } else { NotSet };
            let row = alert::ActiveModel {
                id: Unchanged(row.id),
                webhook_state: state_if(by_webhook),
                mail_state: state_if(by_mail),
                ..Default::default()
            };
            row.update(&**tx).await?;
            Ok(())
        };
        if by_webhook || by_mail {
            app.db.write(&Actor::system(), None, work).await?;
        }
    }
    Ok(())
}

/// The alerts that the webhook, the mail or both are to be notified of; the oldest first.
async fn due(app: &App, by_webhook: bool, by_mail: bool) -> Result<Vec<alert::Model>> {
    let changed_at = Expr::cust("coalesce(resolved_at, firing_at)");
    let is_due = |column: alert::Column| Expr::col(column).ne(Expr::col(alert::Column::State));
    let receivers = [(by_webhook, alert::Column::WebhookState), (by_mail, alert::Column::MailState)];
    let receivers = receivers.into_iter().filter(|(is, _)| *is).map(|(_, column)| is_due(column));
    let receivers = receivers.fold(Condition::any(), Condition::add);
    if receivers.is_empty() {
        return Ok(Vec::new());
    }
    Ok(alert::Entity::find()
        .filter(alert::Column::State.ne(PENDING))
        .filter(changed_at.gt(app.db.clock().now() - NOTIFIED_WITHIN))
        .filter(receivers)
        .order_by_asc(alert::Column::Id)
        .limit(NOTIFIED_AT_ONCE)
        .all(app.db.reader())
        .await?)
}

/// Whether an alert was taken; not when the server stops first.
async fn accepted(
    receiver: &'static str,
    stop: &CancellationToken,
    sending: impl Future<Output = anyhow::Result<()>>,
) -> bool {
    match stop.run_until_cancelled(sending).await {
        Some(Ok(())) => true,
        Some(Err(error)) => {
            tracing::warn!(receiver, %error, "an alert could not be sent; it is tried again");
            false
        }
        None => false,
    }
}

/// Every rule with its value now and its open alert.
///
/// # Errors
/// The missing permission.
pub async fn rule_statuses(app: &App, actor: &Actor) -> Result<Vec<RuleStatus>> {
    actor.may(Permission::Operate)?;
    let open = alert::Entity::find().filter(alert::Column::State.ne(RESOLVED)).all(app.db.reader()).await?;
    let facts = facts(app, SystemTime::now()).await;
    let status = |rule: &Rule| RuleStatus {
        rule: *rule,
        value: facts.value(rule.measure),
        open: open.iter().find(|row| row.measure == rule.measure.name()).cloned(),
    };
    Ok(app.config.alerts.rules.iter().map(status).collect())
}

/// Alerts that fired, the newest first: at most 50.
///
/// # Errors
/// The missing permission.
pub async fn history(app: &App, actor: &Actor) -> Result<Vec<alert::Model>> {
    actor.may(Permission::Operate)?;
    let fired = alert::Entity::find().filter(alert::Column::State.ne(PENDING));
    Ok(fired.order_by_desc(alert::Column::Id).limit(HISTORY_MAX).all(app.db.reader()).await?)
}

/// How full the disk is that holds the database, or on PostgreSQL this server: percent, in thousandths.
async fn disk_used(app: &App) -> Option<u64> {
    let file = app.config.database.url.strip_prefix("sqlite:");
    let path =
        file.and_then(|file| Path::new(file.split('?').next()?).parent()).filter(|path| !path.as_os_str().is_empty());
    let path = path.unwrap_or(Path::new(".")).to_owned();
    // A network disk that does not answer must not hold up a worker.
    let asked = tokio::task::spawn_blocking(move || rustix::fs::statvfs(&path).ok());
    let disk = tokio::time::timeout(Duration::from_secs(2), asked).await.ok()?.ok()??;
    // As `df` counts: what only root may use is neither used nor free.
    let used = disk.f_blocks.saturating_sub(disk.f_bfree);
    used.saturating_mul(100_000).checked_div(used + disk.f_bavail)
}

fn signed(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

fn unsigned(value: i64) -> u64 {
    u64::try_from(value).unwrap_or_default()
}
