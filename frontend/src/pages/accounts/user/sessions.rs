//! The browsers that a user is logged in with.
use leptos::prelude::*;

use super::UserPage;
use crate::api::accounts::{Session, session_revoke};
use crate::api::input::SessionRevokeInput;
use crate::components::form::Outcome;
use crate::pages::accounts::device::device;
use crate::state::attempt::Attempt;
use crate::{format, text};

#[component]
pub(super) fn UserSessions(page: UserPage, sessions: Vec<Session>) -> impl IntoView {
    let body = if sessions.is_empty() {
        view! { <p class="panel-pad small quiet">{text::accounts::sessions_none()}</p> }.into_any()
    } else {
        view! { <ul>{sessions.into_iter().map(|session| row(page, session)).collect_view()}</ul> }.into_any()
    };
    view! {
        <section class="panel" aria-labelledby="sessions">
            <div class="panel-head">
                <h2 id="sessions">{text::accounts::sessions_of_user()}</h2>
            </div>
            {body}
        </section>
    }
}

/// A session, and what ends it: an action of its own, with an attempt of its own.
fn row(page: UserPage, session: Session) -> impl IntoView {
    let attempt = Attempt::new();
    let name = device(&session.user_agent);
    let seen = text::accounts::session_seen(&format::instant(&session.last_seen_at.0));
    let label = text::accounts::session_end_of(&name);
    let input = SessionRevokeInput { id: session.id };
    let end = move |_| {
        attempt.send(session_revoke(&input), move |ended| {
            if let Some(mut known) = page.known.value_untracked() {
                known.sessions.retain(|session| session.id != ended);
                page.known.put(known);
            }
            page.toasts.tell(text::accounts::session_ended().to_owned());
        });
    };
    view! {
        <li class="list-row">
            <span>
                <strong title=session.user_agent>{name}</strong>
                <span class="small quiet facts">
                    <span>{session.address}</span>
                    <span>{seen}</span>
                </span>
            </span>
            <button class="button" type="button" aria-label=label on:click=end>
                {text::accounts::session_end()}
            </button>
            <Outcome attempt fields=&[] reload=move |()| page.reload() />
        </li>
    }
}
