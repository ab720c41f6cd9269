//! Where the cursor goes.
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;

/// Puts the cursor into a field; an element that has just been made is there a moment later.
pub(super) fn focus(id: String) {
    request_animation_frame(move || {
        if let Some(input) = document().get_element_by_id(&id).and_then(|it| it.dyn_into::<HtmlInputElement>().ok()) {
            drop(input.focus());
        }
    });
}
