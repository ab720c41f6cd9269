//! An order on paper.
use domain::{Money, Percent};
use leptos::prelude::*;

use super::{Address, SheetHead, named};
use crate::api::sales::{AppliedDiscount, Letterhead, PaperItem, PaperOrder};
use crate::{format, text};

/// What is taken on and paid by rate, lowest rate first.
fn tax_groups(items: &[PaperItem]) -> Vec<(Percent, Money, Money)> {
    let mut groups: Vec<(Percent, Money, Money)> = Vec::new();
    for item in items {
        match groups.iter_mut().find(|(rate, ..)| *rate == item.tax_percent) {
            Some((_, net, tax)) => {
                // What the server has added up once is in range.
                *net = net.plus(item.net_amount).unwrap_or(*net);
                *tax = tax.plus(item.tax_amount).unwrap_or(*tax);
            }
            None => groups.push((item.tax_percent, item.net_amount, item.tax_amount)),
        }
    }
    groups.sort_unstable_by_key(|(rate, ..)| *rate);
    groups
}

/// A reduction as a person reads it.
fn reduced(discount: Option<&AppliedDiscount>, currency: &str) -> Option<String> {
    let discount = discount?;
    match (discount.percent, discount.amount) {
        (Some(percent), _) => Some(format::rate(percent)),
        (_, Some(amount)) => Some(format::money(&amount.to_string(), currency)),
        (None, None) => None,
    }
}

#[component]
pub(super) fn OrderSheet(company: Letterhead, order: PaperOrder) -> impl IntoView {
    let status = text::status::of(&order.status.0).map(str::to_owned);
    let facts = vec![
        (text::sales::order_date(), Some(format::day(&order.order_date.0))),
        (text::paper::customer_code(), order.customer.as_ref().map(|customer| customer.code.clone())),
        (text::sales::reference(), order.customer_reference.clone()),
        (text::sales::status(), status),
        (text::paper::created_by(), order.written_by.clone()),
    ];
    let rows = order.items.iter().enumerate().map(|(index, item)| line(index, item, &order.currency)).collect_view();
    view! {
        <article class="sheet">
            <SheetHead company title=format!("{} {}", text::paper::order(), named(&order)) facts />
            <Address customer=order.customer.clone() label=text::sales::customer() />
            <table class="sheet-table">
                <thead>
                    <tr>
                        <th scope="col">"#"</th>
                        <th scope="col">{text::sales::line_product()}</th>
                        <th scope="col" class="number">{text::editor::quantity()}</th>
                        <th scope="col" class="number">{text::sales::line_price()}</th>
                        <th scope="col" class="number">{text::editor::discount()}</th>
                        <th scope="col" class="number">{text::sales::line_tax()}</th>
                        <th scope="col" class="number">{text::sales::line_amount()}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
            <Totals order=order.clone() />
            {order.notes.map(|notes| view! { <p class="sheet-notes">{notes}</p> })}
        </article>
    }
}

fn line(index: usize, item: &PaperItem, currency: &str) -> impl IntoView + use<> {
    let unit = item.product.as_ref().map(|product| product.unit.clone()).unwrap_or_default();
    let code = item.product.as_ref().map(|product| product.code.clone());
    view! {
        <tr>
            <td>{index.saturating_add(1).to_string()}</td>
            <td>
                {item.description.clone()}
                <span class="sheet-code">{code}</span>
            </td>
            <td class="number">{format!("{} {unit}", format::decimal(&item.quantity.to_string()))}</td>
            <td class="number">{format::price(&item.unit_price.to_string(), currency)}</td>
            <td class="number">{reduced(item.discount.as_ref(), currency)}</td>
            <td class="number">{format::rate(item.tax_percent)}</td>
            <td class="number">{format::money(&item.net_amount.to_string(), currency)}</td>
        </tr>
    }
}

#[component]
fn Totals(order: PaperOrder) -> impl IntoView {
    let currency = order.currency.clone();
    let money = |amount: Money| format::money(&amount.to_string(), &currency);
    let discount = reduced(order.discount.as_ref(), &currency).map(|discount| {
        let reason = order.discount.as_ref().map(|discount| discount.reason.clone()).unwrap_or_default();
        view! { <p class="small quiet">{text::paper::discount_in(&discount, &reason)}</p> }
    });
    let taxes = tax_groups(&order.items).into_iter().map(|(rate, net, tax)| {
        view! {
            <dt>{text::paper::tax_on(&money(net), &format::rate(rate))}</dt>
            <dd class="number">{money(tax)}</dd>
        }
    });
    let taxes = taxes.collect_view();
    let rounding = (order.rounding_amount != Money::ZERO).then(|| {
        view! {
            <dt>{text::sales::rounding()}</dt>
            <dd class="number">{money(order.rounding_amount)}</dd>
        }
    });
    view! {
        <div class="sheet-totals">
            {discount}
            <dl class="totals">
                <dt>{text::sales::net()}</dt>
                <dd class="number">{money(order.net_amount)}</dd>
                {taxes}
                {rounding}
                <dt class="sum">{text::sales::total()}</dt>
                <dd class="number sum">{money(order.total_amount)}</dd>
            </dl>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn taxes_are_told_by_rate() {
        let item = |rate: &str, net: &str, tax: &str| PaperItem {
            id: crate::api::scalar::Id::new("soi_1"),
            product: None,
            description: String::new(),
            quantity: domain::Quantity::ZERO,
            unit_price: Money::ZERO,
            discount: None,
            tax_percent: rate.parse().unwrap(),
            net_amount: net.parse().unwrap(),
            tax_amount: tax.parse().unwrap(),
        };
        let groups = tax_groups(&[item("20", "10", "2"), item("8", "100", "8"), item("20", "5", "1")]);
        let shown: Vec<_> = groups.iter().map(|(rate, net, tax)| format!("{rate} {net} {tax}")).collect();
        assert_eq!(shown, ["8 100.00 8.00", "20 15.00 3.00"]);
    }
}
