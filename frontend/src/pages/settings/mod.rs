//! The company's settings: who it is, and what is allowed without asking.
//!
//! read --typed--> checked here --saved--> read anew | refused at its field | changed by somebody else: read anew
mod form;

use leptos::prelude::*;
use leptos::wasm_split::wasm_split;

use self::form::SettingsForm;
use crate::api::choices::{WarehouseChoice, warehouses};
use crate::api::error::ApiError;
use crate::api::settings::{Company, company};
use crate::components::states::{Failure, SkeletonRows};
use crate::page::{Made, Page, Visit};
use crate::state::remote::Remote;
use crate::{live, text};

/// The page.
pub const PAGE: Page = |(), visit| Box::pin(page(visit));

#[wasm_split(settings, wasm_split_path = ::leptos::wasm_split, fallible)]
fn page(visit: Visit) -> Made {
    if visit.is_for_code() {
        return Ok(().into_any());
    }
    let page = SettingsPage { company: Remote::new(), warehouses: Remote::new() };
    page.reload();
    Ok(view! { <Settings page /> }.into_any())
}

/// The company, and the warehouses it can choose from.
#[derive(Clone, PartialEq, Eq)]
struct Known {
    company: Company,
    warehouses: Vec<WarehouseChoice>,
}

#[derive(Clone, Copy)]
struct SettingsPage {
    company: Remote<Company>,
    warehouses: Remote<Vec<WarehouseChoice>>,
}

impl SettingsPage {
    fn reload(self) {
        self.company.load(company());
        self.warehouses.load(warehouses(""));
    }

    fn known(self) -> Option<Result<Known, ApiError>> {
        let company = match self.company.with(|answer| answer.cloned())? {
            Ok(company) => company,
            Err(error) => return Some(Err(error)),
        };
        // Whoever may not see warehouses leaves the choice as it is.
        let warehouses = self.warehouses.with(|answer| answer.map(|answer| answer.clone().unwrap_or_default()))?;
        Some(Ok(Known { company, warehouses }))
    }
}

#[component]
fn Settings(page: SettingsPage) -> impl IntoView {
    let known = live::memo(move || page.known());
    let body = move || {
        known.with(|answer| match answer {
            None => view! { <div class="panel"><SkeletonRows count=6 /></div> }.into_any(),
            Some(Err(error)) => {
                let retry = move |()| page.reload();
                view! { <div class="panel"><Failure error=error.clone() retry /></div> }.into_any()
            }
            Some(Ok(known)) => view! { <SettingsForm page known=known.clone() /> }.into_any(),
        })
    };
    view! {
        <div class="page narrow" aria-busy=move || page.company.busy().to_string()>
            <h1>{text::settings::title()}</h1>
            {body}
        </div>
    }
}
