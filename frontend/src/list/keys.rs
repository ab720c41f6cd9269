//! The keyboard on a list: `j` and `k` go down and up, Enter opens, `x` chooses, `e` edits, `n` makes another one, `/`
//! searches.
use std::sync::Arc;

use leptos::prelude::*;

use super::Row;
use super::bar::SEARCH;
use super::row::row_id;
use super::source::List;
use super::window;
use crate::keyboard::{focus, is_typing};
use crate::routes::Place;

/// Listens for as long as the list is shown.
pub(super) fn follow(list: List) {
    let listener = window_event_listener(leptos::ev::keydown, move |event| {
        let has_modifier = event.ctrl_key() || event.meta_key() || event.alt_key();
        if has_modifier || event.default_prevented() || is_typing(&event) {
            return;
        }
        let is_done = match event.key().as_str() {
            "j" => step(list, true),
            "k" => step(list, false),
            "x" => choose(list),
            "e" => edit(list),
            "n" => press(".page-head .button.primary"),
            "/" => focus(document().get_element_by_id(SEARCH)),
            _ => false,
        };
        if is_done {
            event.prevent_default();
        }
    });
    on_cleanup(move || listener.remove());
}

fn step(list: List, down: bool) -> bool {
    let Some(last) = list.count_untracked().checked_sub(1) else { return false };
    let next = match list.current.get_untracked() {
        None => 0,
        Some(at) if down => at.saturating_add(1).min(last),
        Some(at) => at.saturating_sub(1),
    };
    list.current.set(Some(next));
    if !at_row(next) {
        // Scrolled away: bring its place to the screen, then it is there.
        let away = window::height(next, list.row_height.get_untracked());
        window().scroll_to_with_x_and_y(0.0, f64::from(away));
        set_timeout(move || _ = at_row(next), std::time::Duration::from_millis(60));
    }
    true
}

/// Puts the focus on a row's link, or on the row when it has none.
fn at_row(at: usize) -> bool {
    let Some(row) = document().get_element_by_id(&row_id(at)) else { return false };
    let link = row.query_selector("th a").ok().flatten();
    focus(Some(link.unwrap_or(row)))
}

fn choose(list: List) -> bool {
    current(list).is_some_and(|row| {
        list.toggle(&row.id);
        true
    })
}

/// Goes to where the row is edited: a page of its own where there is one, else the row's page, which has the dialog.
fn edit(list: List) -> bool {
    let Some(href) = current(list).and_then(|row| row.href.clone()) else { return false };
    let own = format!("{href}/edit");
    list.go(if Place::at(&own).is_some() { &own } else { &href });
    true
}

/// Does what a button or link of the page does; whether there is one.
fn press(selector: &str) -> bool {
    use wasm_bindgen::JsCast as _;
    let found = document().query_selector(selector).ok().flatten();
    found.and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok()).is_some_and(|element| {
        element.click();
        true
    })
}

/// The row that the keyboard is at.
fn current(list: List) -> Option<Arc<Row>> {
    let at = list.current.get_untracked()?;
    untrack(|| list.rows_at(at..at.saturating_add(1))).pop().map(|(_, row)| row)
}
