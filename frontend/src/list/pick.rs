//! Picks the record that a filter is about: looked for on the server while one types.
use std::time::Duration;

use leptos::prelude::*;

use super::{Choice, Wanted};
use crate::api::error::ApiError;
use crate::api::query::Query;
use crate::state::latest::Latest;
use crate::text;

#[component]
pub(super) fn Pick(
    name: &'static str,
    find: fn(Wanted) -> Query<Vec<Choice>>,
    value: Memo<Option<String>>,
    picked: RwSignal<Option<Choice>>,
    set: Callback<String>,
) -> impl IntoView {
    let found = RwSignal::new(None::<Result<Vec<Choice>, ApiError>>);
    let (calls, named) = (Latest::new(), Latest::new());
    let waiting = StoredValue::new(None::<TimeoutHandle>);
    // The address says an id: what it is called has to be asked for.
    Effect::new(move || {
        let Some(id) = value.get() else {
            picked.set(None);
            return;
        };
        if picked.with_untracked(|picked| picked.as_ref().is_none_or(|picked| picked.id != id)) {
            picked.set(None);
            named.ask(find(Wanted::Id(id.clone())), move |found| {
                // Another one may have been picked meanwhile.
                if let (Ok(choices), true) = (found, value.get_untracked().as_ref() == Some(&id)) {
                    picked.set(choices.into_iter().next());
                }
            });
        }
    });
    let look = move |words: String| calls.ask(find(Wanted::Words(words)), move |choices| found.set(Some(choices)));
    let typed = move |words: String| {
        if let Some(waiting) = waiting.get_value() {
            waiting.clear();
        }
        waiting.set_value(set_timeout_with_handle(move || look(words), Duration::from_millis(200)).ok());
    };
    on_cleanup(move || {
        if let Some(waiting) = waiting.try_update_value(Option::take).flatten() {
            waiting.clear();
        }
    });
    let take = move |choice: Choice| {
        picked.set(Some(choice.clone()));
        set.run(choice.id);
    };
    let choices = move || match found.get() {
        None => ().into_any(),
        Some(Err(error)) => view! { <p class="small quiet" role="alert">{error.text()}</p> }.into_any(),
        Some(Ok(choices)) if choices.is_empty() => {
            view! { <p class="small quiet" role="status">{text::list::nothing_found()}</p> }.into_any()
        }
        Some(Ok(choices)) => {
            let items = choices.into_iter().map(|choice| {
                let name = choice.name.clone();
                view! {
                    <li>
                        <button class="button plain" on:click=move |_| take(choice.clone())>{name}</button>
                    </li>
                }
            });
            view! { <ul class="pick-list">{items.collect_view()}</ul> }.into_any()
        }
    };
    view! {
        <input
            class="input"
            type="search"
            autocomplete="off"
            aria-label=text::list::search_in(name)
            placeholder=text::list::search_in(name)
            on:focus=move |_| if found.with_untracked(Option::is_none) { look(String::new()) }
            on:input:target=move |event| typed(event.target().value())
        />
        {choices}
    }
}
