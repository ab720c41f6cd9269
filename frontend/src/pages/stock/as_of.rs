//! What lay of a product in each warehouse at the end of a day. The address is the view: `?product=prd_1&day=2026-01-31`.
use domain::Quantity;
use leptos::prelude::*;
use leptos::wasm_split::wasm_split;

use crate::api::choices::{ProductChoice, product_chosen, products};
use crate::api::scalar::{Day, Id};
use crate::api::stock::{Balance, balances};
use crate::components::icon::Glyph;
use crate::components::picker::PickerField;
use crate::components::states::{Failure, SkeletonRows, State};
use crate::page::{Made, Page, Visit};
use crate::router::{Crumbs, Router};
use crate::routes::href;
use crate::state::remote::Remote;
use crate::state::session::Session;
use crate::{day, format, text};

/// The page.
pub const PAGE: Page = |(), visit| Box::pin(page(visit));

#[wasm_split(stock__asof, wasm_split_path = ::leptos::wasm_split, fallible)]
fn page(visit: Visit) -> Made {
    if visit.is_for_code() {
        return Ok(().into_any());
    }
    let (router, session) = (Router::get(), Session::get());
    let asked_day = move || router.query("day").filter(|day| day::is_day(day));
    let page = AsOf {
        product: RwSignal::new(None),
        day: Memo::new(move |_| asked_day().unwrap_or_else(|| format::today(&session.zone()))),
        of: Memo::new(move |_| router.query("product")),
        named: Remote::new(),
        balances: Remote::new(),
        router,
    };
    page.follow();
    Ok(view! { <View page /> }.into_any())
}

#[derive(Clone, Copy)]
struct AsOf {
    /// What the picker holds.
    product: RwSignal<Option<ProductChoice>>,
    day: Memo<String>,
    /// The product that the address names.
    of: Memo<Option<String>>,
    named: Remote<Option<ProductChoice>>,
    balances: Remote<Vec<Balance>>,
    router: Router,
}

impl AsOf {
    fn follow(self) {
        Effect::new(move || self.load());
        // The address names a product by its id: what it is called has to be asked for.
        Effect::new(move || {
            let is_other =
                |id: &String| self.product.with_untracked(|known| known.as_ref().is_none_or(|it| it.id.inner() != id));
            if let Some(id) = self.of.get().filter(is_other) {
                self.named.load(product_chosen(&Id::new(id)));
            }
        });
        Effect::new(move || {
            let named = self.named.with(|answer| answer?.as_ref().ok()?.clone());
            // The user may have chosen another one meanwhile.
            let is_asked = named.as_ref().map(|it| it.id.inner()) == self.of.get_untracked().as_deref();
            if named.is_some() && is_asked {
                self.product.set(named);
            }
        });
        Effect::new(move || {
            let chosen = self.product.with(|product| product.as_ref().map(|it| it.id.inner().to_owned()));
            if chosen.is_some() && chosen != self.of.get_untracked() {
                self.show(chosen, self.day.get_untracked());
            }
        });
    }

    fn load(self) {
        if let Some(id) = self.of.get() {
            self.balances.load(balances(&Id::new(id), &Day(self.day.get())));
        }
    }

    /// Goes to the address of another view.
    fn show(self, product: Option<String>, day: String) {
        let product = product.map(|id| format!("product={id}&")).unwrap_or_default();
        self.router.replace(&format!("{}?{product}day={day}", href::STOCK_AS_OF));
    }
}

#[component]
fn View(page: AsOf) -> impl IntoView {
    let body = move || {
        if page.of.get().is_none() {
            let (title, text) = (text::stock::as_of_title(), text::stock::as_of_text());
            return view! { <State glyph=Glyph::Search title text /> }.into_any();
        }
        page.balances.with(|answer| match answer {
            None => view! { <SkeletonRows count=3 /> }.into_any(),
            Some(Err(error)) => {
                let retry = move |()| page.load();
                view! { <Failure error=error.clone() retry /> }.into_any()
            }
            Some(Ok(rows)) => view! { <Balances rows=rows.clone() /> }.into_any(),
        })
    };
    let pick_day = move |day: String| {
        if !day.is_empty() {
            page.show(page.of.get_untracked(), day);
        }
    };
    view! {
        <div class="page narrow" aria-busy=move || page.balances.busy().to_string()>
            <Crumbs />
            <h1>{text::stock::as_of()}</h1>
            <div class="panel panel-pad pair">
                <PickerField
                    id="product"
                    label=text::stock::product()
                    value=page.product
                    find=products
                    error=Signal::stored(None)
                />
                <div class="field">
                    <label for="day">{text::stock::as_of_day()}</label>
                    <input
                        class="input"
                        id="day"
                        type="date"
                        prop:value=move || page.day.get()
                        on:change:target=move |event| pick_day(event.target().value())
                    />
                </div>
            </div>
            <section class="panel" aria-label=text::stock::as_of()>{body}</section>
        </div>
    }
}

#[component]
fn Balances(rows: Vec<Balance>) -> impl IntoView {
    let number = |quantity: Quantity| format::decimal(&quantity.to_string());
    let total = Quantity::sum(rows.iter().map(|row| row.quantity)).ok();
    let lines = rows.into_iter().map(|row| {
        view! {
            <tr>
                <th scope="row">{row.warehouse}</th>
                <td class="number">{number(row.quantity)}</td>
            </tr>
        }
    });
    view! {
        <div class="table-wrap">
            <table class="table">
                <caption class="visually-hidden">{text::stock::as_of()}</caption>
                <thead>
                    <tr>
                        <th scope="col">{text::stock::warehouse()}</th>
                        <th scope="col" class="number">{text::stock::on_hand()}</th>
                    </tr>
                </thead>
                <tbody>{lines.collect_view()}</tbody>
                <tfoot>
                    <tr>
                        <th scope="row">{text::stock::total()}</th>
                        <td class="number">{total.map(number)}</td>
                    </tr>
                </tfoot>
            </table>
        </div>
    }
}
