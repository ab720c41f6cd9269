//! What a page is to whoever opens it: a door that fetches its code and makes its view, or only gets it ready.
use std::pin::Pin;

use leptos::prelude::AnyView;
use leptos::wasm_split::SplitLoaderError;

use crate::api::query::Query;
use crate::state::cache;

/// What a page's function gives: its view, or the news that its code could not be fetched.
pub type Made = Result<AnyView, SplitLoaderError>;

/// A page on its way.
pub type Opening = Pin<Box<dyn Future<Output = Made>>>;

/// The door of a page, which `places.rs` names: it is opened with what the address says.
pub type Page<P = ()> = fn(P, Visit) -> Opening;

/// What a page is opened for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Visit {
    /// To be seen.
    Now,
    /// To be seen in a moment, perhaps: it only asks for what it would show.
    Ahead {
        /// The query of its address.
        query: String,
    },
}

impl Visit {
    /// Asks for what the page would show, and says whether that is all there is to do.
    pub fn is_ahead<T: 'static>(&self, query: &Query<T>) -> bool {
        let is_ahead = self.is_for_code();
        if is_ahead {
            cache::prefetch(query);
        }
        is_ahead
    }

    /// Whether there is nothing more to do now that the page's code is there.
    pub fn is_for_code(&self) -> bool {
        *self != Self::Now
    }
}
