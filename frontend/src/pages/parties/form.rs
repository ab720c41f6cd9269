//! A customer as a form, in a dialog: a new one, or one as it is to be.
use domain::Money;
use leptos::prelude::*;

use crate::api::input::{CustomerChangeInput, CustomerCreateInput, CustomerDetails};
use crate::api::parties::{self, Customer};
use crate::components::field::{Field, error_id};
use crate::components::form::{CheckField, FormDialog, TextField};
use crate::state::attempt::Attempt;
use crate::{number, text};

/// The input fields that show their refusals themselves.
const FIELDS: &[&str] = &[
    "code",
    "name",
    "address",
    "city",
    "country",
    "email",
    "phone",
    "taxNumber",
    "externalRef",
    "notes",
    "creditLimit",
];

/// What is typed.
#[derive(Clone, Copy)]
struct Typed {
    code: RwSignal<String>,
    name: RwSignal<String>,
    address: RwSignal<String>,
    city: RwSignal<String>,
    country: RwSignal<String>,
    email: RwSignal<String>,
    phone: RwSignal<String>,
    tax_number: RwSignal<String>,
    external_ref: RwSignal<String>,
    notes: RwSignal<String>,
    credit_limit: RwSignal<String>,
    is_person: RwSignal<bool>,
    is_active: RwSignal<bool>,
    on_stop: RwSignal<bool>,
}

impl Typed {
    fn of(customer: Option<&Customer>) -> Self {
        let text = |text: Option<String>| RwSignal::new(text.unwrap_or_default());
        let of = |read: fn(&Customer) -> Option<String>| text(customer.and_then(read));
        let flag = |read: fn(&Customer) -> bool, new: bool| RwSignal::new(customer.map_or(new, read));
        Self {
            code: of(|it| Some(it.code.clone())),
            name: of(|it| Some(it.name.clone())),
            address: of(|it| it.address.clone()),
            city: of(|it| it.city.clone()),
            country: of(|it| it.country.clone()),
            email: of(|it| it.email.clone()),
            phone: of(|it| it.phone.clone()),
            tax_number: of(|it| it.tax_number.clone()),
            external_ref: of(|it| it.external_ref.clone()),
            notes: of(|it| it.notes.clone()),
            credit_limit: of(|it| Some(number::in_field(it.credit_limit?))),
            is_person: flag(|it| it.is_person, false),
            is_active: flag(|it| it.is_active, true),
            on_stop: flag(|it| it.on_stop, false),
        }
    }

    /// The customer as it is to be; none while something typed is no value.
    fn details(self) -> Option<CustomerDetails> {
        let given = |typed: RwSignal<String>| Some(typed.get_untracked().trim().to_owned()).filter(|it| !it.is_empty());
        Some(CustomerDetails {
            code: self.code.get_untracked().trim().to_owned().into(),
            name: self.name.get_untracked().trim().to_owned().into(),
            address: given(self.address).into(),
            city: given(self.city).into(),
            country: given(self.country).into(),
            email: given(self.email).into(),
            phone: given(self.phone).into(),
            tax_number: given(self.tax_number).into(),
            external_ref: given(self.external_ref).into(),
            notes: given(self.notes).into(),
            credit_limit: number::optional::<Money>(&self.credit_limit.get_untracked())?.into(),
            is_person: self.is_person.get_untracked().into(),
            is_active: self.is_active.get_untracked().into(),
            on_stop: self.on_stop.get_untracked().into(),
        })
    }
}

/// Asks for a customer's fields, and lets `done` have the customer as it is then.
#[component]
pub(super) fn CustomerDialog(
    /// The customer to be changed; none for a new one.
    #[prop(optional)]
    customer: Option<Customer>,
    /// It is written.
    done: Callback<Customer>,
    /// The user does not want it, or somebody else has changed it.
    close: Callback<()>,
    /// Fetches anew what somebody else has changed.
    #[prop(optional)]
    reload: Option<Callback<()>>,
) -> impl IntoView {
    let attempt = Attempt::new();
    let typed = Typed::of(customer.as_ref());
    let (title, label) = match &customer {
        Some(customer) => (text::parties::edit_title(&customer.name), text::form::save()),
        None => (text::parties::new().to_owned(), text::form::create()),
    };
    let is_new = customer.is_none();
    let submit = move |()| {
        let Some(details) = typed.details() else { return };
        let saved = move |customer: Customer| {
            close.run(());
            done.run(customer);
        };
        match customer.as_ref().map(|customer| (customer.id.clone(), customer.version)) {
            Some((id, expected_version)) => {
                let input = CustomerChangeInput { id, expected_version, details };
                attempt.send(parties::customer_change(&input), saved);
            }
            None => attempt.send(parties::customer_create(&CustomerCreateInput { details }), saved),
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
            <Fields attempt typed is_new />
        </FormDialog>
    }
}

#[component]
fn Fields(attempt: Attempt, typed: Typed, is_new: bool) -> impl IntoView {
    let line = move |id: &'static str, label: &'static str, value: RwSignal<String>, path: &'static str| {
        view! { <TextField id label value error=attempt.fault(path, || None) /> }
    };
    let limit_fault = move || {
        let is_wrong = typed.credit_limit.with(|typed| number::optional::<Money>(typed).is_none());
        is_wrong.then(|| text::form::number_invalid().to_owned())
    };
    let notes = attempt.fault("notes", || None);
    view! {
        <div class="pair">
            <TextField id="name" label=text::parties::name() value=typed.name error=attempt.fault("name", || None) autofocus=is_new />
            {line("code", text::parties::code(), typed.code, "code")}
            {line("address", text::parties::address(), typed.address, "address")}
            {line("city", text::parties::city(), typed.city, "city")}
            {line("country", text::parties::country(), typed.country, "country")}
            <TextField id="customer-email" label=text::parties::email() value=typed.email error=attempt.fault("email", || None) kind="email" />
            <TextField id="phone" label=text::parties::phone() value=typed.phone error=attempt.fault("phone", || None) kind="tel" />
            {line("tax-number", text::parties::tax_number(), typed.tax_number, "taxNumber")}
            <TextField
                id="credit-limit"
                label=text::parties::credit_limit()
                value=typed.credit_limit
                error=attempt.fault("creditLimit", limit_fault)
                inputmode="decimal"
                hint=text::parties::credit_limit_hint()
            />
            {line("external-ref", text::parties::external_ref(), typed.external_ref, "externalRef")}
        </div>
        <Field id="notes" label=text::parties::notes() error=notes>
            <textarea
                class="input"
                id="notes"
                rows="2"
                aria-describedby=error_id("notes")
                prop:value=move || typed.notes.get()
                on:input:target=move |event| typed.notes.set(event.target().value())
            ></textarea>
        </Field>
        <div class="facts">
            <CheckField label=text::parties::is_person() value=typed.is_person />
            <CheckField label=text::parties::is_active() value=typed.is_active />
            <CheckField label=text::parties::is_on_hold() value=typed.on_stop />
        </div>
    }
}
