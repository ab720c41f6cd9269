//! Configuration: from the environment and an optional `erp.toml`, read and checked once at start.
//!
//! Every setting stands in the [`Setting`] table of its concern with unit and default; the reference that
//! `erp serve --help` prints is made from those tables. An unknown `ERP_…` variable or key, a value that does not parse
//! and a half-set pair are errors before anything starts.

mod alerts;
mod cache;
mod database;
mod server;
mod source;
mod telemetry;

pub use alerts::{AlertConfig, MailConfig, Measure, Rule};
pub use cache::CacheSettings;
pub use database::DatabaseConfig;
pub use server::ServerConfig;
use source::settings;
pub use source::{Setting, Source};
pub use telemetry::{SlowLimits, TelemetryConfig};

/// Everything that can be set.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where the data is and how to reach it.
    pub database: DatabaseConfig,
    /// The cache.
    pub cache: CacheSettings,
    /// Where and how the server listens.
    pub server: ServerConfig,
    /// Observability.
    pub telemetry: TelemetryConfig,
    /// Alert rules, and who is notified.
    pub alerts: AlertConfig,
}

impl Config {
    /// Every setting there is, in the order of the reference.
    pub fn settings() -> impl Iterator<Item = &'static Setting> {
        let all = [database::SETTINGS, cache::SETTINGS, server::SETTINGS, telemetry::SETTINGS, alerts::SETTINGS];
        all.into_iter().flatten()
    }

    /// Reads the process's environment and `erp.toml` in the working directory, when it is there.
    ///
    /// # Errors
    /// One line that names the setting and what is wrong with it.
    pub fn load() -> anyhow::Result<Self> {
        Self::from_source(&Source::load()?)
    }

    /// Reads the settings from `source`.
    ///
    /// # Errors
    /// One line that names the setting and what is wrong with it.
    pub fn from_source(source: &Source) -> anyhow::Result<Self> {
        source.refuse_unknown(Self::settings())?;
        Ok(Self {
            database: DatabaseConfig::read(source)?,
            cache: CacheSettings::read(source)?,
            server: ServerConfig::read(source)?,
            telemetry: TelemetryConfig::read(source)?,
            alerts: AlertConfig::read(source)?,
        })
    }

    /// The reference of all settings, a line each.
    pub fn reference() -> String {
        let mut text = "Settings (environment, or the same names in erp.toml):\n".to_owned();
        for setting in Self::settings() {
            let default = if setting.default.is_empty() { "unset" } else { setting.default };
            text.push_str(&format!("  {:<28} {} [{default}]\n", setting.name, setting.about));
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::Config;

    #[test]
    fn the_readme_lists_every_setting() {
        let mut table = "| setting | what | default |\n| --- | --- | --- |\n".to_owned();
        for setting in Config::settings() {
            let default =
                if setting.default.is_empty() { "unset".to_owned() } else { format!("`{}`", setting.default) };
            table.push_str(&format!("| `{}` | {} | {default} |\n", setting.name, setting.about));
        }
        let readme = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../README.md")).unwrap();
        assert!(readme.contains(&table), "the table of README.md is to be:\n{table}");
    }
}
