//! The edges of columns: dragged, or moved by the arrow keys.
use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event};

use super::source::List;

/// So far one press of an arrow key moves an edge.
const STEP: i32 = 16;

/// Listens for as long as the list is shown.
pub(super) fn follow(list: List) {
    let from = StoredValue::new(None::<(usize, i32)>);
    let down = window_event_listener(ev::pointerdown, move |event| {
        let Some((edge, at)) = edge(&event) else { return };
        event.prevent_default();
        from.set_value(Some((at, event.client_x())));
        // Fails only when the pointer has gone: then nothing is dragged.
        drop(edge.set_pointer_capture(event.pointer_id()));
    });
    let moved = window_event_listener(ev::pointermove, move |event| {
        if let Some((at, last)) = from.get_value() {
            let x = event.client_x();
            from.set_value(Some((at, x)));
            list.arrange(|layout| layout.widen(at, x.saturating_sub(last)));
        }
    });
    let up = window_event_listener(ev::pointerup, move |_| from.set_value(None));
    // A phone takes the pointer away to scroll.
    let cancelled = window_event_listener(ev::pointercancel, move |_| from.set_value(None));
    let pressed = window_event_listener(ev::keydown, move |event| {
        let by = match event.key().as_str() {
            "ArrowLeft" => -STEP,
            "ArrowRight" => STEP,
            _ => return,
        };
        if let Some((_, at)) = edge(&event) {
            event.prevent_default();
            list.arrange(|layout| layout.widen(at, by));
        }
    });
    on_cleanup(move || [down, moved, up, cancelled, pressed].into_iter().for_each(WindowListenerHandle::remove));
}

/// The edge that an event is at, and the column whose it is.
fn edge(event: &Event) -> Option<(Element, usize)> {
    let edge = event.target()?.dyn_into::<Element>().ok()?;
    let at = edge.get_attribute("data-column")?.parse::<usize>().ok()?;
    Some((edge, at))
}
