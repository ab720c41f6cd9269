//! One thing to be done by the server, sent until an answer is there, and done once.
//!
//! typed --send--> busy --> done | refused --typed again--> … | failed --send again, under the same key--> busy
//!
//! Invariants: one sending at a time; what was refused was not done, so the next sending has a new key; what got no
//! answer may have been done, so it keeps its key and the server does it once.
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::answers;
use super::session::Session;
use crate::api::error::{ApiError, Problem};
use crate::api::new_key;
use crate::api::refusal::{Answer, UserError};

/// A mutation and what came of it. Copies share it.
#[derive(Clone, Copy)]
pub struct Attempt {
    /// An answer is awaited.
    pub busy: RwSignal<bool>,
    /// The rules said no.
    pub refused: RwSignal<Vec<UserError>>,
    /// No answer came, or not the one hoped for.
    pub failed: RwSignal<Option<ApiError>>,
    key: StoredValue<String>,
    session: Session,
}

impl Attempt {
    /// Before the first sending.
    pub fn new() -> Self {
        Self {
            busy: RwSignal::new(false),
            refused: RwSignal::new(Vec::new()),
            failed: RwSignal::new(None),
            key: StoredValue::new(new_key()),
            session: Session::get(),
        }
    }

    /// The key of the next sending, to be kept with what is typed.
    pub fn key(self) -> String {
        self.key.get_value()
    }

    /// Goes on with what was sent under a kept key and got no answer.
    pub fn resume(self, key: String) {
        self.key.set_value(key);
    }

    /// Sends what `call` makes of the key, once at a time, and gives `done` what the server did.
    pub fn send<T: 'static, C>(self, call: impl FnOnce(String) -> C, done: impl FnOnce(T) + 'static)
    where
        C: Future<Output = Answer<T>> + 'static,
    {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.refused.set(Vec::new());
        self.failed.set(None);
        let call = call(self.key.get_value());
        spawn_local(async move {
            let answer = call.await;
            if self.busy.try_set(false).is_some() {
                return; // The form is gone.
            }
            match answer {
                Ok(Ok(made)) => {
                    answers::clear();
                    self.key.set_value(new_key());
                    done(made);
                }
                Ok(Err(errors)) => {
                    self.key.set_value(new_key());
                    self.refused.set(errors);
                }
                Err(error) => self.fail(error),
            }
        });
    }

    fn fail(self, error: ApiError) {
        if !may_be_done(error.problem) {
            self.key.set_value(new_key());
        }
        self.session.heed(&error);
        self.failed.set(Some(error));
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

/// Whether the server may have done what it gave no good answer to.
const fn may_be_done(problem: Problem) -> bool {
    matches!(problem, Problem::Network | Problem::Busy | Problem::Internal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_certainly_not_done_gets_a_new_key() {
        assert!(may_be_done(Problem::Network) && may_be_done(Problem::Busy) && may_be_done(Problem::Internal));
        assert!(!may_be_done(Problem::Denied) && !may_be_done(Problem::Throttled) && !may_be_done(Problem::Input));
    }
}
