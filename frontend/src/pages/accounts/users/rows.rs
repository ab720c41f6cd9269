//! The table of users.
use leptos::prelude::*;

use super::{Doing, Listed, UsersPage};
use crate::api::accounts::User;
use crate::components::states::Notice;
use crate::{format, text};

#[component]
pub(super) fn Rows(page: UsersPage, listed: Listed) -> impl IntoView {
    let has_more = listed.page.next.is_some();
    let failed = listed.failed.map(|error| view! { <Notice>{error.text()}</Notice> });
    view! {
        <div class="table-wrap">
            <table class="table cards users">
                <caption class="visually-hidden">{text::accounts::users()}</caption>
                <thead>
                    <tr>
                        <th scope="col">{text::accounts::name()}</th>
                        <th scope="col">{text::accounts::roles()}</th>
                        <th scope="col">{text::accounts::last_seen()}</th>
                        <th scope="col">{text::accounts::standing()}</th>
                    </tr>
                </thead>
                <tbody>{listed.page.rows.into_iter().map(|user| row(page, user)).collect_view()}</tbody>
            </table>
        </div>
        {failed}
        {has_more
            .then(|| {
                view! {
                    <div class="table-foot">
                        <button
                            class="button"
                            aria-disabled=move || page.list.busy().to_string()
                            on:click=move |_| page.load_more()
                        >
                            {text::accounts::more()}
                        </button>
                    </div>
                }
            })}
    }
}

fn row(page: UsersPage, user: User) -> impl IntoView {
    let roles: Vec<_> = user.roles.iter().map(|role| role.name.as_str()).collect();
    let roles = if roles.is_empty() { "–".to_owned() } else { roles.join(", ") };
    let seen = match &user.last_seen_at {
        Some(at) => format::instant(&at.0),
        None => text::accounts::never().to_owned(),
    };
    let (tone, standing) = standing(user.is_active);
    let (name, email) = (user.name.clone(), user.email.clone());
    view! {
        <tr>
            <th scope="row" class="card-name">
                <button class="link" on:click=move |_| page.doing.set(Some(Doing::Edit(user.clone())))>
                    {name}
                </button>
                <span class="small quiet below">{email}</span>
            </th>
            <td class="card-roles">{roles}</td>
            <td class="card-seen quiet">{seen}</td>
            <td class="card-status">
                <span class=format!("pill {tone}")>{standing}</span>
            </td>
        </tr>
    }
}

/// The tone and the word for whether somebody may log in.
pub(super) fn standing(is_active: bool) -> (&'static str, &'static str) {
    if is_active { ("good", text::accounts::active()) } else { ("", text::accounts::inactive()) }
}
