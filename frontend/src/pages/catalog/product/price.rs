//! Another price, for what is written later.
use domain::Money;
use leptos::prelude::*;

use crate::api::catalog::{Product, product_change_price};
use crate::api::input::ProductChangePriceInput;
use crate::components::form::{FormDialog, TextField};
use crate::state::attempt::Attempt;
use crate::{number, text};

#[component]
pub(super) fn PriceDialog(
    product: Product,
    done: Callback<Product>,
    close: Callback<()>,
    reload: Callback<()>,
) -> impl IntoView {
    let attempt = Attempt::new();
    let price = RwSignal::new(number::in_field(product.unit_price));
    let title = text::catalog::price_title(&product.name);
    let fault = move || {
        let is_wrong = price.with(|typed| number::required::<Money>(typed).is_none());
        is_wrong.then(|| text::form::number_invalid().to_owned())
    };
    let submit = move |()| {
        let Some(unit_price) = number::required(&price.get_untracked()) else { return };
        let input = ProductChangePriceInput { id: product.id.clone(), expected_version: product.version, unit_price };
        attempt.send(product_change_price(&input), move |product| done.run(product));
    };
    view! {
        <FormDialog title attempt label=text::form::save() fields=&["unitPrice"] reload on_close=close on_submit=submit>
            <TextField
                id="price"
                label=text::catalog::price()
                value=price
                error=attempt.fault("unitPrice", fault)
                inputmode="decimal"
                autofocus=true
                hint=text::catalog::price_hint()
            />
        </FormDialog>
    }
}
