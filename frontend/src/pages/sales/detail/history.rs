//! What has been sent, and what has happened.
use leptos::prelude::*;

use crate::api::sales::{Shipment, ShipmentItem, TimelineEntry};
use crate::{format, text};

#[component]
pub(super) fn Shipments(shipments: Vec<Shipment>) -> impl IntoView {
    let is_empty = shipments.is_empty();
    view! {
        <section class="panel" aria-labelledby="shipments">
            <div class="panel-head">
                <h2 id="shipments">{text::sales::shipments()}</h2>
            </div>
            {is_empty.then(|| view! { <p class="panel-pad quiet">{text::sales::no_shipments()}</p> })}
            <ul>{shipments.into_iter().map(shipment).collect_view()}</ul>
        </section>
    }
}

fn shipment(shipment: Shipment) -> impl IntoView {
    let warehouse = shipment.warehouse.map(|warehouse| warehouse.name).unwrap_or_default();
    let items: Vec<_> = shipment.items.iter().map(sent).collect();
    view! {
        <li class="list-row">
            <span>
                <strong>{shipment.number}</strong>
                <br />
                <span class="small quiet">{items.join(", ")}</span>
            </span>
            <span class="small quiet number">
                {text::sales::shipment_from(&warehouse, &format::day(&shipment.shipped_on.0))}
                <br />
                {shipment.tracking_number.as_deref().map(text::sales::tracking)}
            </span>
        </li>
    }
}

fn sent(item: &ShipmentItem) -> String {
    let code = item.product.as_ref().map_or("", |product| product.code.as_str());
    format!("{} × {code}", format::decimal(&item.quantity.to_string()))
}

#[component]
pub(super) fn Timeline(entries: Vec<TimelineEntry>) -> impl IntoView {
    let is_empty = entries.is_empty();
    view! {
        <section class="panel" aria-labelledby="timeline">
            <div class="panel-head">
                <h2 id="timeline">{text::sales::timeline()}</h2>
            </div>
            {is_empty.then(|| view! { <p class="panel-pad quiet">{text::sales::timeline_empty()}</p> })}
            <ol class="timeline">{entries.into_iter().rev().map(entry).collect_view()}</ol>
        </section>
    }
}

fn entry(entry: TimelineEntry) -> impl IntoView {
    let action = text::audit::of(&entry.action.to_ascii_uppercase()).map_or(entry.action, str::to_owned);
    let when = format::instant(&entry.created_at.0);
    view! {
        <li>
            <strong>{text::sales::by(&action, &entry.actor_name)}</strong>
            <br />
            <time class="small quiet" datetime=entry.created_at.0>
                {when}
            </time>
            {entry.reason.map(|reason| view! { <p class="reason">{reason}</p> })}
        </li>
    }
}
