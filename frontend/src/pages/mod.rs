//! The pages: each a chunk of its own, fetched when it is first opened, none using another.
pub mod accounts;
pub mod catalog;
pub mod dashboard;
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

use crate::list;
use crate::routes::Place;

/// What a page's function gives: its view, or the news that its code could not be fetched.
pub type Made = Result<AnyView, SplitLoaderError>;

/// Fetches a page's code and makes its view.
pub fn open(place: Place) -> Pin<Box<dyn Future<Output = Made>>> {
    match place {
        Place::Login => Box::pin(login::page()),
        Place::Dashboard => Box::pin(dashboard::page()),
        Place::Categories => Box::pin(catalog::categories::page()),
        Place::Products => Box::pin(catalog::products::page()),
        Place::Product(id) => Box::pin(catalog::product::page(id)),
        Place::Customers => Box::pin(parties::customers::page()),
        Place::Customer(id) => Box::pin(parties::customer::page(id)),
        Place::Me => Box::pin(accounts::me::page()),
        Place::Performance => Box::pin(performance::page()),
        Place::Roles => Box::pin(accounts::roles::page()),
        Place::SalesOrders => Box::pin(sales::list::page()),
        Place::NewSalesOrder => Box::pin(sales::editor::page(None)),
        Place::SalesOrder(id) => Box::pin(sales::detail::page(id)),
        Place::EditSalesOrder(id) => Box::pin(sales::editor::page(Some(id))),
        Place::PrintSalesOrder(id) => Box::pin(sales::paper::page(id, None)),
        Place::PackingList(id, shipment) => Box::pin(sales::paper::page(id, Some(shipment))),
        Place::Settings => Box::pin(settings::page()),
        Place::StockAsOf => Box::pin(stock::as_of::page()),
        Place::StockLedger => Box::pin(stock::ledger::page()),
        Place::StockLevels => Box::pin(stock::levels::page()),
        Place::Warehouses => Box::pin(stock::warehouses::page()),
        Place::Users => Box::pin(accounts::users::page()),
    }
}

/// A list's page, and what all lists have in common.
async fn with_list(page: impl Future<Output = Result<(), SplitLoaderError>>) -> Result<(), SplitLoaderError> {
    list::prepare();
    page.await
}

/// Fetches a page's code before it is asked for.
pub fn prefetch(place: &Place) {
    let fetch: Pin<Box<dyn Future<Output = Result<(), SplitLoaderError>>>> = match place {
        Place::Login => Box::pin(login::prefetch()),
        Place::Dashboard => Box::pin(dashboard::prefetch()),
        Place::Categories => Box::pin(catalog::categories::prefetch()),
        Place::Products => Box::pin(with_list(catalog::products::prefetch())),
        Place::Product(_) => Box::pin(catalog::product::prefetch()),
        Place::Customers => Box::pin(with_list(parties::customers::prefetch())),
        Place::Customer(_) => Box::pin(parties::customer::prefetch()),
        Place::Me => Box::pin(accounts::me::prefetch()),
        Place::Performance => Box::pin(performance::prefetch()),
        Place::Roles => Box::pin(accounts::roles::prefetch()),
        Place::SalesOrders => Box::pin(with_list(sales::list::prefetch())),
        Place::NewSalesOrder | Place::EditSalesOrder(_) => Box::pin(sales::editor::prefetch()),
        Place::SalesOrder(_) => Box::pin(sales::detail::prefetch()),
        Place::PrintSalesOrder(_) | Place::PackingList(..) => Box::pin(sales::paper::prefetch()),
        Place::Settings => Box::pin(settings::prefetch()),
        Place::StockAsOf => Box::pin(stock::as_of::prefetch()),
        Place::StockLedger => Box::pin(with_list(stock::ledger::prefetch())),
        Place::StockLevels => Box::pin(with_list(stock::levels::prefetch())),
        Place::Warehouses => Box::pin(stock::warehouses::prefetch()),
        Place::Users => Box::pin(accounts::users::prefetch()),
    };
    // A failure shows when the page is opened, and is tried again then.
    spawn_local(async move { drop(fetch.await) });
}
