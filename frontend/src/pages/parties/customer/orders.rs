//! What a customer has ordered lately.
use leptos::prelude::*;

use crate::api::input::{SalesOrderFilter, SalesOrderSort, SalesOrderSortField};
use crate::api::page::{Direction, Page};
use crate::api::sales::{self, OrderRow};
use crate::api::scalar::Id;
use crate::components::icon::Glyph;
use crate::components::order_status::{StatusPill, order_name};
use crate::components::states::{Failure, SkeletonRows, State};
use crate::routes::href;
use crate::state::remote::Remote;
use crate::{format, text};

/// So many are shown; the list has the others.
const SHOWN: usize = 10;

#[component]
pub(super) fn Orders(customer: String) -> impl IntoView {
    let orders = Remote::<Page<OrderRow>>::new();
    let all = href::sales_orders_of(&customer);
    let load = move |()| {
        let filter = SalesOrderFilter { customer_id: Some(Id::new(customer.clone())), ..SalesOrderFilter::default() };
        let sort = SalesOrderSort { field: SalesOrderSortField::OrderDate, direction: Direction::Desc };
        orders.load(sales::orders(&filter, None, &sort, None));
    };
    load(());
    let load = Callback::new(load);
    let body = move || {
        orders.with(|answer| match answer {
            None => view! { <SkeletonRows count=4 /> }.into_any(),
            Some(Err(error)) => view! { <Failure error=error.clone() retry=load /> }.into_any(),
            Some(Ok(page)) if page.rows.is_empty() => {
                let (title, text) = (text::parties::no_orders(), text::parties::no_orders_text());
                view! { <State glyph=Glyph::Inbox title text /> }.into_any()
            }
            Some(Ok(page)) => table(page),
        })
    };
    view! {
        <section class="panel" aria-labelledby="orders">
            <div class="panel-head">
                <h2 id="orders">{text::parties::orders()}</h2>
                <a href=all>{text::parties::all_orders()}</a>
            </div>
            {body}
        </section>
    }
}

fn table(page: &Page<OrderRow>) -> AnyView {
    let rows = page.rows.iter().take(SHOWN).cloned().map(|order| {
        let id = order.id.into_inner();
        view! {
            <tr>
                <th scope="row" class="card-name">
                    <a href=href::sales_order(&id)>{order_name(order.number.as_deref(), &id)}</a>
                </th>
                <td class="card-day">{format::day(&order.order_date.0)}</td>
                <td class="card-status"><StatusPill status=order.status /></td>
                <td class="number card-amount">{format::money(&order.total_amount.to_string(), &order.currency)}</td>
            </tr>
        }
    });
    view! {
        <div class="table-wrap">
            <table class="table cards" aria-labelledby="orders">
                <thead>
                    <tr>
                        <th scope="col">{text::sales::number()}</th>
                        <th scope="col">{text::sales::date()}</th>
                        <th scope="col">{text::sales::status()}</th>
                        <th scope="col" class="number">{text::sales::total()}</th>
                    </tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}
