//! Where the page stands.
use leptos::prelude::*;
use leptos::reactive::computed::ScopedFuture;
use leptos::tachys::reactive_graph::OwnedView;
use leptos::task::spawn_local;

use super::Router;
use super::admission::{Admission, Shown, admitted};
use crate::api::error::{ApiError, Problem};
use crate::components::icon::Glyph;
use crate::components::states::{Failure, State, Unfetched};
use crate::components::title::show_title;
use crate::keyboard::focus;
use crate::page::Visit;
use crate::routes::{Location, href};
use crate::state::session::Session;
use crate::text;

/// A view, and the address it is of.
struct Ready {
    view: AnyView,
    of: Option<Location>,
}

/// What is shown, and what is on its way.
#[derive(Clone, Copy)]
struct Stage {
    router: Router,
    /// Raised by each opening; an older one never replaces a newer.
    turn: StoredValue<u32>,
    /// What is ready to be shown.
    ready: StoredValue<Option<Ready>, LocalStorage>,
    /// Raised when a view is ready.
    shown: RwSignal<u32>,
    /// Raised to try again.
    again: RwSignal<u32>,
    /// Whether a page has been shown before.
    is_later: StoredValue<bool>,
}

/// The page at the browser's address.
#[component]
pub fn Outlet() -> impl IntoView {
    let router = Router::get();
    let session = Session::get();
    let stage = Stage {
        router,
        turn: StoredValue::new(0),
        ready: StoredValue::new_local(None),
        shown: RwSignal::new(0),
        again: RwSignal::new(0),
        is_later: StoredValue::new(false),
    };
    let owner = Owner::current().unwrap_or_default();
    let admission = Memo::new(move |_| admitted(router.location(), &session.who(), session.is_expected()));
    Effect::new(move || {
        stage.again.track();
        match admission.get() {
            Admission::Show(shown) => stage.open(shown, &owner),
            Admission::Elsewhere(address) => router.replace(address),
            Admission::Wait => {}
        }
    });
    // Once: whoever comes and goes later, the page that is there stays.
    let may_show = Memo::new(move |before: Option<&bool>| before == Some(&true) || session.is_settled());
    move || {
        stage.shown.track();
        let ready = may_show.get().then(|| stage.ready.try_update_value(Option::take).flatten()).flatten()?;
        hide_splash();
        stage.stands(ready.of.as_ref());
        Some(ready.view)
    }
}

/// Takes away what `index.html` shows until the first page is there.
fn hide_splash() {
    if let Some(splash) = document().get_element_by_id("splash") {
        splash.remove();
    }
}

impl Stage {
    /// Fetches the page and shows it in place of the one before.
    fn open(self, shown: Shown, parent: &Owner) {
        let turn = self.turn.get_value().wrapping_add(1);
        self.turn.set_value(turn);
        let owner = parent.child();
        let (of, title) = (shown.location().cloned(), shown.title());
        let view = owner.with(|| {
            if let Some(of) = &of {
                provide_context(self.router.of_page(of));
            }
            ScopedFuture::new_untracked(self.drawn(shown))
        });
        spawn_local(async move {
            let view = view.await;
            if self.turn.try_get_value() != Some(turn) {
                return;
            }
            // Before the page's own effects: it may know a better one.
            show_title(title());
            let view = OwnedView::new_with_owner(view, owner).into_any();
            self.ready.try_update_value(|ready| *ready = Some(Ready { view, of }));
            self.shown.try_set(turn);
        });
    }

    async fn drawn(self, shown: Shown) -> AnyView {
        match shown {
            Shown::Page(location) => match (self.router.open)(location.place, Visit::Now).await {
                Ok(view) => view,
                Err(_) => {
                    let retry = move |()| self.again.update(|again| *again = again.wrapping_add(1));
                    view! { <div class="page"><div class="panel"><Unfetched retry /></div></div> }.into_any()
                }
            },
            Shown::Missing => missing(),
            Shown::Denied(_) => denied(),
            Shown::Welcome(_) => welcome(),
        }
    }

    /// The page is about to be in the document.
    fn stands(self, of: Option<&Location>) {
        if self.is_later.try_update_value(|is_later| std::mem::replace(is_later, true)) == Some(true) {
            request_animation_frame(focus_main);
        }
        self.router.stands(of);
    }
}

/// A new page starts at its top, for the keyboard and for screen readers too, unless it has the focus already.
fn focus_main() {
    let Some(main) = document().get_element_by_id("main") else { return };
    if !document().active_element().is_some_and(|active| main.contains(Some(&active))) {
        focus(Some(main));
    }
}

fn missing() -> AnyView {
    view! {
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
    .into_any()
}

fn denied() -> AnyView {
    let error = ApiError::of(Problem::Denied);
    view! { <div class="page"><div class="panel"><Failure error retry=|()| () /></div></div> }.into_any()
}

/// For who may see none of the menu's pages.
fn welcome() -> AnyView {
    let name = Session::get().user().map(|user| user.name).unwrap_or_default();
    let title = text::dashboard::greeting(&name);
    view! {
        <div class="page">
            <div class="panel">
                <State glyph=Glyph::Key title text=text::app::welcome_text() />
            </div>
        </div>
    }
    .into_any()
}
