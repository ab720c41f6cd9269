//! What changes a user's way in, each at once: another password, letting in and keeping out.
use leptos::prelude::*;

use super::UserPage;
use crate::api::accounts::{Change, change_user};
use crate::components::form::{Outcome, TextField};
use crate::state::attempt::Attempt;
use crate::text;

#[component]
pub(super) fn Access(page: UserPage, is_active: bool) -> impl IntoView {
    let attempt = Attempt::new();
    let password = RwSignal::new(String::new());
    let send = move |change: Change, told: &'static str| {
        let Some(user) = page.user() else { return };
        attempt.send(
            move |key| change_user(user.id, user.version, change, key),
            move |_| {
                page.toasts.tell(told.to_owned());
                // The sessions have ended too.
                page.reload();
            },
        );
    };
    let set_password = move |_| send(Change::Password(password.get_untracked()), text::accounts::password_set());
    let toggle = move |_| {
        let told = if is_active { text::accounts::kept_out_done() } else { text::accounts::let_in_done() };
        send(Change::Active(!is_active), told);
    };
    let (about, label) = if is_active {
        (text::accounts::keep_out_text(), text::accounts::keep_out())
    } else {
        (text::accounts::let_in_text(), text::accounts::let_in())
    };
    view! {
        <section class="panel panel-pad form" aria-labelledby="access">
            <h2 id="access">{text::accounts::access()}</h2>
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
            <div class="danger-row">
                <span class="small quiet">{about}</span>
                <button class="button" class:danger=is_active type="button" on:click=toggle>
                    {label}
                </button>
            </div>
        </section>
    }
}
