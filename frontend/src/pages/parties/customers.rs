//! The list of customers.
use domain::Permission;
use leptos::prelude::*;
use leptos::wasm_split::wasm_split;

use super::form::CustomerDialog;
use crate::api::input::{
    CustomerFilter, CustomerSetActiveInput, CustomerSetOnStopInput, CustomerSort, CustomerSortField,
};
use crate::api::page::{Direction, csv};
use crate::api::parties::{self, Customer, CustomerRow};
use crate::api::query::Mutation;
use crate::api::refusal::UserError;
use crate::api::scalar::{Day, Id};
use crate::components::icon::{Glyph, Icon};
use crate::components::lazily::lazily_or;
use crate::components::progress::whole_percent;
use crate::list::{self, Asks, Bulk, Card, Cell, Column, Definition, Filter, Kind, Row, Sorting, Text, View};
use crate::page::{Made, Page, Visit};
use crate::router::Router;
use crate::routes::href;
use crate::state::session::Session;
use crate::state::toasts::Toasts;
use crate::{day, format, text};

/// So many months without an order.
const IDLE: [(&str, Text); 3] =
    [("3", text::parties::idle_3), ("6", text::parties::idle_6), ("12", text::parties::idle_12)];

static CUSTOMERS: Definition = Definition {
    key: "customers",
    path: href::CUSTOMERS,
    title: text::parties::customers,
    search: Some(text::parties::search),
    empty: (text::parties::empty_title, text::parties::empty_text),
    columns: &[
        Column::text("name", text::parties::name, 200).on(Card::Name).sorted(Sorting::Up),
        Column::text("code", text::parties::code, 88).on(Card::Note).sorted(Sorting::Up),
        Column::text("city", text::parties::city, 110).on(Card::Line),
        Column::text("country", text::parties::country, 120).hidden(),
        Column::text("email", text::parties::email, 200).hidden(),
        Column::text("phone", text::parties::phone, 150).hidden(),
        Column::text("status", text::parties::status, 106).whole().on(Card::Status),
        Column::number("limit", text::parties::credit_limit, 122),
        Column::text("used", text::parties::credit_used, 116).hidden(),
        Column::number("exposure", text::parties::exposure, 122).on(Card::Amount),
        Column::text("last", text::parties::last_order, 136).whole(),
    ],
    filters: &[
        Filter { key: "active", name: text::parties::active, kind: Kind::Flag },
        Filter { key: "stop", name: text::parties::on_hold, kind: Kind::Flag },
        Filter { key: "over", name: text::parties::over_limit_filter, kind: Kind::Only },
        Filter { key: "idle", name: text::parties::no_order_for, kind: Kind::Choice(&IDLE) },
        Filter { key: "person", name: text::parties::person, kind: Kind::Flag },
    ],
    sort: ("name", false),
    load: |view, after| {
        parties::customers(&filter(view), view.words().as_deref(), &sort(view), after.as_deref())
            .map(|found| found.customers.map(|customer| row(customer, &found.company.currency)))
    },
    file: Some(|view| csv("customers", &filter(view), view.words().as_deref(), Some(&sort(view)))),
    bulk: &[
        Bulk {
            name: text::parties::hold,
            permission: Permission::CustomerWrite,
            asks: Asks::Nothing,
            run: |row, _| set_on_stop(row, true),
        },
        Bulk {
            name: text::parties::release,
            permission: Permission::CustomerWrite,
            asks: Asks::Nothing,
            run: |row, _| set_on_stop(row, false),
        },
        Bulk {
            name: text::parties::activate,
            permission: Permission::CustomerWrite,
            asks: Asks::Nothing,
            run: |row, _| set_active(row, true),
        },
        Bulk {
            name: text::parties::deactivate,
            permission: Permission::CustomerWrite,
            asks: Asks::Nothing,
            run: |row, _| set_active(row, false),
        },
    ],
    groups: None,
    actions: |_| view! { <NewCustomer /> }.into_any(),
};

/// The page.
pub const PAGE: Page = |(), visit| list::open(page(visit));

#[wasm_split(parties__customers, wasm_split_path = ::leptos::wasm_split, fallible)]
fn page(visit: Visit) -> Made {
    Ok(list::page(&CUSTOMERS, visit))
}

/// The dialog of a new customer; its code comes when it is first opened.
#[wasm_split(parties__customers__dialogs, wasm_split_path = ::leptos::wasm_split, fallible)]
fn dialog(done: Callback<Customer>, close: Callback<()>) -> Made {
    Ok(view! { <CustomerDialog done close /> }.into_any())
}

#[component]
fn NewCustomer() -> impl IntoView {
    let (session, router, toasts) = (Session::get(), Router::get(), Toasts::get());
    let is_open = RwSignal::new(false);
    let close = Callback::new(move |()| is_open.set(false));
    let done = Callback::new(move |customer: Customer| {
        toasts.tell(text::parties::created(&customer.name));
        router.go(&href::customer(customer.id.inner()));
    });
    let opened = move || {
        let failed = move || {
            close.run(());
            toasts.tell(text::app::error_network().to_owned());
        };
        is_open.get().then(|| lazily_or(dialog(done, close), failed))
    };
    view! {
        <Show when=move || session.may(Permission::CustomerWrite)>
            <button class="button primary" type="button" on:click=move |_| is_open.set(true)>
                <Icon glyph=Glyph::Plus />
                {text::parties::new()}
            </button>
        </Show>
        {opened}
    }
}

fn filter(view: &View) -> CustomerFilter {
    // Of several, the least: who has been idle for longer is among them.
    let months = view.choices("idle").into_iter().filter_map(|months| months.parse::<u32>().ok()).min();
    CustomerFilter {
        is_active: view.flag("active"),
        is_person: view.flag("person"),
        on_stop: view.flag("stop"),
        over_limit: view.flag("over").unwrap_or_default(),
        inactive_since: months.and_then(|months| day::months_before(&day::today(), months)).map(Day),
    }
}

fn sort(view: &View) -> CustomerSort {
    let field = if view.sort == "code" { CustomerSortField::Code } else { CustomerSortField::Name };
    CustomerSort { field, direction: Direction::of(view.down) }
}

fn set_active(row: &Row, is_active: bool) -> Result<Mutation<()>, UserError> {
    let input = CustomerSetActiveInput { id: Id::new(&row.id), expected_version: row.version, is_active };
    Ok(parties::customer_set_active(&input))
}

fn set_on_stop(row: &Row, on_stop: bool) -> Result<Mutation<()>, UserError> {
    let input = CustomerSetOnStopInput { id: Id::new(&row.id), expected_version: row.version, on_stop };
    Ok(parties::customer_set_on_stop(&input))
}

/// The tone and the word of where a customer stands.
pub(super) fn standing(is_active: bool, on_stop: bool) -> (&'static str, &'static str) {
    match (is_active, on_stop) {
        (false, _) => ("", text::parties::inactive()),
        (true, true) => ("warn", text::parties::on_hold()),
        (true, false) => ("good", text::parties::active()),
    }
}

fn row(customer: CustomerRow, currency: &str) -> Row {
    let id = customer.id.into_inner();
    let (tone, word) = standing(customer.is_active, customer.on_stop);
    let money = |amount: &domain::Money| format::money(&amount.to_string(), currency);
    Row {
        href: Some(href::customer(&id)),
        cells: vec![
            Cell::Text(customer.name),
            Cell::Quiet(customer.code),
            Cell::maybe(customer.city),
            Cell::maybe(customer.country),
            Cell::maybe(customer.email),
            Cell::maybe(customer.phone),
            Cell::Pill(tone, word.to_owned()),
            Cell::maybe(customer.credit_limit.as_ref().map(money)),
            customer.credit_used.map_or_else(|| Cell::maybe(None), |used| Cell::Progress(whole_percent(used.raw()))),
            Cell::Text(money(&customer.exposure)),
            Cell::maybe(customer.last_order_on.map(|day| format::day(&day.0))),
        ],
        version: customer.version,
        basis: None,
        id,
    }
}
