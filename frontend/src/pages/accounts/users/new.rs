//! A new user.
use std::collections::HashSet;

use leptos::prelude::*;

use crate::api::accounts::{User, user_create};
use crate::api::input::UserCreateInput;
use crate::components::form::{FormDialog, TextField};
use crate::pages::accounts::role_boxes::{RoleBoxes, role_ids};
use crate::state::attempt::Attempt;
use crate::text;

#[component]
pub(super) fn NewUserDialog(done: Callback<User>, close: Callback<()>) -> impl IntoView {
    let attempt = Attempt::new();
    let [name, email, password] = [(); 3].map(|()| RwSignal::new(String::new()));
    let chosen = RwSignal::new(HashSet::new());
    let submit = move |()| {
        let input = UserCreateInput {
            name: name.get_untracked(),
            email: email.get_untracked(),
            password: password.get_untracked(),
            role_ids: role_ids(chosen),
        };
        attempt.send(user_create(&input), move |user: User| done.run(user));
    };
    view! {
        <FormDialog
            title=text::accounts::user_new()
            attempt
            label=text::form::create()
            fields=&["name", "email", "password", "roleIds"]
            reload=move |()| close.run(())
            on_close=move |()| close.run(())
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
                label=text::accounts::password_initial()
                value=password
                error=attempt.fault("password", || None)
                kind="password"
                autocomplete="new-password"
                hint=text::accounts::password_initial_hint()
            />
            <RoleBoxes chosen error=attempt.fault("roleIds", || None) />
        </FormDialog>
    }
}
