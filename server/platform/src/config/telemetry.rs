//! Observability: what is exported about requests, where to, and what counts as slow.

use std::time::Duration;

use super::{Setting, Source, settings};

settings! {
    ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT", "",
        "base URL of an OTLP/HTTP receiver, such as http://127.0.0.1:4318; unset: nothing is exported";
    TRACE_LINK = "OTEL_UI_URL", "",
        "where operators view a trace, such as http://127.0.0.1:16686/trace/{traceId}; unset: no links";
    SAMPLE_PERCENT = "ERP_TRACE_PERCENT", "10",
        "requests of 100 whose trace is exported; slow and failed ones always are";
    EXPORT_TIMEOUT = "ERP_EXPORT_TIMEOUT_MS", "5000", "milliseconds that one export may take before it is given up";
    QUEUE_MAX = "ERP_EXPORT_QUEUE_MAX", "8192",
        "spans that wait for their export at most; more are dropped and counted";
    INSTANCE = "ERP_INSTANCE", "",
        "this server's name among its like (service.instance.id); unset: random at each start";
    SLOW_REQUEST = "ERP_SLOW_REQUEST_MS", "1000", "milliseconds above which a request is logged as slow";
    SLOW_QUERY = "ERP_SLOW_QUERY_MS", "50", "milliseconds above which one statement is logged as slow";
    SLOW_QUERIES = "ERP_SLOW_QUERIES_MS", "100", "milliseconds of database time above which a request is logged";
}

/// Observability: what is exported about requests, where to, and what counts as slow.
#[derive(Clone, Debug)]
pub struct TelemetryConfig {
    /// Base URL of an OTLP/HTTP receiver; none: nothing is exported.
    pub endpoint: Option<String>,
    /// Where a trace is viewed: a URL with `{traceId}` in it.
    pub trace_link: Option<String>,
    /// Requests of 100 whose trace is exported.
    pub sample_percent: u8,
    /// How long one export may take.
    pub export_timeout: Duration,
    /// Spans that wait for their export at most.
    pub queue_max: usize,
    /// This server's name among its like.
    pub instance: String,
    /// What counts as slow.
    pub slow: SlowLimits,
}

/// Above which durations a log line is written.
#[derive(Clone, Copy, Debug)]
pub struct SlowLimits {
    /// Of a whole request.
    pub request: Duration,
    /// Of one statement.
    pub query: Duration,
    /// Of all statements of a request.
    pub queries: Duration,
}

impl TelemetryConfig {
    pub(super) fn read(source: &Source) -> anyhow::Result<Self> {
        let config = Self {
            endpoint: source.text(&ENDPOINT).map(|text| text.trim_end_matches('/').to_owned()),
            trace_link: source.text(&TRACE_LINK).map(str::to_owned),
            sample_percent: source.parsed(&SAMPLE_PERCENT)?,
            export_timeout: source.milliseconds(&EXPORT_TIMEOUT)?,
            queue_max: source.parsed(&QUEUE_MAX)?,
            instance: source.text(&INSTANCE).map_or_else(|| format!("{:08x}", rand::random::<u32>()), str::to_owned),
            slow: SlowLimits {
                request: source.milliseconds(&SLOW_REQUEST)?,
                query: source.milliseconds(&SLOW_QUERY)?,
                queries: source.milliseconds(&SLOW_QUERIES)?,
            },
        };
        anyhow::ensure!(config.sample_percent <= 100, "{} is above 100", SAMPLE_PERCENT.name);
        anyhow::ensure!(!config.export_timeout.is_zero(), "{} must be at least 1", EXPORT_TIMEOUT.name);
        anyhow::ensure!(config.queue_max >= 1, "{} must be at least 1", QUEUE_MAX.name);
        if let Some(endpoint) = &config.endpoint {
            anyhow::ensure!(
                endpoint.starts_with("http://"),
                "{}={endpoint}: an http:// URL is expected; put a collector beside the server where TLS is needed",
                ENDPOINT.name
            );
        }
        if let Some(link) = &config.trace_link {
            anyhow::ensure!(
                (link.starts_with("http://") || link.starts_with("https://")) && link.contains("{traceId}"),
                "{}={link}: an http(s) URL with {{traceId}} in it is expected",
                TRACE_LINK.name
            );
        }
        Ok(config)
    }
}
