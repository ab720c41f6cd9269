//! One's own account: profile, password, the browsers that are logged in, the programs that may act in one's name.
mod dialogs;
mod password;
mod profile;
mod sessions;
mod tokens;

use leptos::prelude::*;
use leptos::wasm_split::wasm_split;

use self::dialogs::{EndSession, NewTokenDialog, RevokeToken};
use self::password::PasswordForm;
use self::profile::ProfileForm;
use self::sessions::Sessions;
use self::tokens::Tokens;
use crate::api::accounts::{self, Account, Profile, Session, Token};
use crate::components::lazily::lazily_or;
use crate::components::states::{Failure, SkeletonRows};
use crate::page::{Made, Page, Visit};
use crate::state::remote::Remote;
use crate::state::toasts::Toasts;
use crate::text;

/// The page.
pub const PAGE: Page = |(), visit| Box::pin(page(visit));

#[wasm_split(me, wasm_split_path = ::leptos::wasm_split, fallible)]
fn page(visit: Visit) -> Made {
    if visit.is_for_code() {
        return Ok(().into_any());
    }
    let page = MyPage { account: Remote::new(), doing: RwSignal::new(None), toasts: Toasts::get() };
    page.reload();
    Ok(view! { <Me page /> }.into_any())
}

#[derive(Clone, Copy)]
struct MyPage {
    account: Remote<Account>,
    /// The dialog that is open.
    doing: RwSignal<Option<Doing>>,
    toasts: Toasts,
}

/// What a dialog asks about.
#[derive(Clone)]
enum Doing {
    EndSession(Session),
    NewToken,
    RevokeToken(Token),
}

/// The dialog to do something; its code comes when the first one is opened.
#[wasm_split(me__dialogs, wasm_split_path = ::leptos::wasm_split, fallible)]
fn dialog(page: MyPage, profile: Profile, doing: Doing) -> Made {
    Ok(match doing {
        Doing::EndSession(session) => view! { <EndSession page session /> }.into_any(),
        Doing::NewToken => view! { <NewTokenDialog page profile /> }.into_any(),
        Doing::RevokeToken(token) => view! { <RevokeToken page token /> }.into_any(),
    })
}

impl MyPage {
    fn reload(self) {
        self.doing.set(None);
        self.account.load(accounts::account());
    }

    /// Puts in what a mutation has changed.
    fn change(self, change: impl FnOnce(&mut Account)) {
        if let Some(mut account) = self.account.value_untracked() {
            change(&mut account);
            self.account.put(account);
        }
    }

    fn profile_untracked(self) -> Option<Profile> {
        self.account.value_untracked().map(|account| account.profile)
    }
}

#[component]
fn Me(page: MyPage) -> impl IntoView {
    // The forms are drawn when the account first comes, and anew only when it is asked for anew.
    let is_there = Memo::new(move |_| page.account.with(|answer| answer.map(Result::is_ok)));
    let body = move || match is_there.get() {
        None => view! { <div class="panel"><SkeletonRows count=6 /></div> }.into_any(),
        Some(true) => view! { <Sections page /> }.into_any(),
        Some(false) => page.account.with_untracked(|answer| {
            let error = answer.and_then(|answer| answer.as_ref().err().cloned());
            error
                .map(|error| {
                    let retry = move |()| page.reload();
                    view! { <div class="panel"><Failure error retry /></div> }
                })
                .into_any()
        }),
    };
    let opened = move || {
        let doing = page.doing.get()?;
        let profile = page.profile_untracked()?;
        let failed = move || {
            page.doing.set(None);
            page.toasts.tell(text::app::error_network().to_owned());
        };
        Some(lazily_or(dialog(page, profile, doing), failed))
    };
    view! {
        <div class="page narrow" aria-busy=move || page.account.busy().to_string()>
            <h1>{text::accounts::me_title()}</h1>
            {body}
        </div>
        {opened}
    }
}

#[component]
fn Sections(page: MyPage) -> impl IntoView {
    let profile = page.profile_untracked();
    view! {
        <div class="halves">
            {profile.map(|profile| view! { <ProfileForm page profile /> })}
            <PasswordForm page />
        </div>
        <Sessions page />
        <Tokens page />
    }
}
