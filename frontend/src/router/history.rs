//! The browser's side: its history, and clicks on links of the app.
use std::time::Duration;

use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, HtmlAnchorElement, MouseEvent, UrlSearchParams};

use super::{Address, Router};
use crate::pages;
use crate::routes::Place;

/// So long the pointer or the focus stays on a link that is meant: a pointer on its way crosses many.
const DWELL: Duration = Duration::from_millis(50);

/// Where the browser is.
pub(super) fn current() -> Address {
    let location = window().location();
    let query = location.search().unwrap_or_default();
    Address { path: location.pathname().unwrap_or_default(), query: query.trim_start_matches('?').to_owned() }
}

/// A value of a query, decoded.
pub fn query_value(query: &str, name: &str) -> Option<String> {
    UrlSearchParams::new_with_str(query).ok()?.get(name)
}

pub(super) fn push(address: &str) {
    if let Ok(history) = window().history() {
        // Refused only for an address of another site, which is none of this app's.
        drop(history.push_state_with_url(&JsValue::NULL, "", Some(address)));
    }
}

pub(super) fn replace(address: &str) {
    if let Ok(history) = window().history() {
        drop(history.replace_state_with_url(&JsValue::NULL, "", Some(address)));
    }
}

/// Lets links of the app, the back and the forward button change the address without loading the app anew, and fetches
/// the page behind a link when the pointer or the focus comes to it.
pub(super) fn follow(router: Router) {
    on("popstate", move |_| router.wandered());
    on("click", move |event| {
        let Some(event) = event.dyn_ref::<MouseEvent>() else { return };
        // Another button, or a key that asks for a new tab or a download: the browser's own business.
        let is_plain = event.button() == 0
            && !(event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key())
            && !event.default_prevented();
        if let Some(link) = link_at(event).filter(|_| is_plain)
            && let Some(address) = within(&link)
        {
            event.prevent_default();
            router.go(&address);
        }
    });
    let waiting = StoredValue::new(None::<TimeoutHandle>);
    for event in ["pointerover", "focusin"] {
        on(event, move |event| {
            if let Some(Some(waiting)) = waiting.try_update_value(Option::take) {
                waiting.clear();
            }
            let Some(link) = link_at(event) else { return };
            let Some(place) = Place::at(&link.pathname()) else { return };
            let query = link.search().trim_start_matches('?').to_owned();
            waiting.set_value(set_timeout_with_handle(move || pages::prepare(place, query), DWELL).ok());
        });
    }
}

/// Listens for as long as the app runs.
fn on(event: &'static str, listen: impl Fn(&web_sys::Event) + 'static) {
    drop(window_event_listener_untyped(event, move |event| listen(&event)));
}

fn link_at(event: &web_sys::Event) -> Option<HtmlAnchorElement> {
    event.target()?.dyn_into::<Element>().ok()?.closest("a[href]").ok()??.dyn_into().ok()
}

/// The address of a link that stays within this app; none for one that the browser follows.
fn within(link: &HtmlAnchorElement) -> Option<String> {
    let location = window().location();
    let is_ours = location.origin().is_ok_and(|origin| origin == link.origin())
        && link.target().is_empty()
        && !link.has_attribute("download")
        && Place::at(&link.pathname()).is_some();
    // Within the page itself, `#main`: the browser goes there.
    (is_ours && link.hash().is_empty()).then(|| format!("{}{}", link.pathname(), link.search()))
}
