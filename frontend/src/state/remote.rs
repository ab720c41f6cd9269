//! Data that comes from the server, as a page shows it.
//!
//! ```text
//! waiting --an answer--> shown | failed;  shown --asked anew--> shown, until the new answer is there
//! ```
//!
//! Invariants: one call at a time, and what came last of asking, extending and putting wins: an older answer never
//! overwrites it, and its call is aborted; an answer equal to the one that is shown redraws nothing; an answer that was
//! under way while a mutation was done is shown and asked for anew; a page that is gone waits for nothing.
use std::sync::Arc;

use leptos::prelude::*;

use super::cache;
use super::latest::Latest;
use crate::api::error::ApiError;
use crate::api::query::Query;
use crate::live;

/// A page's data. Copies share it.
pub struct Remote<T: Send + Sync + 'static> {
    answer: RwSignal<Option<Result<T, ApiError>>>,
    /// The query and the answer that are shown, as they were sent; none once something else was put in.
    shown: StoredValue<Option<[Arc<str>; 2]>>,
    calls: Latest,
}

impl<T: Send + Sync + 'static> Clone for Remote<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Remote<T> {}

/// Where a page's data stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Nothing has come yet.
    Waiting,
    /// There is no answer, or a failure in place of one.
    Failed(ApiError),
    /// They are there.
    Ready,
}

impl<T: Send + Sync + 'static> Remote<T> {
    /// Nothing asked for yet.
    pub fn new() -> Self {
        Self { answer: RwSignal::new(None), shown: StoredValue::new(None), calls: Latest::new() }
    }

    /// Asks the server, keeping what is shown until the answer is there.
    pub fn load(self, query: Query<T>) {
        let asked = Arc::clone(query.body());
        self.calls.follow(asked, Box::new(move |answer| self.take(&query, answer)));
    }

    /// Shows what the cache has of it, if anything, and asks for it anew unless that is fresh.
    pub fn visit(self, query: Query<T>) {
        if let Some((answer, is_fresh)) = cache::get(query.body()) {
            self.take(&query, Ok(answer));
            if is_fresh {
                // What is under way is about something else.
                self.calls.stop();
                return;
            }
        }
        self.load(query);
    }

    /// Asks for more, and lets `join` add it to what is there. A failure leaves what is there and is given to `join` too.
    pub fn extend<M: 'static>(self, query: Query<M>, join: impl FnOnce(&mut T, Result<M, ApiError>) + 'static) {
        let mut join = Some(join);
        let asked = Arc::clone(query.body());
        let take = move |answer: Result<Arc<str>, ApiError>| {
            let more = answer.and_then(|answer| query.read(&answer));
            self.shown.try_set_value(None);
            self.answer.try_update(|there| {
                if let (Some(Ok(there)), Some(join)) = (there, join.take()) {
                    join(there, more);
                }
            });
        };
        self.calls.follow(asked, Box::new(take));
    }

    fn take(self, query: &Query<T>, answer: Result<Arc<str>, ApiError>) {
        let now = answer.as_ref().ok().map(|answer| [Arc::clone(query.body()), Arc::clone(answer)]);
        let is_shown = now.is_some() && self.shown.try_with_value(|shown| *shown == now) == Some(true);
        if !is_shown {
            self.shown.try_set_value(now);
            self.answer.try_set(Some(answer.and_then(|answer| query.read(&answer))));
        }
    }

    /// Puts in what a mutation gave back.
    pub fn put(self, value: T) {
        self.calls.stop();
        self.shown.try_set_value(None);
        self.answer.try_set(Some(Ok(value)));
    }

    /// Whether an answer is awaited.
    pub fn busy(self) -> bool {
        self.calls.busy()
    }

    /// Whether an answer is awaited, at this moment.
    pub fn busy_untracked(self) -> bool {
        self.calls.busy_untracked()
    }

    /// Looks at the answer; `None` before the first.
    pub fn with<R>(self, look: impl FnOnce(Option<&Result<T, ApiError>>) -> R) -> R {
        self.answer.with(|answer| look(answer.as_ref()))
    }

    /// Looks at the answer at this moment.
    pub fn with_untracked<R>(self, look: impl FnOnce(Option<&Result<T, ApiError>>) -> R) -> R {
        self.answer.with_untracked(|answer| look(answer.as_ref()))
    }

    /// What is there at this moment, if anything is; none also when the page is gone.
    pub fn value_untracked(self) -> Option<T>
    where
        T: Clone,
    {
        self.answer.try_with_untracked(|answer| answer.as_ref()?.as_ref().ok().cloned()).flatten()
    }

    /// Where the data stand; what is there may change without a change of that.
    pub fn stage(self) -> Memo<Stage> {
        live::memo(move || {
            self.with(|answer| match answer {
                None => Stage::Waiting,
                Some(Ok(_)) => Stage::Ready,
                Some(Err(error)) => Stage::Failed(error.clone()),
            })
        })
    }

    /// A part of what is there, which redraws only what shows it, and only when it has changed.
    pub fn part<P: PartialEq + Send + Sync + 'static>(
        self,
        read: impl Fn(&T) -> P + Send + Sync + 'static,
    ) -> Memo<Option<P>> {
        live::memo(move || self.with(|answer| answer?.as_ref().ok().map(&read)))
    }
}

impl<T: Send + Sync + 'static> Default for Remote<T> {
    fn default() -> Self {
        Self::new()
    }
}
