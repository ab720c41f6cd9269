//! Who is notified of alerts: a webhook, mail.

use std::time::Duration;

use anyhow::Context as _;
use domain::Quantity;
use lettre::message::Mailbox;
use lettre::message::header::ContentType;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use reqwest::{Client, Url};
use serde_json::json;

use super::entity::alert;
use platform::config::AlertConfig;

/// Time that a receiver has.
const TIMEOUT: Duration = Duration::from_secs(10);

/// Whoever is notified.
#[derive(Debug)]
pub struct Receivers {
    pub(super) webhook: Option<Webhook>,
    pub(super) mail: Option<Mail>,
}

#[derive(Debug)]
pub(super) struct Webhook {
    client: Client,
    url: Url,
    node: String,
}

#[derive(Debug)]
pub(super) struct Mail {
    server: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    to: Vec<Mailbox>,
}

impl Receivers {
    /// Those that are set up, notified by `node`. Reads the machine's certificates: blocks.
    ///
    /// # Errors
    /// When the mail server's URL cannot be read, or there are no certificates.
    pub fn new(config: &AlertConfig, node: &str) -> anyhow::Result<Self> {
        let webhook = config.webhook.clone().map(|url| Webhook::new(url, node)).transpose()?;
        let mail = config.mail.as_ref().map(|mail| {
            let server = AsyncSmtpTransport::<Tokio1Executor>::from_url(&mail.server);
            // The URL may hold a password: it is not repeated.
            let server = server.map_err(|_| anyhow::anyhow!("ERP_ALERT_SMTP is no mail server's URL"))?;
            let server = server.timeout(Some(TIMEOUT)).build();
            anyhow::Ok(Mail { server, from: mail.from.clone(), to: mail.to.clone() })
        });
        Ok(Self { webhook, mail: mail.transpose()? })
    }
}

impl Webhook {
    fn new(url: Url, node: &str) -> anyhow::Result<Self> {
        let client = Client::builder().timeout(TIMEOUT).redirect(reqwest::redirect::Policy::none()).build()?;
        Ok(Self { client, url, node: node.to_owned() })
    }

    /// Posts an alert as a JSON object: `{alert, measure, state, unit, value, limit, pendingAt, firingAt, resolvedAt,
    /// node}`; values are decimal texts, in the unit. A receiver may get the same state of an alert twice.
    pub(super) async fn post(&self, row: &alert::Model) -> anyhow::Result<()> {
        let body = json!({
            "alert": row.id,
            "measure": row.measure,
            "state": row.state,
            "unit": row.measure().map(|measure| measure.unit()),
            "value": in_units(row.value),
            "limit": in_units(row.limit_value),
            "pendingAt": row.pending_at,
            "firingAt": row.firing_at,
            "resolvedAt": row.resolved_at,
            "node": self.node,
        });
        let reply = self.client.post(self.url.clone()).json(&body).send().await;
        let status = reply.map_err(reqwest::Error::without_url)?.status();
        anyhow::ensure!(status.is_success(), "the webhook answered {status}");
        Ok(())
    }
}

impl Mail {
    /// Mails an alert.
    pub(super) async fn send(&self, row: &alert::Model) -> anyhow::Result<()> {
        let unit = row.measure().map_or("", |measure| measure.unit());
        let (value, limit) = (in_units(row.value), in_units(row.limit_value));
        let message = Message::builder()
            .from(self.from.clone())
            .subject(format!("ERP: {} {}", row.measure, row.state))
            .header(ContentType::TEXT_PLAIN);
        let message = self.to.iter().cloned().fold(message, lettre::message::MessageBuilder::to);
        let since = row.firing_at.unwrap_or(row.pending_at);
        let text = format!(
            "{}: {value} {unit} (limit {limit} {unit})\nstate: {}\nsince: {since}\n{}",
            row.measure,
            row.state,
            row.resolved_at.map(|at| format!("resolved: {at}\n")).unwrap_or_default(),
        );
        let sent = tokio::time::timeout(TIMEOUT, self.server.send(message.body(text)?)).await;
        sent.context("the mail server did not answer")??;
        Ok(())
    }
}

/// Thousandths as a number of units, exact.
fn in_units(thousandths: i64) -> Quantity {
    Quantity::from_raw(thousandths)
}
