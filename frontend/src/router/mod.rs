//! Which address the browser is at, and which page stands there.
//!
//! address --[`Place`] reads it--> page --its chunk is fetched--> shown, in place of the page before
//!
//! Invariants: the page before stays until the next one is there; each page has its own reactive owner, which ends with
//! it; a chunk that cannot be fetched is a state of the page, not the end of the app; while a page holds what is not
//! saved, the user's own steps away ask it first.
//!
//! Small on purpose: a page costs the first visit two arms of a match, where the routing crate's types, made anew for
//! each route, cost a kilobyte a page and 30 to begin with.
mod history;
mod outlet;

use leptos::prelude::*;

use crate::routes::Place;

pub use history::query_value;
pub use outlet::Outlet;

/// Where the browser is: `/sales/orders` and `status=DRAFT&q=a`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Address {
    path: String,
    /// Without its question mark.
    query: String,
}

impl Address {
    fn text(&self) -> String {
        if self.query.is_empty() { self.path.clone() } else { format!("{}?{}", self.path, self.query) }
    }
}

/// The browser's address. Copies share it.
#[derive(Clone, Copy, Debug)]
pub struct Router {
    at: RwSignal<Address>,
    path: Memo<String>,
    /// Asked with the address before the user leaves the page.
    guard: StoredValue<Option<Guard>>,
}

/// Whether the page may be left for an address; one that says no asks the user, and goes there itself.
pub type Guard = Callback<String, bool>;

impl Router {
    /// Makes the address available to the app, and follows links and the back button from now on.
    pub fn provide() -> Self {
        let at = RwSignal::new(history::current());
        let path = Memo::new(move |_| at.with(|at| at.path.clone()));
        let router = Self { at, path, guard: StoredValue::new(None) };
        provide_context(router);
        history::follow(router);
        router
    }

    /// The app's address.
    pub fn get() -> Self {
        expect_context()
    }

    /// The path, without the query.
    pub fn path(self) -> String {
        self.path.get()
    }

    /// Which page is there; none when there is no such page.
    pub fn place(self) -> Option<Place> {
        self.path.with(|path| Place::at(path))
    }

    /// A value of the query, decoded.
    pub fn query(self, name: &str) -> Option<String> {
        self.at.with(|at| history::query_value(&at.query, name))
    }

    /// Path and query, at this moment.
    pub fn address_untracked(self) -> String {
        self.at.with_untracked(Address::text)
    }

    /// Goes to an address of this app, a step back away from here.
    pub fn go(self, address: &str) {
        if !self.may_leave(address) {
            return;
        }
        history::push(address);
        self.at.set(history::current());
        window().scroll_to_with_x_and_y(0.0, 0.0);
    }

    /// Goes to an address instead of this one.
    pub fn replace(self, address: &str) {
        history::replace(address);
        self.at.set(history::current());
    }

    /// Lets `guard` say whether the page may be left, until [`Self::unguard`].
    pub fn guard(self, guard: Guard) {
        self.guard.set_value(Some(guard));
    }

    /// The page may be left.
    pub fn unguard(self) {
        self.guard.set_value(None);
    }

    fn may_leave(self, address: &str) -> bool {
        // The guard of a page that is gone says nothing.
        self.guard.get_value().and_then(|guard| guard.try_run(address.to_owned())).unwrap_or(true)
    }

    /// The browser has gone back or forward; where the page must not be left yet, it comes back here.
    fn wandered(self) {
        let here = self.address_untracked();
        let there = history::current();
        if there.path != self.path.get_untracked() && !self.may_leave(&there.text()) {
            history::push(&here);
            return;
        }
        self.at.set(there);
    }
}
