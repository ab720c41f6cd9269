//! Permissions as boxes to tick, in the groups that people think in.
use std::collections::HashSet;

use domain::Permission;
use leptos::prelude::*;

use crate::api::name;
use crate::components::form::AmongField;
use crate::text;

/// The permissions that are ticked, by their names in the API.
pub(super) type Chosen = RwSignal<HashSet<String>>;

/// The areas of the business, in the order they are shown.
const AREAS: [&str; 6] = ["sales_order", "customer", "catalog", "stock", "report", "system"];

/// Which area a permission belongs to.
fn area(permission: Permission) -> &'static str {
    match permission.text().split('.').next() {
        Some("sales_order") => "sales_order",
        Some("customer") => "customer",
        Some("catalog") => "catalog",
        Some("stock" | "warehouse") => "stock",
        Some("report") => "report",
        _ => "system",
    }
}

/// What an area is called.
pub(super) fn area_name(area: &str) -> &'static str {
    match area {
        "sales_order" => text::accounts::area_sales(),
        "customer" => text::accounts::area_customers(),
        "catalog" => text::accounts::area_catalog(),
        "stock" => text::accounts::area_stock(),
        "report" => text::accounts::area_reports(),
        _ => text::accounts::area_system(),
    }
}

/// The areas with those of their permissions that are offered.
pub(super) fn by_area(offered: impl Fn(Permission) -> bool) -> Vec<(&'static str, Vec<Permission>)> {
    let of = |area: &'static str| {
        let here = |permission: &Permission| self::area(*permission) == area && offered(*permission);
        (area, Permission::ALL.iter().copied().filter(here).collect::<Vec<_>>())
    };
    AREAS.into_iter().map(of).filter(|(_, here)| !here.is_empty()).collect()
}

/// A box for each offered permission, by area.
#[component]
pub(super) fn PermissionBoxes(
    /// What is ticked.
    chosen: Chosen,
    /// What may be ticked; the others are not shown.
    offered: Vec<name::Permission>,
) -> impl IntoView {
    let areas = by_area(|permission| offered.contains(&name::Permission::of(permission)));
    let areas = areas.into_iter().map(|(area, permissions)| {
        let boxes = permissions.into_iter().map(|permission| permission_box(chosen, permission)).collect_view();
        view! {
            <fieldset class="permission-area">
                <legend class="label">{area_name(area)}</legend>
                {boxes}
            </fieldset>
        }
    });
    view! { <div class="permission-areas">{areas.collect_view()}</div> }
}

fn permission_box(chosen: Chosen, permission: Permission) -> impl IntoView {
    let one = name::Permission::of(permission).0;
    let label = text::permission::of(permission.text()).unwrap_or_default();
    view! { <AmongField label one chosen /> }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_permission_is_in_one_area() {
        let all = by_area(|_| true);
        let count: usize = all.iter().map(|(_, permissions)| permissions.len()).sum();
        assert_eq!(count, Permission::ALL.len());
        assert_eq!(by_area(|permission| permission == Permission::Operate), [("system", vec![Permission::Operate])]);
    }
}
