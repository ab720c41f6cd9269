//! The headers of every answer: security, identity, times.

use std::time::Duration;

use http::{HeaderMap, HeaderName, HeaderValue, header};

use platform::telemetry::ledger::{Ledger, micros};

/// What the web app may load and do. WebAssembly may be compiled; JavaScript may not be made from text.
pub const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
     img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; object-src 'none'; \
     form-action 'self'; frame-ancestors 'none'";

const PERMISSIONS_POLICY: &str = "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), \
     magnetometer=(), microphone=(), midi=(), payment=(), usb=(), interest-cohort=()";

/// Adds the security headers that the handler did not set itself. `tls`: the public address is https.
pub fn secure(headers: &mut HeaderMap, tls: bool) {
    let fixed = [
        (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (HeaderName::from_static("permissions-policy"), PERMISSIONS_POLICY),
    ];
    for (name, value) in fixed {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    if tls {
        let year = HeaderValue::from_static("max-age=31536000; includeSubDomains");
        headers.entry(header::STRICT_TRANSPORT_SECURITY).or_insert(year);
    }
}

/// Adds who the request was and what it took.
pub fn account(headers: &mut HeaderMap, ledger: &Ledger, took: Duration) {
    let sums = ledger.sums();
    let timing = format!(
        "db;dur={}, cache;dur={};desc=\"hit={} miss={}\", total;dur={}",
        Millis(sums.query_micros),
        Millis(sums.cache_micros),
        sums.cache_hits,
        sums.cache_misses,
        Millis(micros(took))
    );
    let values = [
        ("x-request-id", ledger.request_id.clone()),
        ("traceparent", ledger.trace.to_string()),
        ("x-response-time", format!("{}ms", Millis(micros(took)))),
        ("x-db-queries", sums.queries.to_string()),
        ("server-timing", timing),
    ];
    for (name, value) in values {
        // All of these are plain ASCII; a value that is not would be left out rather than break the answer.
        if let Ok(value) = HeaderValue::try_from(value) {
            headers.insert(HeaderName::from_static(name), value);
        }
    }
}

/// Microseconds, written as milliseconds with three decimals.
struct Millis(u64);

impl std::fmt::Display for Millis {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{:03}", self.0 / 1000, self.0 % 1000)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use platform::config::{Config, Source};
    use platform::telemetry::{Caller, Telemetry};

    #[test]
    fn states_times_and_leaves_what_a_handler_set() {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'self'"));
        secure(&mut headers, false);
        let telemetry = Telemetry::start(&Config::from_source(&Source::default()).unwrap().telemetry).unwrap();
        account(
            &mut headers,
            &telemetry.begin(Caller { request_id: Some("r1"), ..Caller::default() }),
            Duration::from_micros(1_234),
        );
        assert_eq!(headers["content-security-policy"], "default-src 'self'");
        assert_eq!(headers["x-content-type-options"], "nosniff");
        assert_eq!(headers["x-response-time"], "1.234ms");
        assert_eq!(headers["x-db-queries"], "0");
        assert_eq!(headers["server-timing"], "db;dur=0.000, cache;dur=0.000;desc=\"hit=0 miss=0\", total;dur=1.234");
        assert!(!headers.contains_key("strict-transport-security"));
        secure(&mut headers, true);
        assert!(headers.contains_key("strict-transport-security"));
    }
}
