//! Form fields: label, control and error tied together for assistive technology.
use leptos::prelude::*;

/// One labelled control with its error.
#[component]
pub fn Field(
    /// The control's id.
    id: &'static str,
    /// What it asks for.
    label: &'static str,
    /// What is wrong with it, when something is.
    #[prop(into)]
    error: Signal<Option<String>>,
    /// The control. Give it `aria-describedby=error_id(id)`.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="field">
            <label for=id>{label}</label>
            {children()}
            <FieldError id error />
        </div>
    }
}

/// The error of the control `id`; empty while there is none, so that it can be announced when it comes.
#[component]
pub fn FieldError(
    /// The control's id.
    #[prop(into)]
    id: String,
    /// What is wrong.
    #[prop(into)]
    error: Signal<Option<String>>,
) -> impl IntoView {
    view! {
        <span class="field-error" id=error_id(&id) aria-live="polite">
            {move || error.get()}
        </span>
    }
}

/// The id of a control's error.
pub fn error_id(id: &str) -> String {
    format!("{id}-error")
}
