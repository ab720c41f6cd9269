//! What the combobox knows and does, without how it looks.
use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;

use crate::api::choices::Choice;
use crate::api::query::Query;
use crate::state::latest::Latest;

/// A record of whatever kind is picked here.
pub(super) type Found = Arc<dyn Choice>;
type Look = Arc<dyn Fn(String) -> Query<Vec<Found>> + Send + Sync>;

/// Typing faster than this asks once.
const PAUSE: Duration = Duration::from_millis(140);

/// What there is to choose from.
#[derive(Clone)]
pub(super) enum List {
    /// Not known yet.
    Looking,
    /// These.
    Offered(Vec<Found>),
    /// Why there is no answer.
    Failed(String),
}

/// Why a text is to be understood as soon as there is an answer to it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Hurry {
    None,
    Entered,
    Left,
}

#[derive(Clone, Copy)]
pub(super) struct Combo {
    pub(super) id: StoredValue<String>,
    /// The text in the field.
    pub(super) typed: RwSignal<String>,
    pub(super) list: RwSignal<List>,
    pub(super) is_open: RwSignal<bool>,
    /// Which of the list Enter takes.
    pub(super) active: RwSignal<Option<usize>>,
    /// The text means nothing.
    pub(super) is_lost: RwSignal<bool>,
    /// The name of what is picked.
    shown: Signal<Option<String>>,
    /// The list does not belong to the text yet.
    is_pending: StoredValue<bool>,
    hurry: StoredValue<Hurry>,
    calls: Latest,
    pause: StoredValue<Option<TimeoutHandle>>,
    look: StoredValue<Look>,
    take: Callback<Option<Found>>,
    on_pick: Option<Callback<()>>,
}

impl Combo {
    pub(super) fn new(
        id: String,
        typed: Option<RwSignal<String>>,
        shown: Signal<Option<String>>,
        look: Look,
        take: Callback<Option<Found>>,
        on_pick: Option<Callback<()>>,
    ) -> Self {
        let combo = Self {
            id: StoredValue::new(id),
            typed: typed.unwrap_or_else(|| RwSignal::new(shown.get_untracked().unwrap_or_default())),
            list: RwSignal::new(List::Looking),
            is_open: RwSignal::new(false),
            active: RwSignal::new(None),
            is_lost: RwSignal::new(false),
            shown,
            is_pending: StoredValue::new(false),
            hurry: StoredValue::new(Hurry::None),
            calls: Latest::new(),
            pause: StoredValue::new(None),
            look: StoredValue::new(look),
            take,
            on_pick,
        };
        // What is picked elsewhere, by a paste or a reload, is shown; and when it is taken away, so is its name.
        Effect::new(move |before: Option<Option<String>>| {
            let now = shown.get();
            match (&now, before.flatten()) {
                (Some(name), _) => combo.rest(name.clone()),
                (None, Some(name)) if combo.typed.with_untracked(|typed| *typed == name) => {
                    combo.typed.set(String::new());
                }
                (None, _) => {}
            }
            now
        });
        combo
    }

    /// The text has not been understood yet.
    fn is_loose(self) -> bool {
        let shown = self.shown.get_untracked();
        self.typed.with_untracked(|typed| !typed.trim().is_empty() && Some(typed) != shown.as_ref())
    }

    fn rest(self, name: String) {
        self.typed.set(name);
        self.is_lost.set(false);
    }

    pub(super) fn type_in(self, text: String) {
        let is_empty = text.trim().is_empty();
        self.typed.set(text);
        self.is_lost.set(false);
        self.hurry.set_value(Hurry::None);
        if is_empty {
            self.take.run(None);
        }
        self.is_open.set(true);
        self.is_pending.set_value(true);
        self.stop_pause();
        self.pause.set_value(set_timeout_with_handle(move || self.ask(), PAUSE).ok());
    }

    /// Opens the list: for what is being typed, else of whatever there is.
    pub(super) fn open(self) {
        if !self.is_open.get_untracked() {
            self.is_open.set(true);
            self.list.set(List::Looking);
            self.ask();
        }
    }

    fn stop_pause(self) {
        if let Some(pause) = self.pause.try_update_value(Option::take).flatten() {
            pause.clear();
        }
    }

    fn ask(self) {
        self.stop_pause();
        // The pause may end after the field is gone.
        if self.is_pending.try_set_value(true).is_some() {
            return;
        }
        let words = if self.is_loose() { self.typed.get_untracked() } else { String::new() };
        let query = self.look.with_value(|look| look(words.trim().to_owned()));
        self.calls.ask(query, move |answer| self.heard(answer.map_err(|error| error.text())));
    }

    fn heard(self, answer: Result<Vec<Found>, String>) {
        self.is_pending.set_value(false);
        let is_loose = self.is_loose();
        match answer {
            Ok(found) => {
                let text = self.typed.get_untracked();
                self.active.set(if is_loose { best(&found, &text) } else { None });
                self.list.set(List::Offered(found));
            }
            Err(text) => {
                self.active.set(None);
                self.list.set(List::Failed(text));
            }
        }
        let hurry = self.hurry.get_value();
        if is_loose && hurry != Hurry::None {
            self.understand(hurry);
        }
    }

    /// Picks what the text means.
    fn understand(self, hurry: Hurry) {
        self.hurry.set_value(Hurry::None);
        let text = self.typed.get_untracked();
        let meant = self.list.with_untracked(|list| match list {
            List::Offered(found) => meant(found, &text),
            List::Looking | List::Failed(_) => None,
        });
        match meant {
            Some(found) => self.pick(found, hurry == Hurry::Entered),
            None if hurry == Hurry::Left => {
                self.is_lost.set(true);
                self.take.run(None);
            }
            None => {}
        }
    }

    pub(super) fn pick(self, found: Found, goes_on: bool) {
        self.rest(found.name().to_owned());
        self.close();
        self.take.run(Some(found));
        if let Some(on_pick) = self.on_pick.filter(|_| goes_on) {
            on_pick.run(());
        }
    }

    fn close(self) {
        self.is_open.set(false);
        self.active.set(None);
    }

    fn pick_active(self, goes_on: bool) -> bool {
        let found = self.list.with_untracked(|list| match list {
            List::Offered(found) => found.get(self.active.get_untracked()?).cloned(),
            List::Looking | List::Failed(_) => None,
        });
        let is_picked = found.is_some();
        if let Some(found) = found {
            self.pick(found, goes_on);
        }
        is_picked
    }

    /// Whether the key was for the list, and nobody else is to hear of it.
    pub(super) fn key(self, key: &str) -> bool {
        let is_open = self.is_open.get_untracked();
        match key {
            "ArrowDown" if is_open => self.step(1),
            "ArrowUp" if is_open => self.step(-1),
            "ArrowDown" => self.open(),
            "Enter" if self.is_loose() && self.is_pending.get_value() => {
                self.hurry.set_value(Hurry::Entered);
                self.ask();
            }
            "Enter" if is_open => return self.pick_active(true),
            "Escape" if is_open || self.is_loose() => self.give_up(),
            // The browser goes on to the next field itself.
            "Tab" if is_open && self.is_loose() && !self.is_pending.get_value() => {
                self.pick_active(false);
                return false;
            }
            _ => return false,
        }
        true
    }

    fn step(self, by: isize) {
        let count = self.list.with_untracked(|list| if let List::Offered(found) = list { found.len() } else { 0 });
        self.active.update(|active| *active = stepped(*active, by, count));
    }

    /// Back to what is picked.
    fn give_up(self) {
        self.stop_pause();
        self.close();
        self.rest(self.shown.get_untracked().unwrap_or_default());
    }

    pub(super) fn leave(self) {
        self.close();
        if !self.is_loose() {
            return;
        }
        if self.is_pending.get_value() {
            self.hurry.set_value(Hurry::Left);
            self.ask();
        } else {
            self.understand(Hurry::Left);
        }
    }
}

/// What a text means: what is called so, or the only one found.
fn meant(found: &[Found], text: &str) -> Option<Found> {
    let called = found.iter().find(|one| one.is_called(text));
    called.or_else(|| found.first().filter(|_| found.len() == 1)).cloned()
}

/// Which of those found Enter takes by itself: what is called so, though others may be found before it; else the first.
fn best(found: &[Found], text: &str) -> Option<usize> {
    found.iter().position(|one| one.is_called(text)).or(if found.is_empty() { None } else { Some(0) })
}

/// The next or previous of so many, round and round.
fn stepped(active: Option<usize>, by: isize, count: usize) -> Option<usize> {
    let last = count.checked_sub(1)?;
    Some(match active {
        None if by > 0 => 0,
        None | Some(0) if by < 0 => last,
        Some(active) if by > 0 && active >= last => 0,
        Some(active) => active.saturating_add_signed(by),
        None => 0,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Called(&'static str);
    impl Choice for Called {
        fn id(&self) -> &str {
            self.0
        }
        fn code(&self) -> &str {
            self.0
        }
        fn name(&self) -> &str {
            self.0
        }
    }

    #[test]
    fn a_text_means_its_namesake_or_the_only_one() {
        let found: Vec<Found> = ["MUG-1", "MUG-10"].map(|name| Arc::new(Called(name)) as Found).into();
        let name = |text, count| meant(found.get(..count)?, text).map(|found| found.name().to_owned());
        assert_eq!(name("mug-10", 2).as_deref(), Some("MUG-10"));
        assert_eq!(name("mug", 2), None);
        assert_eq!(name("mug", 1).as_deref(), Some("MUG-1"));
        assert_eq!(name("mug", 0), None);
    }

    #[test]
    fn a_namesake_comes_before_what_was_found_first() {
        let found: Vec<Found> = ["BLUE MUG", "MUG"].map(|name| Arc::new(Called(name)) as Found).into();
        assert_eq!(best(&found, "mug"), Some(1));
        assert_eq!(best(&found, "mu"), Some(0));
        assert_eq!(best(&[], "mug"), None);
    }

    #[test]
    fn arrows_go_round() {
        let steps = [(None, 1), (Some(0), 1), (Some(2), 1), (Some(0), -1), (None, -1)];
        let after = steps.map(|(active, by)| stepped(active, by, 3));
        assert_eq!(after, [Some(0), Some(1), Some(0), Some(2), Some(2)]);
        assert_eq!(stepped(Some(1), 1, 0), None);
    }
}
