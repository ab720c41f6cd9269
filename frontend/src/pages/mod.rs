//! The pages: each a chunk of its own, fetched when it is first opened, none using another.
pub mod accounts;
pub mod catalog;
pub mod dashboard;
#[cfg(feature = "gallery")]
pub mod gallery;
pub mod login;
pub mod parties;
pub mod performance;
pub mod sales;
pub mod settings;
pub mod shell;
pub mod stock;

use std::pin::Pin;

use leptos::prelude::AnyView;
use leptos::task::spawn_local;
use leptos::wasm_split::SplitLoaderError;

use crate::api::query::Query;
use crate::list;
use crate::routes::Place;
use crate::state::cache;

/// What a page's function gives: its view, or the news that its code could not be fetched.
pub type Made = Result<AnyView, SplitLoaderError>;

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
        let is_ahead = *self != Self::Now;
        if is_ahead {
            cache::prefetch(query);
        }
        is_ahead
    }
}

/// Fetches a page's code and makes its view.
pub fn open(place: Place, visit: Visit) -> Pin<Box<dyn Future<Output = Made>>> {
    if is_list(&place) {
        list::fetch();
    }
    match place {
        Place::Login => Box::pin(login::page()),
        #[cfg(feature = "gallery")]
        Place::Gallery => Box::pin(gallery::page()),
        Place::Dashboard => Box::pin(dashboard::page(visit)),
        Place::Categories => Box::pin(catalog::categories::page()),
        Place::Products => Box::pin(catalog::products::page(visit)),
        Place::Product(id) => Box::pin(catalog::product::page(id, visit)),
        Place::Customers => Box::pin(parties::customers::page(visit)),
        Place::Customer(id) => Box::pin(parties::customer::page(id, visit)),
        Place::Me => Box::pin(accounts::me::page()),
        Place::Performance => Box::pin(performance::page()),
        Place::Roles => Box::pin(accounts::roles::page()),
        Place::SalesOrders => Box::pin(sales::list::page(visit)),
        Place::NewSalesOrder => Box::pin(sales::editor::page(None)),
        Place::SalesOrder(id) => Box::pin(sales::detail::page(id, visit)),
        Place::EditSalesOrder(id) => Box::pin(sales::editor::page(Some(id))),
        Place::PrintSalesOrder(id) => Box::pin(sales::paper::page(id, None)),
        Place::PackingList(id, shipment) => Box::pin(sales::paper::page(id, Some(shipment))),
        Place::Settings => Box::pin(settings::page()),
        Place::StockAsOf => Box::pin(stock::as_of::page()),
        Place::StockLedger => Box::pin(stock::ledger::page(visit)),
        Place::StockLevels => Box::pin(stock::levels::page(visit)),
        Place::Warehouses => Box::pin(stock::warehouses::page()),
        Place::Users => Box::pin(accounts::users::page(visit)),
        Place::User(id) => Box::pin(accounts::user::page(id, visit)),
    }
}

/// Whether a place shows one of the lists, which have their code in common.
const fn is_list(place: &Place) -> bool {
    matches!(
        place,
        Place::Customers
            | Place::Products
            | Place::SalesOrders
            | Place::StockLedger
            | Place::StockLevels
            | Place::Users
    )
}

/// Fetches the code of a page, and what the page at this query would show, before it is opened.
pub fn prepare(place: Place, query: String) {
    let fetch: Pin<Box<dyn Future<Output = Result<(), SplitLoaderError>>>> = match place {
        Place::Login => Box::pin(login::prefetch()),
        #[cfg(feature = "gallery")]
        Place::Gallery => Box::pin(gallery::prefetch()),
        Place::Categories => Box::pin(catalog::categories::prefetch()),
        Place::Me => Box::pin(accounts::me::prefetch()),
        Place::Performance => Box::pin(performance::prefetch()),
        Place::Roles => Box::pin(accounts::roles::prefetch()),
        Place::NewSalesOrder | Place::EditSalesOrder(_) => Box::pin(sales::editor::prefetch()),
        Place::PrintSalesOrder(_) | Place::PackingList(..) => Box::pin(sales::paper::prefetch()),
        Place::Settings => Box::pin(settings::prefetch()),
        Place::StockAsOf => Box::pin(stock::as_of::prefetch()),
        Place::Warehouses => Box::pin(stock::warehouses::prefetch()),
        // They have something to ask for that is theirs alone and does not change while one looks.
        place => {
            let ahead = open(place, Visit::Ahead { query });
            Box::pin(async { ahead.await.map(drop) })
        }
    };
    // A failure shows when the page is opened, and is tried again then.
    spawn_local(async move { drop(fetch.await) });
}
