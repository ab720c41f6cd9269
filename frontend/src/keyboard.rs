//! Keys that work on every page: Ctrl+K (⌘K) finds and does, `?` tells the keys.
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent};

use crate::palette::Overlay;

/// Whether the key belongs to a field, or to a dialog above the page.
pub fn is_typing(event: &KeyboardEvent) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let taken = "input:not([type=checkbox]):not([type=radio]), textarea, select, dialog, [contenteditable]";
    target.is_some_and(|target| target.closest(taken).is_ok_and(|found| found.is_some()))
}

/// Gives the focus to an element; whether it took it.
pub fn focus(element: Option<Element>) -> bool {
    element.and_then(|element| element.dyn_into::<HtmlElement>().ok()).is_some_and(|element| element.focus().is_ok())
}

/// Listens for as long as the app runs.
pub(crate) fn follow(overlay: RwSignal<Option<Overlay>>) {
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
