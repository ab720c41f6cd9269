//! What changes a user's way in, each at once: another password, letting in and keeping out.
use leptos::prelude::*;

use super::UserPage;
use crate::api::accounts::{Change, change_user};
use crate::components::form::{Fields, Outcome, TextField};
use crate::state::attempt::Attempt;
use crate::text;

#[component]
pub(super) fn Access(page: UserPage, is_active: bool) -> impl IntoView {
    let (reset, access) = (Attempt::new(), Attempt::new());
    let password = RwSignal::new(String::new());
    let send = move |attempt: Attempt, change: Change, message: &'static str| {
        let Some(user) = page.user() else { return };
        attempt.send(change_user(user.id, user.version, change), move |_| {
            page.toasts.tell(message.to_owned());
            // The sessions have ended too.
            page.reload();
        });
    };
    let set_password = move |_| send(reset, Change::Password(password.get_untracked()), text::accounts::password_set());
    let toggle = move |_| {
        let message = if is_active { text::accounts::user_disabled() } else { text::accounts::user_enabled() };
        send(access, Change::Active(!is_active), message);
    };
    let (about, label) = if is_active {
        (text::accounts::disable_text(), text::accounts::disable())
    } else {
        (text::accounts::enable_text(), text::accounts::enable())
    };
    view! {
        <section class="panel panel-pad form" aria-labelledby="access">
            <h2 id="access">{text::accounts::access()}</h2>
            <Outcome attempt=reset fields=&["password"] reload=move |()| page.reload() />
            <div class="beside">
                <Fields attempt=reset><TextField
                    id="reset-password"
                    label=text::accounts::password_new()
                    value=password
                    error=reset.fault("password", || None)
                    kind="password"
                    autocomplete="new-password"
                /></Fields>
                <button class="button" type="button" on:click=set_password>
                    {text::accounts::password_reset()}
                </button>
            </div>
            <Outcome attempt=access fields=&[] reload=move |()| page.reload() />
            <div class="danger-row">
                <span class="small quiet">{about}</span>
                <button class="button" class:danger=is_active type="button" on:click=toggle>
                    {label}
                </button>
            </div>
        </section>
    }
}
