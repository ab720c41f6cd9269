//! The table of orders, and the way to more of them.
use leptos::prelude::*;

use super::view_state::View;
use super::{Listed, show};
use crate::api::error::ApiError;
use crate::api::sales::{Direction, OrderRow, Page, SortField};
use crate::components::icon::{Glyph, Icon};
use crate::components::order_status::{StatusPill, order_name};
use crate::components::progress::whole_percent;
use crate::components::states::Notice;
use crate::format;
use crate::router::Router;
use crate::routes::href;
use crate::state::remote::Remote;
use crate::text;

#[component]
pub(super) fn Rows(
    listed: Page,
    failed: Option<ApiError>,
    view: Memo<View>,
    busy: Remote<Listed>,
    more: Callback<()>,
) -> impl IntoView {
    let shown = format::count(i64::try_from(listed.rows.len()).unwrap_or(0));
    let total = format!("{}{}", format::count(listed.total.into()), if listed.capped { "+" } else { "" });
    let has_more = listed.next.is_some();
    view! {
        <div class="table-wrap">
            <table class="table cards orders">
                <caption class="visually-hidden">{text::sales::title()}</caption>
                <thead>
                    <tr>
                        <th scope="col">{text::sales::number()}</th>
                        <SortHead view field=SortField::OrderDate name=text::sales::date() />
                        <th scope="col">{text::sales::customer()}</th>
                        <th scope="col">{text::sales::status()}</th>
                        <th scope="col" class="number">{text::sales::items()}</th>
                        <th scope="col">{text::sales::shipped()}</th>
                        <SortHead view field=SortField::TotalAmount name=text::sales::total() number=true />
                    </tr>
                </thead>
                <tbody>{listed.rows.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
        {failed.map(|error| view! { <div class="panel-pad"><Notice>{error.text()}</Notice></div> })}
        <div class="table-foot">
            <span role="status">{text::sales::shown(&shown, &total)}</span>
            {has_more
                .then(|| {
                    let label = move || if busy.busy() { text::sales::loading_more() } else { text::sales::more() };
                    view! { <button class="button" on:click=move |_| more.run(())>{label}</button> }
                })}
        </div>
    }
}

/// A heading that sorts by its column.
#[component]
fn SortHead(view: Memo<View>, field: SortField, name: &'static str, #[prop(optional)] number: bool) -> impl IntoView {
    let router = Router::get();
    let direction = move || view.with(|view| (view.sort.field == field).then_some(view.sort.direction));
    let order = move || match direction() {
        Some(Direction::Asc) => "ascending",
        Some(Direction::Desc) => "descending",
        None => "none",
    };
    let glyph = move || match direction() {
        Some(Direction::Asc) => Glyph::Up,
        Some(Direction::Desc) => Glyph::Down,
        None => Glyph::Sort,
    };
    view! {
        <th scope="col" class:number=number aria-sort=order>
            <button
                class="sort"
                title=text::sales::sort_by(name)
                on:click=move |_| show(router, &view.get_untracked().sorted(field))
            >
                {name}
                {move || view! { <Icon glyph=glyph() /> }}
            </button>
        </th>
    }
}

fn row(order: OrderRow) -> impl IntoView {
    let id = order.id.inner();
    let name = order_name(order.number.as_deref(), id);
    let percent = whole_percent(order.shipped_percent.raw());
    view! {
        <tr>
            <th scope="row" class="card-name">
                <a href=href::sales_order(id)>{name}</a>
            </th>
            <td class="quiet card-day">{format::day(&order.order_date.0)}</td>
            <td class="card-who">{order.customer.map(|customer| customer.name)}</td>
            <td class="card-status">
                <StatusPill status=order.status />
            </td>
            <td class="number card-hide">{format::count(order.item_count.into())}</td>
            <td class="card-hide">
                <span class="shipped">
                    <progress max="100" value=percent.to_string() aria-hidden="true"></progress>
                    {format::percent(percent)}
                </span>
            </td>
            <td class="number card-amount">{format::money(&order.total_amount.to_string(), &order.currency)}</td>
        </tr>
    }
}
