//! Notes, the whole order's reduction, and what it adds up to.
use domain::Money;
use leptos::prelude::*;

use super::Editor;
use crate::components::field::{Field, error_id};
use crate::components::form::TextField;
use crate::state::attempt::Fault;
use crate::{format, live, text};

#[component]
pub(super) fn Foot(editor: Editor) -> impl IntoView {
    let form = editor.form;
    let none: fn() -> Option<String> = || None;
    let error = editor.attempt.fault("notes", none);
    view! {
        <div class="columns editor-foot">
            <div class="panel panel-pad">
                <Field id="order-notes" label=text::sales::notes() error>
                    <textarea
                        class="input"
                        id="order-notes"
                        rows="4"
                        aria-describedby=error_id("order-notes")
                        prop:value=live::text(move || form.notes.get())
                        on:input=live::on(move |event: leptos::ev::Event| form.notes.set(event_target_value(&event)))
                    ></textarea>
                </Field>
            </div>
            <section class="panel panel-pad" aria-label=text::editor::totals()>
                <Discount editor />
                <Sums editor />
            </section>
        </div>
    }
}

#[component]
fn Discount(editor: Editor) -> impl IntoView {
    let form = editor.form;
    let has_one = live::memo(move || !form.discount.get().trim().is_empty());
    let wrong = move || form.sums.get().wrong_discount.map(|wrong| wrong.text().to_owned());
    let discount: Fault = editor.attempt.fault("discount", wrong);
    let missing = move || {
        let is_missing = form.tried.get() && has_one.get() && form.reason.get().trim().is_empty();
        is_missing.then(|| text::form::required().to_owned())
    };
    let reason: Fault = editor.attempt.fault("discount.reason", missing);
    let why = live::part(move || {
        let (id, label) = ("order-discount-reason", text::editor::discount_reason());
        has_one.get().then(|| view! { <TextField id label value=form.reason error=reason /> }.into_any())
    });
    view! {
        <div class="form">
            <TextField
                id="order-discount"
                label=text::editor::order_discount()
                value=form.discount
                error=discount
                inputmode="decimal"
                hint=text::editor::discount_hint()
            />
            {why}
        </div>
    }
}

#[component]
fn Sums(editor: Editor) -> impl IntoView {
    let form = editor.form;
    let money = move |amount: Money| format::money(&amount.to_string(), form.currency.code());
    let rows = live::part(move || {
        let sums = form.sums.get();
        let totals = sums.totals.as_ref()?;
        let taxes = totals.taxes.iter().filter(|group| group.tax != Money::ZERO).map(|group| {
            view! {
                <dt class="quiet">{text::editor::tax_of(&format::rate(group.rate))}</dt>
                <dd class="number quiet">{money(group.tax)}</dd>
            }
        });
        Some(
            view! {
                <dt>{text::sales::net()}</dt>
                <dd class="number">{money(totals.net)}</dd>
                {taxes.collect_view()}
                <dt class="sum">{text::sales::total()}</dt>
                <dd class="number sum">{money(totals.total)}</dd>
            }
            .into_any(),
        )
    });
    view! { <dl class="totals">{rows}</dl> }
}
