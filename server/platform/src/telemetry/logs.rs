//! Log lines over OTLP/HTTP, beside those on standard error: batched in a bounded queue by a thread of their own.

use std::time::Duration;

use anyhow::Context as _;
use opentelemetry_otlp::{Protocol, WithExportConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::logs::SdkLoggerProvider;

use crate::config::TelemetryConfig;

/// The way of log lines to the OTLP receiver; none when nothing is exported.
#[derive(Debug, Default)]
pub struct Logs(Option<SdkLoggerProvider>);

impl Logs {
    /// Starts what `config` asks for.
    ///
    /// # Errors
    /// When the endpoint is no URL.
    pub fn start(config: &TelemetryConfig, resource: Resource) -> anyhow::Result<Self> {
        let Some(endpoint) = &config.endpoint else { return Ok(Self(None)) };
        let exporter = opentelemetry_otlp::LogExporter::builder()
            .with_http()
            .with_protocol(Protocol::HttpBinary)
            .with_endpoint(format!("{endpoint}/v1/logs"))
            .with_timeout(config.export_timeout)
            .build()
            .with_context(|| format!("OTEL_EXPORTER_OTLP_ENDPOINT={endpoint}"))?;
        Ok(Self(Some(SdkLoggerProvider::builder().with_resource(resource).with_batch_exporter(exporter).build())))
    }

    /// What lines are handed to.
    pub(super) fn provider(&self) -> Option<&SdkLoggerProvider> {
        self.0.as_ref()
    }

    /// Sends what waits, for at most `limit`, and ends the export. Blocks; nothing can be logged about it any more.
    pub fn stop(self, limit: Duration) {
        let _ = self.0.map(|provider| provider.shutdown_with_timeout(limit));
    }
}
