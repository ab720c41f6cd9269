//! The limits of how the system runs: which are passed, and what was.
use leptos::prelude::*;

use super::Board;
use crate::api::performance::{Alert, AlertRule};
use crate::{format, text};

/// Whether all is well, in a line that is always there.
#[component]
pub(super) fn Summary(board: Board) -> impl IntoView {
    let firing = Memo::new(move |_| {
        board.moving(|now| {
            let firing = now.alert_rules.iter().filter(|rule| is_firing(rule));
            Some(firing.map(|rule| measure(&rule.measure)).collect::<Vec<_>>())
        })
    });
    view! {
        <p class="small" role="status" class:quiet=move || firing.get().is_none_or(|firing| firing.is_empty())>
            {move || match firing.get() {
                None => "\u{a0}".to_owned(),
                Some(firing) if firing.is_empty() => text::performance::no_alerts().to_owned(),
                Some(firing) => text::performance::limits_breached(&firing.join(", ")),
            }}
        </p>
    }
}

#[component]
pub(super) fn Alerts(board: Board) -> impl IntoView {
    let rules = move || board.moving(|now| now.alert_rules.iter().map(rule).collect_view());
    let past = move || board.moving(|now| now.alerts.iter().map(alert).collect_view());
    let none = move || board.moving(|now| now.alerts.is_empty());
    view! {
        <section class="panel" aria-labelledby="limits">
            <div class="panel-head">
                <h2 id="limits">{text::performance::limits()}</h2>
                <span class="small quiet">{text::performance::limits_lead()}</span>
            </div>
            <div class="table-wrap" tabindex="0" role="group" aria-labelledby="limits">
                <table class="table dense">
                    <thead>
                        <tr>
                            <th scope="col">{text::performance::metric()}</th>
                            <th scope="col" class="number">{text::performance::value()}</th>
                            <th scope="col" class="number">{text::performance::limit()}</th>
                            <th scope="col" class="number">{text::performance::for_minutes()}</th>
                            <th scope="col">{text::performance::state()}</th>
                        </tr>
                    </thead>
                    <tbody>{rules}</tbody>
                </table>
            </div>
        </section>
        <section class="panel" aria-labelledby="alerts-past">
            <div class="panel-head"><h2 id="alerts-past">{text::performance::alerts_past()}</h2></div>
            {move || none().then(|| view! { <p class="panel-pad quiet">{text::performance::alerts_none()}</p> })}
            <div class="table-wrap" tabindex="0" role="group" aria-labelledby="alerts-past" hidden=none>
                <table class="table dense">
                    <thead>
                        <tr>
                            <th scope="col">{text::performance::metric()}</th>
                            <th scope="col" class="number">{text::performance::worst()}</th>
                            <th scope="col" class="number">{text::performance::limit()}</th>
                            <th scope="col">{text::performance::fired()}</th>
                            <th scope="col">{text::performance::ended()}</th>
                        </tr>
                    </thead>
                    <tbody>{past}</tbody>
                </table>
            </div>
        </section>
    }
}

fn rule(rule: &AlertRule) -> impl IntoView + use<> {
    let limit = shown(rule.limit.0, &rule.unit);
    let bound = if rule.is_floor { text::performance::at_least(&limit) } else { text::performance::at_most(&limit) };
    let state = match rule.state.as_ref().map(|state| state.0.as_str()) {
        Some("FIRING") => text::performance::state_firing(),
        Some("PENDING") => text::performance::state_pending(),
        _ => text::performance::state_ok(),
    };
    view! {
        <tr>
            <th scope="row">{measure(&rule.measure)}</th>
            <td class="number">{rule.value.map_or_else(|| "–".to_owned(), |value| shown(value.0, &rule.unit))}</td>
            <td class="number">{bound}</td>
            <td class="number">{format::count(rule.minutes.into())}</td>
            <td class:negative=is_firing(rule)>{state}</td>
        </tr>
    }
}

fn alert(alert: &Alert) -> impl IntoView + use<> {
    let unit = alert.unit.clone().unwrap_or_default();
    let at = |instant: Option<&crate::api::scalar::Instant>| instant.map(|at| format::instant(&at.0));
    view! {
        <tr>
            <th scope="row">{measure(&alert.measure)}</th>
            <td class="number">{shown(alert.value.0, &unit)}</td>
            <td class="number">{shown(alert.limit.0, &unit)}</td>
            <td>{at(alert.firing_at.as_ref())}</td>
            <td>{at(alert.resolved_at.as_ref()).unwrap_or_else(|| text::performance::ongoing().to_owned())}</td>
        </tr>
    }
}

fn measure(name: &str) -> String {
    let text = match name {
        "p95" => text::performance::metric_p95(),
        "errors" => text::performance::metric_errors(),
        "hit_rate" => text::performance::hit_rate(),
        "database_time" => text::performance::metric_database_time(),
        "pool_wait" => text::performance::metric_pool_wait(),
        "slow_queries" => text::performance::metric_slow_queries(),
        "log_age" => text::performance::metric_log_age(),
        "disk" => text::performance::metric_disk(),
        other => return other.to_owned(),
    };
    text.to_owned()
}

/// A value in thousandths of its unit.
fn shown(value: i64, unit: &str) -> String {
    match unit {
        "ms" => format::duration(value),
        "s" => format::duration(value.saturating_mul(1000)),
        "%" => format::hundredths(value / 10),
        _ => format::count(value / 1000),
    }
}

fn is_firing(rule: &AlertRule) -> bool {
    rule.state.as_ref().is_some_and(|state| state.0 == "FIRING")
}
