//! What every page stands on: shared state, the address, the frame.
use leptos::prelude::*;

use crate::pages;
use crate::pages::shell::Navigation;
use crate::palette::{OverlayLayer, Overlays};
use crate::router::{Outlet, Router};
use crate::routes::{Place, href};
use crate::state::connection::{Connection, ConnectionBar};
use crate::state::prefs::Prefs;
use crate::state::session::{Session, Who};
use crate::state::toasts::{ToastRegion, Toasts};
use crate::text;

/// The whole app.
#[component]
pub fn App() -> impl IntoView {
    let prefs = Prefs::provide();
    Toasts::provide();
    Connection::provide();
    Session::provide();
    Router::provide(pages::open);
    Overlays::provide();
    move || {
        // Texts are plain values: another language draws everything anew.
        prefs.language.track();
        view! { <Frame /> }
    }
}

/// Navigation and page; the page alone on the way in.
#[component]
fn Frame() -> impl IntoView {
    let router = Router::get();
    let session = Session::get();
    let is_login = Memo::new(move |_| router.location().is_some_and(|location| location.place == Place::Login));
    let alone = Memo::new(move |_| is_login.get() || !session.is_expected());
    // Who is not logged in goes to the login page, and comes back after it.
    Effect::new(move || {
        if session.who() == Who::Nobody && !is_login.get() {
            router.replace(&href::login_then(&router.address_untracked()));
        }
    });
    view! {
        <div class:shell=move || !alone.get()>
            <Show when=move || !alone.get()>
                <Navigation />
            </Show>
            <main id="main" tabindex="-1" class:main=move || !alone.get()>
                <Outlet />
            </main>
        </div>
        <OverlayLayer />
        <ConnectionBar />
        <NewVersion />
        <ToastRegion />
    }
}

/// Offers a newer version of the app when something of this one is needed that is no longer there.
#[component]
fn NewVersion() -> impl IntoView {
    let (connection, router) = (Connection::get(), Router::get());
    view! {
        <div class="offline" role="status">
            {move || {
                connection
                    .offers_newer()
                    .then(|| {
                        view! {
                            <p>
                                {text::app::update_title()} " "
                                <button class="button" on:click=move |_| router.reload()>
                                    {text::app::update_reload()}
                                </button>
                            </p>
                        }
                    })
            }}
        </div>
    }
}
