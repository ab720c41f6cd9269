//! The latest of several calls: whoever asks again waits for the older answer no more.
//!
//! ```text
//! idle --ask--> waiting --the answer--> idle;  waiting --ask again | stop | the page is gone--> the older is aborted
//! ```
//!
//! Invariants: an answer is given only to the call that was asked last; a call that nobody else waits for is aborted;
//! the session hears of every failure.
use std::sync::Arc;

use futures::future::{AbortHandle, abortable};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::cache;
use super::session::Session;
use crate::api::error::ApiError;
use crate::api::query::Query;

/// The calls of one place, one at a time; of one type whatever they ask for. Copies share it.
#[derive(Clone, Copy)]
pub struct Latest {
    busy: RwSignal<bool>,
    /// Raised by whatever makes an answer that is under way an older one.
    turn: StoredValue<u32>,
    under_way: StoredValue<Option<AbortHandle>>,
    session: Session,
}

impl Latest {
    /// Nothing asked for yet.
    pub fn new() -> Self {
        let latest = Self {
            busy: RwSignal::new(false),
            turn: StoredValue::new(0),
            under_way: StoredValue::new(None),
            session: Session::get(),
        };
        on_cleanup(move || latest.stop());
        latest
    }

    /// Whether an answer is awaited.
    pub fn busy(self) -> bool {
        self.busy.get()
    }

    /// The same, at this moment.
    pub fn busy_untracked(self) -> bool {
        self.busy.get_untracked()
    }

    /// Gives the answer to `take`, a fresh one of the cache or the server's, unless something else is asked for
    /// meanwhile or the page is gone.
    pub fn ask<T: 'static>(self, query: Query<T>, take: impl FnOnce(Result<T, ApiError>) + 'static) {
        if self.turn.try_get_value().is_none() {
            return; // The page is gone.
        }
        if let Some((answer, true)) = cache::get(query.body()) {
            self.stop();
            take(query.read(&answer));
            return;
        }
        let mut take = Some(take);
        let asked = Arc::clone(query.body());
        let first = move |answer: Result<Arc<str>, ApiError>| {
            if let Some(take) = take.take() {
                take(answer.and_then(|answer| query.read(&answer)));
            }
        };
        self.follow(asked, Box::new(first));
    }

    /// Waits for nothing any more.
    pub fn stop(self) {
        self.turn.try_update_value(|turn| *turn = turn.wrapping_add(1));
        if let Some(call) = self.under_way.try_update_value(Option::take).flatten() {
            call.abort();
        }
        if self.busy.try_get_untracked() == Some(true) {
            self.busy.try_set(false);
        }
    }

    /// Asks, and gives the answer to `take`: twice when a mutation was done in between, for then it may be as it was.
    pub(super) fn follow(self, query: Arc<str>, mut take: Box<dyn FnMut(Result<Arc<str>, ApiError>)>) {
        self.stop();
        let turn = self.turn.try_get_value();
        self.busy.try_set(true);
        let (calls, abort) = abortable(async move {
            loop {
                let epoch = cache::epoch();
                let answer = cache::ask(&query).await;
                if turn.is_none() || self.turn.try_get_value() != turn {
                    return;
                }
                let is_over = answer.is_err() || cache::epoch() == epoch;
                if let Err(error) = &answer {
                    self.session.handle_error(error);
                }
                take(answer);
                if is_over {
                    break;
                }
            }
            if self.turn.try_get_value() == turn {
                self.busy.try_set(false);
            }
        });
        self.under_way.try_set_value(Some(abort));
        spawn_local(async move {
            let (Ok(()) | Err(_)) = calls.await;
        });
    }
}

impl Default for Latest {
    fn default() -> Self {
        Self::new()
    }
}
