//! The order's head: who orders, when, under which number of his.
use leptos::prelude::*;

use super::Editor;
use super::credit::Credit;
use crate::api::choices;
use crate::components::field::Field;
use crate::components::form::TextField;
use crate::components::order_status::order_name;
use crate::components::picker::PickerField;
use crate::router::Crumbs;
use crate::routes::href;
use crate::{live, text};

#[component]
pub(super) fn Heading(editor: Editor) -> impl IntoView {
    let draft = editor.base.get_value().map(|base| {
        let id = base.id.into_inner();
        (href::sales_order(&id), order_name(None, &id))
    });
    let title = draft.as_ref().map_or_else(|| text::editor::new().to_owned(), |(_, name)| text::editor::edit(name));
    // Back to the draft, or to the list for a new order.
    let crumbs = match draft {
        Some(to) => view! { <Crumbs to /> }.into_any(),
        None => view! { <Crumbs /> }.into_any(),
    };
    view! {
        {crumbs}
        <h1>{title}</h1>
    }
}

#[component]
pub(super) fn Head(editor: Editor) -> impl IntoView {
    let form = editor.form;
    let missing = move || {
        let is_missing = form.tried.get() && form.customer.get().is_none();
        is_missing.then(|| text::picker::required().to_owned())
    };
    let fault = |field, own: fn() -> Option<String>| editor.attempt.fault(field, own);
    let customer = editor.attempt.fault("customerId", missing);
    view! {
        <section class="panel editor-fields" aria-label=text::editor::head()>
            <div class="editor-who">
                <PickerField
                    id="order-customer"
                    label=text::sales::customer()
                    value=form.customer
                    typed=form.customer_text
                    find=choices::customers
                    error=customer
                />
            </div>
            <Field id="order-date" label=text::sales::order_date() error=fault("orderDate", || None)>
                <input
                    class="input"
                    id="order-date"
                    type="date"
                    prop:value=live::text(move || form.order_date.get())
                    on:input=live::on(move |event: leptos::ev::Event| form.order_date.set(event_target_value(&event)))
                />
            </Field>
            <TextField
                id="order-reference"
                label=text::sales::reference()
                value=form.reference
                error=fault("customerReference", || None)
            />
            <Credit editor />
        </section>
    }
}
