//! Goods that go from one warehouse to another.
use leptos::prelude::*;

use super::lying::Lying;
use super::{choice_fault, quantity_fault};
use crate::api::choices::{ProductChoice, WarehouseChoice, products, warehouses};
use crate::api::input::StockTransferInput;
use crate::api::stock;
use crate::components::form::{FormDialog, TextField};
use crate::components::picker::PickerField;
use crate::state::attempt::Attempt;
use crate::{number, text};

#[component]
pub(in crate::pages::stock) fn TransferDialog(done: Callback<()>, close: Callback<()>) -> impl IntoView {
    let attempt = Attempt::new();
    let product = RwSignal::new(None::<ProductChoice>);
    let [from, to] = [(); 2].map(|()| RwSignal::new(None::<WarehouseChoice>));
    let quantity = RwSignal::new(String::new());
    let is_sent = RwSignal::new(false);
    let submit = move |()| {
        is_sent.set(true);
        let places = from.get_untracked().zip(to.get_untracked());
        let (Some(product), Some((from, to))) = (product.get_untracked(), places) else { return };
        let Some(quantity) = number::required(&quantity.get_untracked()) else { return };
        let input =
            StockTransferInput { product_id: product.id, from_warehouse_id: from.id, to_warehouse_id: to.id, quantity };
        attempt.send(stock::transfer(&input), move |()| done.run(()));
    };
    let chosen = move |place: RwSignal<Option<WarehouseChoice>>, path: &'static str| {
        attempt.fault(path, move || choice_fault(place.with(Option::is_some), is_sent.get()))
    };
    let product_fault = attempt.fault("productId", move || choice_fault(product.with(Option::is_some), is_sent.get()));
    view! {
        <FormDialog
            title=text::stock::transfer()
            attempt
            label=text::stock::post()
            fields=&["productId", "fromWarehouseId", "toWarehouseId", "quantity"]
            reload=move |()| attempt.refused.set(Vec::new())
            on_close=close
            on_submit=submit
        >
            <PickerField id="product" label=text::stock::product() value=product find=products error=product_fault />
            <div class="pair">
                <PickerField id="from" label=text::stock::from() value=from find=warehouses error=chosen(from, "fromWarehouseId") />
                <PickerField id="to" label=text::stock::to() value=to find=warehouses error=chosen(to, "toWarehouseId") />
            </div>
            <Lying product warehouse=from />
            <TextField
                id="quantity"
                label=text::stock::quantity()
                value=quantity
                error=attempt.fault("quantity", move || quantity_fault(&quantity.get(), is_sent.get()))
                inputmode="decimal"
            />
        </FormDialog>
    }
}
