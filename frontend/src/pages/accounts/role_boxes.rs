//! Which roles a user has: a box for each.
use std::collections::HashSet;

use leptos::prelude::*;

use crate::api::accounts::{self, Role};
use crate::api::scalar::Id;
use crate::components::field::FieldError;
use crate::components::form::AmongField;
use crate::components::states::Notice;
use crate::state::attempt::Fault;
use crate::state::remote::Remote;
use crate::text;

/// The roles that are ticked, by id.
pub(super) type ChosenRoles = RwSignal<HashSet<String>>;

/// The ids of the ticked roles.
pub(super) fn role_ids(chosen: ChosenRoles) -> Vec<Id> {
    chosen.get_untracked().into_iter().map(Id::new).collect()
}

#[component]
pub(super) fn RoleBoxes(chosen: ChosenRoles, error: Fault) -> impl IntoView {
    let roles = Remote::<Vec<Role>>::new();
    roles.load(accounts::roles());
    let boxes = move || {
        roles.with(|answer| match answer {
            None => view! { <span class="skeleton"></span> }.into_any(),
            Some(Err(error)) => {
                let text = error.text();
                view! { <Notice>{text}</Notice> }.into_any()
            }
            Some(Ok(roles)) => roles.iter().map(|role| role_box(chosen, role)).collect_view().into_any(),
        })
    };
    view! {
        <fieldset>
            <legend class="label">{text::accounts::roles()}</legend>
            <div class="role-boxes">{boxes}</div>
            <FieldError id="roles" error />
        </fieldset>
    }
}

fn role_box(chosen: ChosenRoles, role: &Role) -> impl IntoView + use<> {
    let (label, one) = (role.name.clone(), role.id.inner().to_owned());
    view! { <AmongField label one chosen /> }
}
