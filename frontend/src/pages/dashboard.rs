//! The company at a glance: counts that lead to lists, sales by month, newest orders, scarce products.
use domain::{Money, Permission};
use leptos::prelude::*;
use leptos::wasm_split::wasm_split;

use crate::api::reports::{self, Company, Dashboard, DashboardCounts, LowStock, MonthlySales};
use crate::api::sales::OrderRow;
use crate::components::chart::{Column, ColumnChart};
use crate::components::icon::{Glyph, Icon};
use crate::components::order_status::{StatusPill, order_name};
use crate::components::states::{Failure, SkeletonRows};
use crate::components::title::Title;
use crate::format;
use crate::pages::{Made, Visit};
use crate::routes::href;
use crate::state::remote::Remote;
use crate::state::session::{Session, Who};
use crate::text;

/// The key of what it shows first.
const OVERVIEW: &str = "dashboard";

/// The page.
#[wasm_split(dashboard, wasm_split_path = ::leptos::wasm_split, fallible)]
pub fn page(visit: Visit) -> Made {
    if visit.is_ahead(|| OVERVIEW.to_owned(), reports::dashboard) {
        return Ok(().into_any());
    }
    let board = Board { overview: Remote::new(), scarce: Remote::new() };
    board.overview.revisit(OVERVIEW.to_owned(), reports::dashboard());
    Ok(view! { <Page board /> }.into_any())
}

#[derive(Clone, Copy)]
struct Board {
    overview: Remote<(Dashboard, Company)>,
    scarce: Remote<Vec<LowStock>>,
}

#[component]
fn Page(board: Board) -> impl IntoView {
    let session = Session::get();
    Effect::new(move |asked: Option<bool>| {
        // Known a moment after the page, when the page is the first of the visit.
        let may = session.may(Permission::StockRead);
        if may && asked != Some(true) {
            board.scarce.revisit("low stock".to_owned(), reports::low_stock());
        }
        may || asked == Some(true)
    });
    let greeting = move || match session.who() {
        Who::Known(user) => text::dashboard::greeting(&user.name),
        Who::Unknown | Who::Nobody => text::dashboard::title().to_owned(),
    };
    view! {
        <Title text=text::dashboard::title().to_owned() />
        <div class="page">
            <h1>{greeting}</h1>
            {move || {
                board.overview
                    .with(|answer| match answer {
                        None => view! { <Waiting /> }.into_any(),
                        Some(Ok((overview, company))) => {
                            view! { <Overview overview=overview.clone() company=company.clone() scarce=board.scarce /> }
                                .into_any()
                        }
                        Some(Err(error)) => {
                            let retry = move |()| board.overview.load(reports::dashboard());
                            view! { <div class="panel"><Failure error=error.clone() retry /></div> }.into_any()
                        }
                    })
            }}
        </div>
    }
}

#[component]
fn Waiting() -> impl IntoView {
    view! {
        <div class="figures">
            {(0..4).map(|_| view! { <div class="panel figure waiting"><span class="skeleton"></span><span class="skeleton"></span></div> }).collect_view()}
        </div>
        <div class="board">
            <div class="panel panel-pad months"><span class="skeleton tall"></span></div>
            <div class="panel recent"><SkeletonRows count=6 /></div>
        </div>
    }
}

#[component]
fn Overview(overview: Dashboard, company: Company, scarce: Remote<Vec<LowStock>>) -> impl IntoView {
    view! {
        <Figures counts=overview.counts />
        <div class="board">
            <Months months=overview.monthly_sales currency=company.currency />
            <Recent orders=overview.recent_orders />
            <Scarce scarce />
        </div>
    }
}

#[component]
fn Figures(counts: DashboardCounts) -> impl IntoView {
    let orders = |status: &str| format!("{}?status={status}", href::SALES_ORDERS);
    view! {
        <section aria-label=text::dashboard::figures() class="figures">
            {figure(text::dashboard::open_orders(), counts.open_orders, Glyph::Truck, Some(orders("CONFIRMED,ON_HOLD")))}
            {figure(text::dashboard::drafts(), counts.draft_orders, Glyph::Cart, Some(orders("DRAFT")))}
            {figure(text::dashboard::customers(), counts.active_customers, Glyph::People, None)}
            {figure(text::dashboard::products(), counts.active_products, Glyph::Box, None)}
        </section>
    }
}

/// A count; a link where there is a list to look at.
fn figure(label: &'static str, count: i32, glyph: Glyph, to: Option<String>) -> AnyView {
    let content = view! {
        <span class="figure-label">
            <Icon glyph />
            {label}
        </span>
        <span class="figure-value">{format::count(count.into())}</span>
    };
    match to {
        Some(to) => view! { <a href=to class="panel figure">{content}</a> }.into_any(),
        None => view! { <div class="panel figure">{content}</div> }.into_any(),
    }
}

#[component]
fn Months(months: Vec<MonthlySales>, currency: String) -> impl IntoView {
    let is_empty = months.is_empty();
    let columns = months.into_iter().map(|month| Column {
        label: format::month_short(&month.month.0),
        name: format::month(&month.month.0),
        value: month.total_sales.raw(),
        shown: format::money(&month.total_sales.to_string(), &currency),
        note: format::count(month.order_count.into()),
    });
    let columns: Vec<_> = columns.collect();
    let scale = |raw, unit: &str| format::money_short(&Money::from_raw(raw).to_string(), unit);
    let headings = [text::dashboard::chart_month(), text::dashboard::chart_amount(), text::dashboard::chart_orders()];
    view! {
        <section class="panel months" aria-labelledby="months">
            <div class="panel-head">
                <h2 id="months">{text::dashboard::chart_title()}</h2>
                <span class="small quiet">{text::dashboard::chart_lead()}</span>
            </div>
            {if is_empty {
                view! { <p class="panel-pad quiet">{text::dashboard::chart_empty()}</p> }.into_any()
            } else {
                view! { <ColumnChart caption=text::dashboard::chart_title() headings columns scale unit=currency /> }.into_any()
            }}
        </section>
    }
}

#[component]
fn Scarce(scarce: Remote<Vec<LowStock>>) -> impl IntoView {
    let session = Session::get();
    let body = move || {
        scarce.with(|answer| match answer {
            None => view! { <SkeletonRows count=4 /> }.into_any(),
            Some(Ok(rows)) if rows.is_empty() => {
                view! { <p class="panel-pad quiet">{text::dashboard::low_empty()}</p> }.into_any()
            }
            Some(Ok(rows)) => view! { <ul>{rows.iter().map(scarce_row).collect_view()}</ul> }.into_any(),
            Some(Err(error)) => {
                let retry = move |()| scarce.load(reports::low_stock());
                view! { <Failure error=error.clone() retry /> }.into_any()
            }
        })
    };
    view! {
        <Show when=move || session.may(Permission::StockRead)>
            <section class="panel scarce" aria-labelledby="scarce">
                <div class="panel-head">
                    <h2 id="scarce">{text::dashboard::low_title()}</h2>
                </div>
                {body}
            </section>
        </Show>
    }
}

fn scarce_row(row: &LowStock) -> impl IntoView + use<> {
    let (code, name) = row.product.as_ref().map(|product| (product.code.clone(), product.name.clone())).unzip();
    let available = format::decimal(&row.available.to_string());
    let point = format::decimal(&row.reorder_point.to_string());
    view! {
        <li class="list-row">
            <span>
                <strong>{name}</strong>
                " "
                <span class="small quiet">{code}</span>
            </span>
            <span class="pill warn" title=text::dashboard::low_of(&available, &point)>
                {format!("{available} / {point}")}
            </span>
        </li>
    }
}

#[component]
fn Recent(orders: Vec<OrderRow>) -> impl IntoView {
    let is_empty = orders.is_empty();
    view! {
        <section class="panel recent" aria-labelledby="recent">
            <div class="panel-head">
                <h2 id="recent">{text::dashboard::recent_title()}</h2>
                <a href=href::SALES_ORDERS>{text::dashboard::recent_all()}</a>
            </div>
            {if is_empty {
                view! { <p class="panel-pad quiet">{text::dashboard::recent_empty()}</p> }.into_any()
            } else {
                view! { <ul>{orders.into_iter().map(recent_row).collect_view()}</ul> }.into_any()
            }}
        </section>
    }
}

fn recent_row(order: OrderRow) -> impl IntoView {
    let id = order.id.inner();
    let name = order_name(order.number.as_deref(), id);
    view! {
        <li class="order-row">
            <a href=href::sales_order(id)>{name}</a>
            <span class="who-ordered">{order.customer.map(|customer| customer.name)}</span>
            <span class="day quiet">{format::day(&order.order_date.0)}</span>
            <div>
                <StatusPill status=order.status />
            </div>
            <span class="number">{format::money(&order.total_amount.to_string(), &order.currency)}</span>
        </li>
    }
}
