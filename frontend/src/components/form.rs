//! What every form that changes something has: its outcome, its buttons, its dialog, and fields that keep what is typed.
use std::collections::HashSet;

use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::dialog::Dialog;
use super::field::{Field, error_id};
use super::states::Notice;
use crate::api::error::{ApiError, Problem};
use crate::state::attempt::{Attempt, Fault};
use crate::{live, text};

/// What a form says about a failed attempt; its fields tell their own part.
#[component]
pub fn Outcome(
    /// The attempt.
    attempt: Attempt,
    /// The input fields that show their refusals themselves.
    fields: &'static [&'static str],
    /// Fetches anew what somebody else has changed.
    #[prop(into)]
    reload: Callback<()>,
) -> impl IntoView {
    let refused = move || {
        let errors = attempt.refused.get();
        let apart = errors.into_iter().filter(move |error| !fields.contains(&error.field.join(".").as_str()));
        let shown = apart.map(|error| {
            let reload = error.is_conflict().then(|| {
                view! {
                    <button class="button" type="button" on:click=move |_| reload.run(())>
                        {text::form::reload()}
                    </button>
                }
            });
            view! { <Notice>{error.text()} {reload}</Notice> }
        });
        shown.collect_view()
    };
    let failed = move || {
        let error = attempt.failed.get()?;
        let is_lost = error.problem == Problem::Network;
        let text = if is_lost { text::form::retry_safe().to_owned() } else { error.text() };
        Some(view! { <Notice>{text} <Ways attempt error /></Notice> })
    };
    view! {
        {refused}
        {failed}
    }
}

/// What can be done about what got no answer: sent again; and where that may fail each time, since the server itself does
/// or no longer knows what this version of the app sent, left as it is.
#[component]
pub fn Ways(
    /// The attempt.
    attempt: Attempt,
    /// Why there is no answer.
    error: ApiError,
) -> impl IntoView {
    let may_leave = matches!(error.problem, Problem::Internal | Problem::Outdated);
    live::part(move || {
        let leave = || {
            view! {
                <span>{text::form::perhaps_done()}</span>
                <button class="button" type="button" on:click=live::on(move |_| attempt.abandon())>
                    {text::form::edit_again()}
                </button>
            }
        };
        let leave = may_leave.then(leave);
        attempt.is_unsettled().then(|| view! { <Again attempt /> {leave} }.into_any())
    })
}

/// Sends again what got no answer.
#[component]
fn Again(attempt: Attempt) -> impl IntoView {
    let node = NodeRef::<leptos::html::Button>::new();
    live::effect(move || {
        let Some(button) = node.get() else { return };
        // The field that had the focus takes no edits now, and has lost it.
        request_animation_frame(move || {
            if is_nowhere() {
                drop(button.focus());
            }
        });
    });
    view! {
        <button class="button" type="button" node_ref=node on:click=move |_| attempt.retry()>
            {text::app::retry()}
        </button>
    }
}

/// Whether nothing that can be used has the focus.
fn is_nowhere() -> bool {
    let focused = document().active_element();
    focused.is_none_or(|focused| matches!(focused.tag_name().as_str(), "BODY" | "DIALOG"))
}

/// The fields of a form: they take no edits while what was sent of them has no answer.
#[component]
pub fn Fields(
    /// The attempt that the form makes.
    attempt: Attempt,
    /// The fields.
    children: Children,
) -> impl IntoView {
    // What has the focus loses it with the lock, and gets it back.
    let focused = StoredValue::new_local(None::<web_sys::HtmlElement>);
    live::effect(move || {
        if attempt.is_locked() {
            focused.set_value(document().active_element().and_then(|it| it.dyn_into().ok()));
        } else if let Some(Some(element)) = focused.try_update_value(Option::take)
            && is_nowhere()
        {
            drop(element.focus());
        }
    });
    view! {
        <fieldset class="form-fields" disabled=live::flag(move || attempt.is_locked())>
            {children()}
        </fieldset>
    }
}

/// Sends the form; tells that it is on its way.
#[component]
pub fn Submit(
    /// The attempt.
    attempt: Attempt,
    /// What it does.
    label: &'static str,
) -> impl IntoView {
    view! {
        <button class="button primary" type="submit" aria-disabled=move || attempt.busy.get().to_string()>
            {move || if attempt.busy.get() { text::form::working() } else { label }}
        </button>
    }
}

/// Not now, and do it.
#[component]
pub fn Buttons(
    /// The attempt.
    attempt: Attempt,
    /// What it does.
    label: &'static str,
    /// The user does not want it.
    #[prop(into)]
    on_close: Callback<()>,
) -> impl IntoView {
    view! {
        <div class="dialog-actions">
            <button
                class="button plain"
                type="button"
                aria-disabled=move || attempt.busy.get().to_string()
                on:click=move |_| on_close.run(())
            >
                {text::form::cancel()}
            </button>
            <Submit attempt label />
        </div>
    }
}

/// A form in a modal dialog.
#[component]
pub fn FormDialog(
    /// What it is about.
    #[prop(into)]
    title: String,
    /// Room for a table.
    #[prop(optional)]
    wide: bool,
    /// The attempt that it makes.
    attempt: Attempt,
    /// What it does.
    label: &'static str,
    /// The input fields that show their refusals themselves.
    #[prop(default = &[])]
    fields: &'static [&'static str],
    /// Fetches anew what somebody else has changed.
    #[prop(into)]
    reload: Callback<()>,
    /// The user closed it.
    #[prop(into)]
    on_close: Callback<()>,
    /// Sends what is in it.
    #[prop(into)]
    on_submit: Callback<()>,
    /// The fields.
    children: Children,
) -> impl IntoView {
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        on_submit.run(());
    };
    let close = Callback::new(move |()| {
        // What is on its way is waited for; what got no answer may have been done all the same.
        if attempt.busy.get_untracked() {
            return;
        }
        let is_unsettled = attempt.is_unsettled_now();
        attempt.abandon();
        on_close.run(());
        if is_unsettled {
            reload.run(());
        }
    });
    view! {
        <Dialog labelled_by="form-title" wide stays=attempt.busy on_close=close>
            <form class="dialog-form" novalidate on:submit=submit>
                <h2 id="form-title">{title}</h2>
                <Outcome attempt fields reload />
                <Fields attempt>{children()}</Fields>
                <Buttons attempt label on_close=close />
            </form>
        </Dialog>
    }
}

/// One line of text.
#[component]
pub fn TextField(
    /// Its id on the page.
    id: &'static str,
    /// What it asks for.
    label: &'static str,
    /// What is in it.
    value: RwSignal<String>,
    /// What is wrong with it.
    error: Fault,
    /// The kind of input: `text`, `email`, `password`, …
    #[prop(default = "text")]
    kind: &'static str,
    /// What the browser may fill in.
    #[prop(default = "off")]
    autocomplete: &'static str,
    /// Which keyboard a phone shows.
    #[prop(optional)]
    inputmode: Option<&'static str>,
    /// Whether a dialog begins here.
    #[prop(optional)]
    autofocus: bool,
    /// What helps to fill it in.
    #[prop(optional, into)]
    hint: Option<String>,
) -> impl IntoView {
    let hint_id = format!("{id}-hint");
    let described = if hint.is_some() { format!("{} {hint_id}", error_id(id)) } else { error_id(id) };
    view! {
        <Field id label error>
            <input
                class="input"
                id=id
                type=kind
                autocomplete=autocomplete
                inputmode=inputmode
                autofocus=autofocus
                aria-describedby=described
                aria-invalid=move || error.get().is_some().to_string()
                prop:value=move || value.get()
                on:input:target=move |event| value.set(event.target().value())
            />
            {hint.map(|hint| view! { <span class="small quiet" id=hint_id>{hint}</span> })}
        </Field>
    }
}

/// Yes or no.
#[component]
pub fn CheckField(
    /// What is answered.
    #[prop(into)]
    label: String,
    /// The answer.
    value: RwSignal<bool>,
) -> impl IntoView {
    view! {
        <label class="check">
            <input type="checkbox" prop:checked=move || value.get() on:change:target=move |event| value.set(event.target().checked()) />
            <span>{label}</span>
        </label>
    }
}

/// Whether one of several is among the chosen.
#[component]
pub fn AmongField(
    /// What it is called.
    #[prop(into)]
    label: String,
    /// What it is, among the chosen.
    one: String,
    /// The chosen.
    chosen: RwSignal<HashSet<String>>,
) -> impl IntoView {
    let ticked = one.clone();
    let tick = move |is_on: bool| {
        chosen.update(|chosen| {
            if is_on {
                chosen.insert(one.clone());
            } else {
                chosen.remove(&one);
            }
        });
    };
    view! {
        <label class="check">
            <input
                type="checkbox"
                prop:checked=move || chosen.with(|chosen| chosen.contains(&ticked))
                on:change:target=move |event| tick(event.target().checked())
            />
            <span>{label}</span>
        </label>
    }
}
