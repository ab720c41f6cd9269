//! The list of users: who may log in, and with which roles.
mod new;

use domain::Permission;
use leptos::prelude::*;
use leptos::wasm_split::wasm_split;

use self::new::NewUserDialog;
use super::standing::standing;
use crate::api::accounts::{self, User};
use crate::api::input::{UserFilter, UserSort, UserSortField};
use crate::api::page::{Direction, csv};
use crate::api::query::{Mutation, Query};
use crate::api::refusal::UserError;
use crate::api::scalar::Id;
use crate::components::icon::{Glyph, Icon};
use crate::components::lazily::lazily_or;
use crate::list::{self, Asks, Bulk, Card, Cell, Choice, Column, Definition, Filter, Kind, Row, Sorting, View, Wanted};
use crate::page::{Made, Page, Visit};
use crate::router::Router;
use crate::routes::href;
use crate::state::toasts::Toasts;
use crate::{format, text};

static USERS: Definition = Definition {
    key: "users",
    path: href::USERS,
    title: text::accounts::users,
    search: Some(text::accounts::users_search),
    empty: (text::accounts::users_empty_title, text::accounts::users_empty_text),
    columns: &[
        Column::text("name", text::accounts::name, 180).on(Card::Name).sorted(Sorting::Up),
        Column::text("email", text::accounts::email, 210).on(Card::Line).sorted(Sorting::Up),
        Column::text("roles", text::accounts::roles, 166).on(Card::Note),
        Column::text("seen", text::accounts::last_seen, 204).whole(),
        Column::text("standing", text::accounts::status, 132).whole().on(Card::Status),
    ],
    filters: &[
        Filter { key: "active", name: text::accounts::active, kind: Kind::Flag },
        Filter { key: "role", name: text::accounts::role, kind: Kind::Record(role) },
    ],
    sort: ("name", false),
    load: |view, after| {
        accounts::users(&filter(view), view.words().as_deref(), &sort(view), after.as_deref()).map(|page| page.map(row))
    },
    file: Some(|view| csv("users", &filter(view), view.words().as_deref(), Some(&sort(view)))),
    bulk: &[
        Bulk {
            name: text::accounts::enable,
            permission: Permission::AccountsManage,
            asks: Asks::Nothing,
            run: |row, _| set_active(row, true),
        },
        Bulk {
            name: text::accounts::disable,
            permission: Permission::AccountsManage,
            asks: Asks::Nothing,
            run: |row, _| set_active(row, false),
        },
    ],
    groups: None,
    actions: |_| view! { <NewUser /> }.into_any(),
};

/// The page.
pub const PAGE: Page = |(), visit| list::open(page(visit));

#[wasm_split(accounts__users, wasm_split_path = ::leptos::wasm_split, fallible)]
fn page(visit: Visit) -> Made {
    Ok(list::page(&USERS, visit))
}

/// The dialog of a new user; its code comes when it is first opened.
#[wasm_split(accounts__users__dialogs, wasm_split_path = ::leptos::wasm_split, fallible)]
fn dialog(done: Callback<User>, close: Callback<()>) -> Made {
    Ok(view! { <NewUserDialog done close /> }.into_any())
}

#[component]
fn NewUser() -> impl IntoView {
    let (router, toasts) = (Router::get(), Toasts::get());
    let is_open = RwSignal::new(false);
    let close = Callback::new(move |()| is_open.set(false));
    let done = Callback::new(move |user: User| {
        toasts.tell(text::accounts::user_created(&user.name));
        router.go(&href::user(user.id.inner()));
    });
    let opened = move || {
        let failed = move || {
            close.run(());
            toasts.tell(text::app::error_network().to_owned());
        };
        is_open.get().then(|| lazily_or(dialog(done, close), failed))
    };
    view! {
        <button class="button primary" type="button" on:click=move |_| is_open.set(true)>
            <Icon glyph=Glyph::Plus />
            {text::accounts::user_new()}
        </button>
        {opened}
    }
}

fn set_active(row: &Row, is_active: bool) -> Result<Mutation<()>, UserError> {
    let change = accounts::Change::Active(is_active);
    Ok(accounts::change_user(Id::new(&row.id), row.version, change).map(drop))
}

fn role(wanted: Wanted) -> Query<Vec<Choice>> {
    match wanted {
        Wanted::Words(words) => accounts::roles_found(&words),
        Wanted::Id(id) => accounts::role_named(&id),
    }
}

fn filter(view: &View) -> UserFilter {
    UserFilter { is_active: view.flag("active"), role_id: view.value("role").map(Id::new) }
}

fn sort(view: &View) -> UserSort {
    let field = if view.sort == "email" { UserSortField::Email } else { UserSortField::Name };
    UserSort { field, direction: Direction::of(view.down) }
}

fn row(user: User) -> Row {
    let (tone, word) = standing(user.is_active);
    let seen = user.last_seen_at.as_ref().map(|at| format::instant(&at.0));
    Row {
        href: Some(href::user(user.id.inner())),
        id: user.id.inner().to_owned(),
        version: user.version,
        basis: None,
        cells: vec![
            Cell::Text(user.name.clone()),
            Cell::Quiet(user.email.clone()),
            Cell::Text(user.role_names()),
            Cell::Quiet(seen.unwrap_or_else(|| text::accounts::never().to_owned())),
            Cell::Pill(tone, word.to_owned()),
        ],
    }
}
