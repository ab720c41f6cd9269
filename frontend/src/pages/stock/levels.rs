//! What lies where, and what moves it: goods that come in, corrections, moves between warehouses.
use domain::Permission;
use leptos::prelude::*;
use leptos::wasm_split::wasm_split;

use super::finders::{product, warehouse};
use super::moves::{AdjustDialog, ReceiveDialog, TransferDialog};
use crate::api::input::StockLevelFilter;
use crate::api::page::csv;
use crate::api::scalar::Id;
use crate::api::stock::{self, Level};
use crate::components::icon::{Glyph, Icon};
use crate::components::lazily::lazily_or;
use crate::list::{self, Card, Cell, Column, Definition, Filter, Kind, Reload, Row, View};
use crate::page::{Made, Page, Visit};
use crate::routes::href;
use crate::state::session::Session;
use crate::state::toasts::Toasts;
use crate::{format, text};

static LEVELS: Definition = Definition {
    key: "stock-levels",
    path: href::STOCK_LEVELS,
    title: text::stock::levels,
    search: None,
    empty: (text::stock::levels_empty_title, text::stock::levels_empty_text),
    columns: &[
        Column::text("product", text::stock::product, 214).on(Card::Name),
        Column::text("code", text::stock::code, 120).on(Card::Note),
        Column::text("warehouse", text::stock::warehouse, 150).on(Card::Line),
        Column::number("on-hand", text::stock::on_hand, 100),
        Column::number("reserved", text::stock::reserved, 100),
        Column::number("available", text::stock::available, 136).on(Card::Amount),
        Column::text("unit", text::stock::unit, 90).hidden(),
    ],
    filters: &[
        Filter { key: "product", name: text::stock::product, kind: Kind::Record(product) },
        Filter { key: "warehouse", name: text::stock::warehouse, kind: Kind::Record(warehouse) },
    ],
    sort: ("product", false),
    load: |view, after| stock::levels(&filter(view), after.as_deref()).map(|page| page.map(row)),
    file: Some(|view| csv("stock-levels", &filter(view), None, None)),
    bulk: &[],
    groups: None,
    actions: |reload| view! { <Moves reload /> }.into_any(),
};

/// The page.
pub const PAGE: Page = |(), visit| list::open(page(visit));

#[wasm_split(stock__levels, wasm_split_path = ::leptos::wasm_split, fallible)]
fn page(visit: Visit) -> Made {
    Ok(list::page(&LEVELS, visit))
}

fn filter(view: &View) -> StockLevelFilter {
    StockLevelFilter {
        product_id: view.value("product").map(Id::new),
        warehouse_id: view.value("warehouse").map(Id::new),
    }
}

fn row(level: Level) -> Row {
    let number = |quantity: domain::Quantity| Cell::Text(format::decimal(&quantity.to_string()));
    let place = level.warehouse.as_ref();
    let product = level.product.as_ref();
    let id = |id: Option<&Id>| id.map(|id| id.inner().to_owned()).unwrap_or_default();
    let product_id = id(product.map(|product| &product.id));
    Row {
        id: format!("{product_id} {}", id(place.map(|place| &place.id))),
        version: 0,
        basis: None,
        href: Some(href::product(&product_id)),
        cells: vec![
            Cell::Text(product.map(|product| product.name.clone()).unwrap_or_default()),
            Cell::maybe(product.map(|product| product.code.clone())),
            Cell::Text(place.map(|place| place.name.clone()).unwrap_or_default()),
            number(level.on_hand),
            number(level.reserved),
            number(level.available),
            Cell::maybe(product.map(|product| product.unit.clone())),
        ],
    }
}

/// What a dialog does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Doing {
    Receive,
    Adjust,
    Transfer,
}

/// The dialog of a move; its code comes when the first one is opened.
#[wasm_split(stock__levels__dialogs, wasm_split_path = ::leptos::wasm_split, fallible)]
fn dialog(doing: Doing, done: Callback<()>, close: Callback<()>) -> Made {
    Ok(match doing {
        Doing::Receive => view! { <ReceiveDialog done close /> }.into_any(),
        Doing::Adjust => view! { <AdjustDialog done close /> }.into_any(),
        Doing::Transfer => view! { <TransferDialog done close /> }.into_any(),
    })
}

#[component]
fn Moves(reload: Reload) -> impl IntoView {
    let (session, toasts) = (Session::get(), Toasts::get());
    let doing = RwSignal::new(None::<Doing>);
    let close = Callback::new(move |()| doing.set(None));
    let done = Callback::new(move |()| {
        close.run(());
        toasts.tell(text::stock::posted().to_owned());
        reload.run(());
    });
    let buttons = [
        (Doing::Receive, Permission::StockReceive, Glyph::Download, text::stock::receive()),
        (Doing::Transfer, Permission::StockTransfer, Glyph::Truck, text::stock::transfer()),
        (Doing::Adjust, Permission::StockAdjust, Glyph::Sliders, text::stock::adjust()),
    ];
    let buttons = buttons.map(|(what, permission, glyph, name)| {
        view! {
            <Show when=move || session.may(permission)>
                <button class="button" type="button" on:click=move |_| doing.set(Some(what))>
                    <Icon glyph />
                    {name}
                </button>
            </Show>
        }
    });
    let opened = move || {
        let failed = move || {
            close.run(());
            toasts.tell(text::app::error_network().to_owned());
        };
        Some(lazily_or(dialog(doing.get()?, done, close), failed))
    };
    view! {
        <div class="actions">{buttons.collect_view()}</div>
        {opened}
    }
}
