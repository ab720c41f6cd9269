//! One product: what is known of it, what it costs, what lies of it where.
//!
//! waiting --an answer--> shown | failed;  shown --edited, or its price changed--> shown as it is now | refused
mod price;
mod stock;

use domain::Permission;
use leptos::prelude::*;
use leptos::wasm_split::wasm_split;

use self::price::PriceDialog;
use self::stock::Stock;
use super::form::ProductDialog;
use super::products::standing;
use crate::api::catalog::{self, Product};
use crate::api::error::ApiError;
use crate::components::icon::{Glyph, Icon};
use crate::components::lazily::lazily_or;
use crate::components::states::{Failure, SkeletonRows};
use crate::components::title::Title;
use crate::page::{Made, Page, Visit};
use crate::router::Crumbs;
use crate::state::remote::{Remote, Stage};
use crate::state::session::Session;
use crate::state::toasts::Toasts;
use crate::{format, text};

/// The page.
pub const PAGE: Page<String> = |id, visit| Box::pin(page(id, visit));

#[wasm_split(catalog__product, wasm_split_path = ::leptos::wasm_split, fallible)]
fn page(id: String, visit: Visit) -> Made {
    if visit.is_ahead(&catalog::product(id.clone())) {
        return Ok(().into_any());
    }
    let page = ProductPage {
        id: StoredValue::new(id),
        known: Remote::new(),
        doing: RwSignal::new(None),
        session: Session::get(),
        toasts: Toasts::get(),
    };
    page.known.visit(catalog::product(page.id.get_value()));
    Ok(view! { <ProductView page /> }.into_any())
}

/// What a dialog does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Doing {
    Edit,
    Price,
}

/// The dialogs; their code comes when the first one is opened.
#[wasm_split(catalog__product__dialogs, wasm_split_path = ::leptos::wasm_split, fallible)]
fn dialog(page: ProductPage, product: Product, doing: Doing) -> Made {
    let done = Callback::new(move |product| page.put(product));
    let close = Callback::new(move |()| page.doing.set(None));
    let reload = Callback::new(move |()| page.reload());
    Ok(match doing {
        Doing::Edit => view! { <ProductDialog product done close reload /> }.into_any(),
        Doing::Price => view! { <PriceDialog product done close reload /> }.into_any(),
    })
}

#[derive(Clone, Copy)]
struct ProductPage {
    id: StoredValue<String>,
    /// The product, and the currency of its price.
    known: Remote<(Product, String)>,
    /// The dialog that is open.
    doing: RwSignal<Option<Doing>>,
    session: Session,
    toasts: Toasts,
}

impl ProductPage {
    fn reload(self) {
        self.doing.set(None);
        self.known.load(catalog::product(self.id.get_value()));
    }

    /// The product is now like this.
    fn put(self, product: Product) {
        let currency = self.known.value_untracked().map(|(_, currency)| currency).unwrap_or_default();
        self.doing.set(None);
        self.known.put((product, currency));
        self.toasts.tell(text::form::saved().to_owned());
    }
}

#[component]
fn ProductView(page: ProductPage) -> impl IntoView {
    let name = Signal::derive(move || {
        page.known.with(|answer| match answer {
            Some(Ok((product, _))) => product.name.clone(),
            _ => text::catalog::products().to_owned(),
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
                let record = move || known.get().map(|(product, currency)| view! { <Record page product currency /> });
                view! { {record} }.into_any()
            }
        }
    };
    let has_stock = Memo::new(move |_| {
        let is_goods = page.known.with(|answer| matches!(answer, Some(Ok((product, _))) if !product.is_service));
        is_goods && page.session.may(Permission::StockRead)
    });
    let opened = move || {
        let doing = page.doing.get()?;
        let product = page.known.value_untracked()?.0;
        let failed = move || {
            page.doing.set(None);
            page.toasts.tell(text::app::error_network().to_owned());
        };
        Some(lazily_or(dialog(page, product, doing), failed))
    };
    view! {
        <Title text=name />
        <div class="page" aria-busy=move || page.known.busy().to_string()>
            {body}
            // Kept while the product changes; fetched once.
            <Show when=move || has_stock.get()>
                <Stock product=page.id.get_value() />
            </Show>
        </div>
        {opened}
    }
}

#[component]
fn Record(page: ProductPage, product: Product, currency: String) -> impl IntoView {
    let (tone, word) = standing(product.is_active, product.is_service, false);
    let may_write = page.session.may(Permission::CatalogWrite);
    let button = move |doing: Doing, glyph: Glyph, name: &'static str| {
        may_write.then(|| {
            view! {
                <button class="button" type="button" on:click=move |_| page.doing.set(Some(doing))>
                    <Icon glyph />
                    {name}
                </button>
            }
        })
    };
    view! {
        <Crumbs />
        <section class="panel doc-head" aria-labelledby="product-name">
            <div class="page-head">
                <div class="doc-title">
                    <h1 id="product-name">{product.name.clone()}</h1>
                    <span class="quiet">{product.code.clone()}</span>
                    <span class=format!("pill {tone}")>{word}</span>
                </div>
            </div>
            <div class="doc-actions">
                {button(Doing::Edit, Glyph::Pencil, text::catalog::edit())}
                {button(Doing::Price, Glyph::Sliders, text::catalog::change_price())}
            </div>
            <Facts product currency />
        </section>
    }
}

#[component]
fn Facts(product: Product, currency: String) -> impl IntoView {
    let kind = if product.is_service { text::catalog::service() } else { text::catalog::goods() };
    let reorder = product.reorder_point.map(|point| format::decimal(&point.to_string()));
    let facts = [
        (text::catalog::product_type(), Some(kind.to_owned())),
        (text::catalog::category(), product.category.map(|category| category.name)),
        (text::catalog::tax(), Some(format::rate(product.tax_percent))),
        (text::catalog::unit(), Some(product.unit)),
        (text::catalog::barcode(), product.barcode),
        (text::catalog::reorder_point(), reorder),
        (text::catalog::external_ref(), product.external_ref),
        (text::catalog::description(), product.description),
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
    view! {
        <dl class="doc-meta">
            {facts.collect_view()}
            <div>
                <dt>{text::catalog::price()}</dt>
                <dd class="total">{format::price(&product.unit_price.to_string(), &currency)}</dd>
            </div>
        </dl>
    }
}
