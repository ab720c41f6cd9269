//! The settings as a form.
use domain::Percent;
use leptos::prelude::*;

use super::{Known, SettingsPage};
use crate::api::input::CompanyChangeInput;
use crate::api::scalar::Id;
use crate::api::settings::{Company, company_change};
use crate::components::form::{CheckField, Fields, Outcome, Submit, TextField};
use crate::components::select::SelectField;
use crate::state::attempt::Attempt;
use crate::state::toasts::Toasts;
use crate::{number, text};

/// The input fields that show their refusals themselves.
const FIELDS: &[&str] =
    &["name", "currency", "timeZone", "overDeliveryPercent", "draftExpiryMinutes", "defaultWarehouseId"];

/// A share as people type it.
fn percent(typed: &str) -> Option<Percent> {
    number::required(typed).filter(|percent: &Percent| percent.is_share())
}

/// Minutes as people type them: nothing for never; none when it is no number of minutes.
fn minutes(typed: &str) -> Option<Option<i32>> {
    number::optional(typed).filter(|minutes| minutes.is_none_or(|minutes: i32| minutes >= 1))
}

/// What is typed.
#[derive(Clone, Copy)]
struct Typed {
    name: RwSignal<String>,
    currency: RwSignal<String>,
    zone: RwSignal<String>,
    with_tax: RwSignal<bool>,
    over: RwSignal<String>,
    partial: RwSignal<bool>,
    expiry: RwSignal<String>,
    warehouse: RwSignal<String>,
}

impl Typed {
    fn of(company: &Company) -> Self {
        let expiry = company.draft_expiry_minutes.map(number::in_field).unwrap_or_default();
        let warehouse = company.default_warehouse_id.as_ref().map(|id| id.inner().to_owned()).unwrap_or_default();
        Self {
            name: RwSignal::new(company.name.clone()),
            currency: RwSignal::new(company.currency.clone()),
            zone: RwSignal::new(company.time_zone.clone()),
            with_tax: RwSignal::new(company.prices_include_tax),
            over: RwSignal::new(number::in_field(company.over_delivery_percent)),
            partial: RwSignal::new(company.allow_partial_reservation),
            expiry: RwSignal::new(expiry),
            warehouse: RwSignal::new(warehouse),
        }
    }

    /// The company as it is to be; none while something typed is no value.
    fn input(self, expected_version: i32) -> Option<CompanyChangeInput> {
        let warehouse = self.warehouse.get_untracked();
        Some(CompanyChangeInput {
            expected_version,
            name: self.name.get_untracked().into(),
            currency: self.currency.get_untracked().trim().to_uppercase().into(),
            time_zone: self.zone.get_untracked().trim().to_owned().into(),
            prices_include_tax: self.with_tax.get_untracked().into(),
            over_delivery_percent: percent(&self.over.get_untracked())?.into(),
            allow_partial_reservation: self.partial.get_untracked().into(),
            draft_expiry_minutes: minutes(&self.expiry.get_untracked())?.into(),
            default_warehouse_id: Some(warehouse).filter(|id| !id.is_empty()).map(Id::new).into(),
        })
    }
}

#[component]
pub(super) fn SettingsForm(page: SettingsPage, known: Known) -> impl IntoView {
    let toasts = Toasts::get();
    let attempt = Attempt::new();
    let typed = Typed::of(&known.company);
    let version = known.company.version;
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Some(input) = typed.input(version) else { return };
        attempt.send(company_change(&input), move |_: Company| {
            toasts.tell(text::form::saved().to_owned());
            page.reload();
        });
    };
    view! {
        <form class="form" novalidate on:submit=submit>
            <Outcome attempt fields=FIELDS reload=move |()| page.reload() />
            <Fields attempt>
                <Business attempt typed />
                <Allowances attempt typed known />
            </Fields>
            <div class="form-actions">
                <Submit attempt label=text::form::save() />
            </div>
        </form>
    }
}

#[component]
fn Business(attempt: Attempt, typed: Typed) -> impl IntoView {
    view! {
        <section class="panel panel-pad form" aria-labelledby="business">
            <h2 id="business">{text::settings::company()}</h2>
            <TextField
                id="company-name"
                label=text::settings::name()
                value=typed.name
                error=attempt.fault("name", || None)
                autocomplete="organization"
            />
            <div class="pair">
                <TextField
                    id="currency"
                    label=text::settings::currency()
                    value=typed.currency
                    error=attempt.fault("currency", || None)
                    hint=text::settings::currency_hint()
                />
                <TextField
                    id="zone"
                    label=text::settings::time_zone()
                    value=typed.zone
                    error=attempt.fault("timeZone", || None)
                    hint=text::settings::time_zone_hint()
                />
            </div>
            <CheckField label=text::settings::tax_included() value=typed.with_tax />
        </section>
    }
}

#[component]
fn Allowances(attempt: Attempt, typed: Typed, known: Known) -> impl IntoView {
    let over_fault =
        move || typed.over.with(|typed| percent(typed).is_none()).then(|| text::settings::percent_invalid().to_owned());
    let expiry_fault = move || {
        typed.expiry.with(|typed| minutes(typed).is_none()).then(|| text::settings::minutes_invalid().to_owned())
    };
    let chosen = typed.warehouse.get_untracked();
    let mut options: Vec<_> =
        known.warehouses.into_iter().map(|one| (one.id.into_inner(), format!("{} · {}", one.code, one.name))).collect();
    if !chosen.is_empty() && !options.iter().any(|(id, _)| *id == chosen) {
        options.insert(0, (chosen, text::settings::default_warehouse_unchanged().to_owned()));
    }
    options.insert(0, (String::new(), text::settings::default_warehouse_none().to_owned()));
    view! {
        <section class="panel panel-pad form" aria-labelledby="allowances">
            <h2 id="allowances">{text::settings::tolerances()}</h2>
            <div class="pair">
                <TextField
                    id="over"
                    label=text::settings::over_delivery()
                    value=typed.over
                    error=attempt.fault("overDeliveryPercent", over_fault)
                    inputmode="decimal"
                    hint=text::settings::over_delivery_hint()
                />
                <TextField
                    id="expiry"
                    label=text::settings::expiry()
                    value=typed.expiry
                    error=attempt.fault("draftExpiryMinutes", expiry_fault)
                    inputmode="numeric"
                    hint=text::settings::expiry_hint()
                />
            </div>
            <SelectField
                id="warehouse"
                label=text::settings::default_warehouse()
                value=typed.warehouse
                options
                error=attempt.fault("defaultWarehouseId", || None)
            />
            <CheckField label=text::settings::partial_stock() value=typed.partial />
        </section>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::fixture::each_typed;

    #[test]
    fn an_allowance_is_a_share() {
        each_typed(|percent: &Percent| percent.is_share(), percent);
        each_typed(|minutes| *minutes >= 1, |typed| minutes(typed).flatten());
        assert!(percent("2.5").is_some() && percent("0").is_some() && percent("100").is_some());
        assert!(percent("").is_none() && percent("101").is_none() && percent("-1").is_none());
    }

    #[test]
    fn no_minutes_are_never_and_the_rest_is_counted_from_one() {
        assert_eq!((minutes(""), minutes(" 30 ")), (Some(None), Some(Some(30))));
        assert_eq!((minutes("0"), minutes("soon")), (None, None));
    }
}
