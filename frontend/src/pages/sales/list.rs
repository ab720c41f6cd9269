//! The list of sales orders.
use domain::Permission;
use leptos::prelude::*;
use leptos::wasm_split::wasm_split;

use crate::api::input::{SalesOrderFilter, SalesOrderGrouping, SalesOrderSort, SalesOrderSortField};
use crate::api::name::SalesOrderStatus;
use crate::api::page::{Direction, csv};
use crate::api::parties;
use crate::api::query::{Mutation, Query};
use crate::api::refusal::UserError;
use crate::api::sales::{self, Command, OrderGroup, OrderRow, Step};
use crate::api::scalar::{Day, Id};
use crate::api::stock;
use crate::components::icon::{Glyph, Icon};
use crate::components::order_status::{order_name, status_name, tone};
use crate::components::progress::whole_percent;
use crate::list::{
    self, Asked, Asks, Bulk, Card, Cell, Column, Definition, Filter, Group, Grouped, Groups, Kind, Row, Sorting, Text,
    View, Wanted,
};
use crate::page::{Made, Page, Visit};
use crate::routes::href;
use crate::state::session::Session;
use crate::{format, number, text};

/// Every status, in the order of an order's life.
const STATUSES: [(&str, Text); 8] = [
    ("DRAFT", || status_name("DRAFT")),
    ("CONFIRMED", || status_name("CONFIRMED")),
    ("ON_HOLD", || status_name("ON_HOLD")),
    ("SHIPPED", || status_name("SHIPPED")),
    ("COMPLETED", || status_name("COMPLETED")),
    ("CLOSED", || status_name("CLOSED")),
    ("CANCELLED", || status_name("CANCELLED")),
    ("EXPIRED", || status_name("EXPIRED")),
];

static ORDERS: Definition = Definition {
    key: "sales-orders",
    path: href::SALES_ORDERS,
    title: text::sales::title,
    search: Some(text::sales::search),
    empty: (text::sales::empty_title, text::sales::empty_text),
    columns: &[
        Column::text("number", text::sales::number, 158).on(Card::Name),
        Column::text("date", text::sales::date, 120).whole().on(Card::Note).sorted(Sorting::Down),
        Column::text("customer", text::sales::customer, 200).on(Card::Line),
        Column::text("status", text::sales::status, 146).whole().on(Card::Status),
        Column::number("items", text::sales::line_count_short, 76).hidden(),
        Column::text("shipped", text::sales::shipped, 124),
        Column::number("total", text::sales::total, 148).on(Card::Amount).sorted(Sorting::Down),
    ],
    filters: &[
        Filter { key: "status", name: text::sales::status, kind: Kind::Choice(&STATUSES) },
        Filter { key: "date", name: text::sales::date, kind: Kind::Day },
        Filter { key: "total", name: text::sales::total, kind: Kind::Amount },
        Filter { key: "customer", name: text::sales::customer, kind: Kind::Record(customer) },
        Filter { key: "product", name: text::sales::line_product, kind: Kind::Record(product) },
    ],
    sort: ("date", true),
    load: |view, after| {
        sales::orders(&filter(view), view.words().as_deref(), &sort(view), after.as_deref()).map(|page| page.map(row))
    },
    file: Some(|view| csv("sales-orders", &filter(view), view.words().as_deref(), Some(&sort(view)))),
    bulk: &[
        Bulk {
            name: || action_name("CONFIRM"),
            permission: Permission::SalesOrderConfirm,
            asks: Asks::Nothing,
            run: |row, asked| step(Step::Confirm, row, asked),
        },
        Bulk {
            name: || action_name("HOLD"),
            permission: Permission::SalesOrderHold,
            asks: Asks::Reason,
            run: |row, asked| step(Step::Hold, row, asked),
        },
        Bulk {
            name: || action_name("RESUME"),
            permission: Permission::SalesOrderHold,
            asks: Asks::Nothing,
            run: |row, asked| step(Step::Resume, row, asked),
        },
        Bulk {
            name: || action_name("CLOSE"),
            permission: Permission::SalesOrderClose,
            asks: Asks::Reason,
            run: |row, asked| step(Step::Close, row, asked),
        },
        Bulk {
            name: || action_name("CANCEL"),
            permission: Permission::SalesOrderCancel,
            asks: Asks::Reason,
            run: |row, asked| step(Step::Cancel, row, asked),
        },
    ],
    groups: Some(Groups {
        by: &[("status", text::sales::status), ("customer", text::sales::customer), ("month", text::sales::month)],
        sums: &[text::sales::orders, text::sales::net, text::sales::total, text::sales::shipped],
        load: |view, by| {
            let grouping = match by {
                "customer" => SalesOrderGrouping::Customer,
                "month" => SalesOrderGrouping::Month,
                _ => SalesOrderGrouping::Status,
            };
            sales::orders_grouped(&filter(view), view.words().as_deref(), &grouping).map(|found| Grouped {
                groups: found.groups.into_iter().map(group).collect(),
                has_more: found.has_more,
            })
        },
    }),
    actions: new_order,
};

fn new_order(_: list::Reload) -> AnyView {
    let session = Session::get();
    view! {
        <Show when=move || session.may(Permission::SalesOrderWrite)>
            <a href=href::NEW_SALES_ORDER class="button primary">
                <Icon glyph=Glyph::Plus />
                {text::sales::new()}
            </a>
        </Show>
    }
    .into_any()
}

fn action_name(code: &'static str) -> &'static str {
    text::action::of(code).unwrap_or(code)
}

fn step(step: Step, row: &Row, asked: &Asked) -> Result<Mutation<()>, UserError> {
    let command = Command { id: Id::new(&row.id), version: row.version, reason: asked.reason.clone() };
    Ok(sales::run(step, command).map(drop))
}

fn group(group: OrderGroup) -> Group {
    let money = |amount: domain::Money| format::money(&amount.to_string(), &group.currency);
    let sums = vec![
        format::count(group.order_count.into()),
        money(group.net_amount),
        money(group.total_amount),
        money(group.shipped_amount),
    ];
    let (name, narrow) = match (group.status, group.customer, group.month) {
        (Some(status), ..) => (status_name(&status.0).to_owned(), ("status", status.0)),
        (_, Some(customer), _) => (customer.name, ("customer", customer.id.into_inner())),
        (.., Some(month)) => (format::month(&month.0), ("date", format::month_range(&month.0))),
        (None, None, None) => (String::new(), ("status", String::new())),
    };
    Group { name, narrow, sums }
}

/// The page.
pub const PAGE: Page = |(), visit| list::open(page(visit));

#[wasm_split(sales__orders, wasm_split_path = ::leptos::wasm_split, fallible)]
fn page(visit: Visit) -> Made {
    Ok(list::page(&ORDERS, visit))
}

fn customer(wanted: Wanted) -> Query<Vec<list::Choice>> {
    match wanted {
        Wanted::Words(words) => parties::found(&words),
        Wanted::Id(id) => parties::named(&id),
    }
}

fn product(wanted: Wanted) -> Query<Vec<list::Choice>> {
    match wanted {
        Wanted::Words(words) => stock::products_found(&words),
        Wanted::Id(id) => stock::product_choice(&id),
    }
}

fn filter(view: &View) -> SalesOrderFilter {
    let statuses: Vec<_> = view.choices("status").into_iter().map(SalesOrderStatus).collect();
    let (from, to) = view.range("date");
    let (total_min, total_max) = view.range("total");
    SalesOrderFilter {
        status: Some(statuses).filter(|statuses| !statuses.is_empty()),
        customer_id: view.value("customer").map(Id::new),
        product_id: view.value("product").map(Id::new),
        from: from.map(Day),
        to: to.map(Day),
        total_min: total_min.and_then(|least| number::exact(&least)),
        total_max: total_max.and_then(|most| number::exact(&most)),
    }
}

fn sort(view: &View) -> SalesOrderSort {
    let field = if view.sort == "total" { SalesOrderSortField::TotalAmount } else { SalesOrderSortField::OrderDate };
    SalesOrderSort { field, direction: Direction::of(view.down) }
}

fn row(order: OrderRow) -> Row {
    let id = order.id.into_inner();
    Row {
        href: Some(href::sales_order(&id)),
        cells: vec![
            Cell::Text(order_name(order.number.as_deref(), &id)),
            Cell::Quiet(format::day(&order.order_date.0)),
            Cell::Text(order.customer.map(|customer| customer.name).unwrap_or_default()),
            Cell::Pill(tone(&order.status), status_name(&order.status.0).to_owned()),
            Cell::Text(format::count(order.item_count.into())),
            Cell::Progress(whole_percent(order.shipped_percent.raw())),
            Cell::Text(format::money(&order.total_amount.to_string(), &order.currency)),
        ],
        version: order.version,
        basis: None,
        id,
    }
}
