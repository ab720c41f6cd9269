//! The dialog before a step of the order's life: what it means, a reason where one is asked for, and what came of it.
use std::pin::Pin;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::OrderPage;
use crate::api::error::ApiError;
use crate::api::refusal::UserError;
use crate::api::sales::{Answer, Command, OrderDetail, Step, run};
use crate::components::dialog::Dialog;
use crate::components::field::{Field, error_id};
use crate::components::states::Notice;
use crate::state::session::Session;
use crate::{format, text};

/// A command on its way.
pub(super) type Call = Pin<Box<dyn Future<Output = Result<Answer, ApiError>>>>;

/// What came of sending a command.
#[derive(Clone, Copy)]
pub(super) struct Attempt {
    /// An answer is awaited.
    pub(super) busy: RwSignal<bool>,
    /// The rules said no.
    pub(super) refused: RwSignal<Vec<UserError>>,
    /// No answer came, or not the one hoped for.
    pub(super) failed: RwSignal<Option<ApiError>>,
    command: StoredValue<Command>,
    order: StoredValue<OrderDetail>,
    session: Session,
}

impl Attempt {
    /// Before the first sending.
    pub(super) fn at(order: &OrderDetail) -> Self {
        Self {
            busy: RwSignal::new(false),
            refused: RwSignal::new(Vec::new()),
            failed: RwSignal::new(None),
            command: StoredValue::new(Command::on(order)),
            order: StoredValue::new(order.clone()),
            session: Session::get(),
        }
    }

    /// Sends, once at a time. A refused command was not done, so the next one gets a new key; one whose answer was lost
    /// keeps its key, so that the server does it once.
    pub(super) fn send(self, call: impl FnOnce(Command) -> Call, done: impl FnOnce(OrderDetail) + 'static) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.refused.set(Vec::new());
        self.failed.set(None);
        let call = call(self.command.get_value());
        spawn_local(async move {
            let answer = call.await;
            if self.busy.try_set(false).is_some() {
                return; // The dialog is gone.
            }
            match answer {
                Ok(Ok(order)) => done(*order),
                Ok(Err(errors)) => {
                    self.command.set_value(self.order.with_value(Command::on));
                    self.refused.set(errors);
                }
                Err(error) => {
                    self.session.heed(&error);
                    self.failed.set(Some(error));
                }
            }
        });
    }

    /// Whether a refusal is about this input field.
    pub(super) fn refused_at(self, field: &str) -> Option<String> {
        self.refused.with(|errors| errors.iter().find(|error| error.field.join(".") == field).map(UserError::text))
    }
}

/// What a dialog says about a failed attempt; fields tell their own part.
#[component]
pub(super) fn Outcome(attempt: Attempt, page: OrderPage, fields: fn(&str) -> bool) -> impl IntoView {
    let refused = move || {
        let errors = attempt.refused.get();
        let apart = errors.into_iter().filter(move |error| !fields(&error.field.join(".")));
        let shown = apart.map(|error| {
            let reload = error.is_conflict().then(|| {
                view! {
                    <button class="button" type="button" on:click=move |_| page.reload()>
                        {text::sales::reload_order()}
                    </button>
                }
            });
            view! { <Notice>{error.text()} {reload}</Notice> }
        });
        shown.collect_view()
    };
    let failed = move || {
        let error = attempt.failed.get()?;
        let is_lost = error.problem == crate::api::error::Problem::Network;
        let text = if is_lost { text::sales::retry_same().to_owned() } else { error.text() };
        Some(view! { <Notice>{text}</Notice> })
    };
    view! {
        {refused}
        {failed}
    }
}

fn words(step: Step, order: &OrderDetail) -> (&'static str, String, &'static str) {
    let total = format::money(&order.total_amount.to_string(), &order.currency);
    match step {
        Step::Confirm => (text::sales::confirm_title(), text::sales::confirm_text(&total), "CONFIRM"),
        Step::Hold => (text::sales::hold_title(), text::sales::hold_text().to_owned(), "HOLD"),
        Step::Resume => (text::sales::resume_title(), text::sales::resume_text().to_owned(), "RESUME"),
        Step::Close => (text::sales::close_title(), text::sales::close_text().to_owned(), "CLOSE"),
        Step::Cancel => (text::sales::cancel_title(), text::sales::cancel_text().to_owned(), "CANCEL"),
        Step::Reopen => (text::sales::reopen_title(), text::sales::reopen_text().to_owned(), "REOPEN"),
    }
}

/// Whether a step asks for a reason from the start.
const fn asks_why(step: Step) -> bool {
    matches!(step, Step::Hold | Step::Close | Step::Cancel)
}

/// The fields of the API's input that the reason stands for.
fn is_reason(field: &str) -> bool {
    matches!(field, "reason" | "overrideReason")
}

#[component]
pub(super) fn StepDialog(page: OrderPage, order: OrderDetail, step: Step) -> impl IntoView {
    let attempt = Attempt::at(&order);
    let reason = RwSignal::new(String::new());
    let missing = RwSignal::new(false);
    // Confirming beyond the credit limit asks for a reason only then.
    let overrides =
        Memo::new(move |before: Option<&bool>| before == Some(&true) || attempt.refused_at("overrideReason").is_some());
    let (title, explained, action) = words(step, &order);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let why = reason.get_untracked().trim().to_owned();
        missing.set(why.is_empty() && (asks_why(step) || overrides.get_untracked()));
        if missing.get_untracked() {
            return;
        }
        let call = |command| Box::pin(run(step, Command { reason: why, ..command })) as Call;
        attempt.send(call, move |order| page.done(order, action));
    };
    view! {
        <Dialog labelled_by="step-title" on_close=move |()| page.doing.set(None)>
            <form class="dialog-form" novalidate on:submit=submit>
                <h2 id="step-title">{title}</h2>
                <p class="quiet">{explained}</p>
                <Outcome attempt page fields=is_reason />
                <Show when=move || asks_why(step) || overrides.get()>
                    <Why reason missing attempt label=why_label(step) />
                </Show>
                <Buttons page attempt action />
            </form>
        </Dialog>
    }
}

fn why_label(step: Step) -> &'static str {
    if asks_why(step) { text::sales::reason() } else { text::sales::override_reason() }
}

#[component]
fn Why(reason: RwSignal<String>, missing: RwSignal<bool>, attempt: Attempt, label: &'static str) -> impl IntoView {
    let error = Signal::derive(move || {
        let refused = attempt.refused_at("reason").or_else(|| attempt.refused_at("overrideReason"));
        refused.or_else(|| missing.get().then(|| text::sales::reason_missing().to_owned()))
    });
    view! {
        <Field id="reason" label error>
            <textarea
                class="input"
                id="reason"
                autofocus
                maxlength="500"
                aria-describedby=error_id("reason")
                aria-invalid=move || error.get().is_some().to_string()
                on:input:target=move |event| reason.set(event.target().value())
            ></textarea>
        </Field>
    }
}

/// Not now, and do it.
#[component]
pub(super) fn Buttons(page: OrderPage, attempt: Attempt, action: &'static str) -> impl IntoView {
    let label = text::action::of(action).unwrap_or(action);
    view! {
        <div class="dialog-actions">
            <button class="button plain" type="button" on:click=move |_| page.doing.set(None)>
                {text::sales::cancel_dialog()}
            </button>
            <button class="button primary" type="submit" aria-disabled=move || attempt.busy.get().to_string()>
                {move || if attempt.busy.get() { text::sales::working() } else { label }}
            </button>
        </div>
    }
}
