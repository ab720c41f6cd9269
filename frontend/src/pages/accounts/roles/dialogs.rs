//! The dialogs of the roles: make one, rename or take away one.
use leptos::prelude::*;

use super::RolesPage;
use crate::api::accounts::{Role, change_role, create_role, delete_role};
use crate::components::form::{FormDialog, Outcome, TextField};
use crate::components::select::SelectField;
use crate::state::attempt::Attempt;
use crate::text;

#[component]
pub(super) fn NewRole(page: RolesPage) -> impl IntoView {
    let attempt = Attempt::new();
    let name = RwSignal::new(String::new());
    let code = RwSignal::new(String::new());
    let like = RwSignal::new(String::new());
    let roles = page.roles_untracked();
    let none = (String::new(), text::accounts::role_copy_none().to_owned());
    let options = std::iter::once(none).chain(roles.iter().map(|role| (role.id.inner().to_owned(), role.name.clone())));
    let options: Vec<_> = options.collect();
    let submit = move |()| {
        let like = like.get_untracked();
        let permissions = roles.iter().find(|role| role.id.inner() == like).map(|role| role.permissions.clone());
        let (code, name) = (code.get_untracked(), name.get_untracked());
        attempt.send(create_role(code, name, permissions.unwrap_or_default()), move |role: Role| {
            page.doing.set(None);
            page.toasts.tell(text::accounts::role_created(&role.name));
            page.put(role);
        });
    };
    view! {
        <FormDialog
            title=text::accounts::role_new()
            attempt
            label=text::form::create()
            fields=&["name", "code"]
            reload=move |()| page.reload()
            on_close=move |()| page.doing.set(None)
            on_submit=submit
        >
            <TextField
                id="role-name"
                label=text::accounts::name()
                value=name
                error=attempt.fault("name", || None)
                autofocus=true
            />
            <TextField
                id="role-code"
                label=text::accounts::role_code()
                value=code
                error=attempt.fault("code", || None)
                hint=text::accounts::role_code_hint()
            />
            <SelectField id="role-like" label=text::accounts::role_copy_from() value=like options />
        </FormDialog>
    }
}

#[component]
pub(super) fn RoleDialog(page: RolesPage, role: Role) -> impl IntoView {
    let attempt = Attempt::new();
    let removal = Attempt::new();
    let name = RwSignal::new(role.name.clone());
    let is_used = role.user_count != 0;
    let title = text::accounts::role_edit(&role.name);
    let role = StoredValue::new(role);
    let submit = move |()| {
        let renamed = Role { name: name.get_untracked(), ..role.get_value() };
        attempt.send(change_role(renamed), move |role: Role| {
            page.doing.set(None);
            page.toasts.tell(text::form::saved().to_owned());
            page.put(role);
        });
    };
    let remove = move |_| {
        if is_used {
            return;
        }
        removal.send(delete_role(role.get_value()), move |gone| {
            page.doing.set(None);
            page.toasts.tell(text::accounts::role_deleted().to_owned());
            page.change(|roles| roles.retain(|role| role.id != gone));
        });
    };
    let users = role.with_value(|role| usize::try_from(role.user_count).unwrap_or_default());
    let reason =
        if is_used { text::accounts::role_in_use(users) } else { text::accounts::role_delete_text().to_owned() };
    view! {
        <FormDialog
            title
            attempt
            label=text::form::save()
            fields=&["name"]
            reload=move |()| page.reload()
            on_close=move |()| page.doing.set(None)
            on_submit=submit
        >
            <TextField
                id="role-name"
                label=text::accounts::name()
                value=name
                error=attempt.fault("name", || None)
                autofocus=true
            />
            <Outcome attempt=removal fields=&[] reload=move |()| page.reload() />
            <div class="danger-row">
                <span class="small quiet" id="role-delete-why">{reason}</span>
                <button
                    class="button danger"
                    type="button"
                    aria-disabled=is_used.to_string()
                    aria-describedby="role-delete-why"
                    on:click=remove
                >
                    {text::accounts::role_delete()}
                </button>
            </div>
        </FormDialog>
    }
}
