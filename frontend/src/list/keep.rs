//! The user's arrangement of a list is kept: at once in this browser, and on the server for every other one.
use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::layout::Layout;
use super::source::{List, preference};
use crate::api::preferences::{self, Arrangement};
use crate::state::browser;

/// So long after the last change an arrangement is kept: a column being widened changes many times a second.
const SETTLED: Duration = Duration::from_millis(600);

impl List {
    /// Another arrangement, kept from now on: at once in this browser, and for the user when it has settled.
    pub(super) fn arrange(self, change: impl FnOnce(&mut Layout)) {
        self.layout.update(change);
        let kept = self.layout.with_untracked(|layout| layout.kept(self.of)).written();
        browser::store(&preference(self.of), &kept);
        if let Some(Some(waiting)) = self.keeping.try_get_value() {
            waiting.clear();
        }
        let keep = move || {
            // A failure is not worth a word: this browser has it, and the next change is kept with it.
            spawn_local(async move { drop(preferences::store(preference(self.of), kept).send().await) });
        };
        self.keeping.set_value(set_timeout_with_handle(keep, SETTLED).ok());
    }

    /// The user's arrangement, which may be of another browser.
    pub(super) fn recall(self) {
        spawn_local(async move {
            let Ok(Some(text)) = preferences::stored(&preference(self.of)).fetch().await else { return };
            let Some(kept) = Arrangement::read(&text) else { return };
            let Some(now) = self.layout.try_get_untracked() else { return };
            let layout = Layout::arranged(self.of, &kept);
            // What was changed meanwhile is newer than the answer.
            if layout != now && self.keeping.try_with_value(Option::is_none) == Some(true) {
                browser::store(&preference(self.of), &text);
                self.layout.set(layout);
            }
        });
    }
}
