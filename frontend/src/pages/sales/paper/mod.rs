//! An order, or a shipment's packing list, as a sheet of paper: shown as it will be printed.
mod order;
mod packing;

use leptos::prelude::*;
use leptos::wasm_split::wasm_split;

use self::order::OrderSheet;
use self::packing::PackingSheet;
use crate::api::error::{ApiError, Problem};
use crate::api::sales::{self, Addressee, Letterhead, PaperOrder};
use crate::components::icon::{Glyph, Icon};
use crate::components::order_status::order_name;
use crate::components::states::{Failure, SkeletonRows};
use crate::components::title::Title;
use crate::page::{Made, Page, Visit};
use crate::routes::href;
use crate::state::remote::Remote;
use crate::text;

/// What is printed of an order.
struct Paper {
    company: Letterhead,
    order: PaperOrder,
}

/// The page of an order.
pub const ORDER: Page<String> = |id, visit| Box::pin(page(id, None, visit));

/// The page of the packing list of an order's shipment, by both ids.
pub const PACKING_LIST: Page<(String, String)> = |(id, shipment), visit| Box::pin(page(id, Some(shipment), visit));

#[wasm_split(sales__paper, wasm_split_path = ::leptos::wasm_split, fallible)]
fn page(id: String, shipment: Option<String>, visit: Visit) -> Made {
    if visit.is_for_code() {
        return Ok(().into_any());
    }
    let remote = Remote::new();
    let order = id.clone();
    let load = move || {
        let order = order.clone();
        remote.load(sales::on_paper(order).map(|(company, order)| Paper { company, order }));
    };
    load();
    Ok(view! { <Page remote id shipment load=move |()| load() /> }.into_any())
}

#[component]
fn Page(
    remote: Remote<Paper>,
    id: String,
    shipment: Option<String>,
    #[prop(into)] load: Callback<()>,
) -> impl IntoView {
    let back = href::sales_order(&id);
    let of_order = shipment.is_none();
    let name = Signal::derive(move || {
        let kind = if of_order { text::paper::order() } else { text::paper::packing_list() };
        remote.with(|answer| match answer {
            Some(Ok(paper)) => format!("{kind} {}", named(&paper.order)),
            _ => kind.to_owned(),
        })
    });
    let body = move || {
        remote.with(|answer| match answer {
            None => view! { <div class="panel"><SkeletonRows count=9 /></div> }.into_any(),
            Some(Err(error)) => {
                view! { <div class="panel"><Failure error=error.clone() retry=load /></div> }.into_any()
            }
            Some(Ok(paper)) => sheet(paper, shipment.as_deref(), load),
        })
    };
    view! {
        <Title text=name />
        <div class="page narrow">
            <div class="page-head no-print">
                <a href=back class="button plain">
                    <Icon glyph=Glyph::Back />
                    {text::paper::back()}
                </a>
                <button class="button primary" on:click=|_| drop(window().print())>
                    <Icon glyph=Glyph::Printer />
                    {text::paper::print()}
                </button>
            </div>
            {body}
        </div>
    }
}

fn named(order: &PaperOrder) -> String {
    order_name(order.number.as_deref(), order.id.inner())
}

fn sheet(paper: &Paper, shipment: Option<&str>, load: Callback<()>) -> AnyView {
    let Paper { company, order } = paper;
    let Some(id) = shipment else {
        return view! { <OrderSheet company=company.clone() order=order.clone() /> }.into_any();
    };
    match order.shipments.iter().find(|shipment| shipment.id.inner() == id) {
        Some(shipment) => {
            view! { <PackingSheet company=company.clone() order=order.clone() shipment=shipment.clone() /> }.into_any()
        }
        None => {
            let error = ApiError::of(Problem::NotFound);
            view! { <div class="panel"><Failure error retry=load /></div> }.into_any()
        }
    }
}

/// Whose paper it is, and what.
#[component]
fn SheetHead(
    company: Letterhead,
    title: String,
    #[prop(into)] facts: Vec<(&'static str, Option<String>)>,
) -> impl IntoView {
    let facts = facts.into_iter().filter_map(|(name, value)| {
        let value = value.filter(|value| !value.is_empty())?;
        Some(view! {
            <dt>{name}</dt>
            <dd>{value}</dd>
        })
    });
    view! {
        <header class="sheet-head">
            <div>
                <p class="sheet-company">{company.name}</p>
                <h1>{title}</h1>
            </div>
            <dl class="sheet-facts">{facts.collect_view()}</dl>
        </header>
    }
}

/// Who gets it.
#[component]
fn Address(customer: Option<Addressee>, label: &'static str) -> impl IntoView {
    customer.map(|customer| {
        let place = [customer.city, customer.country].into_iter().flatten().collect::<Vec<_>>().join(", ");
        let lines = [customer.address.unwrap_or_default(), place];
        let lines = lines.into_iter().filter(|line| !line.is_empty()).map(|line| view! { <span>{line}</span> });
        let tax = customer.tax_number.map(|number| view! { <span>{text::paper::tax_number(&number)}</span> });
        view! {
            <address class="sheet-address">
                <span class="small quiet">{label}</span>
                <strong>{customer.name}</strong>
                {lines.collect_view()}
                {tax}
            </address>
        }
    })
}
