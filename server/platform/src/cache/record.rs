//! Dependency tracking: code that reads a row records its tag here; whoever caches the result collects the tags.

use std::sync::{Arc, Mutex, PoisonError};

use super::tags::{Tag, TagSet};

type Recorder = Arc<Mutex<TagSet>>;

tokio::task_local! {
    static RECORDER: Recorder;
    static WITH_TAGS: ();
}

/// Says that the running work depends on what `tag` stands for. Called where rows are read, before they are read, also
/// when there turn out to be none. When nobody collects, nothing happens.
pub fn record(tag: Tag) {
    let _ = RECORDER.try_with(|recorder| insert(recorder, |tags| tags.insert(tag)));
}

/// Says that the running work depends on something that no tag stands for: what is made of it is not cached.
pub fn record_volatile() {
    let _ = RECORDER.try_with(|recorder| insert(recorder, TagSet::set_volatile));
}

/// Whether somebody collects what statements read. Not inside [`with_tags`].
pub fn wants_statements() -> bool {
    RECORDER.try_with(|_| ()).is_ok() && WITH_TAGS.try_with(|()| ()).is_err()
}

/// Runs statements that depend on less than their whole tables: on what has been recorded by hand. Only for statements
/// of its own, never around a resolver or a loader that others may share.
pub async fn with_tags<F: Future>(tags: impl IntoIterator<Item = Tag>, statements: F) -> F::Output {
    for tag in tags {
        record(tag);
    }
    WITH_TAGS.scope((), statements).await
}

/// [`record`] for every tag of a set.
pub fn record_all(tags: &TagSet) {
    let _ = RECORDER.try_with(|recorder| insert(recorder, |all| all.extend(tags)));
}

/// Runs `work` and returns what it read beside its result. A recorder around this one gets the same tags, also
/// when `work` is dropped half-way.
pub async fn collect<F: Future>(work: F) -> (F::Output, TagSet) {
    let collector = Collector { own: Recorder::default(), outer: RECORDER.try_with(Arc::clone).ok() };
    let result = RECORDER.scope(Arc::clone(&collector.own), work).await;
    let tags = collector.own.lock().unwrap_or_else(PoisonError::into_inner).clone();
    (result, tags)
}

/// Passes its tags on to the outer recorder when it is dropped.
struct Collector {
    own: Recorder,
    outer: Option<Recorder>,
}

impl Drop for Collector {
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
    async fn an_outer_recorder_gets_the_tags_of_the_inner_one() {
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
    async fn the_tags_of_dropped_work_are_collected_too() {
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
