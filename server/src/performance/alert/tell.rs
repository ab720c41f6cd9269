//! The ways by which alerts are told.

use std::time::Duration;

use anyhow::Context as _;
use domain::Quantity;
use lettre::message::header::ContentType;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use serde_json::json;

use super::entity::alert;
use super::service::measure;
use crate::config::MailConfig;

/// Time that a receiver has.
const TIMEOUT: Duration = Duration::from_secs(10);

/// Posts an alert as a JSON object to a URL: `{alert, measure, state, unit, value, limit, pendingAt, firingAt,
/// resolvedAt, node}`; values in the unit. A receiver may get the same state of an alert twice.
pub(super) async fn post(url: &str, node: &str, row: &alert::Model) -> anyhow::Result<()> {
    let body = json!({
        "alert": row.id,
        "measure": row.measure,
        "state": row.state,
        "unit": measure(row).map(|measure| measure.unit()),
        "value": in_units(row.value),
        "limit": in_units(row.limit_value),
        "pendingAt": row.pending_at,
        "firingAt": row.firing_at,
        "resolvedAt": row.resolved_at,
        "node": node,
    });
    let client = reqwest::Client::builder().timeout(TIMEOUT).redirect(reqwest::redirect::Policy::none()).build()?;
    let reply = client.post(url).json(&body).send().await.map_err(reqwest::Error::without_url)?;
    anyhow::ensure!(reply.status().is_success(), "the webhook answered {}", reply.status());
    Ok(())
}

/// Mails an alert.
pub(super) async fn mail(config: &MailConfig, row: &alert::Model) -> anyhow::Result<()> {
    let unit = measure(row).map_or("", |measure| measure.unit());
    let (value, limit) = (in_units(row.value), in_units(row.limit_value));
    let mut message = Message::builder()
        .from(config.from.parse().context("ERP_ALERT_MAIL_FROM is no address")?)
        .subject(format!("ERP: {} {}", row.measure, row.state))
        .header(ContentType::TEXT_PLAIN);
    for to in &config.to {
        message = message.to(to.parse().context("ERP_ALERT_MAIL_TO is no address")?);
    }
    let since = row.firing_at.unwrap_or(row.pending_at);
    let text = format!(
        "{}: {value} {unit} (limit {limit} {unit})\nstate: {}\nsince: {since}\n{}",
        row.measure,
        row.state,
        row.resolved_at.map(|at| format!("resolved: {at}\n")).unwrap_or_default(),
    );
    let server = AsyncSmtpTransport::<Tokio1Executor>::from_url(&config.server)
        .map_err(|_| anyhow::anyhow!("ERP_ALERT_SMTP is no mail server's URL"))?
        .timeout(Some(TIMEOUT))
        .build();
    tokio::time::timeout(TIMEOUT, server.send(message.body(text)?))
        .await
        .context("the mail server did not answer")??;
    Ok(())
}

/// Thousandths as a number of units, exact.
fn in_units(thousandths: i64) -> Quantity {
    Quantity::from_raw(thousandths)
}
