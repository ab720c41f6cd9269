//! Above the rows: search, filters, what is done with the view, and with the chosen rows.
use std::time::Duration;

use leptos::prelude::*;

use super::arrange::Arrange;
use super::chip::Chip;
use super::source::List;
use super::views::NamedViews;
use super::{Cell, Filter, Kind, Row, Text, View};
use crate::components::icon::{Glyph, Icon};
use crate::state::toasts::Toasts;
use crate::{format, text};

/// A query for each letter would only make the last one wait.
const TYPED: Duration = Duration::from_millis(250);

/// The id of the search field, which the keyboard goes to.
pub(super) const SEARCH: &str = "list-search";

#[component]
pub(super) fn Bar(list: List) -> impl IntoView {
    let chosen = list.of.filters.iter().filter_map(|filter| match &filter.kind {
        Kind::Choice(all) => Some(choices(list, filter, all)),
        _ => None,
    });
    let asked = list.of.filters.iter().filter(|filter| !matches!(filter.kind, Kind::Choice(_)));
    let asked = asked.map(|filter| view! { <Chip list filter /> });
    let file = list.of.file.map(|file| {
        view! {
            <a class="button" download href=move || list.view.with(file)>
                <Icon glyph=Glyph::Download />
                {text::list::export()}
            </a>
        }
    });
    view! {
        <search class="filters">
            <div class="filter-row">
                {list.of.search.map(|label| search(list, label))}
                <div class="list-tools">{file} <NamedViews list /> <Arrange list /></div>
            </div>
            {chosen.collect_view()}
            <div class="list-chips">
                {asked.collect_view()}
                <Show when=move || list.view.with(View::is_narrowed)>
                    <button class="button plain small" on:click=move |_| clear(list)>
                        <Icon glyph=Glyph::Cross />
                        {text::list::clear()}
                    </button>
                </Show>
            </div>
        </search>
        <Show when=move || list.chosen.with(|chosen| !chosen.is_empty())>
            <Chosen list />
        </Show>
    }
}

fn clear(list: List) {
    let view = list.view.get_untracked();
    list.show(&View { sort: view.sort, down: view.down, ..View::bare(list.of) });
}

fn search(list: List, label: Text) -> impl IntoView {
    let waiting = StoredValue::new(None::<TimeoutHandle>);
    let search = move |text: String| {
        if let Some(waiting) = waiting.get_value() {
            waiting.clear();
        }
        let go = move || {
            // The page may be gone by now.
            if let Some(view) = list.view.try_get_untracked() {
                list.show(&View { search: text, ..view });
            }
        };
        waiting.set_value(set_timeout_with_handle(go, TYPED).ok());
    };
    view! {
        <div class="search">
            <Icon glyph=Glyph::Search />
            <input
                class="input"
                id=SEARCH
                type="search"
                aria-label=label()
                placeholder=label()
                prop:value=move || list.view.with(|view| view.search.clone())
                on:input:target=move |event| search(event.target().value())
            />
        </div>
    }
}

fn choices(list: List, filter: &'static Filter, all: &'static [(&'static str, Text)]) -> impl IntoView {
    let key = filter.key;
    let chips = all.iter().map(|(value, name)| {
        view! {
            <label>
                <input
                    type="checkbox"
                    name=key
                    prop:checked=move || list.view.with(|view| view.choices(key).iter().any(|it| it == value))
                    on:change=move |_| list.show(&list.view.get_untracked().toggled(list.of, key, all, value))
                />
                <span>{name()}</span>
            </label>
        }
    });
    view! { <fieldset class="chips" aria-label=(filter.name)()>{chips.collect_view()}</fieldset> }
}

/// What can be done with the chosen rows.
#[component]
fn Chosen(list: List) -> impl IntoView {
    let toasts = Toasts::get();
    let count = move || list.chosen.with(|chosen| format::count(i64::try_from(chosen.len()).unwrap_or(i64::MAX)));
    let copy = move |_| {
        let rows = list.chosen_rows();
        let lines: Vec<_> = rows.iter().map(|row| line(list, row)).collect();
        drop(window().navigator().clipboard().write_text(&lines.join("\n")));
        toasts.tell(text::list::copied(&count()));
    };
    view! {
        <div class="chosen panel" role="region" aria-label=text::list::selection()>
            <strong role="status">{move || text::list::chosen(&count())}</strong>
            <button class="button" on:click=copy>{text::list::copy()}</button>
            <button class="button plain" on:click=move |_| list.chosen.update(std::collections::HashSet::clear)>
                {text::list::choose_none()}
            </button>
        </div>
    }
}

/// A row as spreadsheets take it: the shown columns, a tab between them.
fn line(list: List, row: &Row) -> String {
    let shown = list.layout.with_untracked(super::layout::Layout::shown);
    let cells: Vec<_> = shown.iter().filter_map(|place| row.cells.get(place.at)).map(Cell::plain).collect();
    cells.iter().map(|cell| cell.replace(['\t', '\n'], " ")).collect::<Vec<_>>().join("\t")
}
