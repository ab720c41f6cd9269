//! Users: who may log in, and with which roles. The address is the view.
mod dialogs;
mod person;
mod rows;
mod sessions;
mod view_state;

use leptos::prelude::*;
use leptos::wasm_split::wasm_split;

use self::dialogs::NewUser;
use self::person::PersonDialog;
use self::rows::Rows;
use self::view_state::{Standing, View};
use crate::api::accounts::{self, Role, User, UserPage};
use crate::api::error::ApiError;
use crate::components::icon::{Glyph, Icon};
use crate::components::lazily::lazily_or;
use crate::components::states::{Failure, SkeletonRows, State};
use crate::components::title::Title;
use crate::pages::Made;
use crate::router::Router;
use crate::routes::href;
use crate::state::remote::Remote;
use crate::state::session::Session;
use crate::state::toasts::Toasts;
use crate::text;

/// The page.
#[wasm_split(accounts__users, wasm_split_path = ::leptos::wasm_split, fallible, preload(#[doc = "Fetches the page's code."] prefetch))]
pub fn page() -> Made {
    let router = Router::get();
    let view = Memo::new(move |_| View::read(|name| router.query(name)));
    let page = UsersPage {
        view,
        list: Remote::new(),
        roles: Remote::new(),
        doing: RwSignal::new(None),
        toasts: Toasts::get(),
        session: Session::get(),
    };
    page.roles.load(accounts::roles());
    Effect::new(move || page.load(&view.get()));
    Ok(view! { <Users page /> }.into_any())
}

/// What is shown: the pages so far, and why the last one did not come.
#[derive(Clone)]
struct Listed {
    page: UserPage,
    failed: Option<ApiError>,
}

#[derive(Clone, Copy)]
struct UsersPage {
    view: Memo<View>,
    list: Remote<Listed>,
    roles: Remote<Vec<Role>>,
    /// The dialog that is open.
    doing: RwSignal<Option<Doing>>,
    toasts: Toasts,
    session: Session,
}

/// What a dialog asks about.
#[derive(Clone)]
enum Doing {
    New,
    Edit(User),
}

/// The dialog to do something; its code comes when the first one is opened.
#[wasm_split(accounts__users__dialogs, wasm_split_path = ::leptos::wasm_split, fallible)]
fn dialog(page: UsersPage, doing: Doing) -> Made {
    Ok(match doing {
        Doing::New => view! { <NewUser page /> }.into_any(),
        Doing::Edit(user) => view! { <PersonDialog page user /> }.into_any(),
    })
}

impl UsersPage {
    fn load(self, view: &View) {
        let call = accounts::users(view.filter(), view.search(), None);
        self.list.load(async move { Ok(Listed { page: call.await?, failed: None }) });
    }

    fn reload(self) {
        self.doing.set(None);
        self.load(&self.view.get_untracked());
    }

    fn load_more(self) {
        let view = self.view.get_untracked();
        let next = self.list.with_untracked(|answer| answer?.as_ref().ok()?.page.next.clone());
        if next.is_none() || self.list.busy_untracked() {
            return;
        }
        let call = accounts::users(view.filter(), view.search(), next);
        self.list.extend(call, |listed, more| match more {
            Ok(more) => {
                listed.page.rows.extend(more.rows);
                listed.page.next = more.next;
                listed.failed = None;
            }
            Err(error) => listed.failed = Some(error),
        });
    }

    /// A user is now like this: at its place in the list, or before all when it is new.
    fn put(self, user: User) {
        let listed = self.list.with_untracked(|answer| answer.and_then(|answer| answer.as_ref().ok().cloned()));
        let Some(mut listed) = listed else { return };
        match listed.page.rows.iter_mut().find(|row| row.id == user.id) {
            Some(row) => *row = user,
            None => listed.page.rows.insert(0, user),
        }
        self.list.put(listed);
    }
}

/// Goes to the address of another view. Each letter of a search is not worth a step back.
fn show(router: Router, view: &View) {
    let query = view.query(|text| String::from(js_sys::encode_uri_component(text)));
    router.replace(&format!("{}{query}", href::USERS));
}

#[component]
fn Users(page: UsersPage) -> impl IntoView {
    let body = move || {
        page.list.with(|answer| match answer {
            None => view! { <SkeletonRows count=8 /> }.into_any(),
            Some(Err(error)) => {
                let retry = move |()| page.reload();
                view! { <Failure error=error.clone() retry /> }.into_any()
            }
            Some(Ok(listed)) if listed.page.rows.is_empty() => {
                let (title, text) = (text::accounts::users_none(), text::accounts::users_none_text());
                view! { <div role="status"><State glyph=Glyph::People title text /></div> }.into_any()
            }
            Some(Ok(listed)) => view! { <Rows page listed=listed.clone() /> }.into_any(),
        })
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
        <Title text=text::accounts::users().to_owned() />
        <div class="page">
            <div class="page-head">
                <h1>{text::accounts::users()}</h1>
                <button class="button primary" on:click=move |_| page.doing.set(Some(Doing::New))>
                    <Icon glyph=Glyph::Plus />
                    {text::accounts::user_new()}
                </button>
            </div>
            <Filters page />
            <div class="panel" class:refreshing=move || page.list.busy() aria-busy=move || page.list.busy().to_string()>
                {body}
            </div>
        </div>
        {opened}
    }
}

#[component]
fn Filters(page: UsersPage) -> impl IntoView {
    let router = Router::get();
    let view = page.view;
    let waiting = StoredValue::new(None::<TimeoutHandle>);
    let search = move |text: String| {
        if let Some(waiting) = waiting.get_value() {
            waiting.clear();
        }
        let go = move || {
            // The page may be gone by now.
            if let Some(view) = view.try_get_untracked() {
                show(router, &View { search: text, ..view });
            }
        };
        waiting.set_value(set_timeout_with_handle(go, std::time::Duration::from_millis(250)).ok());
    };
    let standings = Standing::ALL.map(|standing| {
        view! {
            <label>
                <input
                    type="radio"
                    name="standing"
                    prop:checked=move || view.with(|view| view.standing == standing)
                    on:change=move |_| show(router, &View { standing, ..view.get_untracked() })
                />
                <span>{standing.name()}</span>
            </label>
        }
    });
    let roles = move || {
        let chosen = view.with(|view| view.role.clone());
        page.roles.with(|answer| {
            let roles = answer.and_then(|answer| answer.as_ref().ok());
            let roles = roles.into_iter().flatten().map(|role| {
                let id = role.id.inner().to_owned();
                let is_chosen = chosen.as_deref() == Some(id.as_str());
                view! { <option value=id selected=is_chosen>{role.name.clone()}</option> }
            });
            roles.collect_view()
        })
    };
    let choose = move |role: String| {
        show(router, &View { role: Some(role).filter(|role| !role.is_empty()), ..view.get_untracked() });
    };
    view! {
        <search class="filters">
            <div class="filter-row">
                <div class="search">
                    <Icon glyph=Glyph::Search />
                    <input
                        class="input"
                        type="search"
                        aria-label=text::accounts::users_search()
                        placeholder=text::accounts::users_search()
                        prop:value=move || view.with(|view| view.search.clone())
                        on:input:target=move |event| search(event.target().value())
                    />
                </div>
                <select
                    class="input of-role"
                    aria-label=text::accounts::role()
                    on:change:target=move |event| choose(event.target().value())
                >
                    <option value="">{text::accounts::role_any()}</option>
                    {roles}
                </select>
                <fieldset class="chips" aria-label=text::accounts::standing()>
                    {standings.collect_view()}
                </fieldset>
            </div>
        </search>
    }
}
