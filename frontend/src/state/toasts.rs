//! Short messages that a screen reader hears and everybody sees: what was just done.
use leptos::prelude::*;

use crate::components::icon::{Glyph, Icon};
use crate::text;

/// More would hide the page.
const MOST: usize = 3;

/// The messages shown now.
#[derive(Clone, Copy, Debug)]
pub struct Toasts {
    shown: RwSignal<Vec<(u32, String)>>,
    next: StoredValue<u32>,
}

impl Toasts {
    /// Makes messages available to the app.
    pub fn provide() {
        provide_context(Self { shown: RwSignal::new(Vec::new()), next: StoredValue::new(0) });
    }

    /// The app's messages.
    pub fn get() -> Self {
        expect_context()
    }

    /// Tells that something has been done. It stays until dismissed or pushed out: time limits leave slow readers behind.
    pub fn tell(self, message: String) {
        let id = self.next.get_value();
        self.next.set_value(id.wrapping_add(1));
        self.shown.update(|shown| {
            shown.push((id, message));
            let extra = shown.len().saturating_sub(MOST);
            drop(shown.drain(..extra));
        });
    }

    fn dismiss(self, id: u32) {
        self.shown.update(|shown| shown.retain(|(it, _)| *it != id));
    }
}

/// Where messages appear.
#[component]
pub fn ToastRegion() -> impl IntoView {
    let toasts = Toasts::get();
    view! {
        <div class="toasts" role="status" aria-live="polite">
            {move || toasts.shown.get().into_iter().map(|(id, message)| toast(toasts, id, message)).collect_view()}
        </div>
    }
}

fn toast(toasts: Toasts, id: u32, message: String) -> impl IntoView {
    view! {
        <div class="toast">
            <Icon glyph=Glyph::Check />
            <span>{message}</span>
            <button class="button plain icon-only" aria-label=text::app::dismiss() on:click=move |_| toasts.dismiss(id)>
                <Icon glyph=Glyph::Cross />
            </button>
        </div>
    }
}
