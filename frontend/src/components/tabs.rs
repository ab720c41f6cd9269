//! Tabs: one of a few views at a time. What is not looked at is not there, and asks for nothing.
//!
//! Keys as the ARIA Authoring Practices have them: the arrows, Home and End move to a tab and show it; Tab goes on into
//! what it shows.
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use crate::keyboard::focus;

/// One tab: its name, and what it shows.
pub type Tab = (&'static str, ViewFn);

/// A row of tabs, and what the chosen one shows.
#[component]
pub fn Tabs(
    /// Its id on the page.
    id: &'static str,
    /// What the tabs are about.
    label: &'static str,
    /// The tabs; the first is shown first.
    tabs: Vec<Tab>,
) -> impl IntoView {
    let chosen = RwSignal::new(0_usize);
    let count = tabs.len();
    let names: Vec<_> = tabs.iter().map(|(name, _)| *name).collect();
    let heads = names.iter().enumerate().map(|(at, name)| {
        view! {
            <button
                class="tab"
                type="button"
                role="tab"
                id=tab_id(id, at)
                aria-controls=format!("{id}-panel")
                aria-selected=move || (chosen.get() == at).to_string()
                tabindex=move || if chosen.get() == at { "0" } else { "-1" }
                on:click=move |_| chosen.set(at)
            >
                {*name}
            </button>
        }
    });
    let turn = move |event: leptos::ev::KeyboardEvent| {
        let Some(next) = turned(&event.key(), chosen.get_untracked(), count) else { return };
        event.prevent_default();
        chosen.set(next);
        let row = event.current_target().and_then(|row| row.dyn_into::<web_sys::Element>().ok());
        focus(row.and_then(|row| row.query_selector(&format!("#{}", tab_id(id, next))).ok().flatten()));
    };
    view! {
        <div class="tabs" role="tablist" aria-label=label on:keydown=turn>
            {heads.collect_view()}
        </div>
        <div role="tabpanel" id=format!("{id}-panel") aria-labelledby=move || tab_id(id, chosen.get())>
            {move || tabs.get(chosen.get()).map(|(_, show)| show.run())}
        </div>
    }
}

fn tab_id(id: &str, at: usize) -> String {
    format!("{id}-tab-{at}")
}

/// The tab that a key leads to; none for a key that leads to none.
fn turned(key: &str, from: usize, count: usize) -> Option<usize> {
    let last = count.checked_sub(1)?;
    Some(match key {
        "ArrowRight" => {
            if from >= last {
                0
            } else {
                from.saturating_add(1)
            }
        }
        "ArrowLeft" => from.checked_sub(1).unwrap_or(last),
        "Home" => 0,
        "End" => last,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::turned;

    #[test]
    fn arrows_go_round_and_other_keys_go_nowhere() {
        assert_eq!(turned("ArrowRight", 2, 3), Some(0));
        assert_eq!(turned("ArrowLeft", 0, 3), Some(2));
        assert_eq!(turned("End", 0, 3), Some(2));
        assert_eq!(turned("Home", 2, 3), Some(0));
        assert_eq!(turned("a", 1, 3), None);
        assert_eq!(turned("End", 0, 0), None);
    }
}
