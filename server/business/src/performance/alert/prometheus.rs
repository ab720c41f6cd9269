//! The same rules for Prometheus, over the same metrics.

use std::fmt::Write as _;

use super::rules::ENOUGH;
use platform::config::{Measure, Rule};

/// A rules file. `erp alerts --prometheus` prints the one of this configuration; `infra/grafana/rules.yaml` is the one of
/// the defaults.
pub fn rules_file(rules: &[Rule]) -> String {
    let mut text = "# The limits of ERP_ALERTS as Prometheus rules, printed by `erp alerts --prometheus`.\n\
                    groups:\n  - name: context7-erp\n    rules:\n"
        .to_owned();
    for rule in rules {
        let Some((expression, summary)) = expression(*rule) else { continue };
        push(&mut text, rule.measure.name(), &expression, rule.minutes, summary);
    }
    push(&mut text, "down", "up{job=\"context7-erp\"} == 0", 1, "A server does not answer.");
    text
}

fn push(text: &mut String, name: &str, expression: &str, minutes: u32, summary: &str) {
    // Writing into a text cannot fail.
    let _ = write!(
        text,
        "      - alert: erp_{name}\n        expr: {expression}\n        for: {minutes}m\n        annotations:\n          \
         summary: \"{summary}\"\n"
    );
}

/// What Prometheus computes, and what it says. None for the disk: the machine's own exporter tells of it.
fn expression(rule: Rule) -> Option<(String, &'static str)> {
    const REQUESTS: &str = "sum(rate(http_server_request_duration_seconds_count{http_route=\"/graphql\"}[1m]))";
    const READS: &str = "sum(rate(erp_cache_requests_total[1m]))";
    let limit = f64::from(rule.limit);
    let enough = |of: &str| format!("and 60 * {of} >= {ENOUGH}");
    let requests = enough(REQUESTS);
    let per_request = |metric: &str| format!("1000 * sum(rate({metric}[1m])) / {REQUESTS} > {limit} {requests}");
    Some(match rule.measure {
        Measure::P95 => (
            format!(
                "1000 * histogram_quantile(0.95, sum by (le) (rate(http_server_request_duration_seconds_bucket{{http_route=\"/graphql\"}}[1m]))) > {limit} {requests}"
            ),
            "95 of 100 API requests take up to {{ $value | humanize }} ms.",
        ),
        Measure::Errors => (
            format!(
                "100 * sum(rate(http_server_request_duration_seconds_count{{http_route=\"/graphql\",http_response_status_code=~\"5..\"}}[1m])) / {REQUESTS} > {limit} {requests}"
            ),
            "{{ $value | humanize }} % of API requests fail.",
        ),
        Measure::HitRate => (
            format!(
                "100 * sum(rate(erp_cache_requests_total{{outcome=~\"hit|shared\"}}[1m])) / {READS} < {limit} {}",
                enough(READS)
            ),
            "Only {{ $value | humanize }} % of cache reads hit.",
        ),
        Measure::DatabaseTime => (
            per_request("erp_db_query_time_seconds_total"),
            "A request spends {{ $value | humanize }} ms in the database.",
        ),
        Measure::PoolWait => (
            per_request("erp_db_wait_time_seconds_total"),
            "A request waits {{ $value | humanize }} ms for a connection.",
        ),
        Measure::SlowQueries => (
            format!("60 * sum(rate(erp_db_slow_queries_total[1m])) > {limit}"),
            "{{ $value | humanize }} slow statements a minute.",
        ),
        Measure::LogAge => (
            format!("max(erp_cache_log_age_seconds) > {limit}"),
            "A node has not read the commit log for {{ $value | humanize }} s.",
        ),
        Measure::Disk => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use platform::config::{Config, Source};

    #[test]
    fn the_committed_file_has_the_default_limits() {
        let rules = Config::from_source(&Source::default()).unwrap().alerts.rules;
        let committed = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../infra/grafana/rules.yaml"));
        let wanted = rules_file(&rules);
        assert_eq!(committed.unwrap(), wanted, "infra/grafana/rules.yaml is to be:\n{wanted}");
    }
}
