//! The last hour minute by minute: how many requests, and how long they took.
use leptos::prelude::*;

use super::Board;
use super::figures::ANSWER_TARGET;
use crate::api::performance::Minute;
use crate::components::chart::{Column, ColumnChart};
use crate::{format, text};

/// A label at every tenth column: more would overlap.
const LABELLED: usize = 10;

#[component]
pub(super) fn Requests(board: Board) -> impl IntoView {
    let minutes = move || board.moving(|activity| activity.minutes.clone());
    let count_headings = [text::performance::minute(), text::performance::requests(), text::performance::failures()];
    let time_headings = [text::performance::minute(), text::performance::p95(), text::performance::p99()];
    view! {
        <div class="halves">
            <section class="panel" aria-labelledby="per-minute">
                <div class="panel-head"><h2 id="per-minute">{text::performance::per_minute()}</h2></div>
                {move || {
                    let columns = columns(&minutes(), |minute| {
                        let figures = &minute.figures;
                        (figures.requests.0, format::count(figures.requests.0), format::count(figures.failures.0))
                    });
                    view! { <ColumnChart caption=text::performance::per_minute() headings=count_headings columns scale=|value, _| format::count(value) /> }
                }}
            </section>
            <section class="panel" aria-labelledby="duration">
                <div class="panel-head">
                    <h2 id="duration">{text::performance::durations()}</h2>
                    <span class="small quiet">{text::performance::target_line(&format::duration(ANSWER_TARGET))}</span>
                </div>
                {move || {
                    let columns = columns(&minutes(), |minute| {
                        let figures = &minute.figures;
                        (figures.p95.0, format::duration(figures.p95.0), format::duration(figures.p99.0))
                    });
                    view! { <ColumnChart caption=text::performance::durations() headings=time_headings columns scale=|value, _| format::duration(value) target=ANSWER_TARGET /> }
                }}
            </section>
        </div>
    }
}

fn columns(minutes: &[Minute], read: fn(&Minute) -> (i64, String, String)) -> Vec<Column> {
    let last = minutes.len().saturating_sub(1);
    let column = |(index, minute): (usize, &Minute)| {
        let (value, shown, note) = read(minute);
        let name = format::clock(&minute.began_at.0);
        let label = if (last - index).is_multiple_of(LABELLED) { name.clone() } else { String::new() };
        Column { label, name, value, shown, note }
    };
    minutes.iter().enumerate().map(column).collect()
}
