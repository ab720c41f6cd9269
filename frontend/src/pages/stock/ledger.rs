//! The ledger of stock: every move there ever was, newest first.
use leptos::prelude::*;
use leptos::wasm_split::wasm_split;

use super::finders::{order, product, user, warehouse};
use crate::api::input::StockTransactionFilter;
use crate::api::page::csv;
use crate::api::scalar::{Id, Instant};
use crate::api::stock::{self, Movement};
use crate::components::icon::{Glyph, Icon};
use crate::list::{self, Card, Cell, Column, Definition, Filter, Kind, Row, Text, View};
use crate::page::{Made, Page, Visit};
use crate::routes::href;
use crate::{format, text};

/// Every kind of move.
const KINDS: [(&str, Text); 5] = [
    ("receipt", text::stock::type_receipt),
    ("shipment", text::stock::type_shipment),
    ("transfer_out", text::stock::type_transfer_out),
    ("transfer_in", text::stock::type_transfer_in),
    ("adjust", text::stock::type_adjustment),
];

static LEDGER: Definition = Definition {
    key: "stock-ledger",
    path: href::STOCK_LEDGER,
    title: text::stock::ledger,
    search: None,
    empty: (text::stock::ledger_empty_title, text::stock::ledger_empty_text),
    columns: &[
        Column::text("booked", text::stock::posted_at, 216).whole().on(Card::Note),
        Column::text("kind", text::stock::movement_type, 126).whole().on(Card::Status),
        Column::text("product", text::stock::product, 214).on(Card::Name),
        Column::text("warehouse", text::stock::warehouse, 130).on(Card::Line),
        Column::number("quantity", text::stock::quantity, 100).on(Card::Amount),
        Column::number("balance", text::stock::balance, 100),
        Column::number("cost", text::stock::unit_cost, 120).hidden(),
        Column::number("value", text::stock::value, 120).hidden(),
        Column::text("document", text::stock::document, 150).hidden(),
        Column::text("day", text::stock::business_day, 120).whole().hidden(),
        Column::text("reason", text::stock::reason, 150).hidden(),
        Column::text("by", text::stock::posted_by, 150).hidden(),
    ],
    filters: &[
        Filter { key: "kind", name: text::stock::movement_type, kind: Kind::Choice(&KINDS) },
        Filter { key: "product", name: text::stock::product, kind: Kind::Record(product) },
        Filter { key: "warehouse", name: text::stock::warehouse, kind: Kind::Record(warehouse) },
        Filter { key: "order", name: text::stock::order, kind: Kind::Record(order) },
        Filter { key: "by", name: text::stock::posted_by, kind: Kind::Record(user) },
        Filter { key: "booked", name: text::stock::posted_at, kind: Kind::Day },
    ],
    sort: ("booked", true),
    load: |view, after| {
        stock::movements(&filter(view), after.as_deref())
            .map(|found| found.stock_transactions.map(|movement| row(movement, &found.company.currency)))
    },
    file: Some(|view| csv("stock-transactions", &filter(view), None, None)),
    bulk: &[],
    groups: None,
    actions: |_| {
        view! {
            <a class="button" href=href::STOCK_AS_OF>
                <Icon glyph=Glyph::Inbox />
                {text::stock::as_of()}
            </a>
        }
        .into_any()
    },
};

/// The page.
pub const PAGE: Page = |(), visit| list::open(page(visit));

#[wasm_split(stock__ledger, wasm_split_path = ::leptos::wasm_split, fallible)]
fn page(visit: Visit) -> Made {
    Ok(list::page(&LEDGER, visit))
}

fn filter(view: &View) -> StockTransactionFilter {
    let (from, until) = view.range("booked");
    StockTransactionFilter {
        kinds: Some(view.choices("kind")).filter(|kinds| !kinds.is_empty()),
        product_id: view.value("product").map(Id::new),
        warehouse_id: view.value("warehouse").map(Id::new),
        sales_order_id: view.value("order").map(Id::new),
        booked_by_id: view.value("by").map(Id::new),
        booked_from: from.and_then(|day| format::begin_of(&day, 0)).map(Instant),
        // The last day counts whole.
        booked_before: until.and_then(|day| format::begin_of(&day, 1)).map(Instant),
    }
}

fn kind(kind: &str) -> (&'static str, String) {
    let tone = match kind {
        "receipt" | "transfer_in" => "good",
        "shipment" | "transfer_out" => "info",
        _ => "warn",
    };
    let name = KINDS.iter().find(|(code, _)| *code == kind).map(|(_, name)| name().to_owned());
    (tone, name.unwrap_or_else(|| kind.to_owned()))
}

fn row(movement: Movement, currency: &str) -> Row {
    let (tone, name) = kind(&movement.kind);
    let quantity = format::decimal(&movement.quantity.to_string());
    let sign = if movement.quantity.is_positive() { "+" } else { "" };
    Row {
        id: movement.id.into_inner(),
        version: 0,
        basis: None,
        href: movement.product.as_ref().map(|product| href::product(product.id.inner())),
        cells: vec![
            Cell::Text(format::instant(&movement.created_at.0)),
            Cell::Pill(tone, name),
            Cell::Text(movement.product.map(|product| product.name).unwrap_or_default()),
            Cell::Text(movement.warehouse.map(|warehouse| warehouse.name).unwrap_or_default()),
            Cell::Text(format!("{sign}{quantity}")),
            Cell::Quiet(format::decimal(&movement.balance.to_string())),
            Cell::maybe(movement.unit_cost.map(|cost| format::price(&cost.to_string(), currency))),
            Cell::maybe(movement.value.map(|value| format::money(&value.to_string(), currency))),
            Cell::maybe(movement.shipment.map(|shipment| shipment.number)),
            Cell::Quiet(format::day(&movement.occurred_on.0)),
            Cell::maybe(movement.reason),
            Cell::maybe(movement.booked_by),
        ],
    }
}
