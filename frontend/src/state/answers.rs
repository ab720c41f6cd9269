//! What pages have shown, kept in memory for the next visit: it is there at once, and asked for anew behind it.
//!
//! nothing --an answer comes--> fresh --a moment later--> stale --shown, and asked for anew--> fresh
//!
//! Invariants: a fresh answer is not asked for again, so two parts of a page that want the same ask once; whatever a
//! mutation may have changed is forgotten, which is all of it, so nobody is shown what he has just changed as it was;
//! nothing outlives the session. Own, and small: the crates for this cost the first visit what a page may cost.
use std::any::Any;
use std::cell::RefCell;
use std::rc::Rc;

/// So many are kept; the oldest goes first.
const KEPT_MAX: usize = 48;
/// So long an answer is as good as a new one, in milliseconds.
const FRESH_MS: i64 = 2_000;

struct Kept {
    key: String,
    value: Rc<dyn Any>,
    at_ms: i64,
}

thread_local! {
    static KEPT: RefCell<Vec<Kept>> = const { RefCell::new(Vec::new()) };
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
pub(super) fn clear() {
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
