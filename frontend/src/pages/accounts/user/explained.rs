//! What a user may do, and which of the roles lets him.
use domain::Permission;
use leptos::prelude::*;

use crate::api::accounts::{self, Role, User};
use crate::api::name;
use crate::components::states::{Failure, SkeletonRows};
use crate::pages::accounts::permissions::{area_name, by_area};
use crate::state::remote::Remote;
use crate::text;

#[component]
pub(super) fn Explained(user: User) -> impl IntoView {
    let roles = Remote::<Vec<Role>>::new();
    // Asked for when somebody looks: most visits do without.
    let look = move |_| {
        if roles.with_untracked(|answer| !matches!(answer, Some(Ok(_)))) && !roles.busy_untracked() {
            roles.load(accounts::roles());
        }
    };
    let body = move || {
        roles.with(|answer| match answer {
            None => view! { <SkeletonRows count=4 /> }.into_any(),
            Some(Err(error)) => {
                let retry = move |()| roles.load(accounts::roles());
                view! { <Failure error=error.clone() retry /> }.into_any()
            }
            Some(Ok(all)) => {
                let own = |role: &&Role| user.roles.iter().any(|it| it.id == role.id);
                explained(&all.iter().filter(own).collect::<Vec<_>>()).into_any()
            }
        })
    };
    view! {
        <details class="panel panel-pad" on:toggle=look>
            <summary>
                <h2 class="inline">{text::accounts::effective_permissions()}</h2>
            </summary>
            {body}
        </details>
    }
}

/// The roles that allow something.
fn granting<'a>(roles: &[&'a Role], permission: Permission) -> Vec<&'a str> {
    let code = name::Permission::of(permission);
    roles.iter().filter(|role| role.permissions.contains(&code)).map(|role| role.name.as_str()).collect()
}

fn explained(roles: &[&Role]) -> impl IntoView + use<> {
    let areas = by_area(|permission| !granting(roles, permission).is_empty());
    if areas.is_empty() {
        return view! { <p class="quiet">{text::accounts::effective_none()}</p> }.into_any();
    }
    let areas = areas.into_iter().map(|(area, permissions)| {
        let rows = permissions.into_iter().map(|permission| {
            let may = text::permission::of(permission.text()).unwrap_or_default();
            let by = text::accounts::granted_by(&granting(roles, permission).join(", "));
            view! {
                <li>
                    {may}
                    " "
                    <span class="small quiet">{by}</span>
                </li>
            }
        });
        view! {
            <div class="permission-area">
                <h3 class="label">{area_name(area)}</h3>
                <ul>{rows.collect_view()}</ul>
            </div>
        }
    });
    view! { <div class="permission-areas">{areas.collect_view()}</div> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_permission_is_explained_by_each_role_that_has_it() {
        let role = |name: &str, permissions: &[Permission]| Role {
            id: crate::api::scalar::Id::new(name),
            version: 1,
            code: name.to_owned(),
            name: name.to_owned(),
            permissions: permissions.iter().copied().map(name::Permission::of).collect(),
            user_count: 1,
        };
        let (sales, clerk) = (
            role("Sales", &[Permission::CustomerRead, Permission::SalesOrderRead]),
            role("Clerk", &[Permission::CustomerRead]),
        );
        assert_eq!(granting(&[&sales, &clerk], Permission::CustomerRead), ["Sales", "Clerk"]);
        assert_eq!(granting(&[&sales, &clerk], Permission::SalesOrderRead), ["Sales"]);
        assert!(granting(&[&sales, &clerk], Permission::Operate).is_empty());
    }
}
