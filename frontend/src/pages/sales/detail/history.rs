//! What has been sent, and what has happened.
use leptos::prelude::*;

use super::OrderPage;
use super::note::NoteForm;
use crate::api::sales::{FieldChange, Shipment, ShipmentItem, TimelineEntry};
use crate::api::scalar::Id;
use crate::components::icon::{Glyph, Icon};
use crate::routes::href;
use crate::{format, text};

#[component]
pub(super) fn Shipments(order: Id, shipments: Vec<Shipment>) -> impl IntoView {
    let is_empty = shipments.is_empty();
    view! {
        <section class="panel" aria-labelledby="shipments">
            <div class="panel-head">
                <h2 id="shipments">{text::sales::shipments()}</h2>
            </div>
            {is_empty.then(|| view! { <p class="panel-pad quiet">{text::sales::no_shipments()}</p> })}
            <ul>{shipments.into_iter().map(|it| shipment(&order, it)).collect_view()}</ul>
        </section>
    }
}

fn shipment(order: &Id, shipment: Shipment) -> impl IntoView + use<> {
    let packing_list = href::packing_list(order.inner(), shipment.id.inner());
    let warehouse = shipment.warehouse.map(|warehouse| warehouse.name).unwrap_or_default();
    let items: Vec<_> = shipment.items.iter().map(sent).collect();
    view! {
        <li class="list-row shipment">
            <span>
                <strong>{shipment.number}</strong>
                <br />
                <span class="small quiet">{items.join(", ")}</span>
            </span>
            <span class="small quiet number">
                {text::sales::shipment_from(&warehouse, &format::day(&shipment.shipped_on.0))}
                <br />
                {shipment.tracking_number.as_deref().map(text::sales::tracking)}
                <a class="paper-link" href=packing_list>
                    <Icon glyph=Glyph::Printer />
                    {text::paper::packing_list()}
                </a>
            </span>
        </li>
    }
}

fn sent(item: &ShipmentItem) -> String {
    let code = item.product.as_ref().map_or("", |product| product.code.as_str());
    format!("{} × {code}", format::decimal(&item.quantity.to_string()))
}

#[component]
pub(super) fn Timeline(page: OrderPage, order: Id) -> impl IntoView {
    let past = page.order.part(|order| (order.timeline.clone(), order.currency.clone()));
    let is_empty = move || past.with(|past| past.as_ref().is_some_and(|(entries, _)| entries.is_empty()));
    let entries = move || {
        let (entries, currency) = past.get().unwrap_or_default();
        entries.into_iter().rev().map(|it| entry(it, &currency)).collect_view()
    };
    view! {
        <section class="panel" aria-labelledby="timeline">
            <div class="panel-head">
                <h2 id="timeline">{text::sales::timeline()}</h2>
            </div>
            {move || is_empty().then(|| view! { <p class="panel-pad quiet">{text::sales::timeline_empty()}</p> })}
            <NoteForm page order />
            <ol class="timeline">{entries}</ol>
        </section>
    }
}

fn entry(entry: TimelineEntry, currency: &str) -> impl IntoView + use<> {
    let diffs: Vec<_> = entry.diffs.iter().filter_map(|change| changed(change, currency)).collect();
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
            {(!diffs.is_empty()).then(|| view! { <ul class="diffs">{diffs.into_iter().collect_view()}</ul> })}
        </li>
    }
}

/// A field's name; none for one that says nothing to a person.
fn field_name(field: &str) -> Option<String> {
    Some(match field {
        "orderDate" => text::sales::order_date().to_owned(),
        "customerReference" => text::sales::reference().to_owned(),
        "notes" => text::sales::notes().to_owned(),
        "discount" => text::editor::discount().to_owned(),
        "lineCount" => text::sales::line_count().to_owned(),
        "total" | "totalAmount" => text::sales::total().to_owned(),
        "copyOf" => text::sales::copied_from().to_owned(),
        "customerId" => text::sales::customer().to_owned(),
        _ => text::sales::line(field.strip_prefix("lines.")?),
    })
}

/// What a field was and is.
fn changed(change: &FieldChange, currency: &str) -> Option<AnyView> {
    let name = field_name(&change.field)?;
    if change.field == "customerId" {
        // Two ids tell nobody anything.
        return Some(view! { <li class="small quiet">{text::sales::changed(&name)}</li> }.into_any());
    }
    let shown = |value: &Option<String>| match (change.field.as_str(), value) {
        (_, None) => text::editor::nothing().to_owned(),
        ("orderDate", Some(day)) => format::day(day),
        ("total" | "totalAmount", Some(amount)) => format::money(amount, currency),
        (_, Some(text)) => text.clone(),
    };
    let (before, after) = (change.before.is_some().then(|| shown(&change.before)), shown(&change.after));
    Some(
        view! {
            <li class="small">
                <span class="quiet">{name} ": "</span>
                {before.map(|before| view! { <del>{before}</del> " → " })}
                <ins>{after}</ins>
            </li>
        }
        .into_any(),
    )
}
