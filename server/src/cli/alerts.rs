//! `erp alerts`.

use clap::Args;

use super::print;
use business::performance::alert::prometheus::rules_file;
use platform::config::Config;

/// Prints the limits of `ERP_ALERTS`.
#[derive(Args, Debug)]
pub(super) struct Alerts {
    /// As a rules file for Prometheus
    #[arg(long)]
    prometheus: bool,
}

pub(super) fn run(alerts: &Alerts, config: &Config) -> anyhow::Result<()> {
    let rules = &config.alerts.rules;
    if alerts.prometheus {
        return print(&rules_file(rules));
    }
    for rule in rules {
        let (word, measure) = (if rule.measure.is_floor() { "below" } else { "above" }, rule.measure);
        let (name, unit) = (measure.name(), measure.unit());
        print(&format!("{name:<14} {word} {} {unit} for {} min", rule.limit, rule.minutes))?;
    }
    Ok(())
}
