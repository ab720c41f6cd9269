//! What hangs together with the order: what it is a copy of, its customer, its shipments.
use leptos::prelude::*;

use crate::api::sales::{OrderDetail, Shipment};
use crate::api::scalar::Id;
use crate::components::icon::{Glyph, Icon};
use crate::components::order_status::order_name;
use crate::routes::href;
use crate::{format, text};

/// The number of the order that this one was copied from.
fn copied_from(order: &OrderDetail) -> Option<String> {
    let mut diffs = order.timeline.iter().flat_map(|entry| &entry.diffs);
    diffs.find(|change| change.field == "copyOf").and_then(|change| change.after.clone())
}

/// What is shown of the order here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Linked {
    id: Id,
    number: Option<String>,
    source: Option<String>,
    shipments: Vec<Shipment>,
}

impl Linked {
    pub(super) fn of(order: &OrderDetail) -> Self {
        let (id, number) = (order.id.clone(), order.number.clone());
        Self { id, number, source: copied_from(order), shipments: order.shipments.clone() }
    }
}

#[component]
pub(super) fn Links(linked: Linked) -> impl IntoView {
    let Linked { id, number, source, shipments } = linked;
    let has_some = source.is_some() || !shipments.is_empty();
    let source = source.map(|name| {
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
    let shipments = shipments.iter().map(|shipment| {
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
    has_some.then(|| {
        view! {
            <nav aria-label=text::sales::linked()>
                <ul class="links">
                    {source}
                    <li>
                        <span class="link-card here">
                            <Icon glyph=Glyph::Cart />
                            <span>{order_name(number.as_deref(), id.inner())}</span>
                        </span>
                    </li>
                    {shipments}
                </ul>
            </nav>
        }
    })
}
