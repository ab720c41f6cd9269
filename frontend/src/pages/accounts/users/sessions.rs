//! The browsers that another user is logged in with.
use leptos::prelude::*;

use super::UsersPage;
use crate::api::accounts::{Session, revoke_session, sessions_of};
use crate::components::form::Outcome;
use crate::components::states::Notice;
use crate::pages::accounts::device::device;
use crate::state::attempt::Attempt;
use crate::state::remote::Remote;
use crate::{format, text};

#[component]
pub(super) fn UserSessions(page: UsersPage, user: cynic::Id) -> impl IntoView {
    let sessions = Remote::<Vec<Session>>::new();
    sessions.load(sessions_of(user));
    let attempt = Attempt::new();
    let end = move |id: cynic::Id| {
        attempt.send(
            |key| revoke_session(id, key),
            move |ended| {
                let left = sessions.with_untracked(|answer| answer.and_then(|answer| answer.as_ref().ok().cloned()));
                let left = left.into_iter().flatten().filter(|session| session.id != ended);
                sessions.put(left.collect());
                page.toasts.tell(text::accounts::session_ended().to_owned());
            },
        );
    };
    let body = move || {
        sessions.with(|answer| match answer {
            None => view! { <span class="skeleton"></span> }.into_any(),
            Some(Err(error)) => {
                let text = error.text();
                view! { <Notice>{text}</Notice> }.into_any()
            }
            Some(Ok(sessions)) if sessions.is_empty() => {
                view! { <p class="small quiet">{text::accounts::sessions_none()}</p> }.into_any()
            }
            Some(Ok(sessions)) => {
                let rows = sessions.iter().cloned().map(|session| row(session, end)).collect_view();
                view! { <ul>{rows}</ul> }.into_any()
            }
        })
    };
    view! {
        <div>
            <p class="label">{text::accounts::sessions_of_user()}</p>
            <Outcome attempt fields=&[] reload=move |()| page.reload() />
            {body}
        </div>
    }
}

fn row(session: Session, end: impl Fn(cynic::Id) + 'static) -> impl IntoView {
    let name = device(&session.user_agent);
    let seen = text::accounts::session_seen(&format::instant(&session.last_seen_at.0));
    let label = text::accounts::session_end_of(&name);
    let id = session.id;
    view! {
        <li class="tight-row">
            <span class="small">
                {name}
                <span class="quiet facts">
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
