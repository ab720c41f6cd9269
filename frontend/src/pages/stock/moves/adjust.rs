//! A correction: what is there is more or less than the books say.
use leptos::prelude::*;

use super::lying::Lying;
use super::{choice_fault, quantity_fault};
use crate::api::choices::{ProductChoice, WarehouseChoice, products, warehouses};
use crate::api::input::StockAdjustInput;
use crate::api::stock;
use crate::components::form::{FormDialog, TextField};
use crate::components::picker::PickerField;
use crate::state::attempt::Attempt;
use crate::{number, text};

#[component]
pub(in crate::pages::stock) fn AdjustDialog(done: Callback<()>, close: Callback<()>) -> impl IntoView {
    let attempt = Attempt::new();
    let product = RwSignal::new(None::<ProductChoice>);
    let warehouse = RwSignal::new(None::<WarehouseChoice>);
    let [by, reason] = [(); 2].map(|()| RwSignal::new(String::new()));
    let is_sent = RwSignal::new(false);
    let submit = move |()| {
        is_sent.set(true);
        let chosen = product.get_untracked().zip(warehouse.get_untracked());
        let (Some((product, warehouse)), Some(by)) = (chosen, number::required(&by.get_untracked())) else { return };
        let reason = reason.get_untracked().trim().to_owned();
        let input = StockAdjustInput { product_id: product.id, warehouse_id: warehouse.id, by, reason };
        attempt.send(stock::adjust(&input), move |()| done.run(()));
    };
    let product_fault = attempt.fault("productId", move || choice_fault(product.with(Option::is_some), is_sent.get()));
    let warehouse_fault =
        attempt.fault("warehouseId", move || choice_fault(warehouse.with(Option::is_some), is_sent.get()));
    view! {
        <FormDialog
            title=text::stock::adjust()
            attempt
            label=text::stock::post()
            fields=&["productId", "warehouseId", "by", "reason"]
            reload=move |()| attempt.refused.set(Vec::new())
            on_close=close
            on_submit=submit
        >
            <PickerField id="product" label=text::stock::product() value=product find=products error=product_fault />
            <PickerField id="warehouse" label=text::stock::warehouse() value=warehouse find=warehouses error=warehouse_fault />
            <Lying product warehouse />
            <TextField
                id="by"
                label=text::stock::quantity_change()
                value=by
                error=attempt.fault("by", move || quantity_fault(&by.get(), is_sent.get()))
                inputmode="text"
                hint=text::stock::quantity_change_hint()
            />
            <TextField id="reason" label=text::stock::reason() value=reason error=attempt.fault("reason", || None) />
        </FormDialog>
    }
}
