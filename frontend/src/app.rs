//! What every page stands on: shared state, the address, the frame.
use leptos::prelude::*;

use crate::pages::shell::Navigation;
use crate::palette::{OverlayLayer, Overlays};
use crate::router::{Outlet, Router};
use crate::routes::{Place, href};
use crate::state::connection::{Connection, ConnectionBar};
use crate::state::prefs::Prefs;
use crate::state::session::{Session, Who};
use crate::state::toasts::{ToastRegion, Toasts};

/// The whole app.
#[component]
pub fn App() -> impl IntoView {
    let prefs = Prefs::provide();
    Toasts::provide();
    Connection::provide();
    Session::provide();
    Router::provide();
    Overlays::provide();
    move || {
        // Texts are plain values: another language draws everything anew.
        prefs.language.track();
        view! { <Frame /> }
    }
}

/// Takes away what `index.html` shows until the first page is there.
pub fn hide_splash() {
    if let Some(splash) = document().get_element_by_id("splash") {
        splash.remove();
    }
}

/// Navigation and page; the page alone on the way in.
#[component]
fn Frame() -> impl IntoView {
    let router = Router::get();
    let session = Session::get();
    let alone = Memo::new(move |_| router.place() == Some(Place::Login) || !session.is_expected());
    // Who is not logged in goes to the login page, and comes back after it.
    Effect::new(move || {
        if session.who() == Who::Nobody && router.place() != Some(Place::Login) {
            router.replace(&href::login_then(&router.address_untracked()));
        }
    });
    let main = NodeRef::<leptos::html::Main>::new();
    Effect::new(move |last: Option<String>| {
        let path = router.path();
        // A new page starts at its top, for the keyboard and for screen readers too.
        if last.is_some_and(|last| last != path)
            && let Some(main) = main.get_untracked()
        {
            drop(main.focus());
        }
        path
    });
    view! {
        <div class:shell=move || !alone.get()>
            <Show when=move || !alone.get()>
                <Navigation />
            </Show>
            <main id="main" tabindex="-1" node_ref=main class:main=move || !alone.get()>
                <Outlet />
            </main>
        </div>
        <OverlayLayer />
        <ConnectionBar />
        <ToastRegion />
    }
}
