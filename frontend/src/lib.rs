//! The web app: Leptos, rendered in the browser, one lazily loaded chunk a page.
//!
//! Pages use components, the API and state; components use only texts and formats; no page uses another page.
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
pub mod number;
pub mod pages;
pub mod palette;
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
