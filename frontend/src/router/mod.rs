//! Which address the browser is at, and which page stands there.
//!
//! address --[`routes`] reads it--> page --its chunk is fetched--> shown, in place of the page before, where it was
//!
//! Invariants: the page before stays, as far down as it is, until the next one is there; each page has its own reactive
//! owner, which ends with it, and its own copy of the router: it follows the query only while the browser is at its
//! address, and leads nowhere when the user has left it; a chunk that cannot be fetched is a state of the page, not the
//! end of the app; while a page holds what is not saved, the user's own steps away ask it first (`trail.rs`).
//!
//! Small on purpose: a page costs the first visit a line of a table, where the routing crate's types, made anew for
//! each route, cost a kilobyte a page and 30 to begin with.
//!
//! [`routes`]: crate::routes
mod admission;
mod crumbs;
mod history;
mod outlet;
mod trail;

use leptos::prelude::*;

use self::trail::{Address, Step, Trail};
use crate::components::states::Reload;
use crate::page::{Opening, Visit};
use crate::routes::{Location, Place, Route, locate};

pub use crumbs::Crumbs;
pub use history::{pixels, query_value};
pub use outlet::Outlet;

/// Opens the door of a page.
pub type Open = fn(Place, Visit) -> Opening;

/// The browser's address. Copies share it.
#[derive(Clone, Copy, Debug)]
pub struct Router {
    at: RwSignal<Address>,
    location: Memo<Option<Location>>,
    /// The query of the page that has this copy.
    query: Memo<String>,
    /// The page that has this copy; none for the app's own.
    page: Option<OfPage>,
    trail: StoredValue<Trail>,
    /// Asked with the address before the user leaves the page.
    guard: StoredValue<Option<Guard>>,
    open: Open,
}

/// What a page's own copy knows.
#[derive(Clone, Copy, Debug)]
struct OfPage {
    route: &'static Route,
    /// Whether the browser is at its address.
    is_here: Memo<bool>,
}

/// Whether the page may be left for an address; one that says no asks the user, and goes there itself, later.
pub type Guard = Callback<String, bool>;

impl Router {
    /// Makes the address available to the app, and follows links and the back button from now on.
    pub fn provide(open: Open) -> Self {
        let trail = Trail::new(history::current(), history::state().as_deref());
        let at = RwSignal::new(trail.address.clone());
        let router = Self {
            at,
            location: Memo::new(move |_| at.with(|at| locate(&at.path))),
            query: Memo::new(move |_| at.with(|at| at.query.clone())),
            page: None,
            trail: StoredValue::new(trail),
            guard: StoredValue::new(None),
            open,
        };
        provide_context(router);
        provide_context(Reload(Callback::new(move |()| router.reload())));
        history::follow(router);
        router
    }

    /// The app's address, or the page's where there is one.
    pub fn get() -> Self {
        expect_context()
    }

    /// The copy for the page at an address, to be made under the page's owner.
    fn of_page(self, of: &Location) -> Self {
        let (place, location, query) = (of.place.clone(), self.location, self.query);
        let is_here = Memo::new(move |_| location.with(|there| there.as_ref().is_some_and(|it| it.place == place)));
        let kept = Memo::new(move |before: Option<&String>| match before {
            Some(before) if !is_here.get() => before.clone(),
            _ => query.get(),
        });
        Self { query: kept, page: Some(OfPage { route: of.route, is_here }), ..self }
    }

    /// Which page is there; none when there is no such page.
    pub fn location(self) -> Option<Location> {
        self.location.get()
    }

    /// What is known of the page that has this copy, else of the one at the address.
    pub fn route(self) -> Option<&'static Route> {
        match self.page {
            Some(page) => Some(page.route),
            None => self.location.with(|location| location.as_ref().map(|it| it.route)),
        }
    }

    /// A value of the query, decoded.
    pub fn query(self, name: &str) -> Option<String> {
        self.query.try_with(|query| query_value(query, name)).flatten()
    }

    /// Path and query, at this moment.
    pub fn address_untracked(self) -> String {
        self.at.with_untracked(Address::text)
    }

    /// Whether the page that has this copy has not been left.
    fn is_here(self) -> bool {
        self.page.is_none_or(|page| page.is_here.try_get_untracked().unwrap_or(false))
    }

    /// Goes to an address of this app, a step back away from here.
    pub fn go(self, address: &str) {
        if self.is_here() {
            let scroll = history::scrolled();
            self.step(|trail| trail.go(address, scroll, |to| self.may_leave(to)));
        }
    }

    /// Goes to an address instead of this one.
    pub fn replace(self, address: &str) {
        if self.is_here() {
            if let Some(saved) = self.trail.try_update_value(|trail| trail.replace(address)) {
                history::replace(saved, Some(address));
            }
            self.arrive_at(history::current());
        }
    }

    /// Loads the app anew, in its newest version.
    pub fn reload(self) {
        self.step(|trail| trail.reload(|to| self.may_leave(to)));
    }

    /// How many further pages of rows the list at this address had when it was left.
    pub fn depth(self) -> u32 {
        if self.is_here() { self.trail.with_value(|trail| trail.saved.depth) } else { 0 }
    }

    /// The list at this address has so many further pages of rows, when somebody comes back to it.
    pub fn remember_depth(self, depth: u32) {
        if self.is_here()
            && let Some(saved) = self.trail.try_update_value(|trail| trail.deepened(depth)).flatten()
        {
            history::replace(saved, None);
        }
    }

    /// Lets `guard` say whether the page may be left, until [`Self::unguard`].
    pub fn guard(self, guard: Guard) {
        self.guard.set_value(Some(guard));
    }

    /// The page may be left: also by the step that the guard has refused last.
    pub fn unguard(self) {
        self.guard.set_value(None);
        self.trail.update_value(Trail::release);
    }

    fn may_leave(self, address: &str) -> bool {
        // The guard of a page that is gone says nothing.
        self.guard.get_value().and_then(|guard| guard.try_run(address.to_owned())).unwrap_or(true)
    }

    /// The browser has gone back or forward.
    fn wandered(self) {
        self.step(|trail| trail.wandered(history::current(), history::state().as_deref(), |to| self.may_leave(to)));
    }

    fn step(self, step: impl FnOnce(&mut Trail) -> Step) {
        match self.trail.try_update_value(step) {
            None | Some(Step::Stay) => {}
            Some(Step::Top) => history::scroll(0),
            Some(Step::Push { left, address, new }) => {
                history::replace(left, None);
                history::push(new, &address);
                self.arrive_at(history::current());
            }
            Some(Step::Show) => self.arrive_at(history::current()),
            Some(Step::Adopt(saved)) => history::replace(saved, None),
            Some(Step::Travel(delta)) => history::travel(delta),
            Some(Step::Reload) => history::reload(),
        }
    }

    /// The browser is at another address; where the page stays the same, it stands there already.
    fn arrive_at(self, address: Address) {
        let before = self.location.get_untracked();
        self.trail.update_value(|trail| trail.address = address.clone());
        self.at.set(address);
        if before == self.location.get_untracked() {
            history::restore(self);
        }
    }

    /// The page at a location stands: it is brought to where it was, unless the user has left it meanwhile.
    fn stands(self, location: Option<&Location>) {
        if self.location.with_untracked(|there| there.as_ref() == location) {
            history::restore(self);
        }
    }
}
