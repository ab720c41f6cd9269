//! Above the rows: search, filters, what is done with the view, and the way to what is done with the chosen rows.
use std::time::Duration;

use leptos::prelude::*;

use super::arrange::Arrange;
use super::chip::Chip;
use super::source::List;
use super::views::NamedViews;
use super::{Groups, Text, View};
use crate::components::icon::{Glyph, Icon};
use crate::text;

/// A query for each letter would only make the last one wait.
const TYPED: Duration = Duration::from_millis(250);

/// The id of the search field, which the keyboard goes to.
pub(super) const SEARCH: &str = "list-search";

#[component]
pub(super) fn Bar(list: List) -> impl IntoView {
    let chips = list.of.filters.iter().map(|filter| view! { <Chip list filter /> });
    let file = list.of.file.map(|file| {
        view! {
            <a class="button" download href=move || list.view.with(file)>
                <Icon glyph=Glyph::Download />
                <span>{text::list::export()}</span>
            </a>
        }
    });
    let grouping = list.of.groups.as_ref().map(|groups| grouping(list, groups));
    view! {
        <div class="list-tools">{file} <NamedViews list /> <Arrange list /></div>
        <search class="list-filters">
            {list.of.search.map(|label| search(list, label))}
            <div class="list-chips">
                {chips.collect_view()}
                {grouping}
                <Show when=move || list.view.with(View::is_narrowed)>
                    <button class="button plain small" on:click=move |_| clear(list)>
                        <Icon glyph=Glyph::Cross />
                        {text::list::clear()}
                    </button>
                </Show>
            </div>
        </search>
    }
}

/// What the rows are added up by.
fn grouping(list: List, groups: &'static Groups) -> impl IntoView {
    let is_by = move |key: Option<&'static str>| list.view.with(|view| view.group == key);
    let options = groups.by.iter().map(|(key, name)| {
        let key = *key;
        view! { <option value=key prop:selected=move || is_by(Some(key))>{text::list::grouped_by(name())}</option> }
    });
    let options = options.collect_view();
    let choose = move |chosen: String| {
        let group = groups.by.iter().map(|(key, _)| *key).find(|key| *key == chosen);
        list.show(&View { group, ..list.view.get_untracked() });
    };
    view! {
        <select class="input chip-sums" aria-label=text::list::group_by() on:change:target=move |event| choose(event.target().value())>
            <option value="" prop:selected=move || is_by(None)>{text::list::ungrouped()}</option>
            {options}
        </select>
    }
}

fn clear(list: List) {
    let view = list.view.get_untracked();
    list.show(&View { sort: view.sort, down: view.down, group: view.group, ..View::bare(list.of) });
}

fn search(list: List, label: Text) -> impl IntoView {
    let waiting = StoredValue::new(None::<TimeoutHandle>);
    let search = move |text: String| {
        if let Some(waiting) = waiting.get_value() {
            waiting.clear();
        }
        let go = move || {
            // The page may be gone by now; when the user is on his way to another, this leads nowhere.
            if let Some(view) = list.view.try_get_untracked() {
                list.show(&View { search: text, ..view });
            }
        };
        waiting.set_value(set_timeout_with_handle(go, TYPED).ok());
    };
    on_cleanup(move || {
        if let Some(waiting) = waiting.try_update_value(Option::take).flatten() {
            waiting.clear();
        }
    });
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
