//! One sales order: where it stands, what can be done now and why not, what is in it, what has happened.
mod actions;
mod duplicate;
mod head;
mod history;
mod lines;
mod links;
mod note;
mod ship;
mod ship_form;
mod step;

use leptos::prelude::*;
use leptos::wasm_split::wasm_split;

use self::actions::Doing;
use self::duplicate::DuplicateDialog;
use self::head::Head;
use self::history::{Shipments, Timeline};
use self::lines::{Amounts, Lines};
use self::links::{Linked, Links};
use self::ship::ShipDialog;
use self::step::StepDialog;
use crate::api::sales::{self, OrderDetail};
use crate::api::scalar::Id;
use crate::components::lazily::{lazily, lazily_or};
use crate::components::order_status::order_name;
use crate::components::states::{Failure, SkeletonRows};
use crate::components::title::Title;
use crate::page::{Made, Page, Visit};
use crate::state::remote::{Remote, Stage};
use crate::state::toasts::Toasts;
use crate::text;

/// The page.
pub const PAGE: Page<String> = |id, visit| Box::pin(page(id, visit));

#[wasm_split(sales__order, wasm_split_path = ::leptos::wasm_split, fallible)]
fn page(id: String, visit: Visit) -> Made {
    if visit.is_ahead(&sales::order(id.clone())) {
        return Ok(().into_any());
    }
    let page =
        OrderPage { id: StoredValue::new(id), order: Remote::new(), doing: RwSignal::new(None), toasts: Toasts::get() };
    page.order.visit(sales::order(page.id.get_value()));
    Ok(view! { <Order page /> }.into_any())
}

#[derive(Clone, Copy)]
struct OrderPage {
    id: StoredValue<String>,
    order: Remote<OrderDetail>,
    /// The dialog that is open.
    doing: RwSignal<Option<Doing>>,
    toasts: Toasts,
}

/// The dialog to do something; its code comes when the first one is opened.
#[wasm_split(sales__order__dialogs, wasm_split_path = ::leptos::wasm_split, fallible)]
fn dialog(page: OrderPage, order: OrderDetail, doing: Doing) -> Made {
    Ok(match doing {
        Doing::Step(step) => view! { <StepDialog page order step /> }.into_any(),
        Doing::Ship => view! { <ShipDialog page order /> }.into_any(),
        Doing::Duplicate => view! { <DuplicateDialog page order /> }.into_any(),
        // A page of its own.
        Doing::Edit => ().into_any(),
    })
}

/// What has been sent, and what has happened: below what the page opens with, so its code comes after that.
#[wasm_split(sales__order__history, wasm_split_path = ::leptos::wasm_split, fallible)]
fn history(page: OrderPage, id: Id) -> Made {
    let shipped = page.order.part(|order| order.shipments.clone());
    let order = id.clone();
    let shipments = move || shipped.get().map(|shipments| view! { <Shipments order=order.clone() shipments /> });
    Ok(view! {
        <Timeline page order=id />
        {shipments}
    }
    .into_any())
}

impl OrderPage {
    fn reload(self) {
        self.doing.set(None);
        self.order.load(sales::order(self.id.get_value()));
    }

    /// What was asked for has been done: shows the order as it is now.
    fn done(self, order: OrderDetail, action: &str) {
        let name = order_name(order.number.as_deref(), order.id.inner());
        let action = text::audit::of(action).unwrap_or_default();
        self.doing.set(None);
        self.order.put(order);
        self.toasts.tell(text::sales::done(&name, action));
    }
}

#[component]
fn Order(page: OrderPage) -> impl IntoView {
    let name = Signal::derive(move || {
        page.order.with(|answer| match answer {
            Some(Ok(order)) => order_name(order.number.as_deref(), order.id.inner()),
            _ => text::sales::title().to_owned(),
        })
    });
    let stage = page.order.stage();
    let body = move || match stage.get() {
        Stage::Waiting => view! { <div class="panel"><SkeletonRows count=9 /></div> }.into_any(),
        Stage::Failed(error) => {
            let retry = move |()| page.reload();
            view! { <div class="panel"><Failure error retry /></div> }.into_any()
        }
        Stage::Ready => view! { <Document page /> }.into_any(),
    };
    let opened = move || {
        let doing = page.doing.get()?;
        let order = page.order.value_untracked()?;
        let failed = move || {
            page.doing.set(None);
            page.toasts.tell(text::app::error_network().to_owned());
        };
        Some(lazily_or(dialog(page, order, doing), failed))
    };
    view! {
        <Title text=name />
        <Show when=move || page.order.busy()>
            <div class="progress-line" aria-hidden="true"></div>
        </Show>
        <div class="page" aria-busy=move || page.order.busy().to_string()>{body}</div>
        {opened}
    }
}

/// Each part is drawn anew only when it has changed: what is open, typed or focused in another stays.
#[component]
fn Document(page: OrderPage) -> impl IntoView {
    let head = page.order.part(OrderDetail::without_lists);
    let lines = page.order.part(Amounts::of);
    let linked = page.order.part(Linked::of);
    view! {
        {move || head.get().map(|order| view! { <Head page order /> })}
        {move || linked.get().map(|linked| view! { <Links linked /> })}
        {move || lines.get().map(|amounts| view! { <Lines amounts /> })}
        <div class="columns doc-history">{lazily(move || history(page, Id::new(page.id.get_value())))}</div>
    }
}
