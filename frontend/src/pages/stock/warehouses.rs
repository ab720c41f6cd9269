//! The warehouses: few, so all at once. A new one, another name, no more goods in and out.
use domain::Permission;
use leptos::prelude::*;
use leptos::wasm_split::wasm_split;

use crate::api::input::{WarehouseChangeInput, WarehouseCreateInput};
use crate::api::stock::{self, Warehouse};
use crate::components::form::{CheckField, FormDialog, TextField};
use crate::components::icon::{Glyph, Icon};
use crate::components::lazily::lazily_or;
use crate::components::states::{Failure, SkeletonRows, State};
use crate::page::{Made, Page, Visit};
use crate::routes::href;
use crate::state::attempt::Attempt;
use crate::state::remote::Remote;
use crate::state::session::Session;
use crate::state::toasts::Toasts;
use crate::{format, text};

/// The page.
pub const PAGE: Page = |(), visit| Box::pin(page(visit));

#[wasm_split(stock__warehouses, wasm_split_path = ::leptos::wasm_split, fallible)]
fn page(visit: Visit) -> Made {
    if visit.is_for_code() {
        return Ok(().into_any());
    }
    let page = WarehousesPage {
        all: Remote::new(),
        doing: RwSignal::new(None),
        session: Session::get(),
        toasts: Toasts::get(),
    };
    page.reload();
    Ok(view! { <Warehouses page /> }.into_any())
}

#[derive(Clone, Copy)]
struct WarehousesPage {
    all: Remote<stock::Warehouses>,
    /// The dialog that is open: of a new warehouse, or of one that is there.
    doing: RwSignal<Option<Option<Warehouse>>>,
    session: Session,
    toasts: Toasts,
}

impl WarehousesPage {
    fn reload(self) {
        self.doing.set(None);
        self.all.load(stock::warehouses());
    }

    fn may_write(self) -> bool {
        self.session.may(Permission::WarehouseWrite)
    }
}

/// The dialog of a warehouse; its code comes when the first one is opened.
#[wasm_split(stock__warehouses__dialogs, wasm_split_path = ::leptos::wasm_split, fallible)]
fn dialog(page: WarehousesPage, warehouse: Option<Warehouse>) -> Made {
    Ok(view! { <WarehouseDialog page warehouse /> }.into_any())
}

#[component]
fn Warehouses(page: WarehousesPage) -> impl IntoView {
    let body = move || {
        page.all.with(|answer| match answer {
            None => view! { <SkeletonRows count=4 /> }.into_any(),
            Some(Err(error)) => {
                let retry = move |()| page.reload();
                view! { <Failure error=error.clone() retry /> }.into_any()
            }
            Some(Ok(found)) if found.warehouses.is_empty() => {
                let (title, text) = (text::stock::warehouses_empty_title(), text::stock::warehouses_empty_text());
                view! { <State glyph=Glyph::Truck title text /> }.into_any()
            }
            Some(Ok(found)) => {
                let (all, currency) = (found.warehouses.clone(), found.company.currency.clone());
                view! { <Rows page all currency /> }.into_any()
            }
        })
    };
    let opened = move || {
        let warehouse = page.doing.get()?;
        let failed = move || {
            page.doing.set(None);
            page.toasts.tell(text::app::error_network().to_owned());
        };
        Some(lazily_or(dialog(page, warehouse), failed))
    };
    view! {
        <div class="page narrow" aria-busy=move || page.all.busy().to_string()>
            <div class="page-head">
                <h1>{text::stock::warehouses()}</h1>
                <Show when=move || page.may_write()>
                    <button class="button primary" type="button" on:click=move |_| page.doing.set(Some(None))>
                        <Icon glyph=Glyph::Plus />
                        {text::stock::warehouse_new()}
                    </button>
                </Show>
            </div>
            <div class="panel">{body}</div>
        </div>
        {opened}
    }
}

#[component]
fn Rows(page: WarehousesPage, all: Vec<Warehouse>, currency: String) -> impl IntoView {
    let rows = all.into_iter().map(|warehouse| {
        let (tone, word) =
            if warehouse.is_active { ("good", text::stock::active()) } else { ("", text::stock::inactive()) };
        let levels = href::stock_levels_in(warehouse.id.inner());
        let (name, code) = (warehouse.name.clone(), warehouse.code.clone());
        let count = format::count(warehouse.product_count.into());
        let value = format::money(&warehouse.stock_value.to_string(), &currency);
        let edit = page.may_write().then(|| {
            let label = text::stock::warehouse_edit(&name);
            view! {
                <button
                    class="button plain icon-only"
                    type="button"
                    aria-label=label.clone()
                    title=label
                    on:click=move |_| page.doing.set(Some(Some(warehouse.clone())))
                >
                    <Icon glyph=Glyph::Pencil />
                </button>
            }
        });
        view! {
            <tr>
                <th scope="row" class="card-name"><a href=levels>{name}</a></th>
                <td class="card-day quiet">{code}</td>
                <td class="card-status"><span class=format!("pill {tone}")>{word}</span></td>
                <td class="number card-who">{count}</td>
                <td class="number card-amount">{value}</td>
                <td class="number card-edit">{edit}</td>
            </tr>
        }
    });
    view! {
        <div class="table-wrap">
            <table class="table cards">
                <caption class="visually-hidden">{text::stock::warehouses()}</caption>
                <thead>
                    <tr>
                        <th scope="col">{text::stock::name()}</th>
                        <th scope="col">{text::stock::code()}</th>
                        <th scope="col">{text::stock::status()}</th>
                        <th scope="col" class="number">{text::stock::product_count()}</th>
                        <th scope="col" class="number">{text::stock::stock_value()}</th>
                        <th scope="col"><span class="visually-hidden">{text::stock::edit()}</span></th>
                    </tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
    }
}

#[component]
fn WarehouseDialog(page: WarehousesPage, warehouse: Option<Warehouse>) -> impl IntoView {
    let attempt = Attempt::new();
    let known = |read: fn(&Warehouse) -> String| RwSignal::new(warehouse.as_ref().map(read).unwrap_or_default());
    let (name, code) = (known(|it| it.name.clone()), known(|it| it.code.clone()));
    let is_active = RwSignal::new(warehouse.as_ref().is_none_or(|it| it.is_active));
    let is_new = warehouse.is_none();
    let (title, label) = match &warehouse {
        Some(warehouse) => (text::stock::warehouse_edit(&warehouse.name), text::form::save()),
        None => (text::stock::warehouse_new().to_owned(), text::form::create()),
    };
    let submit = move |()| {
        let saved = move |_: Warehouse| {
            page.toasts.tell(text::form::saved().to_owned());
            page.reload();
        };
        let (name, code) = (name.get_untracked().trim().to_owned(), code.get_untracked().trim().to_owned());
        match warehouse.clone() {
            Some(old) => {
                let input = WarehouseChangeInput {
                    id: old.id,
                    expected_version: old.version,
                    code: code.into(),
                    name: name.into(),
                    is_active: is_active.get_untracked().into(),
                };
                attempt.send(stock::warehouse_change(&input), saved);
            }
            None => {
                let input = WarehouseCreateInput { code: Some(code), name: Some(name), is_active: None };
                attempt.send(stock::warehouse_create(&input), saved);
            }
        }
    };
    view! {
        <FormDialog
            title
            attempt
            label
            fields=&["name", "code"]
            reload=move |()| page.reload()
            on_close=move |()| page.doing.set(None)
            on_submit=submit
        >
            <TextField id="name" label=text::stock::name() value=name error=attempt.fault("name", || None) autofocus=true />
            <TextField id="code" label=text::stock::code() value=code error=attempt.fault("code", || None) />
            {(!is_new).then(|| view! { <CheckField label=text::stock::is_active() value=is_active /> })}
        </FormDialog>
    }
}
