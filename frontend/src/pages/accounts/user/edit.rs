//! A user's name, e-mail and roles in a dialog.
use std::collections::HashSet;

use leptos::prelude::*;

use super::UserPage;
use crate::api::accounts::{Change, User, change_user};
use crate::components::form::{FormDialog, TextField};
use crate::pages::accounts::role_boxes::{ChosenRoles, RoleBoxes, role_ids};
use crate::state::attempt::Attempt;
use crate::state::session::Session;
use crate::text;

/// What is typed about a user.
#[derive(Clone, Copy)]
struct Form {
    name: RwSignal<String>,
    email: RwSignal<String>,
    roles: ChosenRoles,
}

fn ids(user: &User) -> HashSet<String> {
    user.roles.iter().map(|role| role.id.inner().to_owned()).collect()
}

/// What differs from the user as it is, a mutation for each part.
fn changes(user: &User, form: Form) -> Vec<Change> {
    let (name, email) = (form.name.get_untracked(), form.email.get_untracked());
    let mut changes = Vec::new();
    if form.roles.get_untracked() != ids(user) {
        changes.push(Change::Roles(role_ids(form.roles)));
    }
    if (&name, &email) != (&user.name, &user.email) {
        changes.push(Change::Person { name, email });
    }
    changes
}

#[component]
pub(super) fn EditDialog(page: UserPage, user: User) -> impl IntoView {
    let attempt = Attempt::new();
    let session = Session::get();
    let form = Form {
        name: RwSignal::new(user.name.clone()),
        email: RwSignal::new(user.email.clone()),
        roles: RwSignal::new(ids(&user)),
    };
    let title = user.name.clone();
    let current = RwSignal::new(user);
    let submit = move |()| {
        // What is done is kept, so that the next try sends only the rest.
        let user = current.get_untracked();
        let mut rest = changes(&user, form);
        let next = move |done: Option<&User>| {
            let change = rest.pop()?;
            Some(change_user(user.id.clone(), done.unwrap_or(&user).version, change))
        };
        let done = move || {
            page.put(current.get_untracked());
            page.is_editing.set(false);
            page.toasts.tell(text::form::saved().to_owned());
            // It may be the user's own account.
            session.ask();
        };
        attempt.send_each(next, move |user| current.set(user), done);
    };
    view! {
        <FormDialog
            title
            attempt
            label=text::form::save()
            fields=&["name", "email", "roleIds"]
            reload=move |()| page.reload()
            on_close=move |()| page.reload()
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
            <RoleBoxes chosen=form.roles error=attempt.fault("roleIds", || None) />
        </FormDialog>
    }
}
