//! One user: who it is, which roles it has, where it is logged in; what lets it in and keeps it out.
//!
//! waiting --an answer--> shown | failed;  shown --changed--> shown as it is now | refused at its field
mod access;
mod edit;
mod explained;
mod sessions;

use leptos::prelude::*;
use leptos::wasm_split::wasm_split;

use self::access::Access;
use self::edit::EditDialog;
use self::explained::Explained;
use self::sessions::UserSessions;
use super::standing::standing;
use crate::api::accounts::{self, User, UserDetail};
use crate::components::icon::{Glyph, Icon};
use crate::components::lazily::lazily_or;
use crate::components::states::{Failure, SkeletonRows};
use crate::components::title::Title;
use crate::page::{Made, Page, Visit};
use crate::router::Crumbs;
use crate::state::remote::{Remote, Stage};
use crate::state::toasts::Toasts;
use crate::{format, text};

/// The page.
pub const PAGE: Page<String> = |id, visit| Box::pin(page(id, visit));

#[wasm_split(accounts__user, wasm_split_path = ::leptos::wasm_split, fallible)]
fn page(id: String, visit: Visit) -> Made {
    if visit.is_ahead(&accounts::user(id.clone())) {
        return Ok(().into_any());
    }
    let page = UserPage {
        id: StoredValue::new(id),
        known: Remote::new(),
        is_editing: RwSignal::new(false),
        toasts: Toasts::get(),
    };
    page.known.visit(accounts::user(page.id.get_value()));
    Ok(view! { <UserView page /> }.into_any())
}

/// The dialog to change name, e-mail and roles; its code comes when it is first opened.
#[wasm_split(accounts__user__dialogs, wasm_split_path = ::leptos::wasm_split, fallible)]
fn dialog(page: UserPage, user: User) -> Made {
    Ok(view! { <EditDialog page user /> }.into_any())
}

#[derive(Clone, Copy)]
struct UserPage {
    id: StoredValue<String>,
    known: Remote<UserDetail>,
    is_editing: RwSignal<bool>,
    toasts: Toasts,
}

impl UserPage {
    fn reload(self) {
        self.is_editing.set(false);
        self.known.load(accounts::user(self.id.get_value()));
    }

    /// The user as the server has it.
    fn user(self) -> Option<User> {
        self.known.value_untracked().map(|known| known.user)
    }

    /// The user is now like this.
    fn put(self, user: User) {
        if let Some(known) = self.known.value_untracked() {
            self.known.put(UserDetail { user, ..known });
        }
    }
}

#[component]
fn UserView(page: UserPage) -> impl IntoView {
    let name = Signal::derive(move || {
        page.known.with(|answer| match answer {
            Some(Ok(known)) => known.user.name.clone(),
            _ => text::accounts::users().to_owned(),
        })
    });
    let stage = page.known.stage();
    let body = move || match stage.get() {
        Stage::Waiting => view! { <div class="panel"><SkeletonRows count=6 /></div> }.into_any(),
        Stage::Failed(error) => {
            let retry = move |()| page.reload();
            view! { <div class="panel"><Failure error retry /></div> }.into_any()
        }
        Stage::Ready => view! { <Record page /> }.into_any(),
    };
    let opened = move || {
        let user = page.is_editing.get().then(|| page.user())??;
        let failed = move || {
            page.is_editing.set(false);
            page.toasts.tell(text::app::error_network().to_owned());
        };
        Some(lazily_or(dialog(page, user), failed))
    };
    view! {
        <Title text=name />
        <div class="page narrow" aria-busy=move || page.known.busy().to_string()>{body}</div>
        {opened}
    }
}

/// Each part is drawn anew only when it has changed: what is typed in another stays.
#[component]
fn Record(page: UserPage) -> impl IntoView {
    let user = page.known.part(|known| known.user.clone());
    let sessions = page.known.part(|known| known.sessions.clone());
    let is_active = page.known.part(|known| known.user.is_active);
    view! {
        {move || user.get().map(|user| view! { <Head page user /> })}
        {move || sessions.get().map(|sessions| view! { <UserSessions page sessions /> })}
        {move || is_active.get().map(|is_active| view! { <Access page is_active /> })}
        {move || user.get().map(|user| view! { <Explained user /> })}
    }
}

#[component]
fn Head(page: UserPage, user: User) -> impl IntoView {
    let (tone, word) = standing(user.is_active);
    let seen = user.last_seen_at.as_ref().map(|at| format::instant(&at.0));
    let facts = [
        (text::accounts::email(), user.email.clone()),
        (text::accounts::roles(), user.role_names()),
        (text::accounts::last_seen(), seen.unwrap_or_else(|| text::accounts::never().to_owned())),
    ];
    let facts = facts.map(|(name, value)| {
        view! {
            <div>
                <dt>{name}</dt>
                <dd>{value}</dd>
            </div>
        }
    });
    view! {
        <Crumbs />
        <section class="panel doc-head" aria-labelledby="user-title">
            <div class="page-head">
                <div class="doc-title">
                    <h1 id="user-title">{user.name.clone()}</h1>
                    <span class=format!("pill {tone}")>{word}</span>
                </div>
            </div>
            <div class="doc-actions">
                <button class="button" type="button" on:click=move |_| page.is_editing.set(true)>
                    <Icon glyph=Glyph::Pencil />
                    {text::accounts::user_edit()}
                </button>
            </div>
            <dl class="doc-meta">{facts.collect_view()}</dl>
        </section>
    }
}
