//! Where settings come from, and how one is read.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::str::FromStr;
use std::time::Duration;

use anyhow::{Context, anyhow, bail};

/// One setting of the reference.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    /// Its name in the environment and in `erp.toml`.
    pub name: &'static str,
    /// What it does, with its unit.
    pub about: &'static str,
    /// The value when it is not set; empty for none.
    pub default: &'static str,
}

/// Declares the settings of a concern, in the order of the reference: constant, name, default, and what it does with its
/// unit.
macro_rules! settings {
    ($($constant:ident = $name:literal, $default:literal, $about:literal;)+) => {
        $(const $constant: Setting = Setting { name: $name, about: $about, default: $default };)+

        pub(super) const SETTINGS: &[Setting] = &[$($constant),+];
    };
}
pub(super) use settings;

/// Names without our prefix that outsiders rely on.
const SHARED_NAMES: [&str; 7] = [
    "DATABASE_URL",
    "DATABASE_REPLICA_URLS",
    "REDIS_URL",
    "OTEL_EXPORTER_OTLP_ENDPOINT",
    "OTEL_UI_URL",
    "CDN_DOMAIN",
    "RUST_LOG",
];
/// Read by commands themselves, not by the configuration.
const COMMAND_NAMES: [&str; 2] = ["ERP_DEMO_PASSWORD", "ERP_REAL_DATA"];

/// Names and values: `erp.toml` below, the environment above it.
#[derive(Clone, Debug, Default)]
pub struct Source {
    values: BTreeMap<String, String>,
}

impl Source {
    /// The process's environment over `erp.toml`.
    pub(super) fn load() -> anyhow::Result<Self> {
        let mut source = Self::default();
        match std::fs::read_to_string("erp.toml") {
            Ok(text) => source.add_toml(&text).context("erp.toml")?,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(error).context("erp.toml"),
        }
        for (name, value) in std::env::vars() {
            if is_ours(&name) {
                source.values.insert(name, value);
            }
        }
        Ok(source)
    }

    /// A source of just these pairs, for tests and embedding.
    pub fn of<N: Into<String>, V: Into<String>>(pairs: impl IntoIterator<Item = (N, V)>) -> Self {
        Self { values: pairs.into_iter().map(|(name, value)| (name.into(), value.into())).collect() }
    }

    fn add_toml(&mut self, text: &str) -> anyhow::Result<()> {
        for (name, value) in text.parse::<toml::Table>()? {
            let value = match value {
                toml::Value::String(text) => text,
                toml::Value::Integer(_) | toml::Value::Boolean(_) => value.to_string(),
                _ => bail!("{name} takes a text, a whole number or true/false"),
            };
            self.values.insert(name, value);
        }
        Ok(())
    }

    /// Fails on a name that no setting has: a typing error must not pass for a default.
    pub(super) fn refuse_unknown(&self, known: impl Iterator<Item = &'static Setting>) -> anyhow::Result<()> {
        let known: Vec<&str> = known.map(|setting| setting.name).chain(COMMAND_NAMES).chain(["RUST_LOG"]).collect();
        match self.values.keys().find(|name| !known.contains(&name.as_str())) {
            Some(name) => bail!("{name} is not a setting; `erp serve --help` lists them all"),
            None => Ok(()),
        }
    }

    /// The value of `setting`, or its default; none when both are empty.
    pub(super) fn text(&self, setting: &Setting) -> Option<&str> {
        let value = self.values.get(setting.name).map_or(setting.default, String::as_str);
        (!value.is_empty()).then_some(value)
    }

    /// The parsed value of a setting that has a default.
    pub(super) fn parsed<T: FromStr<Err: Display>>(&self, setting: &Setting) -> anyhow::Result<T> {
        let text = self.text(setting).ok_or_else(|| anyhow!("{} must be set", setting.name))?;
        text.parse().map_err(|error| anyhow!("{}={text}: {error}", setting.name))
    }

    /// The value of a setting in milliseconds.
    pub(super) fn milliseconds(&self, setting: &Setting) -> anyhow::Result<Duration> {
        Ok(Duration::from_millis(self.parsed(setting)?))
    }

    /// The value of a setting in seconds.
    pub(super) fn seconds(&self, setting: &Setting) -> anyhow::Result<Duration> {
        Ok(Duration::from_secs(self.parsed(setting)?))
    }
}

/// Whether a variable of the environment is meant for us.
fn is_ours(name: &str) -> bool {
    name.starts_with("ERP_") || SHARED_NAMES.contains(&name)
}

#[cfg(test)]
mod tests {
    use super::super::Config;
    use super::{Source, is_ours};

    #[test]
    fn every_setting_is_read_from_the_environment() {
        let left_out: Vec<&str> =
            Config::settings().map(|setting| setting.name).filter(|name| !is_ours(name)).collect();
        assert!(left_out.is_empty() && !is_ours("PATH"), "{left_out:?}");
    }

    #[test]
    fn an_unknown_name_is_refused() {
        let error = Config::from_source(&Source::of([("ERP_LISTN", "127.0.0.1:1")])).unwrap_err();
        assert!(error.to_string().contains("ERP_LISTN"), "{error}");
    }

    #[test]
    fn a_value_that_does_not_parse_names_its_setting() {
        let error = Config::from_source(&Source::of([("ERP_DB_POOL_MAX", "many")])).unwrap_err();
        assert!(error.to_string().contains("ERP_DB_POOL_MAX=many"), "{error}");
    }

    #[test]
    fn a_value_that_makes_no_sense_is_refused_at_start() {
        for (name, value) in [
            ("ERP_CONNECTIONS_MAX", "0"),
            ("ERP_REQUESTS_MAX", "0"),
            ("ERP_SESSION_IDLE_S", "0"),
            ("ERP_SESSION_IDLE_S", "43201"),
            ("ERP_DB_POOL_MAX", "1"),
            ("ERP_DB_POOL_MIN", "31"),
            ("ERP_DB_POOL_WAIT_S", "0"),
            ("ERP_DB_POOL_RECYCLE_S", "0"),
            ("ERP_DB_STATEMENT_TIMEOUT_MS", "0"),
            ("ERP_DB_LOCK_TIMEOUT_MS", "0"),
            ("ERP_DB_SQLITE_READERS", "0"),
            ("ERP_TRACE_PERCENT", "101"),
            ("ERP_EXPORT_QUEUE_MAX", "0"),
            ("ERP_LISTEN", "8080"),
            ("ERP_TLS", "maybe"),
            ("ERP_CACHE_BYTES", "-1"),
            ("ERP_CACHE_TTLS", "reports"),
            ("ERP_CACHE_TTLS", "reports=0"),
        ] {
            let Err(error) = Config::from_source(&Source::of([(name, value)])) else {
                panic!("{name}={value} was accepted")
            };
            assert!(error.to_string().contains(name), "{name}={value}: {error}");
        }
    }

    #[test]
    fn the_defaults_are_valid() {
        let config = Config::from_source(&Source::default()).unwrap();
        assert_eq!(config.database.url, "sqlite:data/erp.db");
        assert_eq!(config.server.listen.to_string(), "127.0.0.1:8080");
    }
}
