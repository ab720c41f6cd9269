//! Picks the record that a filter is about: looked for on the server while one types.
use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{Choice, Wanted};
use crate::api::error::ApiError;
use crate::api::query::Query;
use crate::state::cache;
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
    let turn = StoredValue::new(0_u32);
    let waiting = StoredValue::new(None::<TimeoutHandle>);
    // The address says an id: what it is called has to be asked for.
    Effect::new(move || {
        let Some(id) = value.get() else {
            picked.set(None);
            return;
        };
        if picked.with_untracked(|picked| picked.as_ref().is_none_or(|picked| picked.id != id)) {
            picked.set(None);
            spawn_local(async move {
                let found = cache::fetch(find(Wanted::Id(id.clone()))).await;
                // The address may say another one by now.
                let is_asked = value.try_with_untracked(|now| now.as_ref() == Some(&id)) == Some(true);
                if let (Ok(choices), true) = (found, is_asked) {
                    picked.try_set(choices.into_iter().next());
                }
            });
        }
    });
    let look = move |words: String| {
        // The page may be gone when the pause ends.
        let Some(mine) = turn.try_get_value().map(|turn| turn.wrapping_add(1)) else { return };
        turn.set_value(mine);
        spawn_local(async move {
            let choices = cache::fetch(find(Wanted::Words(words))).await;
            if turn.try_get_value() == Some(mine) {
                found.set(Some(choices));
            }
        });
    };
    let typed = move |words: String| {
        if let Some(waiting) = waiting.get_value() {
            waiting.clear();
        }
        waiting.set_value(set_timeout_with_handle(move || look(words), Duration::from_millis(200)).ok());
    };
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
