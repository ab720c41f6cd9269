//! What lies of the chosen product in the chosen warehouse, shown while one types.
use leptos::prelude::*;

use crate::api::choices::{ProductChoice, WarehouseChoice};
use crate::api::scalar::Id;
use crate::api::stock::{Level, level};
use crate::state::remote::Remote;
use crate::{format, text};

#[component]
pub(super) fn Lying(
    product: RwSignal<Option<ProductChoice>>,
    warehouse: RwSignal<Option<WarehouseChoice>>,
) -> impl IntoView {
    let known = Remote::<Option<Level>>::new();
    let both = Memo::new(move |_| {
        let id = |id: &Id| id.inner().to_owned();
        let product = product.with(|product| product.as_ref().map(|product| id(&product.id)));
        let warehouse = warehouse.with(|warehouse| warehouse.as_ref().map(|warehouse| id(&warehouse.id)));
        product.zip(warehouse)
    });
    Effect::new(move || {
        if let Some((product, warehouse)) = both.get() {
            known.load(level(Id::new(product), Id::new(warehouse)));
        }
    });
    let shown = move || {
        both.get()?;
        known.with(|answer| {
            let level = answer?.as_ref().ok()?;
            let shown = |quantity: Option<domain::Quantity>| {
                format::decimal(&quantity.unwrap_or(domain::Quantity::ZERO).to_string())
            };
            let on_hand = shown(level.as_ref().map(|level| level.on_hand));
            let available = shown(level.as_ref().map(|level| level.available));
            Some(text::stock::on_hand_available(&on_hand, &available))
        })
    };
    view! { <p class="small quiet" role="status">{shown}</p> }
}
