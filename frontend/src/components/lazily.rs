//! Views whose code is fetched when they are first shown.
use leptos::prelude::*;
use leptos::reactive::computed::ScopedFuture;
use leptos::task::spawn_local;
use leptos::wasm_split::SplitLoaderError;

/// Shows what a split function makes, once its code is there. It belongs to the view it is shown in. `failed` is told
/// when the code cannot be fetched.
pub fn lazily(
    view: impl Future<Output = Result<AnyView, SplitLoaderError>> + 'static,
    failed: impl FnOnce() + 'static,
) -> impl IntoView {
    let made = StoredValue::new_local(None);
    let is_made = RwSignal::new(false);
    spawn_local(ScopedFuture::new_untracked(async move {
        match view.await {
            Ok(view) => {
                made.try_update_value(|made| *made = Some(view));
                is_made.try_set(true);
            }
            Err(_) => failed(),
        }
    }));
    move || is_made.get().then(|| made.try_update_value(Option::take).flatten())
}
