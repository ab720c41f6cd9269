//! What pages have shown, kept in memory for the next visit: it is there at once, and asked for anew behind it.
//!
//! nothing --asked for--> under way --an answer comes--> fresh --a moment later--> stale --shown, and asked anew--> fresh
//!
//! Invariants: what is under way or fresh is not asked for again, so two parts of a page that want the same ask once, and
//! so do a link that is pointed at and the page behind it; whatever a mutation may have changed is forgotten, which is all
//! of it, so nobody is shown what he has just changed as it was, also by an answer that was under way; nothing outlives the
//! session. Own, and small: the crates for this cost the first visit what a page may cost.
use std::any::Any;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

use futures::future::{FutureExt, LocalBoxFuture, Shared};
use leptos::task::spawn_local;

use crate::api::error::ApiError;

/// So many are kept; the oldest goes first.
const KEPT_MAX: usize = 48;
/// So long an answer is as good as a new one, in milliseconds.
const FRESH_MS: i64 = 2_000;

struct Kept {
    key: String,
    value: Rc<dyn Any>,
    at_ms: i64,
}

/// An answer that is under way; all who want it wait for the same.
type Asking<T> = Shared<LocalBoxFuture<'static, Result<T, ApiError>>>;

struct UnderWay {
    key: String,
    asking: Rc<dyn Any>,
}

thread_local! {
    static KEPT: RefCell<Vec<Kept>> = const { RefCell::new(Vec::new()) };
    static UNDER_WAY: RefCell<Vec<UnderWay>> = const { RefCell::new(Vec::new()) };
    /// Raised when all is forgotten: an answer to what was asked before is not kept.
    static EPOCH: Cell<u32> = const { Cell::new(0) };
}

/// Asks for what is to be kept under a key, unless that is under way; `now` tells when the answer comes.
pub(super) fn ask<T: Clone + 'static>(
    key: String,
    call: impl Future<Output = Result<T, ApiError>> + 'static,
    now: fn() -> i64,
) -> Asking<T> {
    let found = UNDER_WAY.with_borrow(|all| {
        all.iter().find(|it| it.key == key).and_then(|it| it.asking.downcast_ref::<Asking<T>>().cloned())
    });
    if let Some(asking) = found {
        return asking;
    }
    let (epoch, asked) = (EPOCH.get(), key.clone());
    let answer = async move {
        let new = call.await;
        if EPOCH.get() == epoch {
            UNDER_WAY.with_borrow_mut(|all| all.retain(|it| it.key != asked));
            if let Ok(value) = &new {
                put(asked, value.clone(), now());
            }
        }
        new
    };
    let asking = answer.boxed_local().shared();
    UNDER_WAY.with_borrow_mut(|all| all.push(UnderWay { key, asking: Rc::new(asking.clone()) }));
    asking
}

/// Asks for what a page will show, before it is opened; a failure is the page's to tell.
pub fn ask_ahead<T: Clone + 'static>(key: String, call: impl Future<Output = Result<T, ApiError>> + 'static) {
    if !get::<T>(&key, now_ms()).is_some_and(|(_, is_fresh)| is_fresh) {
        let asking = ask(key, call, now_ms);
        spawn_local(async move { drop(asking.await) });
    }
}

/// What is kept under a key, and whether it is fresh at a moment.
pub(super) fn get<T: Clone + 'static>(key: &str, now_ms: i64) -> Option<(T, bool)> {
    KEPT.with_borrow(|kept| {
        let found = kept.iter().find(|it| it.key == key)?;
        let is_fresh = now_ms.saturating_sub(found.at_ms) < FRESH_MS;
        Some((found.value.downcast_ref::<T>()?.clone(), is_fresh))
    })
}

/// Keeps an answer that came at a moment.
pub(super) fn put<T: 'static>(key: String, value: T, now_ms: i64) {
    KEPT.with_borrow_mut(|kept| {
        kept.retain(|it| it.key != key);
        if kept.len() >= KEPT_MAX {
            kept.remove(0);
        }
        kept.push(Kept { key, value: Rc::new(value), at_ms: now_ms });
    });
}

/// Forgets all of it.
pub fn clear() {
    EPOCH.set(EPOCH.get().wrapping_add(1));
    UNDER_WAY.with_borrow_mut(Vec::clear);
    KEPT.with_borrow_mut(Vec::clear);
}

/// This moment, in milliseconds.
#[expect(clippy::cast_possible_truncation, reason = "whole milliseconds of this age fit")]
pub(super) fn now_ms() -> i64 {
    js_sys::Date::now() as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_fresh_for_a_moment_and_then_stale() {
        clear();
        assert_eq!(get::<i32>("a", 0), None);
        put("a".to_owned(), 7, 1_000);
        assert_eq!(get("a", 1_000 + FRESH_MS - 1), Some((7, true)));
        assert_eq!(get("a", 1_000 + FRESH_MS), Some((7, false)));
        assert_eq!(get::<String>("a", 1_000), None, "of another type");
        clear();
        assert_eq!(get::<i32>("a", 1_000), None);
    }

    #[test]
    fn what_is_under_way_is_asked_for_once_and_not_kept_when_all_is_forgotten() {
        clear();
        let calls = Rc::new(Cell::new(0));
        let call = || {
            let calls = Rc::clone(&calls);
            async move {
                calls.set(calls.get() + 1);
                Ok(7)
            }
        };
        let ask = || ask("a".to_owned(), call(), || 0);
        let (one, other) = (ask(), ask());
        clear();
        let later = ask();
        assert_eq!(futures::executor::block_on(async { (one.await, other.await, later.await) }), (Ok(7), Ok(7), Ok(7)));
        assert_eq!(calls.get(), 2);
        assert_eq!(get("a", 0), Some((7, true)), "the answer to what was asked last");
    }

    #[test]
    fn the_oldest_makes_room() {
        clear();
        for number in 0..=KEPT_MAX {
            put(number.to_string(), number, 0);
        }
        put(KEPT_MAX.to_string(), 1, 0);
        assert_eq!(get::<usize>("0", 0), None);
        assert_eq!(get("1", 0), Some((1_usize, true)));
        assert_eq!(KEPT.with_borrow(Vec::len), KEPT_MAX);
    }
}
