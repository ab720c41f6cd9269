//! What can be done with the chosen rows: choose all that match, take them along as text or as a file, and what the list
//! itself declares.
use std::sync::Arc;

use leptos::prelude::*;

use super::bulk::BulkDialog;
use super::layout::Layout;
use super::source::List;
use super::{Bulk, Cell, Row};
use crate::components::clipboard::copy;
use crate::components::icon::{Glyph, Icon};
use crate::state::session::Session;
use crate::state::toasts::Toasts;
use crate::text;

/// So many rows are chosen at once at most.
pub(super) const CHOSEN_MAX: usize = 1000;

#[component]
pub(super) fn Chosen(list: List) -> impl IntoView {
    let (toasts, session) = (Toasts::get(), Session::get());
    let doing = RwSignal::new(None::<&'static Bulk>);
    let count = move || list.chosen.with(std::collections::HashSet::len);
    let copy_rows = move |_| {
        let rows = list.chosen_rows();
        let line = |row: &Arc<Row>| cells(list, row).map(|(_, cell)| spaced(&cell)).collect::<Vec<_>>().join("\t");
        let lines: Vec<_> = rows.iter().map(line).collect();
        let copied = text::list::copied(rows.len());
        copy(lines.join("\n"), move |is_copied| {
            toasts.tell(if is_copied { copied } else { text::app::copy_failed().to_owned() });
        });
    };
    let actions = list.of.bulk.iter().map(|bulk| {
        view! {
            <Show when=move || session.may(bulk.permission)>
                <button class="button" type="button" on:click=move |_| doing.set(Some(bulk))>
                    {(bulk.name)()}
                </button>
            </Show>
        }
    });
    let actions = actions.collect_view();
    gather(list);
    view! {
        <div class="chosen panel" role="region" aria-label=text::list::selection()>
            <strong role="status">{move || text::list::selected(count())}</strong>
            <All list />
            {actions}
            <button class="button" type="button" on:click=copy_rows>{text::list::copy()}</button>
            <a class="button" download=format!("{}.csv", list.of.key) href="#" on:click=move |event| to_file(list, &event)>
                <Icon glyph=Glyph::Download />
                {text::list::export_selection()}
            </a>
            <button class="button plain" type="button" on:click=move |_| list.chosen.update(std::collections::HashSet::clear)>
                {text::list::select_none()}
            </button>
        </div>
        {move || doing.get().map(|bulk| view! { <BulkDialog list bulk on_close=move |()| doing.set(None) /> })}
    }
}

/// All that match, when there are more than are there.
#[component]
fn All(list: List) -> impl IntoView {
    let matching = move || {
        list.rows.with(|answer| match answer {
            Some(Ok(listed)) if listed.next.is_some() => {
                let total = usize::try_from(listed.total).unwrap_or(usize::MAX).min(CHOSEN_MAX);
                let more = if listed.capped { "+" } else { "" };
                Some(text::whole(total) + more)
            }
            _ => None,
        })
    };
    let button = move || {
        let total = matching()?;
        let is_full = list.chosen.with(|chosen| chosen.len() >= CHOSEN_MAX);
        let label = if list.gathering.get() {
            text::list::loading_more().to_owned()
        } else {
            text::list::select_matching(&total)
        };
        (!is_full).then(|| {
            view! {
                <button class="button plain" type="button" on:click=move |_| list.gathering.set(true)>
                    {label}
                </button>
            }
        })
    };
    view! { {button} }
}

/// Loads row after row as long as all are wanted, and then chooses them.
fn gather(list: List) {
    Effect::new(move || {
        if !list.gathering.get() || list.rows.busy() {
            return;
        }
        let (is_more, failed) = list.rows.with(|answer| match answer {
            Some(Ok(listed)) => (listed.next.is_some(), listed.failed.is_some()),
            _ => (false, false),
        });
        if is_more && !failed && list.count_untracked() < CHOSEN_MAX {
            list.load_more();
            return;
        }
        list.gathering.set(false);
        if !failed {
            list.chosen.set(list.all_ids());
        }
    });
}

/// The shown cells of a row, and whether each is of a column of numbers.
fn cells(list: List, row: &Row) -> impl Iterator<Item = (bool, String)> {
    let shown = list.layout.with_untracked(Layout::shown);
    shown.into_iter().filter_map(move |place| {
        let is_number = list.of.columns.get(place.at)?.number;
        Some((is_number, row.cells.get(place.at).map(Cell::plain)?))
    })
}

/// A cell as a spreadsheet takes it from the clipboard, where tabs and lines are between cells.
fn spaced(cell: &str) -> String {
    cell.replace(['\t', '\n'], " ")
}

/// Points the link at the chosen rows as a file, the moment that it is followed.
fn to_file(list: List, event: &leptos::ev::MouseEvent) {
    use wasm_bindgen::JsCast as _;
    let columns = list.layout.with_untracked(Layout::shown);
    let heads = columns
        .iter()
        .filter_map(|place| list.of.columns.get(place.at))
        .map(|column| (true, (column.name)().to_owned()));
    let mut lines = vec![line(heads)];
    lines.extend(list.chosen_rows().iter().map(|row| line(cells(list, row))));
    let link = event.current_target().and_then(|it| it.dyn_into::<web_sys::HtmlAnchorElement>().ok());
    if let Some(link) = link {
        // With the mark that tells spreadsheets that it is UTF-8.
        let file = String::from(js_sys::encode_uri_component(&format!("\u{feff}{}", lines.concat())));
        link.set_href(&format!("data:text/csv;charset=utf-8,{file}"));
    }
}

/// A line of a CSV file (RFC 4180). What a spreadsheet would run as a formula gets an apostrophe first, as in the files
/// that the server writes; numbers are left as they are.
fn line(cells: impl Iterator<Item = (bool, String)>) -> String {
    let cells = cells.map(|(is_number, cell)| {
        let is_formula = !is_number && cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']);
        let cell = if is_formula { format!("'{cell}") } else { cell };
        if cell.contains(['"', ',', '\n', '\r']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell }
    });
    format!("{}\r\n", cells.collect::<Vec<_>>().join(","))
}

#[cfg(test)]
mod tests {
    use super::line;

    #[test]
    fn no_cell_is_a_formula_and_none_breaks_its_line() {
        let cells = [(false, "=1+1"), (true, "-4"), (false, "a, \"b\"\nc")];
        let written = line(cells.into_iter().map(|(is_number, cell)| (is_number, cell.to_owned())));
        assert_eq!(written, "'=1+1,-4,\"a, \"\"b\"\"\nc\"\r\n");
    }
}
