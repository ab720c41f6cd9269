//! Roles as a grid: permissions down, roles across, a tick where they meet.
//!
//! read --tick--> drafts beside what was read --save, a role at a time--> read anew | refused, the rest kept as drafts
mod dialogs;
mod grid;

use std::collections::{HashMap, HashSet};

use leptos::prelude::*;
use leptos::wasm_split::wasm_split;

use self::dialogs::{NewRole, RoleDialog};
use self::grid::Grid;
use crate::api::accounts::{self, Role, change_role};
use crate::api::name::Permission;
use crate::components::form::Outcome;
use crate::components::icon::{Glyph, Icon};
use crate::components::lazily::lazily_or;
use crate::components::states::{Failure, SkeletonRows};
use crate::page::{Made, Page, Visit};
use crate::state::attempt::Attempt;
use crate::state::remote::{Remote, Stage};
use crate::state::session::Session;
use crate::state::toasts::Toasts;
use crate::text;

/// The page.
pub const PAGE: Page = |(), visit| Box::pin(page(visit));

#[wasm_split(accounts__roles, wasm_split_path = ::leptos::wasm_split, fallible)]
fn page(visit: Visit) -> Made {
    if visit.is_for_code() {
        return Ok(().into_any());
    }
    let page = RolesPage {
        roles: Remote::new(),
        drafts: RwSignal::new(Drafts::default()),
        doing: RwSignal::new(None),
        toasts: Toasts::get(),
        session: Session::get(),
    };
    page.reload();
    Ok(view! { <Roles page /> }.into_any())
}

/// What has been ticked but not saved: by role, all that it is to allow.
type Drafts = HashMap<String, HashSet<String>>;

#[derive(Clone, Copy)]
struct RolesPage {
    roles: Remote<Vec<Role>>,
    drafts: RwSignal<Drafts>,
    /// The dialog that is open.
    doing: RwSignal<Option<Doing>>,
    toasts: Toasts,
    session: Session,
}

/// What a dialog asks about.
#[derive(Clone)]
enum Doing {
    New,
    Edit(Role),
}

/// The dialog to do something; its code comes when the first one is opened.
#[wasm_split(accounts__roles__dialogs, wasm_split_path = ::leptos::wasm_split, fallible)]
fn dialog(page: RolesPage, doing: Doing) -> Made {
    Ok(match doing {
        Doing::New => view! { <NewRole page /> }.into_any(),
        Doing::Edit(role) => view! { <RoleDialog page role /> }.into_any(),
    })
}

/// A role as it is to be: with its draft where it has one.
fn drafted(role: &Role, drafts: &Drafts) -> Role {
    match drafts.get(role.id.inner()) {
        Some(draft) => {
            let mut permissions: Vec<_> = draft.iter().cloned().map(Permission).collect();
            permissions.sort_unstable_by(|one, other| one.0.cmp(&other.0));
            Role { permissions, ..role.clone() }
        }
        None => role.clone(),
    }
}

/// What a role allows.
fn stored(role: &Role) -> HashSet<String> {
    role.permissions.iter().map(|permission| permission.0.clone()).collect()
}

/// The drafts after a tick; one that is as the role already is, is none.
fn ticked(drafts: &mut Drafts, role: &Role, permission: &str, is_on: bool) {
    let stored = stored(role);
    let id = role.id.inner().to_owned();
    let mut draft = drafts.remove(&id).unwrap_or_else(|| stored.clone());
    if is_on {
        draft.insert(permission.to_owned());
    } else {
        draft.remove(permission);
    }
    if draft != stored {
        drafts.insert(id, draft);
    }
}

impl RolesPage {
    fn reload(self) {
        self.doing.set(None);
        self.drafts.set(Drafts::default());
        self.roles.load(accounts::roles());
    }

    fn roles_untracked(self) -> Vec<Role> {
        self.roles.value_untracked().unwrap_or_default()
    }

    /// Changes what was read as a mutation has changed it, in the order of names.
    fn change(self, change: impl FnOnce(&mut Vec<Role>)) {
        let mut roles = self.roles_untracked();
        change(&mut roles);
        self.roles.put(roles);
    }

    /// A role is now like this; what has been ticked meanwhile stays.
    fn put(self, role: Role) {
        self.drafts.update(|drafts| {
            if drafts.get(role.id.inner()).is_some_and(|draft| *draft == stored(&role)) {
                drafts.remove(role.id.inner());
            }
        });
        self.change(|roles| {
            roles.retain(|it| it.id != role.id);
            let place = roles.iter().position(|it| it.name > role.name).unwrap_or(roles.len());
            roles.insert(place, role);
        });
    }

    /// Saves each changed role; the first refusal stops, and what is not saved stays a draft.
    fn save(self, attempt: Attempt) {
        let drafts = self.drafts.get_untracked();
        let changed = self.roles_untracked().into_iter().filter(|role| drafts.contains_key(role.id.inner()));
        let changed: Vec<_> = changed.map(|role| drafted(&role, &drafts)).collect();
        let mut rest = changed.into_iter();
        let done = move || {
            self.toasts.tell(text::form::saved().to_owned());
            // One of them may be the user's own.
            self.session.ask();
        };
        attempt.send_each(move |_| rest.next().map(change_role), move |role| self.put(role), done);
    }
}

#[component]
fn Roles(page: RolesPage) -> impl IntoView {
    let (stage, roles) = (page.roles.stage(), page.roles.part(Clone::clone));
    let body = move || match stage.get() {
        Stage::Waiting => view! { <SkeletonRows count=10 /> }.into_any(),
        Stage::Failed(error) => {
            let retry = move |()| page.reload();
            view! { <Failure error retry /> }.into_any()
        }
        Stage::Ready => {
            let grid = move || roles.get().map(|roles| view! { <Grid page roles /> });
            view! { {grid} }.into_any()
        }
    };
    let opened = move || {
        let doing = page.doing.get()?;
        let failed = move || {
            page.doing.set(None);
            page.toasts.tell(text::app::error_network().to_owned());
        };
        Some(lazily_or(dialog(page, doing), failed))
    };
    view! {
        <div class="page">
            <div class="page-head">
                <h1>{text::accounts::roles()}</h1>
                <button class="button primary" on:click=move |_| page.doing.set(Some(Doing::New))>
                    <Icon glyph=Glyph::Plus />
                    {text::accounts::role_new()}
                </button>
            </div>
            <div class="panel" aria-busy=move || page.roles.busy().to_string()>{body}</div>
            <SaveBar page />
        </div>
        {opened}
    }
}

/// What has been ticked is saved or forgotten here.
#[component]
fn SaveBar(page: RolesPage) -> impl IntoView {
    let attempt = Attempt::new();
    let count = Memo::new(move |_| page.drafts.with(HashMap::len));
    view! {
        <Outcome attempt fields=&[] reload=move |()| page.reload() />
        <Show when=move || count.get() != 0>
            <div class="save-bar" role="status">
                <div class="save-row">
                    <span>{move || text::accounts::roles_changed(count.get())}</span>
                    <button class="button plain" on:click=move |_| page.drafts.set(Drafts::default())>
                        {text::form::discard()}
                    </button>
                    <button
                        class="button primary"
                        aria-disabled=move || attempt.busy.get().to_string()
                        on:click=move |_| page.save(attempt)
                    >
                        {move || if attempt.busy.get() { text::form::working() } else { text::form::save() }}
                    </button>
                </div>
            </div>
        </Show>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tick_taken_back_leaves_no_draft() {
        let permissions = vec![Permission("STOCK_READ".to_owned())];
        let (code, name) = ("a".to_owned(), "A".to_owned());
        let role =
            Role { id: crate::api::scalar::Id::new("role_1"), version: 1, code, name, permissions, user_count: 0 };
        let mut drafts = Drafts::default();
        ticked(&mut drafts, &role, "STOCK_ADJUST", true);
        let both = vec![Permission("STOCK_ADJUST".to_owned()), Permission("STOCK_READ".to_owned())];
        assert_eq!(drafted(&role, &drafts).permissions, both);
        ticked(&mut drafts, &role, "STOCK_ADJUST", false);
        assert!(drafts.is_empty());
        ticked(&mut drafts, &role, "STOCK_READ", false);
        assert!(drafted(&role, &drafts).permissions.is_empty());
    }
}
