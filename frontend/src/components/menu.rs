//! A button that opens a panel below it: filters, views, columns, tiles.
//!
//! closed --button--> open --button, Escape, or a press or the focus elsewhere--> closed
//!
//! Invariants: at most one is open, since the way to another one leads elsewhere; Escape gives the focus back.
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Event, KeyboardEvent, Node};

use super::icon::{Glyph, Icon};
use crate::keyboard::focus;

/// What opens, by any button.
#[component]
pub fn Popup(
    /// How the button looks: `button` or `chip`.
    class: &'static str,
    /// What the button shows.
    face: AnyView,
    /// The panel.
    panel: AnyView,
    /// It was opened or closed.
    #[prop(optional)]
    on_toggle: Option<Callback<()>>,
) -> impl IntoView {
    let toggled = move |_| {
        if let Some(on_toggle) = on_toggle {
            on_toggle.run(());
        }
    };
    view! {
        <details class="popup" on:toggle=toggled>
            <summary class=class>{face}</summary>
            <div class="popup-body panel">{panel}</div>
        </details>
    }
}

/// A button with an icon and a word.
#[component]
pub fn Menu(
    /// The button's icon.
    glyph: Glyph,
    /// What the button says.
    label: &'static str,
    /// It was opened or closed.
    #[prop(optional, into)]
    on_toggle: Option<Callback<()>>,
    /// The panel.
    children: Children,
) -> impl IntoView {
    let face = view! {
        <Icon glyph />
        <span>{label}</span>
    };
    let on_toggle = on_toggle.unwrap_or_else(|| Callback::new(|()| {}));
    view! { <Popup class="button" face=face.into_any() panel=children().into_any() on_toggle /> }
}

/// Closes what is open, for as long as the app runs.
pub(crate) fn follow() {
    for event in ["pointerdown", "focusin"] {
        drop(window_event_listener_untyped(event, |event| close(&event, false)));
    }
    let escape = |event: KeyboardEvent| {
        if event.key() == "Escape" {
            close(&event, true);
        }
    };
    drop(window_event_listener(leptos::ev::keydown, escape));
}

/// Closes the open panel: by Escape, or when an event is outside of it.
fn close(event: &Event, by_escape: bool) {
    let Some(popup) = document().query_selector(".popup[open]").ok().flatten() else { return };
    let target = event.target().and_then(|target| target.dyn_into::<Node>().ok());
    if !by_escape && popup.contains(target.as_ref()) {
        return;
    }
    // It has the attribute: removing it does not fail.
    drop(popup.remove_attribute("open"));
    if by_escape {
        event.prevent_default();
        focus(popup.query_selector("summary").ok().flatten());
    }
}
