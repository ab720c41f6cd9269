//! One customer: what is known of it, what it owes and may owe, what it has ordered lately.
//!
//! waiting --an answer--> shown | failed;  shown --edited--> shown as it is now | refused at its field
mod orders;

use domain::Permission;
use leptos::prelude::*;
use leptos::wasm_split::wasm_split;

use self::orders::Orders;
use super::customers::standing;
use super::form::CustomerDialog;
use crate::api::error::ApiError;
use crate::api::input::{CustomerChangeInput, CustomerDetails};
use crate::api::parties::{self, Customer};
use crate::components::form::Outcome;
use crate::components::icon::{Glyph, Icon};
use crate::components::lazily::lazily_or;
use crate::components::progress::{Progress, whole_percent};
use crate::components::states::{Failure, Notice, SkeletonRows};
use crate::components::title::Title;
use crate::page::{Made, Page, Visit};
use crate::router::Crumbs;
use crate::routes::href;
use crate::state::attempt::Attempt;
use crate::state::remote::{Remote, Stage};
use crate::state::session::Session;
use crate::state::toasts::Toasts;
use crate::{format, text};

/// The page.
pub const PAGE: Page<String> = |id, visit| Box::pin(page(id, visit));

#[wasm_split(parties__customer, wasm_split_path = ::leptos::wasm_split, fallible)]
fn page(id: String, visit: Visit) -> Made {
    if visit.is_ahead(&parties::customer(id.clone())) {
        return Ok(().into_any());
    }
    let page = CustomerPage {
        id: StoredValue::new(id),
        known: Remote::new(),
        is_editing: RwSignal::new(false),
        session: Session::get(),
        toasts: Toasts::get(),
    };
    page.known.visit(parties::customer(page.id.get_value()));
    Ok(view! { <CustomerView page /> }.into_any())
}

/// The dialog to change it; its code comes when it is first opened.
#[wasm_split(parties__customer__dialogs, wasm_split_path = ::leptos::wasm_split, fallible)]
fn dialog(customer: Customer, done: Callback<Customer>, close: Callback<()>, reload: Callback<()>) -> Made {
    Ok(view! { <CustomerDialog customer done close reload /> }.into_any())
}

#[derive(Clone, Copy)]
struct CustomerPage {
    id: StoredValue<String>,
    /// The customer, and the currency of its money.
    known: Remote<(Customer, String)>,
    is_editing: RwSignal<bool>,
    session: Session,
    toasts: Toasts,
}

impl CustomerPage {
    fn reload(self) {
        self.is_editing.set(false);
        self.known.load(parties::customer(self.id.get_value()));
    }

    /// The customer is now like this.
    fn put(self, customer: Customer) {
        let currency = self.known.value_untracked().map(|(_, currency)| currency).unwrap_or_default();
        self.known.put((customer, currency));
        self.toasts.tell(text::form::saved().to_owned());
    }

    fn may_write(self) -> bool {
        self.session.may(Permission::CustomerWrite)
    }
}

#[component]
fn CustomerView(page: CustomerPage) -> impl IntoView {
    let name = Signal::derive(move || {
        page.known.with(|answer| match answer {
            Some(Ok((customer, _))) => customer.name.clone(),
            _ => text::parties::customers().to_owned(),
        })
    });
    let (stage, known) = (page.known.stage(), page.known.part(Clone::clone));
    let body = move || {
        let failed = |error: ApiError| {
            let retry = move |()| page.reload();
            view! { <div class="panel"><Failure error retry /></div> }.into_any()
        };
        match stage.get() {
            Stage::Waiting => view! { <div class="panel"><SkeletonRows count=7 /></div> }.into_any(),
            Stage::Failed(error) => failed(error),
            Stage::Ready => {
                let record =
                    move || known.get().map(|(customer, currency)| view! { <Record page customer currency /> });
                view! { {record} }.into_any()
            }
        }
    };
    let has_orders = Memo::new(move |_| {
        let is_there = page.known.with(|answer| matches!(answer, Some(Ok(_))));
        is_there && page.session.may(Permission::SalesOrderRead)
    });
    let opened = move || {
        let customer = page.is_editing.get().then(|| page.known.value_untracked())??.0;
        let close = Callback::new(move |()| page.is_editing.set(false));
        let failed = move || {
            close.run(());
            page.toasts.tell(text::app::error_network().to_owned());
        };
        let done = Callback::new(move |customer| page.put(customer));
        Some(lazily_or(dialog(customer, done, close, Callback::new(move |()| page.reload())), failed))
    };
    view! {
        <Title text=name />
        <div class="page" aria-busy=move || page.known.busy().to_string()>
            {body}
            // Kept while the customer changes; below all of it, so that nothing moves when it comes.
            <Show when=move || has_orders.get()>
                <Orders customer=page.id.get_value() />
            </Show>
        </div>
        {opened}
    }
}

#[component]
fn Record(page: CustomerPage, customer: Customer, currency: String) -> impl IntoView {
    let (tone, word) = standing(customer.is_active, customer.on_stop);
    let may_order = customer.is_active && page.session.may(Permission::SalesOrderWrite);
    let order = may_order.then(|| {
        view! {
            <a class="button primary" href=href::new_sales_order_for(&customer.code)>
                <Icon glyph=Glyph::Plus />
                {text::sales::new()}
            </a>
        }
    });
    let edit = page.may_write().then(|| {
        view! {
            <button class="button" type="button" on:click=move |_| page.is_editing.set(true)>
                <Icon glyph=Glyph::Pencil />
                {text::parties::edit()}
            </button>
        }
    });
    let stop = page.may_write().then(|| view! { <Stop page customer=customer.clone() /> });
    view! {
        <Crumbs />
        <section class="panel doc-head" aria-labelledby="customer-name">
            <div class="page-head">
                <div class="doc-title">
                    <h1 id="customer-name">{customer.name.clone()}</h1>
                    <span class="quiet">{customer.code.clone()}</span>
                    <span class=format!("pill {tone}")>{word}</span>
                </div>
            </div>
            <div class="doc-actions">{order} {edit} {stop}</div>
            <Facts customer=customer.clone() />
        </section>
        <Credit customer currency />
    }
}

/// Lets nothing be promised to the customer for now, or again.
#[component]
fn Stop(page: CustomerPage, customer: Customer) -> impl IntoView {
    let attempt = Attempt::new();
    let label = if customer.on_stop { text::parties::release() } else { text::parties::hold() };
    let toggle = move |_| {
        let details = CustomerDetails { on_stop: (!customer.on_stop).into(), ..CustomerDetails::default() };
        let input = CustomerChangeInput { id: customer.id.clone(), expected_version: customer.version, details };
        attempt.send(parties::customer_change(&input), move |customer| page.put(customer));
    };
    view! {
        <button class="button" type="button" aria-disabled=move || attempt.busy.get().to_string() on:click=toggle>
            {label}
        </button>
        <Outcome attempt fields=&[] reload=move |()| page.reload() />
    }
}

#[component]
fn Facts(customer: Customer) -> impl IntoView {
    let place = [customer.address, customer.city, customer.country];
    let place: Vec<_> = place.into_iter().flatten().collect();
    let kind = if customer.is_person { text::parties::person() } else { text::parties::company() };
    let facts = [
        (text::parties::customer_type(), Some(kind.to_owned())),
        (text::parties::address(), Some(place.join(", ")).filter(|place| !place.is_empty())),
        (text::parties::email(), customer.email),
        (text::parties::phone(), customer.phone),
        (text::parties::tax_number(), customer.tax_number),
        (text::parties::external_ref(), customer.external_ref),
        (text::parties::notes(), customer.notes),
    ];
    let facts = facts.into_iter().filter_map(|(name, value)| {
        let value = value?;
        Some(view! {
            <div>
                <dt>{name}</dt>
                <dd>{value}</dd>
            </div>
        })
    });
    view! { <dl class="doc-meta">{facts.collect_view()}</dl> }
}

#[component]
fn Credit(customer: Customer, currency: String) -> impl IntoView {
    let money = |amount: &domain::Money| format::money(&amount.to_string(), &currency);
    let is_over = customer.credit_limit.is_some_and(|limit| customer.exposure > limit);
    let limit = customer.credit_limit.as_ref().map_or_else(|| text::parties::no_limit().to_owned(), money);
    let used = customer.credit_used.map(|used| whole_percent(used.raw()));
    view! {
        <section class="panel panel-pad form" aria-labelledby="credit">
            <h2 id="credit">{text::parties::credit()}</h2>
            {is_over.then(|| view! { <Notice tone="warn">{text::parties::over_limit()}</Notice> })}
            <dl class="doc-meta">
                <div>
                    <dt>{text::parties::exposure()}</dt>
                    <dd class="total">{money(&customer.exposure)}</dd>
                </div>
                <div>
                    <dt>{text::parties::credit_limit()}</dt>
                    <dd>{limit}</dd>
                </div>
            </dl>
            {used.map(|percent| view! { <Progress label=text::parties::credit_used() percent /> })}
        </section>
    }
}
