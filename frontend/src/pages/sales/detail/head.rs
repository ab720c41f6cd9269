//! The order's head: number, status, progress, actions, and the facts about it.
use leptos::prelude::*;

use super::OrderPage;
use super::actions::Actions;
use super::lines::reduced;
use crate::api::sales::OrderDetail;
use crate::components::order_status::{StatusPill, order_name};
use crate::components::progress::{Progress, whole_percent};
use crate::components::states::Notice;
use crate::router::Crumbs;
use crate::routes::href;
use crate::{format, text};

#[component]
pub(super) fn Head(page: OrderPage, order: OrderDetail) -> impl IntoView {
    let name = order_name(order.number.as_deref(), order.id.inner());
    let allowed = order.allowed_actions.clone();
    let hold = order.hold_reason.as_deref().map(text::sales::hold_reason);
    let closed = order.close_reason.as_deref().map(text::sales::close_reason);
    let shipped = whole_percent(order.shipped_percent.raw());
    let billable = share(order.shipped_amount.raw(), order.total_amount.raw());
    let (status, id) = (order.status.clone(), order.id.clone());
    view! {
        <Crumbs />
        <section class="panel doc-head" aria-labelledby="order-name">
            <div class="page-head">
                <div class="doc-title">
                    <h1 id="order-name">{name}</h1>
                    <StatusPill status />
                </div>
                <div class="doc-bars">
                    <Progress label=text::sales::progress_shipped() percent=shipped />
                    <Progress label=text::sales::progress_value() percent=billable />
                </div>
            </div>
            <Actions page id allowed />
            {hold.or(closed).map(|reason| view! { <Notice tone="warn">{reason}</Notice> })}
            <Facts order />
        </section>
    }
}

/// Whole percents; never 100 before it is all, and an order over nothing has nothing left.
fn share(part: i64, whole: i64) -> u32 {
    if whole == 0 { 0 } else { whole_percent(domain::Percent::share(part, whole).raw()) }
}

#[component]
fn Facts(order: OrderDetail) -> impl IntoView {
    let customer = order.customer.map(|customer| {
        view! {
            <a href=href::customer(customer.id.inner())>{customer.name}</a>
            " "
            <span class="below small quiet">{customer.code}</span>
        }
    });
    let facts = [
        (text::sales::order_date(), Some(format::day(&order.order_date.0))),
        (text::sales::confirmed_at(), order.confirmed_at.map(|at| format::instant(&at.0))),
        (text::sales::expires_at(), order.expires_at.map(|at| format::instant(&at.0))),
        (text::sales::reference(), order.customer_reference),
        (text::paper::created_by(), order.written_by),
        (text::editor::order_discount(), order.discount.as_ref().map(|it| reduced(it, &order.currency))),
        (text::sales::notes(), order.notes),
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
            <div>
                <dt>{text::sales::customer()}</dt>
                <dd>{customer}</dd>
            </div>
            {facts.collect_view()}
            <div>
                <dt>{text::sales::total()}</dt>
                <dd class="total">{format::money(&order.total_amount.to_string(), &order.currency)}</dd>
            </div>
        </dl>
    }
}
