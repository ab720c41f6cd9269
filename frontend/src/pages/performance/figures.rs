//! The last hour in a few figures, each beside its target.
use leptos::prelude::*;

use super::{Board, average, share};
use crate::api::performance::RequestStatistics as Hour;
use crate::{format, text};

/// The targets of the product, in µs and hundredths of a percent.
pub(super) const ANSWER_TARGET: i64 = 100_000;
const QUERY_TARGET: i64 = 25_000;
const HIT_TARGET: i64 = 9_800;
/// 99.9 % of requests are answered.
const ANSWERED_TARGET: i64 = 9_990;

/// A figure, and whether it is as it should be; `None` while there is nothing to judge.
#[derive(Clone, Default, PartialEq, Eq)]
struct Shown {
    value: String,
    note: String,
    holds: Option<bool>,
}

#[component]
pub(super) fn Figures(board: Board) -> impl IntoView {
    let card = move |label: &'static str, read: fn(&Hour) -> Shown| {
        let shown = Memo::new(move |_| board.moving(|activity| read(&activity.total)));
        view! {
            <div class="panel figure" class:alert=move || shown.get().holds == Some(false)>
                <span class="figure-label">{label}</span>
                <span class="figure-value">{move || shown.get().value}</span>
                <span class="figure-note">
                    {move || shown.get().note} " "
                    {move || shown.get().holds.map(|holds| if holds { text::performance::target_met() } else { text::performance::target_missed() })}
                </span>
            </div>
        }
    };
    view! {
        <section class="figures five" aria-label=text::performance::last_hour()>
            {card(text::performance::requests(), requests)}
            {card(text::performance::response_time(), answer_time)}
            {card(text::performance::query_time(), query_time)}
            {card(text::performance::hit_rate(), hit_rate)}
            {card(text::performance::availability(), answered)}
        </section>
    }
}

fn requests(hour: &Hour) -> Shown {
    let note = text::performance::slow_failed(&format::count(hour.slow.0), &format::count(hour.failures.0));
    Shown { value: format::count(hour.requests.0), note, holds: None }
}

fn answer_time(hour: &Hour) -> Shown {
    Shown {
        value: format::duration(hour.p95.0),
        note: text::performance::response_note(&format::duration(hour.p50.0), &format::duration(hour.p99.0)),
        holds: (hour.requests.0 > 0).then_some(hour.p95.0 < ANSWER_TARGET),
    }
}

fn query_time(hour: &Hour) -> Shown {
    let mean = average(hour.query_time.0, hour.queries.0);
    Shown {
        value: format::duration(mean),
        note: text::performance::query_note(&format::duration(average(hour.wait_time.0, hour.queries.0))),
        holds: (hour.queries.0 > 0).then_some(mean < QUERY_TARGET),
    }
}

fn hit_rate(hour: &Hour) -> Shown {
    let rate = share(hour.cache_hits.0, hour.cache_hits.0.saturating_add(hour.cache_misses.0));
    Shown {
        value: rate.map_or_else(|| "–".to_owned(), format::hundredths),
        note: text::performance::hit_note().to_owned(),
        holds: rate.map(|rate| rate >= HIT_TARGET),
    }
}

fn answered(hour: &Hour) -> Shown {
    let rate = share(hour.requests.0.saturating_sub(hour.failures.0), hour.requests.0);
    Shown {
        value: rate.map_or_else(|| "–".to_owned(), format::hundredths),
        note: text::performance::availability_note().to_owned(),
        holds: rate.map(|rate| rate >= ANSWERED_TARGET),
    }
}
