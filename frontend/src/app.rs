//! What every page stands on: shared state, the router, the frame.
use leptos::prelude::*;
use leptos_router::components::{A, FlatRoutes, Route, Router};
use leptos_router::hooks::{use_location, use_navigate};
use leptos_router::{Lazy, NavigateOptions, path};

use crate::components::icon::Glyph;
use crate::components::states::State;
use crate::components::title::Title;
use crate::pages::dashboard::DashboardPage;
use crate::pages::login::LoginPage;
use crate::pages::sales::detail::OrderPage;
use crate::pages::sales::list::OrdersPage;
use crate::pages::shell::Navigation;
use crate::routes::href;
use crate::state::prefs::Prefs;
use crate::state::session::{Session, Who};
use crate::state::toasts::{ToastRegion, Toasts};
use crate::text;

/// The whole app.
#[component]
pub fn App() -> impl IntoView {
    let prefs = Prefs::provide();
    Toasts::provide();
    Session::provide();
    if let Some(splash) = document().get_element_by_id("splash") {
        splash.remove();
    }
    view! {
        <Router>
            {move || {
                // Texts are plain values: another language draws everything anew.
                prefs.language.track();
                view! { <Frame /> }
            }}
        </Router>
    }
}

/// Navigation and page; the page alone on the way in.
#[component]
fn Frame() -> impl IntoView {
    let location = use_location();
    let session = Session::get();
    let alone = Memo::new(move |_| location.pathname.with(|path| path == href::LOGIN));
    send_away_strangers(session);
    let main = NodeRef::<leptos::html::Main>::new();
    Effect::new(move |last: Option<String>| {
        let path = location.pathname.get();
        // A new page starts at its top, for the keyboard and for screen readers too.
        if last.is_some_and(|last| last != path)
            && let Some(main) = main.get_untracked()
        {
            drop(main.focus());
        }
        path
    });
    view! {
        <a class="skip" href="#main">{text::app::skip()}</a>
        <div class:shell=move || !alone.get()>
            <Show when=move || !alone.get()>
                <Navigation />
            </Show>
            <main id="main" tabindex="-1" node_ref=main class:main=move || !alone.get()>
                <FlatRoutes fallback=|| view! { <NotFound /> }>
                    <Route path=path!("/login") view={Lazy::<LoginPage>::new()} />
                    <Route path=path!("/") view={Lazy::<DashboardPage>::new()} />
                    <Route path=path!("/sales/orders") view={Lazy::<OrdersPage>::new()} />
                    <Route path=path!("/sales/orders/:id") view={Lazy::<OrderPage>::new()} />
                </FlatRoutes>
            </main>
        </div>
        <ToastRegion />
    }
}

/// Who is not logged in goes to the login page, and comes back after it.
fn send_away_strangers(session: Session) {
    let location = use_location();
    let navigate = use_navigate();
    Effect::new(move || {
        if session.who() != Who::Nobody {
            return;
        }
        let path = location.pathname.get_untracked();
        if path == href::LOGIN {
            return;
        }
        let target = format!("{path}{}", search(&location.search.get_untracked()));
        let options = NavigateOptions { replace: true, ..Default::default() };
        navigate(&href::login_then(&target), options);
    });
}

fn search(query: &str) -> String {
    if query.is_empty() { String::new() } else { format!("?{}", query.trim_start_matches('?')) }
}

#[component]
fn NotFound() -> impl IntoView {
    view! {
        <Title text=text::app::not_found_title().to_owned() />
        <div class="page panel">
            <State glyph=Glyph::Search title=text::app::not_found_title() text=text::app::not_found_text()>
                <A href=href::DASHBOARD attr:class="button primary">
                    {text::app::to_dashboard()}
                </A>
            </State>
        </div>
    }
}
