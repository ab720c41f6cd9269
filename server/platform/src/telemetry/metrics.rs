//! Metrics: one set of instruments, read as Prometheus text and, where an OTLP receiver is set, sent there each minute.
//!
//! Instruments of a request are fed from its ledger; what other parts count by themselves (the cache, the pools) is read
//! from them when somebody asks. Attributes have few values: never a name that a caller chose.

use std::time::Duration;

use anyhow::Context as _;
use opentelemetry::KeyValue;
use opentelemetry::metrics::{Counter, Histogram, Meter, MeterProvider};
use opentelemetry_otlp::{Protocol, WithExportConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::metrics::{PeriodicReader, SdkMeterProvider};
use prometheus::{Registry, TextEncoder};

use super::Finished;
use super::ledger::Sums;
use crate::config::TelemetryConfig;

/// How often metrics are sent to the OTLP receiver.
const SEND_EVERY: Duration = Duration::from_secs(60);
/// Bounds of the buckets of durations, s: those that the semantic conventions advise, and finer ones below.
const DURATIONS: [f64; 17] =
    [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0];

/// All instruments, and where they are read.
#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    provider: SdkMeterProvider,
    request_duration: Histogram<f64>,
    queries: Counter<u64>,
    slow_queries: Counter<u64>,
    query_time: Counter<f64>,
    pool_wait: Counter<f64>,
}

impl Metrics {
    /// The instruments of a node that describes itself as `resource`.
    ///
    /// # Errors
    /// When the OTLP endpoint is no URL.
    pub fn start(config: &TelemetryConfig, resource: Resource) -> anyhow::Result<Self> {
        let registry = Registry::new();
        let exporter = opentelemetry_prometheus::exporter().with_registry(registry.clone()).build()?;
        let mut builder = SdkMeterProvider::builder().with_resource(resource).with_reader(exporter);
        if let Some(endpoint) = &config.endpoint {
            let exporter = opentelemetry_otlp::MetricExporter::builder()
                .with_http()
                .with_protocol(Protocol::HttpBinary)
                .with_endpoint(format!("{endpoint}/v1/metrics"))
                .with_timeout(config.export_timeout)
                .build()
                .with_context(|| format!("OTEL_EXPORTER_OTLP_ENDPOINT={endpoint}"))?;
            builder = builder.with_reader(PeriodicReader::builder(exporter).with_interval(SEND_EVERY).build());
        }
        let provider = builder.build();
        let meter = provider.meter("erp");
        Ok(Self {
            request_duration: meter
                .f64_histogram("http.server.request.duration")
                .with_description("How long requests took")
                .with_unit("s")
                .with_boundaries(DURATIONS.to_vec())
                .build(),
            queries: meter.u64_counter("erp.db.queries").with_description("Statements sent to the database").build(),
            slow_queries: meter
                .u64_counter("erp.db.slow_queries")
                .with_description("Statements that took longer than one should")
                .build(),
            query_time: meter
                .f64_counter("erp.db.query.time")
                .with_description("Time spent in statements")
                .with_unit("s")
                .build(),
            pool_wait: meter
                .f64_counter("erp.db.wait.time")
                .with_description("Time spent waiting for a connection")
                .with_unit("s")
                .build(),
            registry,
            provider,
        })
    }

    /// The meter, for what others count by themselves.
    pub fn meter(&self) -> Meter {
        self.provider.meter("erp")
    }

    /// Adds a finished request.
    pub fn record(&self, finished: &Finished<'_>, sums: Sums) {
        if let Some((method, _, status)) = finished.http {
            let method = match method.as_str() {
                known @ ("GET" | "POST" | "HEAD" | "OPTIONS") => known.to_owned(),
                _ => "_OTHER".to_owned(),
            };
            let attributes = [
                KeyValue::new("http.request.method", method),
                KeyValue::new("http.route", finished.route().to_owned()),
                KeyValue::new("http.response.status_code", i64::from(status.as_u16())),
            ];
            self.request_duration.record(finished.took.as_secs_f64(), &attributes);
        }
        if sums.queries > 0 {
            self.queries.add(u64::from(sums.queries), &[]);
            self.slow_queries.add(u64::from(sums.slow_queries), &[]);
            self.query_time.add(Duration::from_micros(sums.query_micros).as_secs_f64(), &[]);
            self.pool_wait.add(Duration::from_micros(sums.pool_wait_micros).as_secs_f64(), &[]);
        }
    }

    /// Everything now, in Prometheus's text format.
    ///
    /// # Errors
    /// When two instruments of one name differ in kind.
    pub fn text(&self) -> anyhow::Result<String> {
        Ok(TextEncoder::new().encode_to_string(&self.registry.gather())?)
    }

    /// Sends what is due, for at most `limit`. Blocks.
    pub fn stop(&self, limit: Duration) {
        if let Err(error) = self.provider.shutdown_with_timeout(limit) {
            tracing::warn!(%error, "the last metrics were not sent");
        }
    }
}
