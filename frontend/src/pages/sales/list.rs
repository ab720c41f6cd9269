//! The list of sales orders.
use domain::Permission;
use leptos::prelude::*;
use leptos::wasm_split::wasm_split;

use crate::api::name::SalesOrderStatus;
use crate::api::page::Direction;
use crate::api::parties;
use crate::api::sales::{self, Command, Grouping, OrderGroup, OrderRow, Sort, SortField, Step};
use crate::api::scalar::Day;
use crate::api::stock;
use crate::components::icon::{Glyph, Icon};
use crate::components::order_status::{order_name, status_name, tone};
use crate::components::progress::whole_percent;
use crate::list::{
    self, Asked, Asks, Bulk, Card, Cell, Column, Definition, Done, Filter, Group, Grouped, Groups, Kind, Row, Sorting,
    Text, View, Wanted,
};
use crate::pages::{Made, Visit};
use crate::routes::href;
use crate::state::session::Session;
use crate::{format, text};

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
        Column::number("items", text::sales::items, 76).hidden(),
        Column::text("shipped", text::sales::shipped, 116),
        Column::number("total", text::sales::total, 156).on(Card::Amount).sorted(Sorting::Down),
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
        let call = sales::orders(filter(view), view.words(), sort(view), after);
        Box::pin(async move { Ok(call.await?.map(row)) })
    },
    file: Some(|view| sales::orders_file(&filter(view), view.words().as_deref(), sort(view))),
    bulk: &[
        Bulk {
            name: || action_name("CONFIRM"),
            permission: Permission::SalesOrderConfirm,
            asks: Asks::Nothing,
            run: |row, asked, key| step(Step::Confirm, row, asked, key),
        },
        Bulk {
            name: || action_name("HOLD"),
            permission: Permission::SalesOrderHold,
            asks: Asks::Reason,
            run: |row, asked, key| step(Step::Hold, row, asked, key),
        },
        Bulk {
            name: || action_name("RESUME"),
            permission: Permission::SalesOrderHold,
            asks: Asks::Nothing,
            run: |row, asked, key| step(Step::Resume, row, asked, key),
        },
        Bulk {
            name: || action_name("CLOSE"),
            permission: Permission::SalesOrderClose,
            asks: Asks::Reason,
            run: |row, asked, key| step(Step::Close, row, asked, key),
        },
        Bulk {
            name: || action_name("CANCEL"),
            permission: Permission::SalesOrderCancel,
            asks: Asks::Reason,
            run: |row, asked, key| step(Step::Cancel, row, asked, key),
        },
    ],
    groups: Some(Groups {
        by: &[("status", text::sales::status), ("customer", text::sales::customer), ("month", text::sales::month)],
        sums: &[text::sales::orders, text::sales::net, text::sales::total, text::sales::shipped],
        load: |view, by| {
            let grouping = match by {
                "customer" => Grouping::Customer,
                "month" => Grouping::Month,
                _ => Grouping::Status,
            };
            let call = sales::groups(filter(view), view.words(), grouping);
            Box::pin(async move {
                let found = call.await?;
                Ok(Grouped { groups: found.groups.into_iter().map(group).collect(), has_more: found.has_more })
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

fn step(step: Step, row: &Row, asked: &Asked, key: String) -> Done {
    let command = Command { id: cynic::Id::new(&row.id), version: row.version, key, reason: asked.reason.clone() };
    Box::pin(async move { Ok(sales::run(step, command).await?.map(drop)) })
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
#[wasm_split(sales__orders, wasm_split_path = ::leptos::wasm_split, fallible)]
pub fn page(visit: Visit) -> Made {
    Ok(list::page(&ORDERS, visit))
}

fn customer(wanted: Wanted) -> list::Call<Vec<list::Choice>> {
    match wanted {
        Wanted::Words(words) => Box::pin(parties::found(words)),
        Wanted::Id(id) => Box::pin(parties::named(id)),
    }
}

fn product(wanted: Wanted) -> list::Call<Vec<list::Choice>> {
    match wanted {
        Wanted::Words(words) => Box::pin(stock::products_found(words)),
        Wanted::Id(id) => Box::pin(stock::product_named(id)),
    }
}

fn filter(view: &View) -> sales::Filter {
    let statuses: Vec<_> = view.choices("status").into_iter().map(SalesOrderStatus).collect();
    let (from, to) = view.range("date");
    let (total_min, total_max) = view.range("total");
    sales::Filter {
        status: Some(statuses).filter(|statuses| !statuses.is_empty()),
        customer_id: view.value("customer").map(cynic::Id::new),
        product_id: view.value("product").map(cynic::Id::new),
        from: from.map(Day),
        to: to.map(Day),
        total_min: total_min.and_then(|least| least.parse().ok()),
        total_max: total_max.and_then(|most| most.parse().ok()),
    }
}

fn sort(view: &View) -> Sort {
    let field = if view.sort == "total" { SortField::TotalAmount } else { SortField::OrderDate };
    Sort { field, direction: Direction::of(view.down) }
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
