//! One action of the user: a mutation, sent until an answer is there, and done once.
//!
//! ```text
//! ready --send--> busy --done | refused--> ready
//!                 busy --no answer--> unsettled --again, or the connection returns: the same text--> busy
//! ```
//!
//! Invariants: one sending at a time, and one attempt for each action; what got no answer may have been done, so exactly
//! that is sent again, under the same key, before anything else is sent, and meanwhile the form takes no edits
//! ([`Attempt::is_locked`]); what was refused was not done, so the next sending is another one, with another key.
//! The cache and the session hear of an answer whether or not the form is still there.
use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::cache;
use super::connection::Connection;
use super::sending::{Sending, Step, chain, is_lost};
use super::session::Session;
use crate::api::error::ApiError;
use crate::api::query::Mutation;
use crate::api::refusal::UserError;
use crate::clock;

/// So soon most answers are there, in milliseconds.
const SOON_MS: u32 = 500;

/// A mutation and what came of it. Copies share it.
#[derive(Clone, Copy)]
pub struct Attempt {
    /// An answer is awaited.
    pub busy: RwSignal<bool>,
    /// The rules said no.
    pub refused: RwSignal<Vec<UserError>>,
    /// No answer came, or not the one hoped for.
    pub failed: RwSignal<Option<ApiError>>,
    unsettled: RwSignal<bool>,
    /// The form takes no edits.
    locked: RwSignal<bool>,
    /// Raised by each sending.
    turn: StoredValue<u32>,
    /// What got no answer.
    pending: StoredValue<Option<Sending>, LocalStorage>,
    /// What was sent and has no answer yet.
    unanswered: StoredValue<Option<Arc<str>>>,
    session: Session,
}

impl Attempt {
    /// Before the first sending.
    pub fn new() -> Self {
        let attempt = Self {
            busy: RwSignal::new(false),
            refused: RwSignal::new(Vec::new()),
            failed: RwSignal::new(None),
            unsettled: RwSignal::new(false),
            locked: RwSignal::new(false),
            turn: StoredValue::new(0),
            pending: StoredValue::new_local(None),
            unanswered: StoredValue::new(None),
            session: Session::get(),
        };
        let connection = Connection::get();
        Effect::new(move |before: Option<u32>| {
            let returns = connection.returns();
            if before.is_some_and(|before| before != returns) {
                attempt.retry();
            }
            returns
        });
        attempt
    }

    /// Sends a mutation, once at a time, and gives `done` what the server made. What is unsettled is settled first, and
    /// in place of it.
    pub fn send<T: 'static>(self, mutation: Mutation<T>, done: impl FnOnce(T) + 'static) {
        if self.unsettled.get_untracked() {
            self.retry();
        } else if !self.busy.get_untracked() {
            self.run(Sending::new(mutation, done));
        }
    }

    /// Sends one mutation after another: `next` makes each of what came of the one before. `each` is given what the
    /// server made while the form is there; the rest is sent also when it is not. The first refusal ends it.
    pub fn send_each<T: Clone + 'static>(
        self,
        mut next: impl FnMut(Option<&T>) -> Option<Mutation<T>> + 'static,
        each: impl Fn(T) + Clone + 'static,
        done: impl FnOnce() + 'static,
    ) {
        if self.unsettled.get_untracked() {
            self.retry();
        } else if !self.busy.get_untracked()
            && let Some(first) = next(None)
        {
            self.run(chain(first, Box::new(next), each, Box::new(done)));
        }
    }

    /// Goes on with what was sent before the page was loaded, and got no answer.
    pub fn resume<T: 'static>(self, mutation: Mutation<T>, done: impl FnOnce(T) + 'static) {
        let mut sending = Sending::new(mutation, done);
        sending.is_lost = true;
        self.run(sending);
    }

    /// Sends again what got no answer.
    pub fn retry(self) {
        if let Some(pending) = self.pending.try_update_value(Option::take).flatten() {
            self.run(pending);
        }
    }

    /// The user does not wait for what is unsettled: it may have been done all the same.
    pub fn abandon(self) {
        if let Some(pending) = self.pending.try_update_value(Option::take).flatten() {
            cache::invalidate(&pending.body, "");
            self.unanswered.try_set_value(None);
        }
        self.unsettled.try_set(false);
        self.locked.try_set(false);
        self.failed.try_set(None);
    }

    /// Whether something that was sent got no answer.
    pub fn is_unsettled(self) -> bool {
        self.unsettled.get()
    }

    /// Whether the form takes no edits: what is typed would be lost when what was sent is done after all. A quick answer
    /// does not lock it, which would take the focus from its field.
    pub fn is_locked(self) -> bool {
        self.locked.get()
    }

    /// Whether something that was sent got no answer, at this moment.
    pub fn is_unsettled_now(self) -> bool {
        self.unsettled.try_get_untracked() == Some(true)
    }

    /// What was sent and has no answer yet, to be kept with what is typed and gone on with after a reload.
    pub fn unanswered(self) -> Option<String> {
        self.unanswered.try_with_value(|body| body.as_deref().map(str::to_owned)).flatten()
    }

    fn run(self, mut sending: Sending) {
        self.busy.set(true);
        self.refused.set(Vec::new());
        self.failed.set(None);
        self.unanswered.set_value(Some(Arc::clone(&sending.body)));
        self.lock_later();
        spawn_local(async move {
            let answer = loop {
                match sending.settle(self.session).await {
                    Ok(Ok(Step { show, next: Some(next) })) => {
                        sending = next;
                        self.unanswered.try_set_value(Some(Arc::clone(&sending.body)));
                        if !self.busy.is_disposed() {
                            show();
                        }
                    }
                    answer => break answer,
                }
            };
            if self.busy.try_set(false).is_some() {
                return; // The form is gone.
            }
            let lost = answer.as_ref().err().is_some_and(|error| is_lost(error.problem, sending.is_lost));
            self.unsettled.set(lost);
            self.locked.set(lost);
            if lost {
                sending.is_lost = true;
                self.pending.set_value(Some(sending));
            } else {
                self.unanswered.set_value(None);
            }
            match answer {
                Ok(Ok(step)) => (step.show)(),
                Ok(Err(errors)) => self.refused.set(errors),
                Err(error) => self.failed.set(Some(error)),
            }
        });
    }

    /// Locks the form when the answer is not there soon.
    fn lock_later(self) {
        let turn = self.turn.try_update_value(|turn| {
            *turn = turn.wrapping_add(1);
            *turn
        });
        spawn_local(async move {
            clock::sleep(SOON_MS).await;
            if self.turn.try_get_value() == turn && self.busy.try_get_untracked() == Some(true) {
                self.locked.set(true);
            }
        });
    }

    /// What was refused about an input field, by its path.
    pub fn refused_at(self, field: &str) -> Option<String> {
        self.refused.with(|errors| errors.iter().find(|error| error.field.join(".") == field).map(UserError::text))
    }

    /// What is wrong with an input field: what the form itself says, or what was refused.
    pub fn fault(self, field: &'static str, own: impl Fn() -> Option<String> + Send + Sync + 'static) -> Fault {
        Signal::derive(move || own().or_else(|| self.refused_at(field)))
    }
}

impl Default for Attempt {
    fn default() -> Self {
        Self::new()
    }
}

/// What is wrong with a field, when something is.
pub type Fault = Signal<Option<String>>;
