//! The grid itself.
use domain::Permission;
use leptos::prelude::*;

use super::{Doing, RolesPage, ticked};
use crate::api::accounts::Role;
use crate::api::name;
use crate::components::icon::{Glyph, Icon};
use crate::pages::accounts::permissions::{area_name, by_area};
use crate::text;

#[component]
pub(super) fn Grid(page: RolesPage, roles: Vec<Role>) -> impl IntoView {
    let heads = roles.iter().map(|role| head(page, role.clone())).collect_view();
    let width = (roles.len() + 1).to_string();
    let areas = by_area(|_| true).into_iter().map(|(area, permissions)| {
        let rows = permissions.into_iter().map(|permission| row(page, &roles, permission)).collect_view();
        view! {
            <tbody>
                <tr class="grid-area">
                    <th scope="rowgroup" colspan=width.clone()>
                        <span>{area_name(area)}</span>
                    </th>
                </tr>
                {rows}
            </tbody>
        }
    });
    let areas = areas.collect_view();
    view! {
        <div class="table-wrap" tabindex="0" role="region" aria-label=text::accounts::roles()>
            <table class="table permission-grid">
                <caption class="visually-hidden">{text::accounts::roles_caption()}</caption>
                <thead>
                    <tr>
                        <th scope="col">{text::accounts::permission()}</th>
                        {heads}
                    </tr>
                </thead>
                {areas}
            </table>
        </div>
    }
}

fn head(page: RolesPage, role: Role) -> impl IntoView {
    let users = text::accounts::role_users(usize::try_from(role.user_count).unwrap_or_default());
    let edit = text::accounts::role_edit(&role.name);
    let id = role.id.inner().to_owned();
    let name = role.name.clone();
    view! {
        <th scope="col" class:changed=move || page.drafts.with(|drafts| drafts.contains_key(&id))>
            <span class="role-head">
                <span>
                    {name}
                    <span class="small quiet">{users}</span>
                </span>
                <button
                    class="button plain icon-only"
                    aria-label=edit.clone()
                    title=edit
                    on:click=move |_| page.doing.set(Some(Doing::Edit(role.clone())))
                >
                    <Icon glyph=Glyph::Pencil />
                </button>
            </span>
        </th>
    }
}

fn row(page: RolesPage, roles: &[Role], permission: Permission) -> impl IntoView + use<> {
    let name = text::permission::of(permission.text()).unwrap_or_default();
    // What one lacks oneself one cannot grant: the server refuses it, so the box is off and says why.
    let lacks = move || !page.session.may(permission);
    let code = StoredValue::new(name::Permission::of(permission).0);
    let cells = roles.iter().map(|role| {
        let stored = role.permissions.iter().any(|permission| code.with_value(|code| permission.0 == *code));
        let id = role.id.inner().to_owned();
        let is_on = move || {
            page.drafts
                .with(|drafts| drafts.get(&id).map_or(stored, |draft| code.with_value(|code| draft.contains(code))))
        };
        let label = format!("{}: {name}", role.name);
        let role = role.clone();
        let tick = move |is_on: bool| {
            page.drafts.update(|drafts| code.with_value(|code| ticked(drafts, &role, code, is_on)));
        };
        view! {
            <td>
                <input
                    type="checkbox"
                    aria-label=label
                    disabled=lacks
                    title=move || lacks().then(text::accounts::permission_missing)
                    prop:checked=is_on
                    on:change:target=move |event| tick(event.target().checked())
                />
            </td>
        }
    });
    let cells = cells.collect_view();
    view! {
        <tr>
            <th scope="row">
                <span class="phrase">{name}</span>
            </th>
            {cells}
        </tr>
    }
}
