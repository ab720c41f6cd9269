//! Views whose code is fetched when they are first shown.
//!
//! fetching --code is there--> shown | --the view is gone--> given up | --it does not come--> failed --again--> fetching
//!
//! Invariant: code that arrives after its view is gone makes nothing: what the view stood on is gone too.
use leptos::prelude::*;
use leptos::reactive::computed::ScopedFuture;
use leptos::task::spawn_local_scoped_with_cancellation;

use super::states::Unfetched;
use crate::page::Made;
use crate::state::connection::Connection;

/// Shows what a split function makes, once its code is there. When it cannot be fetched, says so in its place, and tries
/// again when asked to or when the server is back.
pub fn lazily<F: Future<Output = Made> + 'static>(open: impl Fn() -> F + 'static) -> impl IntoView {
    let open = StoredValue::new_local(open);
    let attempt = RwSignal::new(0_u32);
    let retry = Callback::new(move |()| attempt.update(|attempt| *attempt = attempt.wrapping_add(1)));
    move || {
        attempt.track();
        let failed = RwSignal::new(false);
        let view = open.with_value(|open| open());
        let error = move || failed.get().then(|| view! { <Unfetched retry /> });
        view! {
            {once_there(view, move || _ = failed.try_set(true))}
            {error}
        }
    }
}

/// Shows what a split function makes, once its code is there. `failed` is called when it cannot be fetched.
pub fn lazily_or(view: impl Future<Output = Made> + 'static, failed: impl FnOnce() + 'static) -> impl IntoView {
    let connection = Connection::get();
    once_there(view, move || {
        connection.doubt();
        failed();
    })
}

fn once_there(view: impl Future<Output = Made> + 'static, failed: impl FnOnce() + 'static) -> impl IntoView {
    let made = StoredValue::new_local(None);
    let is_made = RwSignal::new(false);
    spawn_local_scoped_with_cancellation(ScopedFuture::new_untracked(async move {
        match view.await {
            Ok(view) => {
                made.set_value(Some(view));
                is_made.set(true);
            }
            Err(_) => failed(),
        }
    }));
    move || is_made.get().then(|| made.try_update_value(Option::take).flatten())
}
