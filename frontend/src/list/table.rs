//! The table: of a long list only the rows near the screen are in the document; the room of the others is kept.
use std::sync::Arc;

use leptos::prelude::*;

use super::head::heading;
use super::row::row;
use super::source::{List, Listed};
use super::window;
use crate::components::states::Notice;
use crate::router::pixels;
use crate::{format, text};

/// So many pixels above the list's end the next page is asked for.
const NEAR: i32 = 900;

#[component]
pub(super) fn Table(list: List) -> impl IntoView {
    let body = NodeRef::<leptos::html::Tbody>::new();
    let look = move || look(list, body);
    for event in ["scroll", "resize"] {
        let listener = window_event_listener_untyped(event, move |_| look());
        on_cleanup(move || listener.remove());
    }
    Effect::new(move || {
        // More rows, other rows, or rows of another height.
        list.count();
        list.layout.track();
        body.track();
        request_animation_frame(look);
    });
    let places = Memo::new(move |_| list.layout.with(super::layout::Layout::shown));
    let columns = move || {
        let places = places.get();
        let widths = places.iter().map(|place| view! { <col style:width=format!("{}px", place.width) /> });
        view! { <colgroup><col class="choose" />{widths.collect_view()}</colgroup> }
    };
    let heads = move || places.with(|places| places.iter().filter_map(|place| heading(list, place)).collect_view());
    let all = move || {
        let count = list.count();
        count > 0 && list.chosen.with(|chosen| chosen.len() == count)
    };
    // Another arrangement, or another answer, draws the rows anew; a scroll only adds and takes some away.
    let rows = move || {
        let places = places.get();
        view! {
            <For
                each=move || list.rows_at(there(list))
                key=|(at, row)| (*at, Arc::as_ptr(row).addr())
                children=move |(at, it)| row(list, at, &it, &places)
            />
        }
    };
    let before = move || there(list).start;
    let after = move || list.count().saturating_sub(there(list).end);
    view! {
        <div class="table-wrap">
            <table class="table cards list" class:dense=move || list.layout.with(|layout| layout.dense) aria-rowcount=move || rows_in_all(list)>
                <caption class="visually-hidden">{(list.of.title)()}</caption>
                {columns}
                <thead>
                    <tr aria-rowindex="1">
                        <th scope="col" class="choose">
                            <input
                                type="checkbox"
                                aria-label=text::list::select_all()
                                prop:checked=all
                                on:change=move |_| list.toggle_all()
                            />
                        </th>
                        {heads}
                    </tr>
                </thead>
                <tbody node_ref=body>
                    <Room list rows=Signal::derive(before) />
                    {rows}
                    <Room list rows=Signal::derive(after) />
                </tbody>
            </table>
        </div>
        <Foot list />
    }
}

/// The rows that are in the document.
fn there(list: List) -> std::ops::Range<usize> {
    let span = list.span.get();
    let count = list.count();
    // Before anything is measured, as many as one page has.
    if span.is_empty() { 0..count.min(100) } else { span.start.min(count)..span.end.min(count) }
}

/// How many rows the whole table has, its heading too; -1 says that nobody has counted.
fn rows_in_all(list: List) -> String {
    list.rows.with(|answer| match answer {
        Some(Ok(listed)) if !listed.capped => listed.total.saturating_add(1).to_string(),
        _ => "-1".to_owned(),
    })
}

/// The room of rows that are not in the document.
#[component]
fn Room(list: List, #[prop(into)] rows: Signal<usize>) -> impl IntoView {
    move || {
        let height = window::height(rows.get(), list.row_height.get());
        (height > 0).then(|| view! { <tr class="room" aria-hidden="true" style:height=format!("{height}px")></tr> })
    }
}

/// Measures where the list is, and says which rows have to be there.
fn look(list: List, body: NodeRef<leptos::html::Tbody>) {
    let Some(Some(body)) = body.try_get_untracked() else { return };
    let screen = window().inner_height().ok().and_then(|height| height.as_f64()).map_or(800, pixels);
    let frame = body.get_bounding_client_rect();
    let row = body.query_selector("tr:not(.room)").ok().flatten();
    if let Some(row) = row.map(|row| pixels(row.get_bounding_client_rect().height()))
        && row != list.row_height.get_untracked()
    {
        list.row_height.set(row);
    }
    let above = pixels(frame.top()).saturating_neg();
    let span = window::range(list.count_untracked(), list.row_height.get_untracked(), above, screen);
    if span != list.span.get_untracked() {
        list.span.set(span);
    }
    // Not before somebody scrolls: a short first page is not the end of what one looks at.
    let is_scrolled = window().scroll_y().is_ok_and(|y| pixels(y) > 0);
    if is_scrolled && pixels(frame.bottom()).saturating_sub(screen) < NEAR {
        list.come_near();
    }
}

#[component]
fn Foot(list: List) -> impl IntoView {
    let of = move |what: fn(&Listed) -> AnyView| {
        move || list.rows.with(|answer| answer.and_then(|answer| answer.as_ref().ok()).map(what))
    };
    let failed = of(|listed| {
        let failed = listed.failed.clone();
        failed.map(|error| view! { <div class="panel-pad"><Notice>{error.text()}</Notice></div> }).into_any()
    });
    let shown = of(|listed| {
        let shown = format::count(i64::try_from(listed.rows.len()).unwrap_or(i64::MAX));
        let total = format!("{}{}", format::count(listed.total.into()), if listed.capped { "+" } else { "" });
        text::list::shown(&shown, &total).into_any()
    });
    let has_more = move || list.rows.with(|answer| matches!(answer, Some(Ok(listed)) if listed.next.is_some()));
    let label = move || if list.rows.busy() { text::list::loading_more() } else { text::list::more() };
    view! {
        {failed}
        <div class="table-foot">
            <span role="status">{shown}</span>
            <Show when=has_more>
                <button class="button" on:click=move |_| list.load_more()>{label}</button>
            </Show>
        </div>
    }
}
