//! The order's head: who orders, when, under which number of his.
use leptos::prelude::*;

use super::Editor;
use super::credit::Credit;
use crate::api::choices;
use crate::components::field::Field;
use crate::components::form::TextField;
use crate::components::icon::{Glyph, Icon};
use crate::components::order_status::order_name;
use crate::components::picker::PickerField;
use crate::routes::href;
use crate::{live, text};

#[component]
pub(super) fn Crumbs(editor: Editor) -> impl IntoView {
    let id = editor.base.get_value().map(|base| base.id.into_inner());
    let (back, to, title) = match id {
        Some(id) => {
            let name = order_name(None, &id);
            (name.clone(), href::sales_order(&id), text::editor::edit(&name))
        }
        None => (text::sales::back_to_list().to_owned(), href::SALES_ORDERS.to_owned(), text::editor::new().to_owned()),
    };
    view! {
        <nav class="crumbs" aria-label=text::app::back()>
            <a href=to class="button plain">
                <Icon glyph=Glyph::Back />
                {back}
            </a>
        </nav>
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
