//! The dialog to ship: per line how much and from where, all that is set aside filled in.
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::OrderPage;
use super::ship_form::{Fault, Row, checked, rows};
use super::step::action_name;
use crate::api::error::ApiError;
use crate::api::sales::{Command, OrderDetail, Warehouse, ship, warehouses};
use crate::components::field::{FieldError, error_id};
use crate::components::form::FormDialog;
use crate::components::states::{Notice, SkeletonRows};
use crate::state::attempt::Attempt;
use crate::{format, text};

#[derive(Clone, Copy)]
struct Form {
    rows: RwSignal<Vec<Row>>,
    faults: RwSignal<Vec<(usize, Fault)>>,
    /// Nothing at all is to be shipped.
    empty: RwSignal<bool>,
    tracking: RwSignal<String>,
    places: RwSignal<Option<Result<Vec<Warehouse>, ApiError>>>,
}

impl Form {
    fn of(order: &OrderDetail) -> Self {
        let form = Self {
            rows: RwSignal::new(Vec::new()),
            faults: RwSignal::new(Vec::new()),
            empty: RwSignal::new(false),
            tracking: RwSignal::new(String::new()),
            places: RwSignal::new(None),
        };
        let items = order.items.clone();
        spawn_local(async move {
            let places = warehouses().await;
            if let Ok(places) = &places {
                form.rows.try_set(rows(&items, places));
            }
            form.places.try_set(Some(places));
        });
        form
    }

    fn submit(self, attempt: Attempt, page: OrderPage, order: &OrderDetail) {
        let lines = match self.rows.with_untracked(|rows| checked(rows)) {
            Ok(lines) => lines,
            Err(faults) => {
                self.faults.set(faults);
                return;
            }
        };
        self.faults.set(Vec::new());
        self.empty.set(lines.is_empty());
        if lines.is_empty() {
            return;
        }
        let tracking = Some(self.tracking.get_untracked().trim().to_owned()).filter(|number| !number.is_empty());
        let call = |key| ship(Command::on(order, key), lines, tracking);
        attempt.send(call, move |order| page.done(*order, "SHIP"));
    }

    fn fault(self, index: usize, of: Fault) -> Option<Fault> {
        self.faults.with(|faults| faults.iter().find(|it| **it == (index, of)).map(|(_, fault)| *fault))
    }
}

#[component]
pub(super) fn ShipDialog(page: OrderPage, order: OrderDetail) -> impl IntoView {
    let attempt = Attempt::new();
    let form = Form::of(&order);
    let body = move || match form.places.get() {
        None => view! { <SkeletonRows count=4 /> }.into_any(),
        Some(Err(error)) => view! { <Notice>{error.text()}</Notice> }.into_any(),
        Some(Ok(places)) => view! { <Table form places /> }.into_any(),
    };
    view! {
        <FormDialog
            title=text::sales::ship_title()
            wide=true
            attempt
            label=action_name("SHIP")
            reload=move |()| page.reload()
            on_close=move |()| page.doing.set(None)
            on_submit=move |()| form.submit(attempt, page, &order)
        >
            <p class="quiet">{text::sales::ship_text()}</p>
            <Show when=move || form.empty.get()>
                <Notice>{text::sales::ship_nothing()}</Notice>
            </Show>
            {body}
            <div class="field">
                <label for="tracking">{text::sales::tracking_number()}</label>
                <input
                    class="input"
                    id="tracking"
                    maxlength="100"
                    autocomplete="off"
                    on:input:target=move |event| form.tracking.set(event.target().value())
                />
            </div>
        </FormDialog>
    }
}

#[component]
fn Table(form: Form, places: Vec<Warehouse>) -> impl IntoView {
    let rows = form.rows.get_untracked();
    let rows = rows.into_iter().enumerate().map(|(index, row)| ship_row(form, &places, index, row)).collect_view();
    view! {
        <div class="table-wrap">
            <table class="table cards ship" aria-labelledby="form-title">
                <thead>
                    <tr>
                        <th scope="col">{text::sales::line_product()}</th>
                        <th scope="col" class="number">{text::sales::line_open()}</th>
                        <th scope="col" class="number">{text::sales::ship_now()}</th>
                        <th scope="col">{text::sales::warehouse()}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

fn ship_row(form: Form, places: &[Warehouse], index: usize, row: Row) -> impl IntoView + use<> {
    let open = format::decimal(&row.open.to_string());
    let shown_open = open.clone();
    let id = format!("ship-{index}");
    let place_id = format!("ship-from-{index}");
    let quantity_fault =
        Signal::derive(move || form.fault(index, Fault::Quantity).map(|_| text::sales::quantity_bad(&open)));
    let place_fault = Signal::derive(move || {
        form.fault(index, Fault::Warehouse).map(|_| text::sales::warehouse_missing().to_owned())
    });
    let change = move |change: fn(&mut Row, String), value: String| {
        form.rows.update(|rows| {
            if let Some(row) = rows.get_mut(index) {
                change(row, value);
            }
        });
    };
    let options = places.iter().map(|place| {
        let id = place.id.inner().to_owned();
        let is_chosen = id == row.warehouse;
        view! { <option value=id selected=is_chosen>{place.name.clone()}</option> }
    });
    let options = options.collect_view();
    view! {
        <tr>
            <td>{row.name.clone()}</td>
            <td class="number" data-label=text::sales::line_open()>{shown_open}</td>
            <td class="number" data-label=text::sales::ship_now()>
                <input
                    class="input number quantity"
                    inputmode="decimal"
                    autocomplete="off"
                    aria-label=text::sales::ship_quantity(&row.name)
                    aria-describedby=error_id(&id)
                    aria-invalid=move || quantity_fault.get().is_some().to_string()
                    value=row.quantity
                    on:input:target=move |event| change(|row, value| row.quantity = value, event.target().value())
                />
                <FieldError id error=quantity_fault />
            </td>
            <td data-label=text::sales::warehouse()>
                <select
                    class="input"
                    aria-label=text::sales::ship_line_warehouse(&row.name)
                    aria-describedby=error_id(&place_id)
                    on:change:target=move |event| change(|row, value| row.warehouse = value, event.target().value())
                >
                    {options}
                </select>
                <FieldError id=place_id error=place_fault />
            </td>
        </tr>
    }
}
