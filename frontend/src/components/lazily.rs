//! Views whose code is fetched when they are first shown.
use leptos::prelude::*;
use leptos::reactive::computed::ScopedFuture;
use leptos::task::spawn_local;

/// Shows what a `#[lazy]` function makes, once its code is there. It belongs to the view it is shown in.
pub fn lazily(view: impl Future<Output = AnyView> + 'static) -> impl IntoView {
    let made = StoredValue::new_local(None);
    let is_made = RwSignal::new(false);
    spawn_local(ScopedFuture::new(async move {
        let view = view.await;
        made.try_update_value(|made| *made = Some(view));
        is_made.try_set(true);
    }));
    move || is_made.get().then(|| made.try_update_value(Option::take).flatten())
}
