//! What hangs together with the order: what it is a copy of, its customer, its shipments.
use leptos::prelude::*;

use crate::api::sales::OrderDetail;
use crate::components::icon::{Glyph, Icon};
use crate::components::order_status::order_name;
use crate::routes::href;
use crate::{format, text};

/// The number of the order that this one was copied from.
fn copied_from(order: &OrderDetail) -> Option<String> {
    let mut diffs = order.timeline.iter().flat_map(|entry| &entry.diffs);
    diffs.find(|change| change.field == "copyOf").and_then(|change| change.after.clone())
}

#[component]
pub(super) fn Links(order: OrderDetail) -> impl IntoView {
    let source = copied_from(&order).map(|name| {
        let to =
            if name.starts_with("so_") { href::sales_order(&name) } else { format!("{}?q={name}", href::SALES_ORDERS) };
        let shown = if name.starts_with("so_") { order_name(None, &name) } else { name };
        view! {
            <li>
                <a class="link-card" href=to>
                    <Icon glyph=Glyph::Copy />
                    <span>{text::sales::copy_of(&shown)}</span>
                </a>
            </li>
        }
    });
    let id = order.id.clone();
    let shipments = order.shipments.iter().map(|shipment| {
        view! {
            <li>
                <a class="link-card" href=href::packing_list(id.inner(), shipment.id.inner())>
                    <Icon glyph=Glyph::Truck />
                    <span>{shipment.number.clone()}</span>
                    <span class="small quiet">{format::day(&shipment.shipped_on.0)}</span>
                </a>
            </li>
        }
    });
    let shipments = shipments.collect_view();
    let has_some = source.is_some() || !order.shipments.is_empty();
    has_some.then(|| {
        view! {
            <nav aria-label=text::sales::linked()>
                <ul class="links">
                    {source}
                    <li>
                        <span class="link-card here">
                            <Icon glyph=Glyph::Cart />
                            <span>{order_name(order.number.as_deref(), order.id.inner())}</span>
                        </span>
                    </li>
                    {shipments}
                </ul>
            </nav>
        }
    })
}
