//! A button that opens a panel below it: views, columns, tiles. Escape closes it and gives the focus back.
use leptos::prelude::*;

use super::icon::{Glyph, Icon};

/// A button, and the panel that it opens.
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
    let toggled = move |_| {
        if let Some(told) = on_toggle {
            told.run(());
        }
    };
    view! {
        <details class="arrange" on:keydown=close_on_escape on:toggle=toggled>
            <summary class="button">
                <Icon glyph />
                {label}
            </summary>
            <div class="arrange-body panel">{children()}</div>
        </details>
    }
}

/// Closes an open `details`, and puts the focus where it came from.
pub fn close_on_escape(event: leptos::ev::KeyboardEvent) {
    use wasm_bindgen::JsCast as _;
    if event.key() != "Escape" {
        return;
    }
    let details = event.current_target().and_then(|it| it.dyn_into::<web_sys::Element>().ok());
    let Some(details) = details else { return };
    drop(details.remove_attribute("open"));
    let summary = details.query_selector("summary").ok().flatten();
    if let Some(summary) = summary.and_then(|it| it.dyn_into::<web_sys::HtmlElement>().ok()) {
        drop(summary.focus());
    }
}
