//! The frame around every page: navigation, switches, who is logged in. Part of the first visit.
use domain::Permission;
use leptos::prelude::*;

use crate::components::icon::{Glyph, Icon};
use crate::components::switches::{LanguageSwitch, ThemeSwitch};
use crate::palette::{Overlay, Overlays};
use crate::router::Router;
use crate::routes::href;
use crate::state::session::Session;
use crate::text;

/// An entry of the navigation, and what it takes to see it.
pub struct Entry {
    /// Where it leads.
    pub href: &'static str,
    /// What it is called.
    pub name: fn() -> &'static str,
    /// Its picture.
    pub glyph: Glyph,
    /// What it takes to see it.
    pub permission: Permission,
}

/// Every entry, in the order of the navigation.
pub fn entries() -> impl Iterator<Item = &'static Entry> {
    [OVERVIEW.as_slice(), &SALES, &CATALOG, &STOCK, &OPERATE, &SYSTEM].into_iter().flatten()
}

static OVERVIEW: [Entry; 1] = [Entry {
    href: href::DASHBOARD,
    name: text::app::dashboard,
    glyph: Glyph::Gauge,
    permission: Permission::ReportRead,
}];
static SALES: [Entry; 2] = [
    Entry {
        href: href::SALES_ORDERS,
        name: text::app::sales_orders,
        glyph: Glyph::Cart,
        permission: Permission::SalesOrderRead,
    },
    Entry {
        href: href::CUSTOMERS,
        name: text::parties::customers,
        glyph: Glyph::People,
        permission: Permission::CustomerRead,
    },
];
static CATALOG: [Entry; 2] = [
    Entry {
        href: href::PRODUCTS,
        name: text::catalog::products,
        glyph: Glyph::Box,
        permission: Permission::CatalogRead,
    },
    Entry {
        href: href::CATEGORIES,
        name: text::catalog::categories,
        glyph: Glyph::Sort,
        permission: Permission::CatalogRead,
    },
];
static STOCK: [Entry; 3] = [
    Entry {
        href: href::STOCK_LEVELS,
        name: text::stock::levels,
        glyph: Glyph::Inbox,
        permission: Permission::StockRead,
    },
    Entry {
        href: href::STOCK_LEDGER,
        name: text::stock::ledger,
        glyph: Glyph::Columns,
        permission: Permission::StockRead,
    },
    Entry {
        href: href::WAREHOUSES,
        name: text::stock::warehouses,
        glyph: Glyph::Truck,
        permission: Permission::StockRead,
    },
];
static OPERATE: [Entry; 1] = [Entry {
    href: href::PERFORMANCE,
    name: text::app::performance,
    glyph: Glyph::Pulse,
    permission: Permission::Operate,
}];
static SYSTEM: [Entry; 3] = [
    Entry { href: href::USERS, name: text::app::users, glyph: Glyph::Person, permission: Permission::AccountsManage },
    Entry { href: href::ROLES, name: text::app::roles, glyph: Glyph::Key, permission: Permission::AccountsManage },
    Entry {
        href: href::SETTINGS,
        name: text::app::settings,
        glyph: Glyph::Sliders,
        permission: Permission::SettingsManage,
    },
];

/// The app's mark and name.
#[component]
pub fn Brand() -> impl IntoView {
    view! {
        <span class="brand-mark" aria-hidden="true">
            <svg class="icon" viewBox="0 0 24 24"><path d="M6 6h12L11 19"></path></svg>
        </span>
        <span>"Context7 ERP"</span>
    }
}

/// The side bar.
#[component]
pub fn Navigation() -> impl IntoView {
    view! {
        <header class="nav">
            <a class="skip" href="#main">{text::app::skip()}</a>
            <a href=href::DASHBOARD class="brand">
                <Brand />
            </a>
            <Find />
            <nav class="nav-links" aria-label=text::app::navigation()>
                <Group entries=&OVERVIEW />
                <Group title=text::app::group_sales entries=&SALES />
                <Group title=text::app::group_catalog entries=&CATALOG />
                <Group title=text::app::group_stock entries=&STOCK />
                <Group title=text::app::group_operate entries=&OPERATE />
                <Group title=text::app::group_system entries=&SYSTEM />
            </nav>
            <Foot />
        </header>
    }
}

/// Opens the palette.
#[component]
fn Find() -> impl IntoView {
    let overlays = Overlays::get();
    view! {
        <button
            class="nav-find"
            type="button"
            aria-label=text::palette::open()
            aria-keyshortcuts="Control+K Meta+K"
            on:click=move |_| overlays.open(Overlay::Palette)
        >
            <Icon glyph=Glyph::Search />
            <span>{text::palette::open()}</span>
            <kbd>"Ctrl K"</kbd>
        </button>
    }
}

/// The entries that the user may see; nothing when there are none.
#[component]
fn Group(#[prop(optional)] title: Option<fn() -> &'static str>, entries: &'static [Entry]) -> impl IntoView {
    let session = Session::get();
    let router = Router::get();
    let seen = move || entries.iter().filter(|entry| session.may(entry.permission)).collect::<Vec<_>>();
    move || {
        let seen = seen();
        (!seen.is_empty()).then(|| {
            view! {
                {title.map(|title| view! { <p class="nav-group">{title()}</p> })}
                <ul>
                    {seen
                        .into_iter()
                        .map(|entry| {
                            view! {
                                <li>
                                    <a href=entry.href class="nav-link" aria-current=move || current(router, entry)>
                                        <Icon glyph=entry.glyph />
                                        <span>{(entry.name)()}</span>
                                    </a>
                                </li>
                            }
                        })
                        .collect_view()}
                </ul>
            }
        })
    }
}

/// Whether the entry leads to the page that is shown, or to the list it belongs to.
fn current(router: Router, entry: &Entry) -> Option<&'static str> {
    let path = router.path();
    let rest = path.strip_prefix(entry.href)?;
    let is_below = rest.is_empty() || (rest.starts_with('/') && entry.href != href::DASHBOARD);
    is_below.then_some("page")
}

#[component]
fn Foot() -> impl IntoView {
    let session = Session::get();
    view! {
        <div class="nav-foot">
            <div class="nav-tools">
                <ThemeSwitch />
                <LanguageSwitch />
            </div>
            {move || {
                session
                    .user()
                    .map(|user| {
                        view! {
                            <div class="who">
                                <a class="who-link" href=href::ME title=text::app::my_account()>
                                    <span class="visually-hidden">{text::app::my_account()}</span>
                                    <span class="avatar" aria-hidden="true">{initials(&user.name)}</span>
                                    <span class="who-text">
                                        <strong>{user.name.clone()}</strong>
                                        <span class="small quiet">{user.email.clone()}</span>
                                    </span>
                                </a>
                                <button
                                    class="button plain icon-only"
                                    aria-label=text::app::log_out()
                                    title=text::app::log_out()
                                    on:click=move |_| session.end()
                                >
                                    <Icon glyph=Glyph::Exit />
                                </button>
                            </div>
                        }
                    })
            }}
        </div>
    }
}

/// The first letters of the first and the last word; the style sheet makes them capitals.
fn initials(name: &str) -> String {
    let mut words = name.split_whitespace();
    let first = words.next().and_then(|word| word.chars().next());
    let last = words.next_back().and_then(|word| word.chars().next());
    first.into_iter().chain(last).collect()
}

#[cfg(test)]
mod tests {
    use super::initials;

    #[test]
    fn initials_are_of_the_outer_words() {
        assert_eq!(initials("Ada King Lovelace"), "AL");
        assert_eq!(initials(" çağla "), "ç");
        assert_eq!(initials(""), "");
    }
}
