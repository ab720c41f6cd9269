//! The list of products.
use domain::{Permission, RefusalCode};
use leptos::prelude::*;
use leptos::wasm_split::wasm_split;

use super::form::ProductDialog;
use crate::api::catalog::{self, Product, ProductRow};
use crate::api::input::{ProductChangePriceInput, ProductFilter, ProductSetActiveInput, ProductSort, ProductSortField};
use crate::api::page::{Choice, Direction, csv};
use crate::api::query::{Mutation, Query};
use crate::api::refusal::UserError;
use crate::api::scalar::Id;
use crate::components::icon::{Glyph, Icon};
use crate::components::lazily::lazily_or;
use crate::list::{self, Asked, Asks, Bulk, Card, Cell, Column, Definition, Filter, Kind, Row, Sorting, View, Wanted};
use crate::page::{Made, Page, Visit};
use crate::router::Router;
use crate::routes::href;
use crate::state::session::Session;
use crate::state::toasts::Toasts;
use crate::{format, text};

static PRODUCTS: Definition = Definition {
    key: "products",
    path: href::PRODUCTS,
    title: text::catalog::products,
    search: Some(text::catalog::search),
    empty: (text::catalog::empty_title, text::catalog::empty_text),
    columns: &[
        Column::text("name", text::catalog::name, 204).on(Card::Name).sorted(Sorting::Up),
        Column::text("code", text::catalog::code, 124).on(Card::Note).sorted(Sorting::Up),
        Column::text("category", text::catalog::category, 112).on(Card::Line),
        Column::text("status", text::catalog::status, 130).whole().on(Card::Status),
        Column::number("on-hand", text::catalog::on_hand, 96),
        Column::number("reserved", text::catalog::reserved, 105).hidden(),
        Column::number("available", text::catalog::available, 102),
        Column::number("reorder", text::catalog::reorder_point, 105).hidden(),
        Column::number("tax", text::catalog::tax, 90).hidden(),
        Column::text("unit", text::catalog::unit, 80).hidden(),
        Column::text("barcode", text::catalog::barcode, 150).hidden(),
        Column::number("price", text::catalog::price, 128).on(Card::Amount).sorted(Sorting::Down),
    ],
    filters: &[
        Filter { key: "active", name: text::catalog::active, kind: Kind::Flag },
        Filter { key: "below", name: text::catalog::below_reorder_point, kind: Kind::Only },
        Filter { key: "none", name: text::catalog::out_of_stock, kind: Kind::Only },
        Filter { key: "category", name: text::catalog::category, kind: Kind::Record(category) },
    ],
    sort: ("name", false),
    load: |view, after| {
        let with_stock = Session::get().may_now(Permission::StockRead);
        catalog::products(&filter(view), view.words().as_deref(), &sort(view), after.as_deref(), with_stock)
            .map(|found| found.products.map(|product| row(product, &found.company.currency)))
    },
    file: Some(|view| csv("products", &filter(view), view.words().as_deref(), Some(&sort(view)))),
    bulk: &[
        Bulk {
            name: text::catalog::change_prices,
            permission: Permission::CatalogWrite,
            asks: Asks::Percent,
            run: change_price,
        },
        Bulk {
            name: text::catalog::activate,
            permission: Permission::CatalogWrite,
            asks: Asks::Nothing,
            run: |row, _| Ok(set_active(row, true)),
        },
        Bulk {
            name: text::catalog::deactivate,
            permission: Permission::CatalogWrite,
            asks: Asks::Nothing,
            run: |row, _| Ok(set_active(row, false)),
        },
    ],
    groups: None,
    actions: |_| view! { <NewProduct /> }.into_any(),
};

/// The page.
pub const PAGE: Page = |(), visit| list::open(page(visit));

#[wasm_split(catalog__products, wasm_split_path = ::leptos::wasm_split, fallible)]
fn page(visit: Visit) -> Made {
    Ok(list::page(&PRODUCTS, visit))
}

/// The dialog of a new product; its code comes when it is first opened.
#[wasm_split(catalog__products__dialogs, wasm_split_path = ::leptos::wasm_split, fallible)]
fn dialog(done: Callback<Product>, close: Callback<()>) -> Made {
    Ok(view! { <ProductDialog done close /> }.into_any())
}

#[component]
fn NewProduct() -> impl IntoView {
    let (session, router, toasts) = (Session::get(), Router::get(), Toasts::get());
    let is_open = RwSignal::new(false);
    let close = Callback::new(move |()| is_open.set(false));
    let done = Callback::new(move |product: Product| {
        toasts.tell(text::catalog::created(&product.name));
        router.go(&href::product(product.id.inner()));
    });
    let opened = move || {
        let failed = move || {
            close.run(());
            toasts.tell(text::app::error_network().to_owned());
        };
        is_open.get().then(|| lazily_or(dialog(done, close), failed))
    };
    view! {
        <Show when=move || session.may(Permission::CatalogWrite)>
            <button class="button primary" type="button" on:click=move |_| is_open.set(true)>
                <Icon glyph=Glyph::Plus />
                {text::catalog::new()}
            </button>
        </Show>
        {opened}
    }
}

fn set_active(row: &Row, is_active: bool) -> Mutation<()> {
    let input = ProductSetActiveInput { id: Id::new(&row.id), expected_version: row.version, is_active };
    catalog::product_set_active(&input).map(drop)
}

/// The new price is the one that is shown, changed by what was asked for.
fn change_price(row: &Row, asked: &Asked) -> Result<Mutation<()>, UserError> {
    let price = row.basis.unwrap_or_default().changed_by(asked.percent);
    let unit_price = price.map_err(|_| UserError::of(RefusalCode::AmountOutOfRange))?;
    let input = ProductChangePriceInput { id: Id::new(&row.id), expected_version: row.version, unit_price };
    Ok(catalog::product_change_price(&input).map(drop))
}

fn category(wanted: Wanted) -> Query<Vec<Choice>> {
    match wanted {
        Wanted::Id(id) => catalog::category_choice(&id),
        Wanted::Words(words) => catalog::category_choices(&words),
    }
}

fn filter(view: &View) -> ProductFilter {
    ProductFilter {
        is_active: view.flag("active"),
        within_category_id: view.value("category").map(Id::new),
        category_id: None,
        below_reorder_point: view.flag("below").unwrap_or_default(),
        out_of_stock: view.flag("none").unwrap_or_default(),
    }
}

fn sort(view: &View) -> ProductSort {
    let field = match view.sort {
        "code" => ProductSortField::Code,
        "price" => ProductSortField::UnitPrice,
        _ => ProductSortField::Name,
    };
    ProductSort { field, direction: Direction::of(view.down) }
}

/// The tone and the word of where a product stands.
pub(super) fn standing(is_active: bool, is_service: bool, is_below: bool) -> (&'static str, &'static str) {
    match (is_active, is_below, is_service) {
        (false, ..) => ("", text::catalog::inactive()),
        (true, true, _) => ("warn", text::catalog::reorder()),
        (true, false, true) => ("info", text::catalog::service()),
        (true, false, false) => ("good", text::catalog::active()),
    }
}

fn row(product: ProductRow, currency: &str) -> Row {
    let number = |quantity: domain::Quantity| format::decimal(&quantity.to_string());
    let total = product.stock_total;
    let is_below = total.as_ref().zip(product.reorder_point).is_some_and(|(total, point)| total.available < point);
    let (tone, word) = standing(product.is_active, product.is_service, is_below);
    let id = product.id.into_inner();
    Row {
        href: Some(href::product(&id)),
        id,
        version: product.version,
        basis: Some(product.unit_price),
        cells: vec![
            Cell::Text(product.name),
            Cell::Quiet(product.code),
            Cell::maybe(product.category.map(|category| category.name)),
            Cell::Pill(tone, word.to_owned()),
            Cell::maybe(total.as_ref().map(|total| number(total.on_hand))),
            Cell::maybe(total.as_ref().map(|total| number(total.reserved))),
            Cell::Text(total.map(|total| number(total.available)).unwrap_or_default()),
            Cell::maybe(product.reorder_point.map(number)),
            Cell::Quiet(format::rate(product.tax_percent)),
            Cell::Quiet(product.unit),
            Cell::maybe(product.barcode),
            Cell::Text(format::price(&product.unit_price.to_string(), currency)),
        ],
    }
}
