//! Traces over OTLP/HTTP: a finished request's ledger becomes the spans of one trace.
//!
//! Spans are made when the request is over, so what is sampled is decided with its duration and its outcome at hand, a
//! request that is not sampled costs no span, and the numbers of a trace are those of the headers: there is one ledger.
//! They wait in a bounded queue for a thread of their own; a full queue drops and counts. A request never waits.
//!
//! Names follow OpenTelemetry's semantic conventions for HTTP, database and GraphQL spans.

use std::borrow::Cow;
use std::fmt::Debug;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::{Duration, Instant, SystemTime};

use anyhow::Context as _;
use opentelemetry::trace::{SpanContext, SpanId, SpanKind, Status, TraceFlags, TraceId, TraceState};
use opentelemetry::{InstrumentationScope, KeyValue};
use opentelemetry_otlp::{Protocol, WithExportConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::trace::{
    BatchConfigBuilder, BatchSpanProcessor, SpanData, SpanEvents, SpanExporter, SpanLinks, SpanProcessor,
};

use super::Finished;
use super::ledger::{Ledger, micros};
use super::step::{Step, What, summary};
use crate::config::TelemetryConfig;

/// How often waiting spans are sent, when no batch is full earlier.
const SEND_EVERY: Duration = Duration::from_secs(1);
/// Spans of one export.
const BATCH: usize = 512;

/// What became of the spans that were offered.
#[derive(Debug, Default)]
pub struct Counts {
    offered: AtomicU64,
    /// Those for which there was room.
    taken: AtomicU64,
    sent: AtomicU64,
    failed: AtomicU64,
}

impl Counts {
    /// Takes so many spans where there is room for them beside those whose export has not ended. Taken before it is
    /// checked: two at once take no more than there is, and the queue itself never drops one, which would be missed for
    /// ever.
    fn take(&self, spans: u64, room: u64) -> bool {
        let taken = self.taken.fetch_add(spans, Relaxed).saturating_add(spans);
        let ended = self.sent.load(Relaxed).saturating_add(self.failed.load(Relaxed));
        let fits = taken.saturating_sub(ended) <= room;
        if !fits {
            self.taken.fetch_sub(spans, Relaxed);
        }
        fits
    }
}

/// [`Counts`] at one moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ExportCounts {
    /// Spans given to the queue.
    pub offered: u64,
    /// Spans that the receiver took.
    pub sent: u64,
    /// Spans whose export failed.
    pub failed: u64,
}

/// The way to the receiver.
#[derive(Debug)]
pub struct Traces {
    queue: BatchSpanProcessor,
    counts: Arc<Counts>,
    /// Spans that may wait.
    room: u64,
    scope: InstrumentationScope,
    /// One moment on both clocks: steps know the steady one, spans the wall's.
    anchor: (Instant, SystemTime),
}

impl Traces {
    /// Starts the export to `endpoint`; nothing is sent yet.
    ///
    /// # Errors
    /// When the endpoint is no URL.
    pub fn start(endpoint: &str, config: &TelemetryConfig, resource: &Resource) -> anyhow::Result<Self> {
        let counts = Arc::<Counts>::default();
        let exporter = opentelemetry_otlp::SpanExporter::builder()
            .with_http()
            .with_protocol(Protocol::HttpBinary)
            .with_endpoint(format!("{endpoint}/v1/traces"))
            .with_timeout(config.export_timeout)
            .build()
            .with_context(|| format!("OTEL_EXPORTER_OTLP_ENDPOINT={endpoint}"))?;
        let batches = BatchConfigBuilder::default()
            .with_max_queue_size(config.queue_max)
            .with_max_export_batch_size(BATCH.min(config.queue_max))
            .with_scheduled_delay(SEND_EVERY)
            .build();
        let mut queue = BatchSpanProcessor::new(Counted { exporter, counts: Arc::clone(&counts) }, batches);
        queue.set_resource(resource);
        let scope = InstrumentationScope::builder("erp").with_version(env!("CARGO_PKG_VERSION")).build();
        let room = u64::try_from(config.queue_max)?;
        Ok(Self { queue, counts, room, scope, anchor: (Instant::now(), SystemTime::now()) })
    }

    /// Queues the trace of a finished request.
    pub fn offer(&self, ledger: &Ledger, finished: &Finished<'_>) {
        let (steps, left_out) = ledger.take_steps();
        let spans = u64::try_from(steps.len()).unwrap_or(u64::MAX).saturating_add(1);
        self.counts.offered.fetch_add(spans, Relaxed);
        // What there is no room for is not made: a receiver that hangs costs less than one that answers.
        if !self.counts.take(spans, self.room) {
            return;
        }
        let ids = Ids { trace: ledger.trace.trace(), root: ledger.trace.span(), salt: rand::random() };
        let mut root = self.span(&ids, 0, 0, ledger.began, finished.took);
        root.parent_span_id = ledger.trace.parent().map_or(SpanId::INVALID, SpanId::from);
        root.parent_span_is_remote = ledger.trace.parent().is_some();
        describe_root(&mut root, ledger, finished, left_out);
        for step in steps {
            let mut span = self.span(&ids, step.id, step.within, step.began, step.took);
            describe(&mut span, step);
            self.queue.on_end(span);
        }
        self.queue.on_end(root);
    }

    /// What became of the spans so far.
    pub fn counts(&self) -> ExportCounts {
        ExportCounts {
            offered: self.counts.offered.load(Relaxed),
            sent: self.counts.sent.load(Relaxed),
            failed: self.counts.failed.load(Relaxed),
        }
    }

    /// Sends what waits, for at most `limit`, and ends the export. Blocks.
    pub fn stop(&self, limit: Duration) {
        if let Err(error) = self.queue.shutdown_with_timeout(limit) {
            tracing::warn!(%error, "spans that waited for their export were dropped");
        }
    }

    fn span(&self, ids: &Ids, id: u32, within: u32, began: Instant, took: Duration) -> SpanData {
        let start_time = self.anchor.1 + began.saturating_duration_since(self.anchor.0);
        SpanData {
            span_context: SpanContext::new(
                TraceId::from(ids.trace),
                ids.of(id),
                TraceFlags::SAMPLED,
                false,
                TraceState::NONE,
            ),
            parent_span_id: ids.of(within),
            parent_span_is_remote: false,
            span_kind: SpanKind::Internal,
            name: Cow::Borrowed(""),
            start_time,
            end_time: start_time + took,
            attributes: Vec::new(),
            dropped_attributes_count: 0,
            events: SpanEvents::default(),
            links: SpanLinks::default(),
            status: Status::Unset,
            instrumentation_scope: self.scope.clone(),
        }
    }
}

/// The span ids of one trace: the root's is known to the caller, the others are made of their numbers.
struct Ids {
    trace: u128,
    root: u64,
    salt: u64,
}

impl Ids {
    fn of(&self, step: u32) -> SpanId {
        // Distinct numbers stay distinct, and a zero would be invalid.
        let mixed = (self.salt ^ u64::from(step)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        SpanId::from(if step == 0 { self.root } else { mixed.max(1) })
    }
}

fn describe_root(root: &mut SpanData, ledger: &Ledger, finished: &Finished<'_>, left_out: u32) {
    let sums = ledger.sums();
    root.attributes = vec![
        KeyValue::new("erp.db.queries", i64::from(sums.queries)),
        KeyValue::new("erp.db.duration_us", signed(sums.query_micros)),
        KeyValue::new("erp.db.wait_us", signed(sums.pool_wait_micros)),
        KeyValue::new("erp.cache.hits", i64::from(sums.cache_hits)),
        KeyValue::new("erp.cache.misses", i64::from(sums.cache_misses)),
        KeyValue::new("erp.cache.duration_us", signed(sums.cache_micros)),
    ];
    if left_out > 0 {
        root.attributes.push(KeyValue::new("erp.steps_left_out", i64::from(left_out)));
    }
    if let Some((method, path, status)) = finished.http {
        root.span_kind = SpanKind::Server;
        root.name = format!("{method} {}", finished.route()).into();
        root.attributes.extend([
            KeyValue::new("http.request.method", method.as_str().to_owned()),
            KeyValue::new("http.route", finished.route().to_owned()),
            KeyValue::new("url.path", path.to_owned()),
            KeyValue::new("http.response.status_code", i64::from(status.as_u16())),
        ]);
    } else {
        root.name = ledger.operation().unwrap_or("work").to_owned().into();
    }
    if finished.failed {
        root.status = Status::error("");
    }
}

fn describe(span: &mut SpanData, step: Step) {
    let failed = match step.what {
        What::Operation { kind, name, document, failed } => {
            span.name = format!("{kind} {}", name.as_deref().unwrap_or("-")).into();
            span.attributes.push(KeyValue::new("graphql.operation.type", kind));
            span.attributes.extend(name.map(|name| KeyValue::new("graphql.operation.name", name)));
            span.attributes.extend(document.map(|hash| KeyValue::new("graphql.document.hash", hash)));
            failed
        }
        What::Batch { relation, keys, rows } => {
            span.name = format!("load {relation}").into();
            span.attributes = vec![
                KeyValue::new("erp.loader.relation", relation),
                KeyValue::new("erp.loader.keys", length(keys)),
                KeyValue::new("erp.loader.rows", length(rows)),
            ];
            false
        }
        What::Query { system, statement, waited, failed } => {
            span.span_kind = SpanKind::Client;
            let summary = summary(&statement);
            span.attributes = vec![
                KeyValue::new("db.system.name", system),
                KeyValue::new("db.query.summary", summary.clone()),
                KeyValue::new("db.query.text", statement),
                KeyValue::new("erp.db.wait_us", signed(micros(waited))),
            ];
            span.name = summary.into();
            failed
        }
        What::CacheGet { class, tier, outcome } => {
            span.name = "cache.get".into();
            span.attributes = vec![
                KeyValue::new("cache.class", class),
                KeyValue::new("cache.tier", tier),
                KeyValue::new("cache.outcome", outcome),
            ];
            false
        }
        What::CacheRows { class, keys, hits, shared } => {
            span.name = "cache.get rows".into();
            span.attributes = vec![
                KeyValue::new("cache.class", class),
                KeyValue::new("erp.cache.keys", length(keys)),
                KeyValue::new("erp.cache.hits", length(hits)),
                KeyValue::new("erp.cache.shared_hits", length(shared)),
            ];
            false
        }
    };
    if failed {
        span.status = Status::error("");
    }
}

fn signed(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

fn length(value: usize) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

/// An exporter whose outcomes are counted.
#[derive(Debug)]
struct Counted<E> {
    exporter: E,
    counts: Arc<Counts>,
}

impl<E: SpanExporter> SpanExporter for Counted<E> {
    async fn export(&self, batch: Vec<SpanData>) -> OTelSdkResult {
        let spans = u64::try_from(batch.len()).unwrap_or(u64::MAX);
        let result = self.exporter.export(batch).await;
        let counter = if result.is_ok() { &self.counts.sent } else { &self.counts.failed };
        counter.fetch_add(spans, Relaxed);
        result
    }

    fn shutdown_with_timeout(&self, timeout: Duration) -> OTelSdkResult {
        self.exporter.shutdown_with_timeout(timeout)
    }

    fn force_flush(&self) -> OTelSdkResult {
        self.exporter.force_flush()
    }

    fn set_resource(&mut self, resource: &Resource) {
        self.exporter.set_resource(resource);
    }
}
