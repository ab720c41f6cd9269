//! One of a few.
use leptos::prelude::*;

use super::field::{Field, error_id};
use crate::state::attempt::Fault;

/// A labelled choice of one.
#[component]
pub fn SelectField(
    /// Its id on the page.
    id: &'static str,
    /// What it asks for.
    label: &'static str,
    /// The value that is chosen.
    value: RwSignal<String>,
    /// What can be chosen: value and name.
    options: Vec<(impl Into<String>, impl Into<String>)>,
    /// What is wrong with it.
    #[prop(optional, into)]
    error: Option<Fault>,
) -> impl IntoView {
    let error = error.unwrap_or_else(|| Signal::stored(None));
    let options = options.into_iter().map(|(option, name)| {
        let (option, name): (String, String) = (option.into(), name.into());
        let is_chosen = value.with_untracked(|value| *value == option);
        view! { <option value=option selected=is_chosen>{name}</option> }
    });
    let options = options.collect_view();
    view! {
        <Field id label error>
            <select
                class="input"
                id=id
                aria-describedby=error_id(id)
                aria-invalid=move || error.get().is_some().to_string()
                on:change:target=move |event| value.set(event.target().value())
            >
                {options}
            </select>
        </Field>
    }
}
