//! Keys and the focus, for whatever listens to keys.
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent};

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
