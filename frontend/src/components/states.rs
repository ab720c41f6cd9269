//! What a view shows while it has no data: loading, empty, failed, not allowed.
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::icon::{Glyph, Icon};
use crate::api::error::{ApiError, Problem};
use crate::state::connection::Connection;
use crate::text;

/// Grey rows in place of a list that is on its way.
#[component]
pub fn SkeletonRows(
    /// How many rows.
    #[prop(default = 8)]
    count: usize,
) -> impl IntoView {
    view! {
        <div class="skeleton-list" role="status" aria-label=text::app::loading()>
            {(0..count).map(|_| view! { <span class="skeleton"></span> }).collect_view()}
        </div>
    }
}

/// A short message in place of content, with an optional way out below.
#[component]
pub fn State(
    /// The picture.
    glyph: Glyph,
    /// What is the matter.
    #[prop(into)]
    title: String,
    /// What can be done.
    #[prop(into, optional)]
    text: String,
    /// A button or link.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="state">
            <Icon glyph />
            <h2>{title}</h2>
            {(!text.is_empty()).then(|| view! { <p>{text}</p> })}
            {children.map(|children| children())}
        </div>
    }
}

/// Why data did not come, and a button to ask again where that can help. Asks by itself when the server is back.
#[component]
pub fn Failure(
    /// What happened.
    error: ApiError,
    /// Asks again.
    #[prop(into)]
    retry: Callback<()>,
) -> impl IntoView {
    let (glyph, title) = match error.problem {
        Problem::Denied => (Glyph::Lock, text::app::denied_title()),
        Problem::NotFound => (Glyph::Search, text::app::not_found_title()),
        _ => (Glyph::Alert, text::app::error_title()),
    };
    if error.problem == Problem::Network {
        let connection = Connection::get();
        Effect::new(move |before: Option<u32>| {
            let returns = connection.returns();
            if before.is_some_and(|before| before != returns) {
                retry.run(());
            }
            returns
        });
    }
    let can_retry = !matches!(error.problem, Problem::Denied | Problem::NotFound | Problem::Input);
    view! {
        <div role="alert">
            <State glyph title text=error.text()>
                {can_retry
                    .then(|| view! { <button class="button" on:click=move |_| retry.run(())>{text::app::retry()}</button> })}
            </State>
        </div>
    }
}

/// Loads the app anew, in its newest version; a page that holds what is not saved is asked first.
#[derive(Clone, Copy, Debug)]
pub struct Reload(
    /// Does it.
    pub Callback<()>,
);

/// In place of what could not be shown since its code did not come: a newer version of the app is out, which no longer
/// has it, or nothing is reached.
#[component]
pub fn Unfetched(
    /// Fetches it again.
    #[prop(into)]
    retry: Callback<()>,
) -> impl IntoView {
    let connection = Connection::get();
    let is_outdated = RwSignal::new(false);
    spawn_local(async move {
        if connection.is_outdated().await {
            is_outdated.try_set(true);
        }
    });
    let reload = use_context::<Reload>();
    move || {
        if is_outdated.get() {
            let button = reload.map(|Reload(reload)| {
                let press = move |_| reload.run(());
                view! { <button class="button primary" on:click=press>{text::app::update_reload()}</button> }
            });
            let shown = view! { <State glyph=Glyph::Alert title=text::app::update_title()>{button}</State> };
            return view! { <div role="alert">{shown}</div> }.into_any();
        }
        view! { <Failure error=ApiError::of(Problem::Network) retry /> }.into_any()
    }
}

/// A message inside a form or page that assistive technology reads at once.
#[component]
pub fn Notice(
    /// `bad`, `warn`, `good`, or empty for a plain one.
    #[prop(default = "bad")]
    tone: &'static str,
    /// The message, and what can be done about it.
    children: Children,
) -> impl IntoView {
    view! {
        <div class=format!("notice {tone}") role="alert">
            <Icon glyph=Glyph::Alert />
            <div class="notice-body">{children()}</div>
        </div>
    }
}
