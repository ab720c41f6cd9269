//! The dialogs of one's own page: end a session, make and revoke a token.
use std::collections::HashSet;

use leptos::prelude::*;

use super::MyPage;
use crate::api::accounts::{Profile, Session, Token, TokenCreate, session_revoke, token_create, token_revoke};
use crate::api::input::{ApiTokenCreateInput, ApiTokenRevokeInput, SessionRevokeInput};
use crate::api::name::Permission;
use crate::api::scalar::Instant;
use crate::components::clipboard::copy;
use crate::components::dialog::Dialog;
use crate::components::field::FieldError;
use crate::components::form::{FormDialog, TextField};
use crate::components::select::SelectField;
use crate::pages::accounts::device::device;
use crate::pages::accounts::permissions::PermissionBoxes;
use crate::state::attempt::Attempt;
use crate::text;

#[component]
pub(super) fn EndSession(page: MyPage, session: Session) -> impl IntoView {
    let attempt = Attempt::new();
    let id = session.id.clone();
    let submit = move |()| {
        let input = SessionRevokeInput { id: id.clone() };
        attempt.send(session_revoke(&input), move |ended| {
            page.doing.set(None);
            page.change(|account| account.sessions.retain(|session| session.id != ended));
            page.toasts.tell(text::accounts::session_ended().to_owned());
        });
    };
    view! {
        <FormDialog
            title=text::accounts::session_end_of(&device(&session.user_agent))
            attempt
            label=text::accounts::session_end()
            reload=move |()| page.reload()
            on_close=move |()| page.doing.set(None)
            on_submit=submit
        >
            <p class="quiet">{text::accounts::session_end_text()}</p>
        </FormDialog>
    }
}

#[component]
pub(super) fn RevokeToken(page: MyPage, token: Token) -> impl IntoView {
    let attempt = Attempt::new();
    let id = token.id.clone();
    let submit = move |()| {
        let input = ApiTokenRevokeInput { id: id.clone() };
        attempt.send(token_revoke(&input), move |ended| {
            page.doing.set(None);
            page.change(|account| account.tokens.retain(|token| token.id != ended));
            page.toasts.tell(text::accounts::token_revoked().to_owned());
        });
    };
    view! {
        <FormDialog
            title=text::accounts::token_revoke_of(&token.name)
            attempt
            label=text::accounts::token_revoke()
            reload=move |()| page.reload()
            on_close=move |()| page.doing.set(None)
            on_submit=submit
        >
            <p class="quiet">{text::accounts::token_revoke_text()}</p>
        </FormDialog>
    }
}

/// How long a token may live, in days.
const LIVES: [(&str, usize); 4] = [("7", 7), ("30", 30), ("90", 90), ("365", 365)];

/// So many days from now.
fn in_days(days: u32) -> Instant {
    let date = js_sys::Date::new_0();
    date.set_utc_date(date.get_utc_date().saturating_add(days));
    Instant(String::from(date.to_iso_string()))
}

#[component]
pub(super) fn NewTokenDialog(page: MyPage, profile: Profile) -> impl IntoView {
    let made = RwSignal::new(None::<(Token, Option<String>)>);
    move || match made.get() {
        None => view! { <TokenForm page profile=profile.clone() made /> }.into_any(),
        Some((token, secret)) => view! { <Secret page token secret /> }.into_any(),
    }
}

#[component]
fn TokenForm(page: MyPage, profile: Profile, made: RwSignal<Option<(Token, Option<String>)>>) -> impl IntoView {
    let attempt = Attempt::new();
    let name = RwSignal::new(String::new());
    let days = RwSignal::new("90".to_owned());
    let chosen = RwSignal::new(HashSet::new());
    let submit = move |()| {
        let input = ApiTokenCreateInput {
            name: name.get_untracked(),
            expires_at: in_days(days.get_untracked().parse::<u32>().unwrap_or(30)),
            permissions: chosen.get_untracked().into_iter().map(Permission).collect(),
        };
        attempt.send(token_create(&input), move |created: TokenCreate| {
            let Some(token) = created.api_token else { return };
            page.change(|account| account.tokens.insert(0, token.clone()));
            made.set(Some((token, created.secret)));
        });
    };
    let lives = LIVES.map(|(value, days)| (value, text::accounts::token_days(days))).to_vec();
    view! {
        <FormDialog
            title=text::accounts::token_new()
            wide=true
            attempt
            label=text::form::create()
            fields=&["name", "permissions", "expiresAt"]
            reload=move |()| page.reload()
            on_close=move |()| page.doing.set(None)
            on_submit=submit
        >
            <div class="pair">
                <TextField
                    id="token-name"
                    label=text::accounts::token_name()
                    value=name
                    error=attempt.fault("name", || None)
                    autofocus=true
                />
                <SelectField
                    id="token-life"
                    label=text::accounts::token_validity()
                    value=days
                    options=lives
                    error=attempt.fault("expiresAt", || None)
                />
            </div>
            <PermissionBoxes chosen offered=profile.permissions />
            <FieldError id="token-permissions" error=attempt.fault("permissions", || None) />
        </FormDialog>
    }
}

/// The token's secret, this once.
#[component]
fn Secret(page: MyPage, token: Token, secret: Option<String>) -> impl IntoView {
    let close = move || page.doing.set(None);
    let shown = match secret {
        Some(secret) => {
            let copied = secret.clone();
            let copy_secret = move |_| {
                copy(copied.clone(), move |is_copied| {
                    let message = if is_copied { text::accounts::token_copied() } else { text::app::copy_failed() };
                    page.toasts.tell(message.to_owned());
                });
            };
            view! {
                <p class="quiet">{text::accounts::token_once()}</p>
                <div class="secret">
                    <input class="input" readonly aria-label=text::accounts::token_secret() value=secret autofocus />
                    <button class="button" type="button" on:click=copy_secret>
                        {text::accounts::token_copy()}
                    </button>
                </div>
            }
            .into_any()
        }
        None => view! { <p class="quiet">{text::accounts::token_lost()}</p> }.into_any(),
    };
    view! {
        <Dialog labelled_by="secret-title" on_close=move |()| close()>
            <div class="dialog-form">
                <h2 id="secret-title">{token.name}</h2>
                {shown}
                <div class="dialog-actions">
                    <button class="button primary" type="button" on:click=move |_| close()>
                        {text::accounts::token_done()}
                    </button>
                </div>
            </div>
        </Dialog>
    }
}
