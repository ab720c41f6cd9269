//! One sending of a mutation: what is sent, and what is made of the answer, of one type whatever the mutation makes.
//!
//! Invariant: cache and session hear of every answer here, whether or not whoever sent it is still there.
use std::sync::Arc;

use super::cache;
use super::session::Session;
use crate::api;
use crate::api::error::{ApiError, Problem};
use crate::api::query::Mutation;
use crate::api::refusal::Answer;

type Reader = Box<dyn FnMut(&str) -> Answer<Step>>;

/// What is sent, of one type whatever it makes.
pub(super) struct Sending {
    pub(super) body: Arc<str>,
    /// It was sent before, and may have been done.
    pub(super) is_lost: bool,
    /// Reads the answer.
    read: Reader,
}

/// What is to be done after an answer.
pub(super) struct Step {
    /// Shows it, if the form is still there.
    pub(super) show: Box<dyn FnOnce()>,
    /// What is sent next, be the form there or not.
    pub(super) next: Option<Sending>,
}

impl Sending {
    pub(super) fn new<T: 'static>(mutation: Mutation<T>, done: impl FnOnce(T) + 'static) -> Self {
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

    pub(super) async fn settle(&mut self, session: Session) -> Answer<Step> {
        let text = post(&self.body, session).await?;
        let answer = (self.read)(&text);
        note(&self.body, &text, answer.as_ref().map(Result::is_ok), session);
        answer
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

pub(super) type Next<T> = Box<dyn FnMut(Option<&T>) -> Option<Mutation<T>>>;

/// A mutation, and those that come after it.
pub(super) fn chain<T: Clone + 'static>(
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

/// Whether it is still open if the server has done what failed like this, which may have been sent before.
pub const fn is_lost(problem: Problem, was_lost: bool) -> bool {
    // Who may not send it again, not so often, or not in this version of the app, does not learn what became of it the
    // first time.
    let says_nothing = matches!(problem, Problem::Unauthenticated | Problem::Throttled | Problem::Outdated);
    may_be_done(problem) || (was_lost && says_nothing)
}

/// Whether the server may have done what it gave no good answer to.
const fn may_be_done(problem: Problem) -> bool {
    matches!(problem, Problem::Network | Problem::Busy | Problem::Internal)
}
