//! A user who is there: name and roles, and what else can be done: another password, the browsers it is logged in
//! with, letting in and keeping out.
use std::collections::BTreeSet;

use leptos::prelude::*;

use super::UsersPage;
use super::dialogs::{ChosenRoles, RoleBoxes, role_ids};
use super::sessions::UserSessions;
use crate::api::accounts::{Change, User, change_user};
use crate::api::refusal::Answer;
use crate::components::form::{FormDialog, Outcome, TextField};
use crate::state::attempt::Attempt;
use crate::text;

/// What is typed about a user.
#[derive(Clone, Copy)]
struct Form {
    name: RwSignal<String>,
    email: RwSignal<String>,
    roles: ChosenRoles,
}

/// A user as the server has it.
type Current = RwSignal<User>;

fn ids(user: &User) -> BTreeSet<String> {
    user.roles.iter().map(|role| role.id.inner().to_owned()).collect()
}

/// Sends what differs from the user as it is, a mutation at a time; each one done is kept, so that the next try sends
/// only the rest.
async fn save(page: UsersPage, current: Current, form: Form, key: String) -> Answer<()> {
    let (name, email) = (form.name.get_untracked(), form.email.get_untracked());
    let user = current.get_untracked();
    let mut changes = Vec::new();
    if (&name, &email) != (&user.name, &user.email) {
        changes.push(("person", Change::Person { name, email }));
    }
    if form.roles.get_untracked() != ids(&user) {
        changes.push(("roles", Change::Roles(role_ids(form.roles))));
    }
    for (part, change) in changes {
        match change_user(current.get_untracked(), change, format!("{key} {part}")).await? {
            Ok(user) => {
                page.put(user.clone());
                current.set(user);
            }
            Err(errors) => return Ok(Err(errors)),
        }
    }
    Ok(Ok(()))
}

#[component]
pub(super) fn PersonDialog(page: UsersPage, user: User) -> impl IntoView {
    let attempt = Attempt::new();
    let form = Form {
        name: RwSignal::new(user.name.clone()),
        email: RwSignal::new(user.email.clone()),
        roles: RwSignal::new(ids(&user)),
    };
    let title = user.name.clone();
    let current = RwSignal::new(user);
    let submit = move |()| {
        attempt.send(
            |key| save(page, current, form, key),
            move |()| {
                page.doing.set(None);
                page.toasts.tell(text::form::saved().to_owned());
                // It may be the user's own account.
                page.session.ask();
            },
        );
    };
    view! {
        <FormDialog
            title
            attempt
            label=text::form::save()
            fields=&["name", "email", "roleIds"]
            reload=move |()| page.reload()
            on_close=move |()| page.doing.set(None)
            on_submit=submit
        >
            <TextField id="user-name" label=text::accounts::name() value=form.name error=attempt.fault("name", || None) />
            <TextField
                id="user-email"
                label=text::accounts::email()
                value=form.email
                error=attempt.fault("email", || None)
                kind="email"
            />
            <RoleBoxes page chosen=form.roles error=attempt.fault("roleIds", || None) />
            <Access page current />
        </FormDialog>
    }
}

/// What changes the user's way in, each at once.
#[component]
fn Access(page: UsersPage, current: Current) -> impl IntoView {
    let attempt = Attempt::new();
    let password = RwSignal::new(String::new());
    let send = move |change: Change, told: &'static str| {
        attempt.send(
            move |key| change_user(current.get_untracked(), change, key),
            move |user: User| {
                password.set(String::new());
                page.put(user.clone());
                current.set(user);
                page.toasts.tell(told.to_owned());
            },
        );
    };
    let set_password = move |_| send(Change::Password(password.get_untracked()), text::accounts::password_set());
    let toggle = move |_| {
        let is_active = !current.get_untracked().is_active;
        let told = if is_active { text::accounts::let_in_done() } else { text::accounts::kept_out_done() };
        send(Change::Active(is_active), told);
    };
    view! {
        <details class="more">
            <summary>{text::accounts::access()}</summary>
            <div class="form">
                <Outcome attempt fields=&["password"] reload=move |()| page.reload() />
                <div class="beside">
                    <TextField
                        id="reset-password"
                        label=text::accounts::password_new()
                        value=password
                        error=attempt.fault("password", || None)
                        kind="password"
                        autocomplete="new-password"
                    />
                    <button class="button" type="button" on:click=set_password>
                        {text::accounts::password_reset()}
                    </button>
                </div>
                <UserSessions page user=current.get_untracked().id />
                <div class="danger-row">
                    <span class="small quiet">
                        {move || if current.get().is_active { text::accounts::keep_out_text() } else { text::accounts::let_in_text() }}
                    </span>
                    <button class="button" class:danger=move || current.get().is_active type="button" on:click=toggle>
                        {move || if current.get().is_active { text::accounts::keep_out() } else { text::accounts::let_in() }}
                    </button>
                </div>
            </div>
        </details>
    }
}
