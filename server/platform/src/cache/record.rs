//! Who reads a row says so here; who wants to keep what was made of it listens.

use std::sync::{Arc, Mutex, PoisonError};

use super::tags::{Tag, TagSet};

type Recorder = Arc<Mutex<TagSet>>;

tokio::task_local! {
    static RECORDER: Recorder;
    static NARROWED: ();
}

/// Says that the running work depends on what `tag` stands for. Called where rows are read, before they are read, also
/// when there turn out to be none. Nobody listening: nothing happens.
pub fn record(tag: Tag) {
    let _ = RECORDER.try_with(|recorder| insert(recorder, |tags| tags.insert(tag)));
}

/// Says that the running work depends on something that no tag stands for: what is made of it is not kept.
pub fn record_volatile() {
    let _ = RECORDER.try_with(|recorder| insert(recorder, TagSet::set_volatile));
}

/// Whether somebody wants to hear what statements read. Not inside [`with_tags`].
pub fn wants_statements() -> bool {
    RECORDER.try_with(|_| ()).is_ok() && NARROWED.try_with(|()| ()).is_err()
}

/// Runs statements that depend on less than their whole tables: on what has been recorded by hand. Only for statements
/// of its own, never around a resolver or a loader that others may share.
pub async fn with_tags<F: Future>(tags: impl IntoIterator<Item = Tag>, statements: F) -> F::Output {
    for tag in tags {
        record(tag);
    }
    NARROWED.scope((), statements).await
}

/// [`record`] for every tag of a set.
pub fn record_all(tags: &TagSet) {
    let _ = RECORDER.try_with(|recorder| insert(recorder, |kept| kept.extend(tags)));
}

/// Runs `work` and returns what it read beside its result. A recorder around this one hears of the same tags, also
/// when `work` is dropped half-way.
pub async fn collect<F: Future>(work: F) -> (F::Output, TagSet) {
    let heard = Heard { own: Recorder::default(), outer: RECORDER.try_with(Arc::clone).ok() };
    let result = RECORDER.scope(Arc::clone(&heard.own), work).await;
    let tags = heard.own.lock().unwrap_or_else(PoisonError::into_inner).clone();
    (result, tags)
}

/// Passes on what was heard when it goes.
struct Heard {
    own: Recorder,
    outer: Option<Recorder>,
}

impl Drop for Heard {
    fn drop(&mut self) {
        if let Some(outer) = &self.outer {
            let own = self.own.lock().unwrap_or_else(PoisonError::into_inner).clone();
            insert(outer, |tags| tags.extend(&own));
        }
    }
}

fn insert(recorder: &Recorder, change: impl FnOnce(&mut TagSet)) {
    change(&mut recorder.lock().unwrap_or_else(PoisonError::into_inner));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn an_outer_recorder_hears_the_inner_one() {
        record(Tag::row("nobody", 1));
        let (inner, outer) = collect(async {
            record(Tag::row("a", 1));
            let ((), inner) = collect(async { record(Tag::row("b", 2)) }).await;
            inner
        })
        .await;
        assert_eq!(inner.iter().collect::<Vec<_>>(), [Tag::row("b", 2)]);
        assert_eq!(outer.iter().collect::<Vec<_>>(), [Tag::row("a", 1), Tag::row("b", 2)]);
    }

    #[tokio::test]
    async fn dropped_work_is_heard_too() {
        let ((), tags) = collect(async {
            let half = collect(async {
                record(Tag::row("a", 1));
                std::future::pending::<()>().await;
            });
            tokio::select! { biased; _ = half => {}, () = tokio::task::yield_now() => {} }
        })
        .await;
        assert_eq!(tags.len(), 1);
    }
}
