//! Whether the server can be reached.
//!
//! there --the browser is offline, or a call got no answer--> lost --a probe gets an answer--> there
use futures::future::{Either, select};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::version::is_newest;
use crate::api::is_reachable;
use crate::{clock, text};

/// Between two probes while the server is out of reach, in milliseconds.
const PROBE_EVERY_MS: u32 = 2_000;
/// So long a probe may take, in milliseconds.
const PROBE_LIMIT_MS: u32 = 5_000;

/// The way to the server. Copies share it.
#[derive(Clone, Copy, Debug)]
pub struct Connection {
    lost: RwSignal<bool>,
    returns: RwSignal<u32>,
    /// A newer version of the app is out, and something of this one is needed that is no longer there.
    outdated: RwSignal<bool>,
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
        Self { lost: RwSignal::new(false), returns: RwSignal::new(0), outdated: RwSignal::new(false) }
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
                // A probe that hangs is none.
                let probe = select(Box::pin(is_reachable()), clock::sleep(PROBE_LIMIT_MS)).await;
                if matches!(probe, Either::Left((true, _))) {
                    break;
                }
            }
            self.lost.set(false);
            self.returns.update(|count| *count = count.wrapping_add(1));
        });
    }

    /// Code of the app did not come: whether a newer version is out, which no longer has it. Else perhaps nothing comes.
    pub async fn is_outdated(self) -> bool {
        let newest = is_newest().await;
        if newest.is_none() {
            self.lose();
        }
        newest == Some(false)
    }

    /// Code of the app did not come, and there is no place to say why: the app does.
    pub fn doubt(self) {
        spawn_local(async move {
            if self.is_outdated().await {
                self.outdated.set(true);
            }
        });
    }

    /// Whether the user is to be offered a newer version of the app.
    pub fn offers_newer(self) -> bool {
        self.outdated.get()
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
