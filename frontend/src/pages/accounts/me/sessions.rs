//! The browsers that are logged in.
use leptos::prelude::*;

use super::{Doing, MyPage};
use crate::api::accounts::Session;
use crate::pages::accounts::device::device;
use crate::{format, text};

#[component]
pub(super) fn Sessions(page: MyPage) -> impl IntoView {
    let rows = move || {
        page.account.with(|answer| {
            let account = answer.and_then(|answer| answer.as_ref().ok());
            account.map(|account| account.sessions.iter().map(|session| row(page, session.clone())).collect_view())
        })
    };
    view! {
        <section class="panel" aria-labelledby="sessions">
            <div class="panel-head">
                <h2 id="sessions">{text::accounts::sessions()}</h2>
            </div>
            <ul>{rows}</ul>
        </section>
    }
}

fn row(page: MyPage, session: Session) -> impl IntoView {
    let name = device(&session.user_agent);
    let seen = text::accounts::session_seen(&format::instant(&session.last_seen_at.0));
    let since = text::accounts::session_since(&format::instant(&session.created_at.0));
    let label = text::accounts::session_end_of(&name);
    let action = if session.is_current {
        view! { <span class="pill good">{text::accounts::session_current()}</span> }.into_any()
    } else {
        let session = session.clone();
        view! {
            <button class="button" aria-label=label on:click=move |_| page.doing.set(Some(Doing::EndSession(session.clone())))>
                {text::accounts::session_end()}
            </button>
        }
        .into_any()
    };
    view! {
        <li class="list-row">
            <span>
                <strong title=session.user_agent>{name}</strong>
                <span class="small quiet facts">
                    <span>{session.address}</span>
                    <span>{seen}</span>
                    <span>{since}</span>
                </span>
            </span>
            {action}
        </li>
    }
}
