//! Data that comes from the server: on its way, there, or failed. One answer at a time; a late one never overwrites a
//! newer.
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::answers;
use super::session::Session;
use crate::api::error::ApiError;

/// A page's data. Copies share it.
pub struct Remote<T: Send + Sync + 'static> {
    answer: RwSignal<Option<Result<T, ApiError>>>,
    busy: RwSignal<bool>,
    turn: StoredValue<u32>,
    session: Session,
}

impl<T: Send + Sync + 'static> Clone for Remote<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Remote<T> {}

impl<T: Send + Sync + 'static> Remote<T> {
    /// Nothing asked for yet.
    pub fn new() -> Self {
        Self {
            answer: RwSignal::new(None),
            busy: RwSignal::new(false),
            turn: StoredValue::new(0),
            session: Session::get(),
        }
    }

    /// Asks, keeping what is shown until the answer is there.
    pub fn load(self, call: impl Future<Output = Result<T, ApiError>> + 'static) {
        self.ask(call, |answer, new| *answer = Some(new));
    }

    /// Shows what was shown under `key` before, if anything, and asks for it anew unless that has just come. What it asks
    /// for is kept under the key.
    pub fn revisit(self, key: String, call: impl Future<Output = Result<T, ApiError>> + 'static)
    where
        T: Clone,
    {
        let mut is_fresh = false;
        if let Some((value, fresh)) = answers::get::<T>(&key, answers::now_ms()) {
            self.answer.set(Some(Ok(value)));
            is_fresh = fresh;
        }
        if is_fresh {
            // A question that is under way is about something else.
            self.turn.update_value(|turn| *turn = turn.wrapping_add(1));
            self.busy.set(false);
            return;
        }
        self.load(answers::ask(key, call, answers::now_ms));
    }

    /// Asks for more, and lets `join` add it to what is there. A failure leaves what is there and is given to `join` too.
    pub fn extend<M: 'static>(
        self,
        call: impl Future<Output = Result<M, ApiError>> + 'static,
        join: impl FnOnce(&mut T, Result<M, ApiError>) + 'static,
    ) {
        self.ask(call, |answer, more| {
            if let Some(Ok(there)) = answer {
                join(there, more);
            }
        });
    }

    fn ask<M: 'static>(
        self,
        call: impl Future<Output = Result<M, ApiError>> + 'static,
        take: impl FnOnce(&mut Option<Result<T, ApiError>>, Result<M, ApiError>) + 'static,
    ) {
        let turn = self.turn.try_update_value(|turn| {
            *turn = turn.wrapping_add(1);
            *turn
        });
        self.busy.set(true);
        spawn_local(async move {
            let new = call.await;
            // The page may be gone, or a newer question asked.
            if turn.is_none() || self.turn.try_get_value() != turn {
                return;
            }
            if let Err(error) = &new {
                self.session.heed(error);
            }
            self.answer.try_update(|answer| take(answer, new));
            self.busy.try_set(false);
        });
    }

    /// Whether an answer is awaited.
    pub fn busy(self) -> bool {
        self.busy.get()
    }

    /// Looks at the answer; `None` before the first.
    pub fn with<R>(self, look: impl FnOnce(Option<&Result<T, ApiError>>) -> R) -> R {
        self.answer.with(|answer| look(answer.as_ref()))
    }

    /// Whether an answer is awaited, at this moment.
    pub fn busy_untracked(self) -> bool {
        self.busy.get_untracked()
    }

    /// Looks at the answer at this moment.
    pub fn with_untracked<R>(self, look: impl FnOnce(Option<&Result<T, ApiError>>) -> R) -> R {
        self.answer.with_untracked(|answer| look(answer.as_ref()))
    }

    /// Puts in what a mutation gave back.
    pub fn put(self, value: T) {
        self.answer.set(Some(Ok(value)));
    }
}

impl<T: Send + Sync + 'static> Default for Remote<T> {
    fn default() -> Self {
        Self::new()
    }
}
