//! Where the page stands.
use leptos::prelude::*;
use leptos::reactive::computed::ScopedFuture;
use leptos::tachys::reactive_graph::OwnedView;
use leptos::task::spawn_local;

use super::Router;
use crate::api::error::{ApiError, Problem};
use crate::components::icon::Glyph;
use crate::components::states::{Failure, State};
use crate::components::title::Title;
use crate::pages::{self, Visit};
use crate::routes::{Place, href};
use crate::state::connection::Connection;
use crate::state::session::Session;
use crate::text;

/// What is shown, and what is on its way.
#[derive(Clone, Copy)]
struct Stage {
    /// Raised by each opening; an older one never replaces a newer.
    turn: StoredValue<u32>,
    /// The view that is ready to be shown.
    ready: StoredValue<Option<AnyView>, LocalStorage>,
    /// Raised when a view is ready.
    shown: RwSignal<u32>,
    /// Raised to try again.
    again: RwSignal<u32>,
}

/// The page at the browser's address.
#[component]
pub fn Outlet() -> impl IntoView {
    let router = Router::get();
    let session = Session::get();
    let stage = Stage {
        turn: StoredValue::new(0),
        ready: StoredValue::new_local(None),
        shown: RwSignal::new(0),
        again: RwSignal::new(0),
    };
    let owner = Owner::current().unwrap_or_default();
    // A stranger's first page is the login page: nothing else is fetched before it is known who is there.
    let place = Memo::new(move |_| router.place().filter(|place| *place == Place::Login || session.is_expected()));
    let is_awaited = Memo::new(move |_| router.place().is_some() && place.with(Option::is_none));
    Effect::new(move || {
        stage.again.track();
        if !is_awaited.get() {
            stage.open(place.get(), &owner);
        }
    });
    // Once: whoever comes and goes later, the page that is there stays.
    let may_show = Memo::new(move |before: Option<&bool>| before == Some(&true) || session.is_settled());
    move || {
        stage.shown.track();
        let view = may_show.get().then(|| stage.ready.try_update_value(Option::take).flatten())?;
        if view.is_some() {
            crate::app::hide_splash();
        }
        view
    }
}

impl Stage {
    /// Fetches the page and shows it in place of the one before.
    fn open(self, place: Option<Place>, parent: &Owner) {
        let turn = self.turn.get_value().wrapping_add(1);
        self.turn.set_value(turn);
        let owner = parent.child();
        let view = owner.with(|| {
            ScopedFuture::new_untracked(async move {
                match place.map(|place| pages::open(place, Visit::Now)) {
                    None => view! { <NotFound /> }.into_any(),
                    Some(page) => page.await.unwrap_or_else(|_| view! { <NotFetched stage=self /> }.into_any()),
                }
            })
        });
        spawn_local(async move {
            let view = view.await;
            if self.turn.try_get_value() != Some(turn) {
                return;
            }
            self.ready.try_update_value(|ready| *ready = Some(OwnedView::new_with_owner(view, owner).into_any()));
            self.shown.try_set(turn);
        });
    }
}

/// The page's code could not be fetched: no connection, or a newer version of the app is out.
#[component]
fn NotFetched(stage: Stage) -> impl IntoView {
    let retry = move |()| stage.again.update(|again| *again = again.wrapping_add(1));
    let error = ApiError::of(Problem::Network);
    Connection::get().doubt();
    view! { <div class="page"><div class="panel"><Failure error retry /></div></div> }
}

#[component]
fn NotFound() -> impl IntoView {
    view! {
        <Title text=text::app::not_found_title().to_owned() />
        <div class="page">
            <div class="panel">
                <State glyph=Glyph::Search title=text::app::not_found_title() text=text::app::not_found_text()>
                    <a href=href::DASHBOARD class="button primary">
                        {text::app::to_dashboard()}
                    </a>
                </State>
            </div>
        </div>
    }
}
