//! What the parts count by themselves, as instruments: read when somebody asks.

use opentelemetry::KeyValue;

use super::App;

impl App {
    /// Adds the cache's and the pool's statistics to the metrics of this node. Call it once.
    pub fn observe(&self) {
        let meter = self.telemetry.metrics().meter();
        let cache = self.cache.clone();
        meter
            .u64_observable_counter("erp.cache.requests")
            .with_description("Requests for cached values")
            .with_callback(move |observer| {
                for stats in cache.stats() {
                    let outcomes = [
                        ("hit", stats.hits),
                        ("shared", stats.shared_hits),
                        ("miss", stats.misses),
                        ("stale", stats.stale_rejects),
                        ("bypass", stats.bypasses),
                    ];
                    for (outcome, count) in outcomes.into_iter().filter(|(_, count)| *count > 0) {
                        let class = KeyValue::new("class", stats.class.name());
                        observer.observe(count, &[class, KeyValue::new("outcome", outcome)]);
                    }
                }
            })
            .build();
        let cache = self.cache.clone();
        meter
            .u64_observable_gauge("erp.cache.size")
            .with_description("Bytes of cached values")
            .with_unit("By")
            .with_callback(move |observer| observer.observe(cache.bytes(), &[]))
            .build();
        let cache = self.cache.clone();
        meter
            .f64_observable_gauge("erp.cache.log.age")
            .with_description("How long ago the commit log was read")
            .with_unit("s")
            .with_callback(move |observer| {
                if let Some(age) = cache.log_age() {
                    observer.observe(age.as_secs_f64(), &[]);
                }
            })
            .build();
        let db = self.db.clone();
        meter
            .u64_observable_gauge("erp.db.connections")
            .with_description("Open connections of the pool that reads")
            .with_callback(move |observer| {
                let pool = db.pool();
                observer.observe(pool.idle, &[KeyValue::new("state", "idle")]);
                observer.observe(pool.open.saturating_sub(pool.idle), &[KeyValue::new("state", "used")]);
            })
            .build();
        let telemetry = std::sync::Arc::downgrade(&self.telemetry);
        meter
            .u64_observable_counter("erp.export.spans")
            .with_description("Spans by what became of them")
            .with_callback(move |observer| {
                let Some(counts) = telemetry.upgrade().and_then(|telemetry| telemetry.exported()) else { return };
                for (state, count) in [("offered", counts.offered), ("sent", counts.sent), ("failed", counts.failed)] {
                    observer.observe(count, &[KeyValue::new("state", state)]);
                }
            })
            .build();
    }
}
