//! What is in the order, and what it adds up to.
use domain::Money;
use leptos::prelude::*;

use crate::api::sales::{AppliedDiscount, Item, OrderDetail};
use crate::components::icon::Glyph;
use crate::components::states::State;
use crate::{format, text};

#[component]
pub(super) fn Lines(order: OrderDetail) -> impl IntoView {
    let currency = order.currency.clone();
    let body = if order.items.is_empty() {
        view! { <State glyph=Glyph::Inbox title=text::sales::no_lines() text="" /> }.into_any()
    } else {
        let rows = order.items.iter().map(|item| line(item, &currency)).collect_view();
        view! {
            <div class="table-wrap">
                <table class="table cards lines" aria-labelledby="lines">
                    <thead>
                        <tr>
                            <th scope="col">{text::sales::line_product()}</th>
                            <th scope="col" class="number">{text::sales::line_ordered()}</th>
                            <th scope="col" class="number">{text::sales::line_shipped()}</th>
                            <th scope="col" class="number">{text::sales::line_open()}</th>
                            <th scope="col" class="number">{text::sales::line_price()}</th>
                            <th scope="col" class="number">{text::sales::line_tax()}</th>
                            <th scope="col" class="number">{text::sales::line_amount()}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        }
        .into_any()
    };
    view! {
        <section class="panel" aria-labelledby="lines">
            <div class="panel-head">
                <h2 id="lines">{text::sales::lines()}</h2>
            </div>
            {body}
            <Totals order />
        </section>
    }
}

/// A reduction and why: `10% (regular)`.
pub(super) fn reduced(discount: &AppliedDiscount, currency: &str) -> String {
    let value = match (discount.percent, discount.amount) {
        (Some(percent), _) => format::rate(percent),
        (_, Some(amount)) => format::money(&amount.to_string(), currency),
        (None, None) => String::new(),
    };
    format!("{value} ({})", discount.reason)
}

fn line(item: &Item, currency: &str) -> impl IntoView + use<> {
    let number = |number: String| format::decimal(&number);
    let unit = item.product.as_ref().map(|product| product.unit.clone());
    let code = item.product.as_ref().map(|product| product.code.clone());
    let discount = item.discount.as_ref().map(|discount| {
        let told = reduced(discount, currency);
        view! { <span class="below small quiet">{format!("− {told}")}</span> }
    });
    view! {
        <tr>
            <td>
                {item.description.clone()}
                <br />
                <span class="small quiet">{code}</span>
            </td>
            <td class="number" data-label=text::sales::line_ordered()>
                {number(item.quantity.to_string())}
                " "
                <span class="small quiet">{unit}</span>
            </td>
            <td class="number" data-label=text::sales::line_shipped()>{number(item.shipped_quantity.to_string())}</td>
            <td class="number card-last" data-label=text::sales::line_open()>{number(item.open().to_string())}</td>
            <td class="number" data-label=text::sales::line_price()>
                {format::price(&item.unit_price.to_string(), currency)}
                {discount}
            </td>
            <td class="number quiet" data-label=text::sales::line_tax()>{format::rate(item.tax_percent)}</td>
            <td class="number card-last" data-label=text::sales::line_amount()>
                {format::money(&item.net_amount.to_string(), currency)}
            </td>
        </tr>
    }
}

#[component]
fn Totals(order: OrderDetail) -> impl IntoView {
    let rounding = Some(order.rounding_amount).filter(|amount| *amount != Money::ZERO);
    let rows = [
        (text::sales::net(), Some(order.net_amount), ""),
        (text::sales::tax(), Some(order.tax_amount), ""),
        (text::sales::rounding(), rounding, ""),
        (text::sales::total(), Some(order.total_amount), "sum"),
    ];
    let rows = rows.into_iter().filter_map(|(name, amount, class)| {
        let amount = format::money(&amount?.to_string(), &order.currency);
        Some(view! {
            <dt class=class>{name}</dt>
            <dd class=format!("number {class}")>{amount}</dd>
        })
    });
    view! { <dl class="totals">{rows.collect_view()}</dl> }
}
