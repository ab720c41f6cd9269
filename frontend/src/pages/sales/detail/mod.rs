//! One sales order: where it stands, what can be done now and why not, what is in it, what has happened.
mod actions;
mod head;
mod history;
mod lines;
mod ship;
mod ship_form;
mod step;

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use leptos_router::{LazyRoute, lazy_route};

use self::actions::Doing;
use self::head::Head;
use self::history::{Shipments, Timeline};
use self::lines::Lines;
use self::ship::ShipDialog;
use self::step::StepDialog;
use crate::api::error::ApiError;
use crate::api::sales::{self, OrderDetail, Step};
use crate::components::lazily::lazily;
use crate::components::order_status::order_name;
use crate::components::states::{Failure, SkeletonRows};
use crate::components::title::Title;
use crate::state::remote::Remote;
use crate::state::toasts::Toasts;
use crate::text;

/// The page.
#[derive(Clone, Copy)]
pub struct OrderPage {
    id: Memo<String>,
    order: Remote<OrderDetail>,
    /// The dialog that is open.
    doing: RwSignal<Option<Doing>>,
    toasts: Toasts,
}

#[lazy_route]
impl LazyRoute for OrderPage {
    fn data() -> Self {
        let params = use_params_map();
        let id = Memo::new(move |_| params.with(|params| params.get("id").unwrap_or_default()));
        let page = Self { id, order: Remote::new(), doing: RwSignal::new(None), toasts: Toasts::get() };
        Effect::new(move || {
            id.track();
            page.reload();
        });
        page
    }

    fn view(this: Self) -> AnyView {
        view! { <Order page=this /> }.into_any()
    }
}

#[lazy]
async fn load_order(id: String) -> Result<OrderDetail, ApiError> {
    sales::order(id).await
}

#[lazy]
fn step_dialog(page: OrderPage, order: OrderDetail, step: Step) -> AnyView {
    view! { <StepDialog page order step /> }.into_any()
}

#[lazy]
fn ship_dialog(page: OrderPage, order: OrderDetail) -> AnyView {
    view! { <ShipDialog page order /> }.into_any()
}

impl OrderPage {
    fn reload(self) {
        self.doing.set(None);
        self.order.load(load_order(self.id.get_untracked()));
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
    let body = move || {
        page.order.with(|answer| match answer {
            None => view! { <div class="panel"><SkeletonRows count=9 /></div> }.into_any(),
            Some(Err(error)) => {
                let retry = move |()| page.reload();
                view! { <div class="panel"><Failure error=error.clone() retry /></div> }.into_any()
            }
            Some(Ok(order)) => view! { <Document page order=order.clone() /> }.into_any(),
        })
    };
    let dialog = move || {
        let doing = page.doing.get()?;
        let order = page.order.with_untracked(|answer| answer.and_then(|answer| answer.as_ref().ok().cloned()))?;
        Some(match doing {
            Doing::Step(step) => lazily(step_dialog(page, order, step)).into_any(),
            Doing::Ship => lazily(ship_dialog(page, order)).into_any(),
        })
    };
    view! {
        <Title text=name />
        <Show when=move || page.order.busy()>
            <div class="progress-line" aria-hidden="true"></div>
        </Show>
        <div class="page" aria-busy=move || page.order.busy().to_string()>{body}</div>
        {dialog}
    }
}

#[component]
fn Document(page: OrderPage, order: OrderDetail) -> impl IntoView {
    view! {
        <Head page order=order.clone() />
        <Lines order=order.clone() />
        <div class="columns">
            <Timeline entries=order.timeline />
            <Shipments shipments=order.shipments />
        </div>
    }
}
