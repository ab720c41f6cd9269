//! A row, and what stands in it.
use std::sync::Arc;

use leptos::prelude::*;

use super::layout::Place;
use super::source::List;
use super::{Card, Cell, Row};
use crate::{format, text};

/// The id of a row in the document.
pub(super) fn row_id(at: usize) -> String {
    format!("row-{at}")
}

pub(super) fn row(list: List, at: usize, row: &Arc<Row>, places: &[Place]) -> impl IntoView + use<> {
    let name = row.cells.first().map(Cell::plain).unwrap_or_default();
    let (id, toggled) = (row.id.clone(), row.id.clone());
    let is_chosen = Memo::new(move |_| list.is_chosen(&id));
    let cells = places.iter().filter_map(|place| cell(list, place, row));
    view! {
        <tr
            id=row_id(at)
            tabindex="-1"
            aria-rowindex=(at + 2).to_string()
            class:chosen-row=is_chosen
            on:focusin=move |_| list.current.set(Some(at))
        >
            <td class="list-choose">
                // All of the cell can be pressed: a finger is wider than a box.
                <label>
                    <input
                        type="checkbox"
                        aria-label=text::list::select(&name)
                        prop:checked=is_chosen
                        on:change=move |_| list.toggle(&toggled)
                    />
                </label>
            </td>
            {cells.collect_view()}
        </tr>
    }
}

fn cell(list: List, place: &Place, row: &Row) -> Option<AnyView> {
    let column = list.of.columns.get(place.at)?;
    let content = shown(row.cells.get(place.at)?.clone());
    let class = match column.card {
        Card::Name => "card-name",
        Card::Amount => "card-amount",
        Card::Line => "card-who",
        Card::Status => "card-status",
        Card::Note => "card-day",
        Card::Hidden => "card-hide",
    };
    if place.at > 0 {
        let (number, whole) = (column.number, column.whole);
        return Some(view! { <td class=class class:number=number class:whole=whole>{content}</td> }.into_any());
    }
    let content = match row.href.clone() {
        Some(href) => view! { <a href=href>{content}</a> }.into_any(),
        None => content,
    };
    Some(view! { <th scope="row" class=class class:whole=column.whole>{content}</th> }.into_any())
}

fn shown(cell: Cell) -> AnyView {
    match cell {
        Cell::Text(text) => text.into_any(),
        Cell::Quiet(text) => view! { <span class="quiet">{text}</span> }.into_any(),
        Cell::Pill(tone, word) => view! { <span class=format!("pill {tone}")>{word}</span> }.into_any(),
        Cell::Progress(percent) => view! {
            <span class="shipped">
                <progress max="100" value=percent.to_string() aria-hidden="true"></progress>
                {format::percent(percent)}
            </span>
        }
        .into_any(),
    }
}
