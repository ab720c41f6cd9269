//! The frame around every page: navigation, switches, who is logged in. Part of the first visit.
use leptos::prelude::*;

use crate::components::icon::{Glyph, Icon};
use crate::components::switches::{LanguageSwitch, ThemeSwitch};
use crate::palette::{Overlay, Overlays};
use crate::router::Router;
use crate::routes::{Group, Route, href};
use crate::state::session::Session;
use crate::text;

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
                {Group::ALL.map(|group| view! { <Entries group /> }).collect_view()}
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
fn Entries(group: Group) -> impl IntoView {
    let session = Session::get();
    let router = Router::get();
    let link = move |(route, glyph): (&'static Route, Glyph)| {
        let current = move || (router.route()?.entry() == route.path).then_some("page");
        view! {
            <li>
                <a href=route.path class="nav-link" aria-current=current>
                    <Icon glyph />
                    <span>{(route.title)()}</span>
                </a>
            </li>
        }
    };
    move || {
        let user = session.user()?;
        let entries: Vec<_> = group.entries(&user).map(link).collect();
        (!entries.is_empty()).then(|| {
            view! {
                {group.title().map(|title| view! { <p class="nav-group">{title()}</p> })}
                <ul>{entries}</ul>
            }
        })
    }
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
                                <a class="who-link" href=href::ME title=text::accounts::me_title()>
                                    <span class="visually-hidden">{text::accounts::me_title()}</span>
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
