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
use super::session::Session;
use crate::api;
use crate::api::error::{ApiError, Problem};
use crate::api::query::Mutation;
use crate::api::refusal::{Answer, UserError};
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

type Reader = Box<dyn FnMut(&str) -> Answer<Step>>;

/// What is sent, of one type whatever it makes.
struct Sending {
    body: Arc<str>,
    /// It was sent before, and may have been done.
    is_lost: bool,
    /// Reads the answer.
    read: Reader,
}

/// What is to be done after an answer.
struct Step {
    /// Shows it, if the form is still there.
    show: Box<dyn FnOnce()>,
    /// What is sent next, be the form there or not.
    next: Option<Sending>,
}

impl Sending {
    fn new<T: 'static>(mutation: Mutation<T>, done: impl FnOnce(T) + 'static) -> Self {
        let mut done = Some(done);
        let body = Arc::clone(mutation.body());
        let read = move |answer: &str| {
            let made = mutation.read(answer)?;
            Ok(made.map(|made| {
                let done = done.take();
                let show = move || {
                    if let Some(done) = done {
                        done(made);
                    }
                };
                Step { show: Box::new(show), next: None }
            }))
        };
        Self { body, is_lost: false, read: Box::new(read) }
    }

    async fn settle(&mut self, session: Session) -> Answer<Step> {
        let text = post(&self.body, session).await?;
        let answer = (self.read)(&text);
        note(&self.body, &text, answer.as_ref().map(Result::is_ok), session);
        answer
    }
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
        self.run(Sending::new(mutation, done));
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

/// Sends a mutation once, outside of an attempt, and lets cache and session hear of the answer.
///
/// # Errors
/// When there is no answer, or a failure in place of one.
pub async fn settle<T: 'static>(mutation: &Mutation<T>, session: Session) -> Answer<T> {
    let text = post(mutation.body(), session).await?;
    let answer = mutation.read(&text);
    note(mutation.body(), &text, answer.as_ref().map(Result::is_ok), session);
    answer
}

async fn post(body: &Arc<str>, session: Session) -> Result<Arc<str>, ApiError> {
    let answer = api::call(Arc::clone(body)).await;
    if let Err(error) = &answer {
        if may_be_done(error.problem) {
            cache::invalidate(body, "");
        }
        session.handle_error(error);
    }
    answer
}

/// Lets cache and session hear of an answer: whether it was done, or why it cannot be read.
fn note(body: &str, text: &str, is_done: Result<bool, &ApiError>, session: Session) {
    if is_done != Ok(false) {
        cache::invalidate(body, text);
    }
    if let Err(error) = is_done {
        session.handle_error(error);
    }
}

type Next<T> = Box<dyn FnMut(Option<&T>) -> Option<Mutation<T>>>;

/// A mutation, and those that come after it.
fn chain<T: Clone + 'static>(
    mutation: Mutation<T>,
    next: Next<T>,
    each: impl Fn(T) + Clone + 'static,
    done: Box<dyn FnOnce()>,
) -> Sending {
    let mut rest = Some((next, done));
    let body = Arc::clone(mutation.body());
    let read = move |answer: &str| {
        let made = match mutation.read(answer)? {
            Ok(made) => made,
            Err(errors) => return Ok(Err(errors)),
        };
        // An answer is read once.
        let Some((mut next, done)) = rest.take() else { return Err(Problem::Internal.into()) };
        let each = each.clone();
        Ok(Ok(match next(Some(&made)) {
            Some(more) => {
                let more = chain(more, next, each.clone(), done);
                Step { show: Box::new(move || each(made)), next: Some(more) }
            }
            None => Step {
                show: Box::new(move || {
                    each(made);
                    done();
                }),
                next: None,
            },
        }))
    };
    Sending { body, is_lost: false, read: Box::new(read) }
}

impl Default for Attempt {
    fn default() -> Self {
        Self::new()
    }
}

/// What is wrong with a field, when something is.
pub type Fault = Signal<Option<String>>;

/// Whether it is still open if the server has done what failed like this, which may have been sent before.
pub const fn is_lost(problem: Problem, was_lost: bool) -> bool {
    // Who may not send it again, or not so often, does not hear what became of it the first time.
    may_be_done(problem) || (was_lost && matches!(problem, Problem::Unauthenticated | Problem::Throttled))
}

/// Whether the server may have done what it gave no good answer to.
const fn may_be_done(problem: Problem) -> bool {
    matches!(problem, Problem::Network | Problem::Busy | Problem::Internal)
}
