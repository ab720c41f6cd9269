//! The cache: answers that pages have shown, kept in memory for the next visit, and calls that are under way.
//!
//! ```text
//! nothing --asked for--> under way --an answer--> fresh --2 s, or a mutation--> stale --shown, and asked anew--> fresh
//! ```
//!
//! Invariants: an answer is known by the text of its query, and kept as text, so the reader is the query's own; what is
//! under way or fresh is not asked for again, so two parts of a page that want the same ask once, and so do a link that
//! is pointed at and the page behind it; a call is aborted when nobody waits for it any more. After a mutation, answers
//! that name a kind of record that it was about or gave back are removed, and so are those that name no record at all
//! (empty lists, totals, charts); all others are stale at once; an answer that was under way meanwhile is not kept.
//! Nothing outlives the session. So nobody is shown what he has just changed as it was.
//!
//! Own, and small: the crates for this cost the first visit what a page may cost.
use std::cell::RefCell;
use std::collections::HashSet;
use std::sync::Arc;

use futures::future::{FutureExt, LocalBoxFuture, Shared, WeakShared};
use leptos::task::spawn_local;

use crate::api;
use crate::api::error::ApiError;
use crate::api::query::Query;
use crate::clock;

/// So many answers are kept; the oldest goes first.
const ANSWERS_MAX: usize = 48;
/// So long an answer is as good as a new one, in milliseconds.
const FRESH_MS: i64 = 2_000;

type Call = LocalBoxFuture<'static, Result<Arc<str>, ApiError>>;

/// A call that is under way; all who want its answer wait for the same.
pub(super) type Flight = Shared<Call>;

struct Entry {
    query: Arc<str>,
    answer: Arc<str>,
    fresh_until_ms: i64,
}

struct UnderWay {
    query: Arc<str>,
    /// Gone when nobody waits for it.
    flight: WeakShared<Call>,
}

#[derive(Default)]
struct Cache {
    entries: Vec<Entry>,
    under_way: Vec<UnderWay>,
    /// Raised by each mutation: what was asked before may be answered as it was.
    epoch: u32,
}

thread_local! {
    static CACHE: RefCell<Cache> = RefCell::default();
}

/// Asks the server, unless the same is under way.
pub(super) fn ask(query: &Arc<str>) -> Flight {
    let found = CACHE.with_borrow(|cache| {
        let same = cache.under_way.iter().find(|it| it.query == *query);
        same.and_then(|it| it.flight.upgrade())
    });
    if let Some(flight) = found {
        return flight;
    }
    let (asked, epoch) = (Arc::clone(query), epoch());
    let call = async move {
        let answer = api::call(Arc::clone(&asked)).await;
        CACHE.with_borrow_mut(|cache| {
            if cache.epoch == epoch {
                cache.under_way.retain(|it| it.query != asked);
                if let Ok(answer) = &answer {
                    cache.put(asked, Arc::clone(answer));
                }
            }
        });
        answer
    };
    let flight = call.boxed_local().shared();
    if let Some(weak) = flight.downgrade() {
        CACHE.with_borrow_mut(|cache| {
            cache.under_way.retain(|it| it.query != *query && it.flight.upgrade().is_some());
            cache.under_way.push(UnderWay { query: Arc::clone(query), flight: weak });
        });
    }
    flight
}

/// The cached answer to a query, and whether it is fresh.
pub(super) fn get(query: &str) -> Option<(Arc<str>, bool)> {
    CACHE.with_borrow(|cache| {
        let found = cache.entries.iter().find(|it| *it.query == *query)?;
        Some((Arc::clone(&found.answer), clock::now_ms() < found.fresh_until_ms))
    })
}

/// Asks for what a page will show, before it is opened; a failure is the page's to show.
pub fn prefetch<T: 'static>(query: &Query<T>) {
    if !get(query.body()).is_some_and(|(_, is_fresh)| is_fresh) {
        let flight = ask(query.body());
        spawn_local(async move { drop(flight.await) });
    }
}

/// A mutation has been done, or may have been: it was sent, and this is its answer, empty when there is none.
pub fn invalidate(sent: &str, answer: &str) {
    let mut changed = kinds(sent);
    changed.extend(kinds(answer));
    CACHE.with_borrow_mut(|cache| {
        cache.epoch = cache.epoch.wrapping_add(1);
        cache.under_way.clear();
        cache.entries.retain_mut(|entry| {
            entry.fresh_until_ms = i64::MIN;
            let named = kinds(&entry.answer);
            !named.is_empty() && named.is_disjoint(&changed) && kinds(&entry.query).is_disjoint(&changed)
        });
    });
}

/// Forgets everything: the session has ended.
pub fn clear() {
    CACHE.with_borrow_mut(|cache| *cache = Cache { epoch: cache.epoch.wrapping_add(1), ..Cache::default() });
}

/// Raised by each mutation.
pub(super) fn epoch() -> u32 {
    CACHE.with_borrow(|cache| cache.epoch)
}

impl Cache {
    fn put(&mut self, query: Arc<str>, answer: Arc<str>) {
        self.entries.retain(|it| it.query != query);
        if self.entries.len() >= ANSWERS_MAX {
            self.entries.remove(0);
        }
        self.entries.push(Entry { query, answer, fresh_until_ms: clock::now_ms().saturating_add(FRESH_MS) });
    }
}

/// The kinds of the records that a text names by their ids: `so` of `"so_12"`.
fn kinds(text: &str) -> HashSet<&str> {
    text.split('"').filter_map(kind).collect()
}

fn kind(id: &str) -> Option<&str> {
    let (kind, number) = id.split_once('_')?;
    let is_id = !kind.is_empty()
        && kind.bytes().all(|byte| byte.is_ascii_lowercase())
        && !number.is_empty()
        && number.bytes().all(|byte| byte.is_ascii_digit());
    is_id.then_some(kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keep(query: &str, answer: &str) {
        CACHE.with_borrow_mut(|cache| cache.put(query.into(), answer.into()));
    }

    fn is_fresh(query: &str) -> Option<bool> {
        get(query).map(|(_, is_fresh)| is_fresh)
    }

    #[test]
    fn an_answer_is_fresh_for_a_moment_and_then_stale() {
        assert_eq!(is_fresh("a"), None);
        keep("a", "1");
        clock::advance(FRESH_MS - 1);
        assert_eq!(is_fresh("a"), Some(true));
        clock::advance(1);
        assert_eq!(is_fresh("a"), Some(false));
        clear();
        assert_eq!(is_fresh("a"), None);
    }

    #[test]
    fn a_mutation_removes_what_it_named_and_what_names_nothing_and_the_rest_is_stale() {
        keep("orders", r#"[{"id":"so_1","customer":{"id":"cus_3"}}]"#);
        keep("product", r#"{"id":"prd_1","stock":[]}"#);
        keep("empty list", "[]");
        keep("sales of a year", r#"{"total":"12.50"}"#);
        keep(r#"{"id":"cus_9"}"#, r#"{"lastDelivery":"dlv_7"}"#);
        invalidate(r#"{"query":"…","variables":{"id":"so_1"}}"#, r#"{"customer":{"id":"cus_3"}}"#);
        assert_eq!(is_fresh("orders"), None, "it names both kinds");
        assert_eq!((is_fresh("empty list"), is_fresh("sales of a year")), (None, None));
        assert_eq!(is_fresh(r#"{"id":"cus_9"}"#), None, "it was asked about a customer");
        assert_eq!(is_fresh("product"), Some(false));
    }

    #[test]
    fn only_ids_name_a_kind() {
        let text = r#"{"id":"so_1","kind":"transfer_in","ref":"A_1","of":["whs_22"],"note":"x_","day":"2026-01-31"}"#;
        assert_eq!(kinds(text), HashSet::from(["so", "whs"]));
    }

    #[test]
    fn the_oldest_makes_room() {
        for number in 0..=ANSWERS_MAX {
            keep(&number.to_string(), "1");
        }
        keep(&ANSWERS_MAX.to_string(), "2");
        assert_eq!((is_fresh("0"), is_fresh("1")), (None, Some(true)));
        assert_eq!(CACHE.with_borrow(|cache| cache.entries.len()), ANSWERS_MAX);
    }
}
