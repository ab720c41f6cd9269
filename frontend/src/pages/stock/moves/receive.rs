//! Goods that come in: of one or several products, into one warehouse.
use domain::Money;
use leptos::prelude::*;

use super::{choice_fault, quantity_fault};
use crate::api::choices::{ProductChoice, WarehouseChoice, products, warehouses};
use crate::api::input::{StockReceiveInput, StockReceiveLine};
use crate::api::stock;
use crate::components::field::FieldError;
use crate::components::form::FormDialog;
use crate::components::icon::{Glyph, Icon};
use crate::components::picker::{Picker, PickerField};
use crate::state::attempt::Attempt;
use crate::{live, number, text};

/// The API takes no more at once.
const LINES_MAX: usize = 100;

/// One product that comes in.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Line {
    id: usize,
    product: RwSignal<Option<ProductChoice>>,
    quantity: RwSignal<String>,
    cost: RwSignal<String>,
}

impl Line {
    fn new(id: usize) -> Self {
        let text = || RwSignal::new(String::new());
        Self { id, product: RwSignal::new(None), quantity: text(), cost: text() }
    }

    /// What is sent of it; none while something is missing or no value.
    fn receipt(self) -> Option<StockReceiveLine> {
        Some(StockReceiveLine {
            product_id: self.product.get_untracked()?.id,
            quantity: number::required(&self.quantity.get_untracked())?,
            unit_cost: number::optional(&self.cost.get_untracked())?,
        })
    }
}

#[component]
pub(in crate::pages::stock) fn ReceiveDialog(done: Callback<()>, close: Callback<()>) -> impl IntoView {
    let attempt = Attempt::new();
    let warehouse = RwSignal::new(None::<WarehouseChoice>);
    let lines = RwSignal::new(vec![Line::new(0)]);
    let next = StoredValue::new(1_usize);
    let is_sent = RwSignal::new(false);
    let submit = move |()| {
        is_sent.set(true);
        let received: Option<Vec<_>> = lines.get_untracked().into_iter().map(Line::receipt).collect();
        let (Some(warehouse), Some(lines)) = (warehouse.get_untracked(), received) else { return };
        let input = StockReceiveInput { warehouse_id: warehouse.id, lines };
        attempt.send(stock::receive(&input), move |()| done.run(()));
    };
    let add = move |_| {
        let id = next.get_value();
        next.set_value(id.saturating_add(1));
        lines.update(|lines| lines.push(Line::new(id)));
    };
    let fault = attempt.fault("warehouseId", move || choice_fault(warehouse.with(Option::is_some), is_sent.get()));
    view! {
        <FormDialog
            title=text::stock::receive()
            wide=true
            attempt
            label=text::stock::post()
            fields=&["warehouseId"]
            reload=move |()| attempt.refused.set(Vec::new())
            on_close=close
            on_submit=submit
        >
            <PickerField id="warehouse" label=text::stock::receiving_warehouse() value=warehouse find=warehouses error=fault />
            <ul class="receipts" aria-label=text::stock::receipt_lines()>
                <For each=move || lines.get() key=|line| line.id children=move |line| view! { <LineFields lines line is_sent /> } />
            </ul>
            <button
                class="button"
                type="button"
                disabled=move || lines.with(|lines| lines.len() >= LINES_MAX)
                on:click=add
            >
                <Icon glyph=Glyph::Plus />
                {text::stock::add_line()}
            </button>
        </FormDialog>
    }
}

#[component]
fn LineFields(lines: RwSignal<Vec<Line>>, line: Line, is_sent: RwSignal<bool>) -> impl IntoView {
    let Line { id, product, quantity, cost } = line;
    let product_fault = live::signal(move || choice_fault(product.with(Option::is_some), is_sent.get()));
    let quantity_fault = live::signal(move || quantity_fault(&quantity.get(), is_sent.get()));
    let cost_fault = live::signal(move || {
        let is_wrong = cost.with(|typed| number::optional::<Money>(typed).is_none());
        is_wrong.then(|| text::form::number_invalid().to_owned())
    });
    let is_alone = move || lines.with(|lines| lines.len() < 2);
    let remove = move |_| lines.update(|lines| lines.retain(|other| other.id != id));
    let number =
        move |name: &'static str, label: &'static str, value: RwSignal<String>, fault: Signal<Option<String>>| {
            let field = format!("{name}-{id}");
            view! {
                <div class="field">
                    <input
                        class="input number"
                        id=field.clone()
                        inputmode="decimal"
                        autocomplete="off"
                        aria-label=label
                        placeholder=label
                        aria-describedby=crate::components::field::error_id(&field)
                        aria-invalid=live::text(move || fault.get().is_some().to_string())
                        prop:value=live::text(move || value.get())
                        on:input=live::on(move |event: leptos::ev::Event| value.set(event_target_value(&event)))
                    />
                    <FieldError id=field error=fault />
                </div>
            }
        };
    view! {
        <li class="receipt">
            <Picker
                id=format!("product-{id}")
                aria_label=Signal::stored(text::stock::product().to_owned())
                value=product
                placeholder=text::stock::product()
                find=products
                error=product_fault
            />
            {number("quantity", text::stock::quantity(), quantity, quantity_fault)}
            {number("cost", text::stock::unit_cost(), cost, cost_fault)}
            <button
                class="button plain icon-only"
                type="button"
                aria-label=text::stock::remove_line()
                title=text::stock::remove_line()
                disabled=is_alone
                on:click=remove
            >
                <Icon glyph=Glyph::Cross />
            </button>
        </li>
    }
}
