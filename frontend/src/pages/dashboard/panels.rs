//! The larger tiles: sales by month, what is scarce, the newest orders.
use domain::{Money, Permission};
use leptos::prelude::*;

use super::Scarcity;
use crate::api::reports::{self, LowStock, MonthlySales};
use crate::api::sales::OrderRow;
use crate::components::chart::{Column, ColumnChart};
use crate::components::order_status::{StatusPill, order_name};
use crate::components::states::{Failure, SkeletonRows};
use crate::router::Router;
use crate::routes::href;
use crate::state::session::Session;
use crate::{format, text};

/// The name of the months that are shown in the address; all when it is not there.
const PERIOD: &str = "months";
/// Fewer months than all.
const PERIODS: [&str; 2] = ["3", "6"];

#[component]
pub(super) fn Months(months: Vec<MonthlySales>, currency: String) -> impl IntoView {
    let router = Router::get();
    let is_empty = months.is_empty();
    let period = Memo::new(move |_| router.query(PERIOD).and_then(|asked| PERIODS.into_iter().find(|it| *it == asked)));
    let shown = {
        let currency = currency.clone();
        move || {
            let count = period.get().and_then(|period| period.parse::<usize>().ok()).unwrap_or(months.len());
            let columns = months.iter().skip(months.len().saturating_sub(count)).map(|month| Column {
                label: format::month_short(&month.month.0),
                name: format::month(&month.month.0),
                value: month.total_sales.raw(),
                shown: format::money(&month.total_sales.to_string(), &currency),
                note: format::count(month.order_count.into()),
            });
            columns.collect::<Vec<_>>()
        }
    };
    let scale = |raw, unit: &str| format::money_short(&Money::from_raw(raw).to_string(), unit);
    let headings = [text::dashboard::chart_month(), text::dashboard::chart_amount(), text::dashboard::chart_orders()];
    view! {
        <section class="panel months" aria-labelledby="months">
            <div class="panel-head">
                <h2 id="months">{text::dashboard::chart_title()}</h2>
                <Period period />
            </div>
            {if is_empty {
                view! { <p class="panel-pad quiet">{text::dashboard::chart_empty()}</p> }.into_any()
            } else {
                let chart = move || {
                    let (columns, unit) = (shown(), currency.clone());
                    view! { <ColumnChart caption=text::dashboard::chart_title() headings columns scale unit /> }
                };
                view! { {chart} }.into_any()
            }}
        </section>
    }
}

/// How many months are shown.
#[component]
fn Period(period: Memo<Option<&'static str>>) -> impl IntoView {
    let router = Router::get();
    let options = PERIODS.map(|months| {
        let name = text::dashboard::months(months.parse::<usize>().unwrap_or_default());
        view! { <option value=months prop:selected=move || period.get() == Some(months)>{name}</option> }
    });
    let choose = move |months: String| {
        let query = if months.is_empty() { months } else { format!("?{PERIOD}={months}") };
        router.replace(&format!("{}{query}", href::DASHBOARD));
    };
    view! {
        <select class="input grouping" aria-label=text::dashboard::period() on:change:target=move |event| choose(event.target().value())>
            <option value="" prop:selected=move || period.get().is_none()>{text::dashboard::chart_lead()}</option>
            {options.into_iter().collect_view()}
        </select>
    }
}

#[component]
pub(super) fn Scarce(scarce: Scarcity) -> impl IntoView {
    let session = Session::get();
    let body = move || {
        scarce.with(|answer| match answer {
            None => view! { <SkeletonRows count=4 /> }.into_any(),
            Some(Ok((rows, _))) if rows.is_empty() => {
                view! { <p class="panel-pad quiet">{text::dashboard::low_empty()}</p> }.into_any()
            }
            Some(Ok((rows, _))) => view! { <ul>{rows.iter().map(scarce_row).collect_view()}</ul> }.into_any(),
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
pub(super) fn Recent(orders: Vec<OrderRow>) -> impl IntoView {
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
