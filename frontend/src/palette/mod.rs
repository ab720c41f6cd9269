//! What lies above every page: the command palette (pages, records, actions) and the sheet of keys.
//!
//! closed --Ctrl+K--> palette --typed--> found --Enter--> closed, and there;  closed --?--> keys;  each --Esc--> closed
//!
//! Invariants: only what the user may do is offered; records come from the server, and a late answer never replaces a
//! newer one; `>` narrows to actions, `#` to orders. Its code comes when it is first opened.
mod find;
mod item;
mod keys;
mod open;
mod view;

use leptos::prelude::*;
use leptos::wasm_split::{SplitLoaderError, wasm_split};

use self::keys::Keys;
use self::view::PaletteDialog;
use crate::components::lazily::lazily_or;
use crate::components::menu;
use crate::state::session::{Session, Who};
use crate::state::toasts::Toasts;
use crate::text;

/// What lies above the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Overlay {
    /// Finds and does.
    Palette,
    /// Tells the keys.
    Keys,
}

/// Opens what lies above the page. Copies share it.
#[derive(Clone, Copy, Debug)]
pub struct Overlays(RwSignal<Option<Overlay>>);

impl Overlays {
    /// Makes them available to the app, and listens to their keys from now on.
    pub fn provide() -> Self {
        let overlays = Self(RwSignal::new(None));
        open::follow(overlays.0);
        menu::follow();
        provide_context(overlays);
        overlays
    }

    /// The app's.
    pub fn get() -> Self {
        expect_context()
    }

    /// Opens one.
    pub fn open(self, overlay: Overlay) {
        self.0.set(Some(overlay));
    }
}

#[wasm_split(palette, wasm_split_path = ::leptos::wasm_split, fallible)]
fn opened(overlay: Overlay, close: Callback<()>) -> Result<AnyView, SplitLoaderError> {
    Ok(match overlay {
        Overlay::Palette => view! { <PaletteDialog close /> }.into_any(),
        Overlay::Keys => view! { <Keys close /> }.into_any(),
    })
}

/// Where they lie.
#[component]
pub fn OverlayLayer() -> impl IntoView {
    let (overlays, session, toasts) = (Overlays::get(), Session::get(), Toasts::get());
    let close = Callback::new(move |()| overlays.0.set(None));
    move || {
        let overlay = overlays.0.get()?;
        if !matches!(session.who(), Who::Known(_)) {
            return None;
        }
        let failed = move || {
            close.run(());
            toasts.tell(text::app::error_network().to_owned());
        };
        Some(lazily_or(opened(overlay, close), failed))
    }
}
