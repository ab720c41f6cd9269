//! One line of the grid.
use leptos::prelude::*;

use super::Editor;
use super::fields::Row;
use super::read::{Cell, Wrong};
use crate::api::choices;
use crate::components::icon::{Glyph, Icon};
use crate::components::picker::Picker;
use crate::{format, live, text};

#[component]
pub(super) fn Line(editor: Editor, #[prop(into)] place: Signal<usize>, row: Row) -> impl IntoView {
    let currency = editor.form.currency;
    let number = live::signal(move || place.get().saturating_add(1).to_string());
    let product = live::signal(move || text::editor::of_line(text::sales::line_product(), &number.get()));
    let error = fault(editor, row, Cell::Product);
    let to_quantity = Callback::new(move |()| super::focus::focus(row.id(Cell::Quantity)));
    let code = live::maybe(move || row.product.get().map(|product| product.code));
    let amount = live::maybe(move || Some(format::money(&row.amount.get()?.to_string(), currency.code())));
    let is_blank = live::memo(move || row.is_blank());
    let remove = live::part(move || (!is_blank.get()).then(|| remove(editor, row, number)));
    view! {
        <tr class:blank=live::flag(move || is_blank.get())>
            <td class="place quiet small">{live::text(move || number.get())}</td>
            <td class="card-wide">
                <Picker
                    id=row.id(Cell::Product)
                    aria_label=product
                    value=row.product
                    typed=row.text
                    placeholder=text::picker::code_name_barcode()
                    find=choices::products
                    error
                    on_pick=to_quantity
                />
            </td>
            <td class="code small quiet">{code}</td>
            {cell(editor, row, Cell::Quantity, text::editor::quantity(), number)}
            {cell(editor, row, Cell::Price, text::sales::line_price(), number)}
            {cell(editor, row, Cell::Discount, text::editor::discount(), number)}
            {cell(editor, row, Cell::Tax, text::editor::tax_percent(), number)}
            <td class="number amount" data-label=text::sales::line_amount()>{amount}</td>
            <td class="card-remove">{remove}</td>
        </tr>
    }
}

fn remove(editor: Editor, row: Row, number: Signal<String>) -> AnyView {
    view! {
        <button
            class="button plain icon-only"
            type="button"
            // The keyboard has its own way, and Tab goes on to the next line.
            tabindex="-1"
            aria-label=live::text(move || text::editor::remove_line(&number.get()))
            title=text::editor::remove()
            on:click=live::on(move |_| {
                editor.remove(row.key);
            })
        >
            <Icon glyph=Glyph::Cross />
        </button>
    }
    .into_any()
}

/// A number of the line, with what hangs on it: a quantity's unit, a reduction's reason.
fn cell(editor: Editor, row: Row, cell: Cell, name: &'static str, number: Signal<String>) -> AnyView {
    let named = move |field: &'static str| live::signal(move || text::editor::of_line(field, &number.get()));
    let has_unit = cell == Cell::Quantity;
    let unit = has_unit.then(|| {
        let unit = live::maybe(move || row.product.get().map(|product| product.unit));
        view! { <span class="unit small quiet">{unit}</span> }
    });
    let reason = (cell == Cell::Discount).then(|| {
        let has_discount = live::memo(move || !row.discount.get().trim().is_empty());
        live::part(move || {
            let label = named(text::editor::discount_reason());
            let shown = || {
                view! {
                    <Field editor row cell=Cell::Reason label />
                    <Told editor row cell=Cell::Reason />
                }
            };
            has_discount.get().then(|| shown().into_any())
        })
    });
    view! {
        <td class="number" data-label=name>
            <span class:with-unit=has_unit>
                <Field editor row cell label=named(name) />
                {unit}
            </span>
            <Told editor row cell />
            {reason}
        </td>
    }
    .into_any()
}

/// One text of the line.
#[component]
fn Field(editor: Editor, row: Row, cell: Cell, label: Signal<String>) -> impl IntoView {
    let value = row.field(cell);
    let error = fault(editor, row, cell);
    let fault = live::memo(move || error.get().is_some());
    let is_reason = cell == Cell::Reason;
    let id = row.id(cell);
    let told = told_id(&id);
    view! {
        <input
            class="input"
            class:number=!is_reason
            id=id
            autocomplete="off"
            inputmode=if is_reason { "text" } else { "decimal" }
            placeholder=is_reason.then(text::editor::discount_reason)
            aria-label=live::text(move || label.get())
            aria-invalid=live::maybe(move || fault.get().then(|| "true".to_owned()))
            aria-describedby=live::maybe(move || fault.get().then(|| told.clone()))
            prop:value=live::text(move || value.get())
            on:input=live::on(move |event: leptos::ev::Event| value.set(event_target_value(&event)))
            on:change=live::on(move |_| editor.left(row, cell))
            on:focus=live::on(|event: leptos::ev::FocusEvent| event_target::<web_sys::HtmlInputElement>(&event).select())
        />
    }
}

fn told_id(id: &str) -> String {
    format!("{id}-told")
}

/// What is wrong with a field, below it.
#[component]
fn Told(editor: Editor, row: Row, cell: Cell) -> impl IntoView {
    let error = fault(editor, row, cell);
    let id = told_id(&row.id(cell));
    live::part(move || {
        Some(view! { <span class="field-error line-error" id=id.clone()>{error.get()?}</span> }.into_any())
    })
}

/// What is wrong with a field and is to be told now: once the field has been left, or the order been tried to save.
fn fault(editor: Editor, row: Row, cell: Cell) -> Signal<Option<String>> {
    live::signal(move || {
        let wrong = row.read.get().wrong_at(cell);
        // The product's own field says what it does not understand; only a spreadsheet's words are told here.
        let is_checked = || if cell == Cell::Product { row.unfound.get() } else { row.checked.get() };
        let is_told = |wrong: &Wrong| editor.form.tried.get() || (wrong.is_for_sure() && is_checked());
        if let Some(wrong) = wrong.filter(is_told) {
            return Some(wrong.text().to_owned());
        }
        editor.refused_at(row.key, cell)
    })
}
