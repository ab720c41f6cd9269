//! A packing list: what is in a shipment, to be ticked off while packing. It tells no prices.
use leptos::prelude::*;

use super::{Address, SheetHead, named};
use crate::api::sales::{Letterhead, PaperItem, PaperOrder, PaperShipment, PaperShipped};
use crate::{format, text};

#[component]
pub(super) fn PackingSheet(company: Letterhead, order: PaperOrder, shipment: PaperShipment) -> impl IntoView {
    let facts = vec![
        (text::paper::of_order(), Some(named(&order))),
        (text::paper::shipped_on(), Some(format::day(&shipment.shipped_on.0))),
        (text::sales::warehouse(), shipment.warehouse.as_ref().map(|warehouse| warehouse.name.clone())),
        (text::sales::reference(), order.customer_reference.clone()),
        (text::paper::tracking(), shipment.tracking_number.clone()),
    ];
    let rows =
        shipment.items.iter().enumerate().map(|(index, shipped)| {
            line(index, shipped, order.items.iter().find(|item| item.id == shipped.order_item_id))
        });
    let rows = rows.collect_view();
    view! {
        <article class="sheet">
            <SheetHead company title=format!("{} {}", text::paper::packing_list(), shipment.number) facts />
            <Address customer=order.customer.clone() label=text::paper::ship_to() />
            <table class="sheet-table">
                <thead>
                    <tr>
                        <th scope="col">"#"</th>
                        <th scope="col">{text::editor::code()}</th>
                        <th scope="col">{text::sales::line_product()}</th>
                        <th scope="col">{text::paper::barcode()}</th>
                        <th scope="col" class="number">{text::editor::quantity()}</th>
                        <th scope="col" class="tick">{text::paper::packed()}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
            <div class="sheet-signs">
                <span>{text::paper::packed_by()}</span>
                <span>{text::paper::received_by()}</span>
            </div>
        </article>
    }
}

fn line(index: usize, shipped: &PaperShipped, item: Option<&PaperItem>) -> impl IntoView + use<> {
    let product = item.and_then(|item| item.product.as_ref());
    let unit = product.map(|product| product.unit.clone()).unwrap_or_default();
    view! {
        <tr>
            <td>{index.saturating_add(1).to_string()}</td>
            <td>{product.map(|product| product.code.clone())}</td>
            <td>{item.map(|item| item.description.clone())}</td>
            <td>{product.and_then(|product| product.barcode.clone())}</td>
            <td class="number">
                <strong>{format!("{} {unit}", format::decimal(&shipped.quantity.to_string()))}</strong>
            </td>
            <td class="tick"><span class="tick-box"></span></td>
        </tr>
    }
}
