//! The dialog to ship: per line how much and from where, all that is set aside filled in.
use leptos::prelude::*;

use super::OrderPage;
use super::ship_form::{Fault, Row, checked, rows};
use super::step::action_name;
use crate::api::sales::{Command, OrderDetail, Warehouse, ship, warehouses};
use crate::components::field::{FieldError, error_id};
use crate::components::form::FormDialog;
use crate::components::states::{Failure, Notice, SkeletonRows};
use crate::state::attempt::Attempt;
use crate::state::remote::{Remote, Stage};
use crate::{format, text};

#[derive(Clone, Copy)]
struct Form {
    rows: RwSignal<Vec<Row>>,
    faults: RwSignal<Vec<(usize, Fault)>>,
    /// Nothing at all is to be shipped.
    empty: RwSignal<bool>,
    tracking: RwSignal<String>,
    places: Remote<Vec<Warehouse>>,
}

impl Form {
    fn of(order: &OrderDetail) -> Self {
        let form = Self {
            rows: RwSignal::new(Vec::new()),
            faults: RwSignal::new(Vec::new()),
            empty: RwSignal::new(false),
            tracking: RwSignal::new(String::new()),
            places: Remote::new(),
        };
        let items = order.items.clone();
        let first = form.places.part(move |places| rows(&items, places));
        Effect::new(move || {
            // What is typed stays when they are asked for anew.
            if let Some(rows) = first.get().filter(|_| form.rows.with_untracked(Vec::is_empty)) {
                form.rows.set(rows);
            }
        });
        form.places.load(warehouses());
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
        attempt.send(ship(Command::on(order), lines, tracking), move |order| page.done(order, "SHIP"));
    }

    fn fault(self, index: usize, of: Fault) -> Option<Fault> {
        self.faults.with(|faults| faults.iter().find(|it| **it == (index, of)).map(|(_, fault)| *fault))
    }
}

#[component]
pub(super) fn ShipDialog(page: OrderPage, order: OrderDetail) -> impl IntoView {
    let attempt = Attempt::new();
    let form = Form::of(&order);
    let (stage, places) = (form.places.stage(), form.places.part(Clone::clone));
    // Once there are rows: their fields are made with what is filled in.
    let is_filled = Memo::new(move |_| form.rows.with(|rows| !rows.is_empty()));
    let body = move || match stage.get() {
        Stage::Waiting => view! { <SkeletonRows count=4 /> }.into_any(),
        Stage::Failed(error) => {
            let retry = move |()| form.places.load(warehouses());
            view! { <Failure error retry /> }.into_any()
        }
        Stage::Ready => {
            let table = move || places.get().filter(|_| is_filled.get()).map(|places| view! { <Table form places /> });
            view! { {table} }.into_any()
        }
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
    let id = format!("ship-{index}");
    let place_id = format!("ship-from-{index}");
    let quantity_fault =
        Signal::derive(move || form.fault(index, Fault::Quantity).map(|_| text::sales::quantity_invalid().to_owned()));
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
            <td class="number" data-label=text::sales::line_open()>{open}</td>
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
