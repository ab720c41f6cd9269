//! The web app: Leptos, rendered in the browser, one lazily loaded chunk a page.
//!
//! Pages use components, the API and state; components use only texts and formats; no page uses another page. What there
//! is to know of a page without its code stands in `places.rs`, a line a page: address, link, permission, menu, palette,
//! title, door.
//! Server data lives in the page that shows it, never in global state. Logic that can be tested without a browser is
//! in plain structs beside the view that uses it.
#![expect(unreachable_pub, reason = "the properties that #[component] makes are pub in private modules too")]

pub mod api;
pub mod app;
mod clock;
pub mod components;
pub mod day;
pub mod format;
pub mod keyboard;
pub mod list;
pub mod live;
pub mod menu;
pub mod number;
pub mod page;
pub mod pages;
pub mod palette;
mod places;
pub mod router;
pub mod routes;
pub mod state;
pub mod text;

/// Starts the app in the document's body.
#[cfg(target_arch = "wasm32")]
#[wasm_bindgen::prelude::wasm_bindgen(start)]
pub fn start() {
    leptos::mount::mount_to_body(app::App);
}
