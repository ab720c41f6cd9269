//! The table: of a long list only the rows near the screen are in the document; the room of the others is kept.
use std::sync::Arc;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlTableCellElement;

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
        list.span.track();
        body.track();
        request_animation_frame(move || {
            look();
            fit(list, body);
        });
    });
    let places = Memo::new(move |_| list.layout.with(super::layout::Layout::shown));
    let columns = move || {
        let places = places.get();
        let widths = places.iter().map(|place| view! { <col style:width=format!("{}px", place.width) /> });
        view! { <colgroup><col />{widths.collect_view()}</colgroup> }
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
        <div class="list-wrap" class:wide=list.is_wide on:scroll=move |_| look()>
            <table class="table cards list" class:dense=move || list.layout.with(|layout| layout.dense) aria-rowcount=move || rows_in_all(list)>
                <caption class="visually-hidden">{(list.of.title)()}</caption>
                {columns}
                <thead>
                    <tr aria-rowindex="1">
                        <th scope="col" class="list-choose">
                            <label>
                                <input
                                    type="checkbox"
                                    aria-label=text::list::select_all()
                                    prop:checked=all
                                    on:change=move |_| list.toggle_all()
                                />
                            </label>
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
    // Wider than there is room: it scrolls by itself, and its head sticks to it instead of to the page.
    let table = body.parent_element();
    let wrap = table.as_ref().and_then(|table| table.parent_element());
    let widths = table.as_ref().zip(wrap.as_ref()).map(|(table, wrap)| (table.client_width(), wrap.client_width()));
    let is_wide = widths.is_some_and(|(table, wrap)| table > wrap);
    if is_wide != list.is_wide.get_untracked() {
        list.is_wide.set(is_wide);
    }
    let span = window::range(list.count_untracked(), list.row_height.get_untracked(), above, screen);
    if span != list.span.get_untracked() {
        list.span.set(span);
    }
    // Not before somebody scrolls: a short first page is not the end of what one looks at.
    let is_scrolled =
        window().scroll_y().is_ok_and(|y| pixels(y) > 0) || wrap.is_some_and(|wrap| wrap.scroll_top() > 0);
    if is_scrolled && pixels(frame.bottom()).saturating_sub(screen) < NEAR {
        list.come_near();
    }
}

/// Widens the columns whose numbers or days are cut in a row that is in the document. Cards have no columns.
fn fit(list: List, body: NodeRef<leptos::html::Tbody>) {
    let Some(Some(body)) = body.try_get_untracked() else { return };
    let has_columns = window().match_media("(min-width: 46rem)").ok().flatten().is_some_and(|desk| desk.matches());
    let Some(cells) = body.query_selector_all("tr .whole").ok().filter(|_| has_columns) else { return };
    let mut layout = list.layout.get_untracked();
    let places = layout.shown();
    let mut lacking = vec![0; places.len()];
    for cell in (0..cells.length()).filter_map(|at| cells.item(at)?.dyn_into::<HtmlTableCellElement>().ok()) {
        // The box to choose a row by comes first.
        let column = usize::try_from(cell.cell_index()).ok().and_then(|at| lacking.get_mut(at.checked_sub(1)?));
        if let Some(most) = column {
            *most = cell.scroll_width().saturating_sub(cell.client_width()).max(*most);
        }
    }
    for (place, lacking) in places.iter().zip(lacking).filter(|(_, lacking)| *lacking > 0) {
        layout.fit(list.of, place.at, lacking);
    }
    if layout != list.layout.get_untracked() {
        list.layout.set(layout);
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
