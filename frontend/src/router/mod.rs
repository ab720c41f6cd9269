//! Which address the browser is at, and which page stands there.
//!
//! address --[`Place`] reads it--> page --its chunk is fetched--> shown, in place of the page before
//!
//! Invariants: the page before stays until the next one is there; each page has its own reactive owner, which ends with
//! it; a chunk that cannot be fetched is a state of the page, not the end of the app.
//!
//! Small on purpose: a page costs the first visit two arms of a match, where the routing crate's types, made anew for
//! each route, cost a kilobyte a page and 30 to begin with.
mod history;
mod outlet;

use leptos::prelude::*;

use crate::routes::Place;

pub use outlet::Outlet;

/// Where the browser is: `/sales/orders` and `status=DRAFT&q=a`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Address {
    path: String,
    /// Without its question mark.
    query: String,
}

/// The browser's address. Copies share it.
#[derive(Clone, Copy, Debug)]
pub struct Router {
    at: RwSignal<Address>,
    path: Memo<String>,
}

impl Router {
    /// Makes the address available to the app, and follows links and the back button from now on.
    pub fn provide() -> Self {
        let at = RwSignal::new(history::current());
        let path = Memo::new(move |_| at.with(|at| at.path.clone()));
        let router = Self { at, path };
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
        self.at.with_untracked(
            |at| if at.query.is_empty() { at.path.clone() } else { format!("{}?{}", at.path, at.query) },
        )
    }

    /// Goes to an address of this app, a step back away from here.
    pub fn go(self, address: &str) {
        history::push(address);
        self.at.set(history::current());
        window().scroll_to_with_x_and_y(0.0, 0.0);
    }

    /// Goes to an address instead of this one.
    pub fn replace(self, address: &str) {
        history::replace(address);
        self.at.set(history::current());
    }
}
