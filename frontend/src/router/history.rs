//! The browser's side: its history, how far it is scrolled, and clicks on links of the app.
use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, Event, History, HtmlAnchorElement, MouseEvent, ScrollRestoration, UrlSearchParams};

use super::Router;
use super::trail::{Address, Saved, Trail};
use crate::page::Visit;
use crate::routes::{Place, locate};

/// So long the pointer or the focus stays on a link that is meant: a pointer on its way crosses many.
const DWELL: Duration = Duration::from_millis(50);
/// So long after a scroll it is recorded: browsers allow few changes of the history in a second.
const SCROLLED: Duration = Duration::from_millis(150);
/// In so many frames a page has got its rows; else it stays at its top.
const FRAMES: u32 = 300;
/// What `boot.js` waits for: the app is to be loaded anew, in its newest version.
const RENEW: &str = "renew";

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

/// A length that the browser tells, which may be a fraction.
#[expect(clippy::cast_possible_truncation, reason = "lengths on a screen are small; a cast clamps what is not")]
pub const fn pixels(length: f64) -> i32 {
    length as i32
}

/// What is saved with the entry that the browser is at.
pub(super) fn state() -> Option<String> {
    history()?.state().ok()?.as_string()
}

fn history() -> Option<History> {
    window().history().ok()
}

pub(super) fn push(saved: Saved, address: &str) {
    if let Some(history) = history() {
        // Refused only for an address of another site, which is none of this app's.
        drop(history.push_state_with_url(&JsValue::from(saved.written()), "", Some(address)));
    }
}

/// Saves with the entry, and gives it another address.
pub(super) fn replace(saved: Saved, address: Option<&str>) {
    if let Some(history) = history() {
        drop(history.replace_state_with_url(&JsValue::from(saved.written()), "", address));
    }
}

/// Goes so many entries on, or back; the browser tells when it is there.
pub(super) fn travel(delta: i32) {
    if let Some(history) = history() {
        drop(history.go_with_delta(delta));
    }
}

/// Loads the app anew.
pub(super) fn reload() {
    if let Ok(event) = Event::new(RENEW) {
        drop(window().dispatch_event(&event));
    }
}

/// How far the page is scrolled down.
pub(super) fn scrolled() -> i32 {
    window().scroll_y().map_or(0, pixels)
}

pub(super) fn scroll(to: i32) {
    window().scroll_to_with_x_and_y(0.0, f64::from(to));
}

/// Brings the page to where it was when its entry was left, as soon as it is high enough.
pub(super) fn restore(router: Router) {
    router.trail.update_value(Trail::stands);
    let (turn, to) = router.trail.with_value(|trail| (trail.turn, trail.saved.scroll));
    request_animation_frame(move || bring(router, turn, to, FRAMES));
}

fn bring(router: Router, turn: u32, to: i32, frames: u32) {
    if !router.trail.with_value(|trail| trail.is_brought(turn)) {
        return;
    }
    let screen = window().inner_height().ok().and_then(|height| height.as_f64()).map_or(0, pixels);
    let room = document().document_element().map_or(0, |root| root.scroll_height()).saturating_sub(screen);
    let next = frames.saturating_sub(1);
    if to <= room || next == 0 {
        scroll(to.min(room));
        router.trail.update_value(Trail::settle);
    } else {
        request_animation_frame(move || bring(router, turn, to, next));
    }
}

/// Lets links of the app, the back and the forward button change the address without loading the app anew, fetches the
/// page behind a link when the pointer or the focus comes to it, and records how far pages are scrolled.
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
            // A failure shows when the page is opened, and is tried again then.
            let prepare = move || {
                let ahead = (router.open)(place, Visit::Ahead { query });
                spawn_local(async { drop(ahead.await) });
            };
            waiting.set_value(set_timeout_with_handle(prepare, DWELL).ok());
        });
    }
    follow_scroll(router);
}

fn follow_scroll(router: Router) {
    if let Some(history) = history() {
        // The browser would scroll before the page has its rows.
        drop(history.set_scroll_restoration(ScrollRestoration::Manual));
    }
    replace(router.trail.with_value(|trail| trail.saved), None);
    let record = move || {
        let saved = router.trail.try_update_value(|trail| trail.scrolled(scrolled())).flatten();
        if let Some(saved) = saved {
            replace(saved, None);
        }
    };
    let waiting = StoredValue::new(None::<TimeoutHandle>);
    on("scroll", move |_| {
        if let Some(Some(waiting)) = waiting.try_update_value(Option::take) {
            waiting.clear();
        }
        waiting.set_value(set_timeout_with_handle(record, SCROLLED).ok());
    });
    on("pagehide", move |_| record());
    // Whoever scrolls himself is not scrolled away.
    for event in ["wheel", "touchmove", "pointerdown", "keydown"] {
        on(event, move |_| router.trail.update_value(Trail::settle));
    }
}

/// Listens for as long as the app runs.
fn on(event: &'static str, listen: impl Fn(&Event) + 'static) {
    drop(window_event_listener_untyped(event, move |event| listen(&event)));
}

fn link_at(event: &Event) -> Option<HtmlAnchorElement> {
    event.target()?.dyn_into::<Element>().ok()?.closest("a[href]").ok()??.dyn_into().ok()
}

/// The address of a link that stays within this app; none for one that the browser follows.
fn within(link: &HtmlAnchorElement) -> Option<String> {
    let location = window().location();
    let is_ours = location.origin().is_ok_and(|origin| origin == link.origin())
        && link.target().is_empty()
        && !link.has_attribute("download")
        && locate(&link.pathname()).is_some();
    // Within the page itself, `#main`: the browser goes there.
    (is_ours && link.hash().is_empty()).then(|| format!("{}{}", link.pathname(), link.search()))
}
