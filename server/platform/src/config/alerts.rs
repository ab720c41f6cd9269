//! Alert rules, and who is notified.

use std::time::Duration;

use lettre::message::Mailbox;
use reqwest::Url;

use super::{Setting, Source, settings};

settings! {
    RULES = "ERP_ALERTS", "",
        "limits that differ from the defaults, as in `p95=250:10,disk=off`: MEASURE=LIMIT:MINUTES, `erp alerts` lists them";
    EVERY = "ERP_ALERT_EVERY_S", "60", "seconds between two evaluations of the limits";
    WEBHOOK = "ERP_ALERT_WEBHOOK", "",
        "http(s) URL that is sent a JSON object for each alert that fires or ends; unset: none";
    SMTP = "ERP_ALERT_SMTP", "",
        "mail server for alerts: smtp://HOST:PORT, or smtps://USER:PASSWORD@HOST; unset: no mail";
    MAIL_FROM = "ERP_ALERT_MAIL_FROM", "", "address that mails of alerts come from";
    MAIL_TO = "ERP_ALERT_MAIL_TO", "", "addresses that they go to, with commas between them";
}

/// What a rule measures, over the last full minute of all nodes unless it says otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// The 95th percentile of the requests' durations, ms.
    P95,
    /// Requests that failed by our fault, percent.
    Errors,
    /// Reads of the cache that it answered, percent.
    HitRate,
    /// Time in the database, ms a request.
    DatabaseTime,
    /// Time waiting for a connection, ms a request.
    PoolWait,
    /// Statements that took longer than one should.
    SlowQueries,
    /// How long ago the leading node read the commit log, s.
    LogAge,
    /// How full the leading node's disk is, percent.
    Disk,
}

impl Measure {
    /// Every measure, in the order in which they are shown.
    pub const ALL: [Self; 8] = [
        Self::P95,
        Self::Errors,
        Self::HitRate,
        Self::DatabaseTime,
        Self::PoolWait,
        Self::SlowQueries,
        Self::LogAge,
        Self::Disk,
    ];

    /// Its name in settings, on the wire and in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::P95 => "p95",
            Self::Errors => "errors",
            Self::HitRate => "hit_rate",
            Self::DatabaseTime => "database_time",
            Self::PoolWait => "pool_wait",
            Self::SlowQueries => "slow_queries",
            Self::LogAge => "log_age",
            Self::Disk => "disk",
        }
    }

    /// What its values count.
    pub fn unit(self) -> &'static str {
        match self {
            Self::P95 | Self::DatabaseTime | Self::PoolWait => "ms",
            Self::Errors | Self::HitRate | Self::Disk => "%",
            Self::SlowQueries => "/min",
            Self::LogAge => "s",
        }
    }

    /// Whether small values are the bad ones.
    pub fn is_floor(self) -> bool {
        self == Self::HitRate
    }

    /// The limit, in whole units, and the minutes that it must be passed for.
    fn default_limit(self) -> (u32, u32) {
        match self {
            Self::P95 => (100, 5),
            Self::Errors => (1, 5),
            Self::HitRate => (98, 10),
            Self::DatabaseTime => (100, 5),
            Self::PoolWait => (50, 5),
            Self::SlowQueries => (60, 5),
            Self::LogAge => (2, 2),
            Self::Disk => (90, 5),
        }
    }
}

/// A limit, and how long it must be passed before anybody is notified.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// What is measured.
    pub measure: Measure,
    /// The limit, in whole units of the measure.
    pub limit: u32,
    /// Minutes that it must be passed for.
    pub minutes: u32,
}

/// Alert rules, and who is notified.
#[derive(Clone)]
pub struct AlertConfig {
    /// The limits.
    pub rules: Vec<Rule>,
    /// Time between two evaluations.
    pub every: Duration,
    /// Where alerts are posted.
    pub webhook: Option<Url>,
    /// How alerts are mailed.
    pub mail: Option<MailConfig>,
}

impl std::fmt::Debug for AlertConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The webhook's address may contain a secret.
        f.debug_struct("AlertConfig").field("rules", &self.rules).field("mail", &self.mail).finish_non_exhaustive()
    }
}

/// How alerts are mailed.
#[derive(Clone)]
pub struct MailConfig {
    /// The mail server, as a URL that may contain a password.
    pub server: String,
    /// Where mails come from.
    pub from: Mailbox,
    /// Where they go.
    pub to: Vec<Mailbox>,
}

impl std::fmt::Debug for MailConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MailConfig").field("from", &self.from).field("to", &self.to).finish_non_exhaustive()
    }
}

impl AlertConfig {
    pub(super) fn read(source: &Source) -> anyhow::Result<Self> {
        let every: u64 = source.parsed(&EVERY)?;
        anyhow::ensure!((1..=600).contains(&every), "{}={every}: 1 to 600 is expected", EVERY.name);
        // What cannot be read is not repeated: it may contain a secret.
        let webhook = source
            .text(&WEBHOOK)
            .map(|url| url.parse::<Url>().ok().filter(is_web))
            .map(|url| url.ok_or_else(|| anyhow::anyhow!("{}: an http(s) URL is expected", WEBHOOK.name)));
        let mail = match (source.text(&SMTP), source.text(&MAIL_FROM), source.text(&MAIL_TO)) {
            (None, None, None) => None,
            (Some(server), Some(from), Some(to)) => Some(MailConfig {
                server: server.to_owned(),
                from: mailbox(&MAIL_FROM, from)?,
                to: to.split(',').map(|to| mailbox(&MAIL_TO, to)).collect::<anyhow::Result<_>>()?,
            }),
            _ => anyhow::bail!("{}, {} and {} go together", SMTP.name, MAIL_FROM.name, MAIL_TO.name),
        };
        let rules = rules(source.text(&RULES).unwrap_or_default()).map_err(|wrong| {
            anyhow::anyhow!("{}: `{wrong}` is not MEASURE=LIMIT:MINUTES or MEASURE=off", RULES.name)
        })?;
        Ok(Self { rules, every: Duration::from_secs(every), webhook: webhook.transpose()?, mail })
    }
}

fn is_web(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https")
}

fn mailbox(setting: &Setting, text: &str) -> anyhow::Result<Mailbox> {
    text.trim().parse().map_err(|error| anyhow::anyhow!("{}={text}: {error}", setting.name))
}

/// The default rules with what `text` changes, the later of two; the part that cannot be read as the error.
fn rules(text: &str) -> Result<Vec<Rule>, String> {
    let mut limits = Measure::ALL.map(|measure| (measure, Some(measure.default_limit())));
    for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
        let wrong = || part.to_owned();
        let number = |text: &str| text.trim().parse::<u32>().map_err(|_| wrong());
        let (name, value) = part.split_once('=').ok_or_else(wrong)?;
        let known = limits.iter_mut().find(|(measure, _)| measure.name() == name.trim());
        let (_, limit) = known.ok_or_else(wrong)?;
        *limit = match value.trim().split_once(':') {
            Some((limit, minutes)) => Some((number(limit)?, number(minutes)?)),
            None if value.trim() == "off" => None,
            None => return Err(wrong()),
        };
    }
    let rule = |(measure, limit): (_, Option<_>)| limit.map(|(limit, minutes)| Rule { measure, limit, minutes });
    Ok(limits.into_iter().filter_map(rule).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_the_defaults_with_what_is_said_otherwise() {
        assert_eq!(rules("").unwrap().len(), Measure::ALL.len());
        let read_rules = rules("p95=250:10, disk=off").unwrap();
        assert_eq!(read_rules.first(), Some(&Rule { measure: Measure::P95, limit: 250, minutes: 10 }));
        assert!(read_rules.len() == 7 && read_rules.iter().all(|rule| rule.measure != Measure::Disk));
        assert_eq!(rules("disk=off,disk=80:1").unwrap().last().map(|rule| rule.limit), Some(80), "the later one");
        for wrong in ["p95", "p95=1", "p95=1:x", "p96=1:1", "p95=-1:1", "disk=on"] {
            assert_eq!(rules(wrong), Err(wrong.to_owned()));
        }
    }

    #[test]
    fn a_receiver_that_cannot_be_used_is_an_error_at_start() {
        let read = |pairs: &[(&str, &str)]| AlertConfig::read(&Source::of(pairs.iter().copied()));
        assert!(read(&[("ERP_ALERT_SMTP", "smtp://127.0.0.1")]).is_err());
        assert!(read(&[("ERP_ALERT_WEBHOOK", "ftp://x")]).is_err());
        assert!(read(&[("ERP_ALERT_EVERY_S", "0")]).is_err());
        let to = |to| [("ERP_ALERT_SMTP", "smtp://h"), ("ERP_ALERT_MAIL_FROM", "a@b.org"), ("ERP_ALERT_MAIL_TO", to)];
        assert!(read(&to("nobody")).is_err() && read(&to("a@b.org,")).is_err());
        let hook = read(&[("ERP_ALERT_WEBHOOK", "https://hooks.example.org/secret")]).unwrap();
        assert!(hook.webhook.is_some() && !format!("{hook:?}").contains("secret"));
        let config = read(&[
            ("ERP_ALERT_SMTP", "smtp://u:secret@127.0.0.1"),
            ("ERP_ALERT_MAIL_FROM", "erp@example.org"),
            ("ERP_ALERT_MAIL_TO", "a@example.org, b@example.org"),
        ])
        .unwrap();
        assert_eq!(config.mail.as_ref().unwrap().to.len(), 2);
        assert!(!format!("{config:?}").contains("secret"));
    }
}
