//! Writes the same order once more, as a draft of today.
use leptos::prelude::*;

use super::OrderPage;
use crate::api::sales::{OrderDetail, Saved, duplicate};
use crate::components::form::FormDialog;
use crate::components::order_status::order_name;
use crate::router::Router;
use crate::routes::href;
use crate::state::attempt::Attempt;
use crate::text;

#[component]
pub(super) fn DuplicateDialog(page: OrderPage, order: OrderDetail) -> impl IntoView {
    let attempt = Attempt::new();
    let router = Router::get();
    let id = order.id.clone();
    let name = order_name(order.number.as_deref(), order.id.inner());
    let submit = move |()| {
        let id = id.clone();
        attempt.send(duplicate(id), move |made: Saved| {
            page.doing.set(None);
            page.toasts.tell(text::sales::duplicated(&order_name(made.number.as_deref(), made.id.inner())));
            router.go(&href::edit_sales_order(made.id.inner()));
        });
    };
    view! {
        <FormDialog
            title=text::sales::duplicate_title(&name)
            attempt
            label=text::sales::duplicate()
            reload=move |()| page.reload()
            on_close=move |()| page.doing.set(None)
            on_submit=submit
        >
            <p class="quiet">{text::sales::duplicate_text()}</p>
        </FormDialog>
    }
}
