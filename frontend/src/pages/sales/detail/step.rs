//! The dialog before a step of the order's life: what it means, a reason where one is asked for, and what came of it.
use leptos::prelude::*;

use super::OrderPage;
use crate::api::sales::{Command, OrderDetail, Step, run};
use crate::components::field::{Field, error_id};
use crate::components::form::FormDialog;
use crate::state::attempt::Attempt;
use crate::{format, text};

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
const REASON: &[&str] = &["reason", "overrideReason"];

#[component]
pub(super) fn StepDialog(page: OrderPage, order: OrderDetail, step: Step) -> impl IntoView {
    let attempt = Attempt::new();
    let reason = RwSignal::new(String::new());
    let missing = RwSignal::new(false);
    // Confirming beyond the credit limit asks for a reason only then.
    let overrides =
        Memo::new(move |before: Option<&bool>| before == Some(&true) || attempt.refused_at("overrideReason").is_some());
    let (title, explained, action) = words(step, &order);
    let submit = move |()| {
        let why = reason.get_untracked().trim().to_owned();
        missing.set(why.is_empty() && (asks_why(step) || overrides.get_untracked()));
        if missing.get_untracked() {
            return;
        }
        let mutation = run(step, Command { reason: why, ..Command::on(&order) });
        attempt.send(mutation, move |order| page.done(order, action));
    };
    view! {
        <FormDialog
            title
            attempt
            label=action_name(action)
            fields=REASON
            reload=move |()| page.reload()
            on_close=move |()| page.doing.set(None)
            on_submit=submit
        >
            <p class="quiet">{explained}</p>
            <Show when=move || asks_why(step) || overrides.get()>
                <Why reason missing attempt label=why_label(step) />
            </Show>
        </FormDialog>
    }
}

/// What a button says that does it.
pub(super) fn action_name(action: &'static str) -> &'static str {
    text::action::of(action).unwrap_or(action)
}

fn why_label(step: Step) -> &'static str {
    if asks_why(step) { text::form::reason() } else { text::sales::override_reason() }
}

#[component]
fn Why(reason: RwSignal<String>, missing: RwSignal<bool>, attempt: Attempt, label: &'static str) -> impl IntoView {
    let error = Signal::derive(move || {
        let refused = attempt.refused_at("reason").or_else(|| attempt.refused_at("overrideReason"));
        refused.or_else(|| missing.get().then(|| text::form::reason_required().to_owned()))
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
