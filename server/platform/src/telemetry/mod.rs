//! Observability: what a request cost, as logs, metrics and traces.
//!
//! A request begins with [`Telemetry::begin`], which gives it a [`ledger`], and ends with [`Telemetry::finish`], which
//! reports that one ledger to every sink:
//!
//! - [`ledger`]: one record per request, carried by the task: sums and [`step`]s. The database layer, loaders and the
//!   cache write to it; the HTTP layer reads it for headers.
//! - [`access`]: the line that is logged for every request, and the warnings for slow ones.
//! - [`export`]: traces over OTLP.
//! - [`metrics`]: Prometheus text, and the same over OTLP.
//! - [`minutes`]: the last hour, minute by minute; [`statements`]: what the database was asked, by shape.
//! - [`setup::init`]: where log lines go and their format; [`logs`]: the same over OTLP.
//! - [`trace_id`]: W3C trace context, taken from the caller or made here.
//!
//! Invariants: recording never fails and never blocks; outside of a request it does nothing; no value of a person is
//! recorded, only names, shapes and counts.

use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use http::{Method, StatusCode};
use opentelemetry::KeyValue;
use opentelemetry_sdk::Resource;

use self::export::{ExportCounts, Traces};
use self::ledger::Ledger;
use self::metrics::Metrics;
use self::minutes::{Minutes, Sample};
use self::statements::Statements;
use self::trace_id::TraceContext;
use crate::config::{SlowLimits, TelemetryConfig};

pub mod access;
pub mod export;
pub mod ledger;
pub mod logs;
pub mod metrics;
pub mod minutes;
pub mod setup;
pub mod statements;
pub mod step;
pub mod trace_id;

/// Spans and metrics that wait when the program ends get so long to be sent, together; with the log lines' time, 2 s.
const FLUSH: Duration = Duration::from_millis(1_500);
/// And so long the log lines, which come last: they report on the others.
pub const FLUSH_LOGS: Duration = Duration::from_millis(500);

/// What a request to the API is called that was refused before it was read.
const UNNAMED: &str = "(unnamed)";

/// What a request says about its sender.
#[derive(Clone, Copy, Debug, Default)]
pub struct Caller<'a> {
    /// The trace it belongs to (W3C Trace Context).
    pub traceparent: Option<&'a str>,
    /// What systems on its way add to the trace.
    pub tracestate: Option<&'a str>,
    /// Its name in the caller's log.
    pub request_id: Option<&'a str>,
}

impl Caller<'_> {
    /// The web app begins traces, and leaves it to the server which of them are sampled: `tracestate: erp=undecided`.
    fn is_undecided(&self) -> bool {
        self.tracestate.is_some_and(|state| state.split(',').any(|entry| entry.trim() == "erp=undecided"))
    }
}

/// Where finished requests are reported.
#[derive(Debug)]
pub struct Telemetry {
    config: TelemetryConfig,
    traces: Option<Traces>,
    metrics: Metrics,
    minutes: Minutes,
    statements: Arc<Statements>,
}

/// How a request ended.
#[derive(Clone, Copy, Debug)]
pub struct Finished<'a> {
    /// Method, path and status, when it came by HTTP.
    pub http: Option<(&'a Method, &'a str, StatusCode)>,
    /// How long it took.
    pub took: Duration,
    /// Whether we failed, rather than the caller.
    pub failed: bool,
}

/// What describes this process in everything that it exports.
pub fn resource(config: &TelemetryConfig) -> Resource {
    Resource::builder()
        .with_service_name("context7-erp")
        .with_attribute(KeyValue::new("service.version", env!("CARGO_PKG_VERSION")))
        .with_attribute(KeyValue::new("service.instance.id", config.instance.clone()))
        .build()
}

impl Finished<'_> {
    /// The path without what varies: files of the web app are one route.
    pub fn route(&self) -> &str {
        const ROUTES: [&str; 7] = ["/graphql", "/livez", "/readyz", "/healthz", "/metrics", "/export", "/graphiql"];
        let path = self.http.map_or("", |(_, path, _)| path);
        ROUTES.into_iter().find(|route| path.starts_with(route)).unwrap_or("/{file}")
    }
}

impl Telemetry {
    /// Starts what `config` asks for.
    ///
    /// # Errors
    /// When the endpoint of the export is no URL.
    pub fn start(config: &TelemetryConfig) -> anyhow::Result<Arc<Self>> {
        let resource = resource(config);
        let traces =
            config.endpoint.as_deref().map(|endpoint| Traces::start(endpoint, config, &resource)).transpose()?;
        let metrics = Metrics::start(config, resource)?;
        let (minutes, statements) = (Minutes::new()?, Arc::default());
        Ok(Arc::new(Self { config: config.clone(), traces, metrics, minutes, statements }))
    }

    /// The ledger of a request that begins, part of the caller's trace when it names one.
    pub fn begin(&self, caller: Caller<'_>) -> Arc<Ledger> {
        let decide = || rand::random_range(0..100) < self.config.sample_percent;
        let trace = match caller.traceparent.and_then(|given| given.parse::<TraceContext>().ok()) {
            Some(theirs) if caller.is_undecided() => theirs.child().decided(decide()),
            Some(theirs) => theirs.child(),
            None => TraceContext::fresh(decide()),
        };
        let request_id = caller.request_id.map_or_else(|| trace.trace_id(), str::to_owned);
        Ledger::new(trace, request_id, self.config.slow, Arc::clone(&self.statements), self.traces.is_some())
    }

    /// Reports a finished request. Its trace is exported when it is sampled, slow or failed.
    pub fn finish(&self, ledger: &Ledger, mut finished: Finished<'_>) {
        finished.failed |= ledger.has_failed();
        // What is logged here belongs to the request's trace.
        let _attached = self.traces.is_some().then(|| ledger.trace.context().attach());
        access::record(ledger, &finished, self.config.slow);
        let (slow, sums) = (finished.took > self.config.slow.request, ledger.sums());
        self.metrics.record(&finished, sums);
        // Files and probes have no operation: thousands of them would hide what the system does. A request to the API
        // that ended before it had a name is one all the same.
        let unnamed = (finished.http.is_some() && finished.route() == "/graphql").then_some(UNNAMED);
        if let Some(operation) = ledger.operation().or(unnamed) {
            let Finished { took, failed, .. } = finished;
            let sample = Sample { operation, took, failed, slow, sums };
            self.minutes.record(SystemTime::now(), &sample);
        }
        let exported = ledger.trace.is_sampled() || finished.failed || slow;
        if let Some(traces) = self.traces.as_ref().filter(|_| exported) {
            traces.offer(ledger, &finished);
        }
    }

    /// Runs a job or a command as a request of its own, named `name`.
    pub async fn observe<T, E>(&self, name: &str, work: impl Future<Output = Result<T, E>>) -> Result<T, E> {
        let ledger = self.begin(Caller::default());
        ledger.name_operation(name.to_owned());
        let result = ledger::scope(Arc::clone(&ledger), work).await;
        self.finish(&ledger, Finished { http: None, took: ledger.began.elapsed(), failed: result.is_err() });
        result
    }

    /// The name of this node among its like.
    pub fn instance(&self) -> &str {
        &self.config.instance
    }

    /// Where a trace is viewed: a URL with `{traceId}` in it.
    pub fn trace_link(&self) -> Option<&str> {
        self.config.trace_link.as_deref()
    }

    /// What counts as slow here.
    pub fn slow_limits(&self) -> SlowLimits {
        self.config.slow
    }

    /// The instruments of this node.
    pub fn metrics(&self) -> &Metrics {
        &self.metrics
    }

    /// The last hour of this node.
    pub fn minutes(&self) -> &Minutes {
        &self.minutes
    }

    /// What the database was asked by this node.
    pub fn statements(&self) -> &Statements {
        &self.statements
    }

    /// What became of exported spans; none when nothing is exported.
    pub fn exported(&self) -> Option<ExportCounts> {
        self.traces.as_ref().map(Traces::counts)
    }

    /// Sends what waits, for 1.5 s at most, whatever the receiver does.
    pub async fn stop(self: Arc<Self>) {
        let stop = move || {
            let begun = Instant::now();
            if let Some(traces) = &self.traces {
                traces.stop(FLUSH);
            }
            self.metrics.stop(FLUSH.saturating_sub(begun.elapsed()));
        };
        within(FLUSH, stop).await;
    }
}

/// Does what blocks, in a thread of its own, and waits no longer than `limit` for it: a reader of metrics that sends
/// has no limit (`opentelemetry_sdk` 0.33), and the runtime would wait for a thread of its own.
pub async fn within(limit: Duration, work: impl FnOnce() + Send + 'static) {
    let (done, ended) = tokio::sync::oneshot::channel();
    std::thread::spawn(move || {
        work();
        // Nobody waits any more: the process is about to end.
        let _ = done.send(());
    });
    if tokio::time::timeout(limit, ended).await.is_err() {
        tracing::warn!(limit_ms = limit.as_millis(), "what waited for its export was given up");
    }
}
