//! A product as a form, in a dialog: a new one, or one as it is to be.
use domain::{Money, Percent, Quantity};
use leptos::prelude::*;

use crate::api::catalog::{self, CategoryChoice, Product, categories_found};
use crate::api::input::{ProductChangeInput, ProductCreateInput, ProductDetails};
use crate::components::field::{Field, error_id};
use crate::components::form::{CheckField, FormDialog, TextField};
use crate::components::picker::PickerField;
use crate::state::attempt::{Attempt, Fault};
use crate::{number, text};

/// The input fields that show their refusals themselves.
const FIELDS: &[&str] = &[
    "code",
    "name",
    "description",
    "categoryId",
    "unit",
    "barcode",
    "unitPrice",
    "taxPercent",
    "reorderPoint",
    "externalRef",
];

/// What is typed.
#[derive(Clone, Copy)]
struct Typed {
    code: RwSignal<String>,
    name: RwSignal<String>,
    description: RwSignal<String>,
    category: RwSignal<Option<CategoryChoice>>,
    unit: RwSignal<String>,
    barcode: RwSignal<String>,
    unit_price: RwSignal<String>,
    tax_percent: RwSignal<String>,
    reorder_point: RwSignal<String>,
    external_ref: RwSignal<String>,
    is_service: RwSignal<bool>,
    is_active: RwSignal<bool>,
}

impl Typed {
    fn of(product: Option<&Product>) -> Self {
        let of = |read: fn(&Product) -> Option<String>| RwSignal::new(product.and_then(read).unwrap_or_default());
        Self {
            code: of(|it| Some(it.code.clone())),
            name: of(|it| Some(it.name.clone())),
            description: of(|it| it.description.clone()),
            category: RwSignal::new(product.and_then(|it| it.category.clone())),
            unit: RwSignal::new(product.map_or_else(|| text::catalog::unit_default().to_owned(), |it| it.unit.clone())),
            barcode: of(|it| it.barcode.clone()),
            unit_price: RwSignal::new(product.map(|it| number::in_field(it.unit_price)).unwrap_or_default()),
            tax_percent: RwSignal::new(product.map(|it| number::in_field(it.tax_percent)).unwrap_or_default()),
            reorder_point: RwSignal::new(
                product.and_then(|it| Some(number::in_field(it.reorder_point?))).unwrap_or_default(),
            ),
            external_ref: of(|it| it.external_ref.clone()),
            is_service: RwSignal::new(product.is_some_and(|it| it.is_service)),
            is_active: RwSignal::new(product.is_none_or(|it| it.is_active)),
        }
    }

    /// The product as it is to be; none while something typed is no value.
    fn details(self) -> Option<ProductDetails> {
        let given = |typed: RwSignal<String>| Some(typed.get_untracked().trim().to_owned()).filter(|it| !it.is_empty());
        Some(ProductDetails {
            code: self.code.get_untracked().trim().to_owned().into(),
            name: self.name.get_untracked().trim().to_owned().into(),
            description: given(self.description).into(),
            category_id: self.category.get_untracked().map(|category| category.id).into(),
            unit: self.unit.get_untracked().trim().to_owned().into(),
            barcode: given(self.barcode).into(),
            unit_price: number::required::<Money>(&self.unit_price.get_untracked())?.into(),
            tax_percent: number::required::<Percent>(&self.tax_percent.get_untracked())?.into(),
            reorder_point: number::optional::<Quantity>(&self.reorder_point.get_untracked())?.into(),
            external_ref: given(self.external_ref).into(),
            is_service: self.is_service.get_untracked().into(),
            is_active: self.is_active.get_untracked().into(),
        })
    }
}

/// Asks for a product's fields, and lets `done` have the product as it is then.
#[component]
pub(super) fn ProductDialog(
    /// The product to be changed; none for a new one.
    #[prop(optional)]
    product: Option<Product>,
    /// It is written.
    done: Callback<Product>,
    /// The user does not want it.
    close: Callback<()>,
    /// Fetches anew what somebody else has changed.
    #[prop(optional)]
    reload: Option<Callback<()>>,
) -> impl IntoView {
    let attempt = Attempt::new();
    let typed = Typed::of(product.as_ref());
    let is_sent = RwSignal::new(false);
    let (title, label) = match &product {
        Some(product) => (text::catalog::edit_title(&product.name), text::form::save()),
        None => (text::catalog::new().to_owned(), text::form::create()),
    };
    let submit = move |()| {
        is_sent.set(true);
        let Some(details) = typed.details() else { return };
        let saved = move |product: Product| {
            close.run(());
            done.run(product);
        };
        match product.as_ref().map(|product| (product.id.clone(), product.version)) {
            Some((id, expected_version)) => {
                let input = ProductChangeInput { id, expected_version, details };
                attempt.send(catalog::product_change(&input), saved);
            }
            None => attempt.send(catalog::product_create(&ProductCreateInput { details }), saved),
        }
    };
    view! {
        <FormDialog
            title
            wide=true
            attempt
            label
            fields=FIELDS
            reload=move |()| if let Some(reload) = reload { reload.run(()) }
            on_close=close
            on_submit=submit
        >
            <Fields attempt typed is_sent />
        </FormDialog>
    }
}

/// What is wrong with a number that must be there: shown at once when it is none, when it is missing once it is sent.
fn needed<T: std::str::FromStr>(typed: RwSignal<String>, is_sent: RwSignal<bool>) -> Option<String> {
    let typed = typed.get();
    if typed.trim().is_empty() {
        return is_sent.get().then(|| text::form::required().to_owned());
    }
    number::required::<T>(&typed).is_none().then(|| text::form::number_invalid().to_owned())
}

#[component]
fn Fields(attempt: Attempt, typed: Typed, is_sent: RwSignal<bool>) -> impl IntoView {
    let line = move |id: &'static str, label: &'static str, value: RwSignal<String>, path: &'static str| {
        view! { <TextField id label value error=attempt.fault(path, || None) /> }
    };
    let numeric = move |id: &'static str, label: &'static str, value: RwSignal<String>, error: Fault| {
        view! { <TextField id label value error inputmode="decimal" /> }
    };
    let reorder_fault = move || {
        let is_wrong = typed.reorder_point.with(|typed| number::optional::<Quantity>(typed).is_none());
        is_wrong.then(|| text::form::number_invalid().to_owned())
    };
    let price_fault = attempt.fault("unitPrice", move || needed::<Money>(typed.unit_price, is_sent));
    let tax_fault = attempt.fault("taxPercent", move || needed::<Percent>(typed.tax_percent, is_sent));
    let description = attempt.fault("description", || None);
    view! {
        <div class="pair">
            {line("name", text::catalog::name(), typed.name, "name")}
            {line("code", text::catalog::code(), typed.code, "code")}
            {numeric("price", text::catalog::price(), typed.unit_price, price_fault)}
            {numeric("tax", text::catalog::tax(), typed.tax_percent, tax_fault)}
            <PickerField
                id="category"
                label=text::catalog::category()
                value=typed.category
                find=categories_found
                error=attempt.fault("categoryId", || None)
            />
            {line("unit", text::catalog::unit(), typed.unit, "unit")}
            {numeric("reorder", text::catalog::reorder_point(), typed.reorder_point, attempt.fault("reorderPoint", reorder_fault))}
            {line("barcode", text::catalog::barcode(), typed.barcode, "barcode")}
            {line("external-ref", text::catalog::external_ref(), typed.external_ref, "externalRef")}
        </div>
        <Field id="description" label=text::catalog::description() error=description>
            <textarea
                class="input"
                id="description"
                rows="2"
                aria-describedby=error_id("description")
                prop:value=move || typed.description.get()
                on:input:target=move |event| typed.description.set(event.target().value())
            ></textarea>
        </Field>
        <div class="facts">
            <CheckField label=text::catalog::is_service() value=typed.is_service />
            <CheckField label=text::catalog::is_active() value=typed.is_active />
        </div>
    }
}
