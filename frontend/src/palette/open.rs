//! Keys that work on every page: Ctrl+K (⌘K) finds and does, `?` tells the keys.
use leptos::prelude::*;
use web_sys::KeyboardEvent;

use super::Overlay;
use crate::keyboard::is_typing;

/// Listens for as long as the app runs.
pub(super) fn follow(overlay: RwSignal<Option<Overlay>>) {
    let listen = move |event: KeyboardEvent| {
        let (has_control, key) = (event.ctrl_key() || event.meta_key(), event.key());
        let wanted = match key.as_str() {
            "k" | "K" if has_control && !event.alt_key() && !event.shift_key() => Overlay::Palette,
            "?" if !has_control && !event.alt_key() && !is_typing(&event) => Overlay::Keys,
            _ => return,
        };
        if !event.default_prevented() {
            event.prevent_default();
            overlay.update(|overlay| *overlay = if *overlay == Some(wanted) { None } else { Some(wanted) });
        }
    };
    drop(window_event_listener(leptos::ev::keydown, listen));
}
