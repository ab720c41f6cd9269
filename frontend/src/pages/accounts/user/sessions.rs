//! The browsers that a user is logged in with.
use leptos::prelude::*;

use super::UserPage;
use crate::api::accounts::{Session, revoke_session};
use crate::components::form::Outcome;
use crate::pages::accounts::device::device;
use crate::state::attempt::Attempt;
use crate::{format, text};

#[component]
pub(super) fn UserSessions(page: UserPage, sessions: Vec<Session>) -> impl IntoView {
    let attempt = Attempt::new();
    let end = move |id: cynic::Id| {
        attempt.send(
            |key| revoke_session(id, key),
            move |ended| {
                let known = page.known.with_untracked(|answer| answer?.as_ref().ok().cloned());
                if let Some(mut known) = known {
                    known.sessions.retain(|session| session.id != ended);
                    page.known.put(known);
                }
                page.toasts.tell(text::accounts::session_ended().to_owned());
            },
        );
    };
    let body = if sessions.is_empty() {
        view! { <p class="panel-pad small quiet">{text::accounts::sessions_none()}</p> }.into_any()
    } else {
        view! { <ul>{sessions.into_iter().map(|session| row(session, end)).collect_view()}</ul> }.into_any()
    };
    view! {
        <section class="panel" aria-labelledby="sessions">
            <div class="panel-head">
                <h2 id="sessions">{text::accounts::sessions_of_user()}</h2>
            </div>
            <Outcome attempt fields=&[] reload=move |()| page.reload() />
            {body}
        </section>
    }
}

fn row(session: Session, end: impl Fn(cynic::Id) + 'static) -> impl IntoView {
    let name = device(&session.user_agent);
    let seen = text::accounts::session_seen(&format::instant(&session.last_seen_at.0));
    let label = text::accounts::session_end_of(&name);
    let id = session.id;
    view! {
        <li class="list-row">
            <span>
                <strong title=session.user_agent>{name}</strong>
                <span class="small quiet facts">
                    <span>{session.address}</span>
                    <span>{seen}</span>
                </span>
            </span>
            <button class="button" type="button" aria-label=label on:click=move |_| end(id.clone())>
                {text::accounts::session_end()}
            </button>
        </li>
    }
}
