//! A note on the order's timeline. It is kept in the tab until it is written.
use domain::Permission;
use leptos::prelude::*;

use super::OrderPage;
use crate::api::json::stored;
use crate::api::sales::{OrderDetail, note};
use crate::api::scalar::Id;
use crate::components::field::{Field, error_id};
use crate::components::form::{Fields, Outcome, Submit};
use crate::state::attempt::Attempt;
use crate::state::drafts;
use crate::state::session::Session;
use crate::text;

#[component]
pub(super) fn NoteForm(page: OrderPage, order: Id) -> impl IntoView {
    let session = Session::get();
    let may_write = move || session.may(Permission::SalesOrderWrite) || session.may(Permission::SalesOrderShip);
    move || may_write().then(|| view! { <Form page order=order.clone() /> })
}

stored! {
    /// What is kept in the tab.
    #[derive(Default)]
    struct Kept {
        text: String,
        /// What was sent and has no answer yet, with its key.
        unanswered: Option<String>,
    }
}

#[component]
fn Form(page: OrderPage, order: Id) -> impl IntoView {
    let attempt = Attempt::new();
    let name = StoredValue::new(format!("note {}", order.inner()));
    let kept = name.with_value(|name| drafts::get::<Kept>(name)).unwrap_or_default();
    let typed = RwSignal::new(kept.text);
    let missing = RwSignal::new(false);
    let error = attempt.fault("text", move || missing.get().then(|| text::form::required().to_owned()));
    let keep = move || {
        let kept = Kept { text: typed.get_untracked(), unanswered: attempt.unanswered() };
        name.with_value(|name| drafts::put(name, &kept));
    };
    let done = move |order: OrderDetail| {
        name.with_value(|name| drafts::forget(name));
        typed.set(String::new());
        page.order.put(order);
        page.toasts.tell(text::sales::note_added().to_owned());
    };
    if let Some(body) = kept.unanswered {
        attempt.resume(note(order.clone(), String::new()).as_sent(body), done);
    }
    Effect::new(move |before: Option<()>| {
        // What was answered is not gone on with after a reload.
        attempt.refused.track();
        attempt.failed.track();
        if before.is_some() {
            keep();
        }
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let text = typed.get_untracked().trim().to_owned();
        missing.set(text.is_empty());
        if !text.is_empty() {
            attempt.send(note(order.clone(), text), done);
            keep();
        }
    };
    let change = move |text: String| {
        missing.set(false);
        typed.set(text);
        keep();
    };
    view! {
        <form class="form note-form" novalidate on:submit=submit>
            <Outcome attempt fields=&["text"] reload=move |()| page.reload() />
            <Fields attempt>
            <Field id="note" label=text::sales::note() error>
                <textarea
                    class="input"
                    id="note"
                    rows="2"
                    maxlength="2000"
                    aria-describedby=error_id("note")
                    aria-invalid=move || error.get().is_some().to_string()
                    prop:value=move || typed.get()
                    on:input:target=move |event| change(event.target().value())
                ></textarea>
            </Field>
            </Fields>
            <div class="form-actions">
                <Submit attempt label=text::sales::note_add() />
            </div>
        </form>
    }
}
