//! The list of products.
use domain::{Permission, RefusalCode};
use leptos::prelude::*;
use leptos::wasm_split::wasm_split;

use super::form::ProductDialog;
use crate::api::catalog::{
    self, Product, ProductFilter, ProductRow, ProductSort, ProductSortField, categories_found, category_named,
};
use crate::api::page::{Choice, Direction};
use crate::api::refusal::UserError;
use crate::components::icon::{Glyph, Icon};
use crate::components::lazily::lazily_or;
use crate::list::{
    self, Asked, Asks, Bulk, Card, Cell, Column, Definition, Done, Filter, Kind, Row, Sorting, View, Wanted,
};
use crate::pages::{Made, Visit};
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
        Filter { key: "below", name: text::catalog::below, kind: Kind::Flag },
        Filter { key: "none", name: text::catalog::out_of_stock, kind: Kind::Flag },
        Filter { key: "category", name: text::catalog::category, kind: Kind::Record(category) },
    ],
    sort: ("name", false),
    load: |view, after| {
        let call = catalog::products(filter(view), view.words(), sort(view), after);
        Box::pin(async move {
            let (page, currency) = call.await?;
            Ok(page.map(|product| row(product, &currency)))
        })
    },
    file: Some(|view| catalog::products_file(&filter(view), view.words().as_deref(), sort(view))),
    bulk: &[
        Bulk {
            name: text::catalog::price_change,
            permission: Permission::CatalogWrite,
            asks: Asks::Percent,
            run: change_price,
        },
        Bulk {
            name: text::catalog::activate,
            permission: Permission::CatalogWrite,
            asks: Asks::Nothing,
            run: |row, _, key| set_active(row, true, key),
        },
        Bulk {
            name: text::catalog::deactivate,
            permission: Permission::CatalogWrite,
            asks: Asks::Nothing,
            run: |row, _, key| set_active(row, false, key),
        },
    ],
    groups: None,
    actions: |_| view! { <NewProduct /> }.into_any(),
};

/// The page.
#[wasm_split(catalog__products, wasm_split_path = ::leptos::wasm_split, fallible)]
pub fn page(visit: Visit) -> Made {
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
        toasts.tell(text::catalog::made(&product.name));
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

fn set_active(row: &Row, is_active: bool, key: String) -> Done {
    let (id, version) = (cynic::Id::new(&row.id), row.version);
    Box::pin(async move { Ok(catalog::set_product_active(id, version, is_active, key).await?.map(drop)) })
}

/// The new price is the one that is shown, changed by what was asked for.
fn change_price(row: &Row, asked: &Asked, key: String) -> Done {
    let (id, version) = (cynic::Id::new(&row.id), row.version);
    let price = row.basis.unwrap_or_default().changed_by(asked.percent);
    Box::pin(async move {
        let Ok(price) = price else { return Ok(Err(vec![UserError::of(RefusalCode::AmountOutOfRange)])) };
        Ok(catalog::change_price(id, version, price, key).await?.map(drop))
    })
}

fn category(wanted: Wanted) -> list::Call<Vec<Choice>> {
    match wanted {
        Wanted::Id(id) => Box::pin(category_named(id)),
        Wanted::Words(words) => Box::pin(async move {
            let found = categories_found(words).await?;
            Ok(found.into_iter().map(|one| Choice { id: one.id.into_inner(), name: one.name }).collect())
        }),
    }
}

fn filter(view: &View) -> ProductFilter {
    ProductFilter {
        is_active: view.flag("active"),
        within_category_id: view.value("category").map(cynic::Id::new),
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
    let total = product.total;
    let is_below = total.zip(product.reorder_point).is_some_and(|(total, point)| total.available < point);
    let (tone, word) = standing(product.is_active, product.is_service, is_below);
    Row {
        href: Some(href::product(&product.id)),
        id: product.id,
        version: product.version,
        basis: Some(product.unit_price),
        cells: vec![
            Cell::Text(product.name),
            Cell::Quiet(product.code),
            Cell::maybe(product.category),
            Cell::Pill(tone, word.to_owned()),
            Cell::maybe(total.map(|total| number(total.on_hand))),
            Cell::maybe(total.map(|total| number(total.reserved))),
            Cell::Text(total.map(|total| number(total.available)).unwrap_or_default()),
            Cell::maybe(product.reorder_point.map(number)),
            Cell::Quiet(format::rate(product.tax_percent)),
            Cell::Quiet(product.unit),
            Cell::maybe(product.barcode),
            Cell::Text(format::price(&product.unit_price.to_string(), currency)),
        ],
    }
}
