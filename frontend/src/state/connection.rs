//! Whether the server can be reached.
//!
//! there --the browser is offline, or a call got no answer--> lost --a probe gets an answer--> there
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::api::is_reachable;
use crate::{clock, text};

/// Between two probes while the server is out of reach, in milliseconds.
const PROBE_EVERY_MS: u32 = 2_000;

/// The way to the server. Copies share it.
#[derive(Clone, Copy, Debug)]
pub struct Connection {
    lost: RwSignal<bool>,
    returns: RwSignal<u32>,
}

impl Connection {
    /// Makes it available to the app, and listens to the browser from now on.
    pub fn provide() -> Self {
        let connection = Self::new();
        provide_context(connection);
        drop(window_event_listener_untyped("offline", move |_| connection.lose()));
        if !window().navigator().on_line() {
            connection.lose();
        }
        connection
    }

    pub(super) fn new() -> Self {
        Self { lost: RwSignal::new(false), returns: RwSignal::new(0) }
    }

    /// The app's connection.
    pub fn get() -> Self {
        expect_context()
    }

    /// Whether the server is out of reach.
    pub fn is_lost(self) -> bool {
        self.lost.get()
    }

    #[cfg(test)]
    pub(super) fn is_lost_now(self) -> bool {
        self.lost.get_untracked()
    }

    /// How often the server has come back; what failed meanwhile asks again when it rises.
    pub fn returns(self) -> u32 {
        self.returns.get()
    }

    /// A call got no answer: looks for the server until it is there again.
    pub fn lose(self) {
        if self.lost.get_untracked() {
            return;
        }
        self.lost.set(true);
        spawn_local(async move {
            loop {
                clock::sleep(PROBE_EVERY_MS).await;
                if is_reachable().await {
                    break;
                }
            }
            self.lost.set(false);
            self.returns.update(|count| *count = count.wrapping_add(1));
        });
    }

    /// Something did not come: perhaps it is only that which is missing, perhaps nothing comes any more.
    pub fn doubt(self) {
        spawn_local(async move {
            if !is_reachable().await {
                self.lose();
            }
        });
    }
}

/// Says that the server is out of reach for as long as it is.
#[component]
pub fn ConnectionBar() -> impl IntoView {
    let connection = Connection::get();
    view! {
        <div class="offline" role="status">
            {move || connection.is_lost().then(|| view! { <p>{text::app::offline()}</p> })}
        </div>
    }
}
