//! Where log lines go: standard error, as text for people or one JSON object per line for machines.

use std::io::IsTerminal;

use opentelemetry_appender_tracing::layer::OpenTelemetryTracingBridge;
use tracing::Subscriber;
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Layer};

use super::logs::Logs;

/// The format of a log line.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum LogFormat {
    /// Text on a terminal, JSON elsewhere.
    #[default]
    Auto,
    /// Text for people.
    Text,
    /// One JSON object per line.
    Json,
}

/// What is logged and how.
#[derive(Debug, Clone)]
pub struct LogSettings {
    /// Filter directives as in `ERP_LOG`, for example `info,erp::access=warn`.
    pub filter: String,
    /// The form of a line.
    pub format: LogFormat,
}

impl Default for LogSettings {
    fn default() -> Self {
        LogSettings { filter: "info,sqlx=warn,hyper=warn,h2=warn".into(), format: LogFormat::Auto }
    }
}

/// Why logging could not be set up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SetupRefused {
    /// The filter is not understood; the text says why.
    BadFilter(String),
    /// Somebody set up logging before.
    AlreadySet,
}

/// Checks a filter without setting anything up.
pub fn check_filter(filter: &str) -> Result<(), SetupRefused> {
    EnvFilter::try_new(filter).map(drop).map_err(|error| SetupRefused::BadFilter(error.to_string()))
}

/// Sets up logging for the whole process, to `logs` too; once only.
pub fn init(settings: &LogSettings, logs: &Logs) -> Result<(), SetupRefused> {
    // The export logs each of its starts and ends; only its failures matter here.
    let filter = format!("opentelemetry=warn,opentelemetry_sdk=warn,opentelemetry_otlp=warn,{}", settings.filter);
    let filter = EnvFilter::try_new(filter).map_err(|error| SetupRefused::BadFilter(error.to_string()))?;
    let json = match settings.format {
        LogFormat::Json => true,
        LogFormat::Text => false,
        LogFormat::Auto => !std::io::stderr().is_terminal(),
    };
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    let registry = tracing_subscriber::registry().with(filter).with(exported(logs));
    let set = if json {
        registry.with(lines.json().flatten_event(true).with_current_span(true).with_span_list(false)).try_init()
    } else {
        registry.with(lines.with_ansi(std::io::stderr().is_terminal())).try_init()
    };
    set.map_err(|_| SetupRefused::AlreadySet)
}

/// The layer that exports lines. Those of the export itself stay here: they would make more of themselves.
pub fn exported<S: Subscriber + for<'a> LookupSpan<'a>>(logs: &Logs) -> Option<impl Layer<S> + use<S>> {
    const OF_THE_EXPORT: [&str; 5] = ["opentelemetry", "hyper", "hyper_util", "reqwest", "h2"];
    let bridge = OpenTelemetryTracingBridge::new(logs.provider()?);
    Some(bridge.with_filter(filter_fn(|metadata| {
        let root = metadata.target().split("::").next().unwrap_or_default();
        !OF_THE_EXPORT.iter().any(|name| root.starts_with(name))
    })))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_a_bad_filter_from_a_good_one() {
        assert_eq!(check_filter(&LogSettings::default().filter), Ok(()));
        assert!(matches!(check_filter("info,=;;=x"), Err(SetupRefused::BadFilter(_))));
    }
}
