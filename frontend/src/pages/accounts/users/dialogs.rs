//! A new user, and what its dialog shares with that of a user who is there.
use std::collections::BTreeSet;

use leptos::prelude::*;

use super::UsersPage;
use crate::api::accounts::{Role, User, create_user};
use crate::components::field::FieldError;
use crate::components::form::{FormDialog, TextField};
use crate::state::attempt::{Attempt, Fault};
use crate::text;

/// The roles that are ticked, by id.
pub(super) type ChosenRoles = RwSignal<BTreeSet<String>>;

/// The ids of the ticked roles.
pub(super) fn role_ids(chosen: ChosenRoles) -> Vec<cynic::Id> {
    chosen.get_untracked().into_iter().map(cynic::Id::new).collect()
}

/// A box for each role.
#[component]
pub(super) fn RoleBoxes(page: UsersPage, chosen: ChosenRoles, error: Fault) -> impl IntoView {
    let boxes = move || {
        page.roles.with(|answer| {
            let roles = answer.and_then(|answer| answer.as_ref().ok());
            roles.into_iter().flatten().map(|role| role_box(chosen, role.clone())).collect_view()
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

fn role_box(chosen: ChosenRoles, role: Role) -> impl IntoView {
    let id = role.id.inner().to_owned();
    let ticked = id.clone();
    let tick = move |is_on: bool| {
        chosen.update(|chosen| {
            if is_on {
                chosen.insert(id.clone());
            } else {
                chosen.remove(&id);
            }
        });
    };
    view! {
        <label class="check">
            <input
                type="checkbox"
                prop:checked=move || chosen.with(|chosen| chosen.contains(&ticked))
                on:change:target=move |event| tick(event.target().checked())
            />
            <span>{role.name}</span>
        </label>
    }
}

#[component]
pub(super) fn NewUser(page: UsersPage) -> impl IntoView {
    let attempt = Attempt::new();
    let [name, email, password] = [(); 3].map(|()| RwSignal::new(String::new()));
    let chosen = RwSignal::new(BTreeSet::new());
    let submit = move |()| {
        let (name, email, password) = (name.get_untracked(), email.get_untracked(), password.get_untracked());
        let roles = role_ids(chosen);
        attempt.send(
            |key| create_user(name, email, password, roles, key),
            move |user: User| {
                page.doing.set(None);
                page.toasts.tell(text::accounts::user_made(&user.name));
                page.put(user);
            },
        );
    };
    view! {
        <FormDialog
            title=text::accounts::user_new()
            attempt
            label=text::form::create()
            fields=&["name", "email", "password", "roleIds"]
            reload=move |()| page.reload()
            on_close=move |()| page.doing.set(None)
            on_submit=submit
        >
            <TextField
                id="user-name"
                label=text::accounts::name()
                value=name
                error=attempt.fault("name", || None)
                autofocus=true
            />
            <TextField
                id="user-email"
                label=text::accounts::email()
                value=email
                error=attempt.fault("email", || None)
                kind="email"
            />
            <TextField
                id="user-password"
                label=text::accounts::password_first()
                value=password
                error=attempt.fault("password", || None)
                kind="password"
                autocomplete="new-password"
                hint=text::accounts::password_first_hint()
            />
            <RoleBoxes page chosen error=attempt.fault("roleIds", || None) />
        </FormDialog>
    }
}
