//! What is in the order, and what it adds up to.
use domain::Money;
use leptos::prelude::*;

use crate::api::sales::{AppliedDiscount, Item, OrderDetail};
use crate::components::icon::Glyph;
use crate::components::states::State;
use crate::{format, text};

/// What is shown of the order here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Amounts {
    items: Vec<Item>,
    currency: String,
    net: Money,
    tax: Money,
    rounding: Money,
    total: Money,
}

impl Amounts {
    pub(super) fn of(order: &OrderDetail) -> Self {
        Self {
            items: order.items.clone(),
            currency: order.currency.clone(),
            net: order.net_amount,
            tax: order.tax_amount,
            rounding: order.rounding_amount,
            total: order.total_amount,
        }
    }
}

#[component]
pub(super) fn Lines(amounts: Amounts) -> impl IntoView {
    let body = if amounts.items.is_empty() {
        view! { <State glyph=Glyph::Inbox title=text::sales::no_lines() text="" /> }.into_any()
    } else {
        let rows = amounts.items.iter().map(|item| line(item, &amounts.currency)).collect_view();
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
            <Totals amounts />
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
fn Totals(amounts: Amounts) -> impl IntoView {
    let rounding = Some(amounts.rounding).filter(|amount| *amount != Money::ZERO);
    let rows = [
        (text::sales::net(), Some(amounts.net), ""),
        (text::sales::tax(), Some(amounts.tax), ""),
        (text::sales::rounding(), rounding, ""),
        (text::sales::total(), Some(amounts.total), "sum"),
    ];
    let rows = rows.into_iter().filter_map(|(name, amount, class)| {
        let amount = format::money(&amount?.to_string(), &amounts.currency);
        Some(view! {
            <dt class=class>{name}</dt>
            <dd class=format!("number {class}")>{amount}</dd>
        })
    });
    view! { <dl class="totals">{rows.collect_view()}</dl> }
}
