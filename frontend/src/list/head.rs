//! The headings: they sort, and their edges, which make columns wider.
use leptos::prelude::*;

use super::layout::Place;
use super::source::List;
use super::{Column, Sorting};
use crate::components::icon::{Glyph, Icon};
use crate::text;

pub(super) fn heading(list: List, place: &Place) -> Option<impl IntoView + use<>> {
    let column = list.of.columns.get(place.at)?;
    let order = move || (column.sort != Sorting::No).then(|| order(list, column));
    let name = (column.name)();
    let content = if column.sort == Sorting::No { name.into_any() } else { sorter(list, column).into_any() };
    Some(view! {
        <th scope="col" class:number=column.number aria-sort=order>
            {content}
            {edge(list, place.at, name)}
        </th>
    })
}

fn order(list: List, column: &Column) -> &'static str {
    list.view.with(|view| match (view.sort == column.key, view.down) {
        (false, _) => "none",
        (true, false) => "ascending",
        (true, true) => "descending",
    })
}

fn sorter(list: List, column: &'static Column) -> impl IntoView {
    let name = (column.name)();
    let glyph = move || match order(list, column) {
        "ascending" => Glyph::Up,
        "descending" => Glyph::Down,
        _ => Glyph::Sort,
    };
    view! {
        <button
            class="sort"
            title=text::list::sort_by(name)
            on:click=move |_| list.show(&list.view.get_untracked().sorted(column.key, column.sort))
        >
            {name}
            {move || view! { <Icon glyph=glyph() /> }}
        </button>
    }
}

/// The edge of a column, which `edges.rs` moves.
fn edge(list: List, at: usize, name: &'static str) -> impl IntoView {
    let width = move || {
        list.layout
            .with(|layout| layout.places.iter().find(|place| place.at == at).map(|place| place.width.to_string()))
    };
    view! {
        <span
            class="edge"
            role="separator"
            tabindex="0"
            aria-orientation="vertical"
            aria-label=text::list::column_width(name)
            aria-valuemin="64"
            aria-valuemax="640"
            aria-valuenow=width
            data-column=at.to_string()
        ></span>
    }
}
