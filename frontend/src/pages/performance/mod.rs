//! How the system runs, for those who run it: whether the targets hold, where the time goes, what the database and the
//! caches tell of themselves.
//!
//! What moves is followed as a stream while the page is looked at, or asked for again every few seconds where there is
//! none; a page that nobody looks at asks nothing, so that its session may end. A row that has the focus stays where it
//! is, since rows are kept by what they are about. The database's own statistics cost it something: they come once, and
//! again on demand, with code of their own.
mod alerts;
mod caches;
mod database;
mod figures;
mod operations;
mod requests;
mod statements;

use std::time::Duration;

use leptos::leptos_dom::helpers::set_interval_with_handle;
use leptos::prelude::*;
use leptos::wasm_split::wasm_split;

use crate::api::error::ApiError;
use crate::api::performance::{self, Activity, Following};
use crate::components::lazily::lazily;
use crate::components::states::{Failure, SkeletonRows};
use crate::components::tabs::{Tab, Tabs};
use crate::page::{Made, Page, Visit};
use crate::state::remote::Remote;
use crate::text;

/// How often what moves is asked for.
const PERIOD: Duration = Duration::from_secs(5);

/// The page.
pub const PAGE: Page = |(), visit| Box::pin(page(visit));

#[wasm_split(performance, wasm_split_path = ::leptos::wasm_split, fallible)]
fn page(visit: Visit) -> Made {
    if visit.is_for_code() {
        return Ok(().into_any());
    }
    let board = Board { activity: Remote::new(), live: RwSignal::new(true), flows: RwSignal::new(false) };
    board.refresh();
    Ok(view! { <Page board /> }.into_any())
}

/// What the page shows.
#[derive(Clone, Copy)]
pub(in crate::pages::performance) struct Board {
    activity: Remote<Activity>,
    live: RwSignal<bool>,
    /// Whether what moves comes by itself.
    flows: RwSignal<bool>,
}

/// What there is to show of a [`Remote`].
#[derive(Clone, PartialEq)]
enum Stage {
    Waiting,
    There,
    Failed(ApiError),
}

impl Board {
    fn refresh(self) {
        self.activity.load(performance::activity_now());
    }

    /// Asks again for what moves, unless nobody looks or an answer is on its way.
    fn tick(self) {
        if self.live.get_untracked()
            && !self.flows.get_untracked()
            && !document().hidden()
            && !self.activity.busy_untracked()
        {
            self.activity.load(performance::activity_now());
        }
    }

    /// Takes what came by itself.
    fn take(self, now: Activity) {
        self.flows.set(true);
        self.activity.put(now);
    }

    /// A part of what moves.
    fn moving<R: Default>(self, read: impl FnOnce(&Activity) -> R) -> R {
        self.activity.with(|answer| match answer {
            Some(Ok(activity)) => read(activity),
            Some(Err(_)) | None => R::default(),
        })
    }
}

fn stage<T: Send + Sync>(remote: Remote<T>) -> Memo<Stage> {
    Memo::new(move |_| {
        remote.with(|answer| match answer {
            None => Stage::Waiting,
            Some(Ok(_)) => Stage::There,
            Some(Err(error)) => Stage::Failed(error.clone()),
        })
    })
}

#[component]
fn Page(board: Board) -> impl IntoView {
    // Without a timer the page is as good as with one, but for the button.
    let timer = set_interval_with_handle(move || board.tick(), PERIOD).ok();
    on_cleanup(move || {
        if let Some(timer) = timer {
            timer.clear();
        }
    });
    let looked_at = RwSignal::new(!document().hidden());
    let turned = window_event_listener_untyped("visibilitychange", move |_| looked_at.set(!document().hidden()));
    on_cleanup(move || turned.remove());
    let following = StoredValue::new_local(None::<Following>);
    Effect::new(move |_| {
        board.flows.set(false);
        let lost = move || {
            // The page may be gone.
            let _ = board.flows.try_set(false);
        };
        let follows = board.live.get() && looked_at.get();
        following.set_value(
            follows.then(|| performance::activity_as_it_is().follow(move |now| board.take(now), lost)).flatten(),
        );
    });
    on_cleanup(move || drop(following.try_update_value(Option::take)));
    let stage = stage(board.activity);
    view! {
        <div class="page">
            <header class="page-head">
                <div>
                    <h1>{text::performance::title()}</h1>
                    <p class="quiet">{text::performance::lead()}</p>
                    <alerts::Summary board />
                </div>
                <div class="actions">
                    <label class="check">
                        <input type="checkbox" prop:checked=board.live on:change=move |event| board.live.set(event_target_checked(&event)) />
                        {text::performance::live()}
                    </label>
                    <button class="button" aria-disabled=move || board.activity.busy().to_string() on:click=move |_| board.refresh()>
                        {text::performance::refresh()}
                    </button>
                </div>
            </header>
            {move || match stage.get() {
                Stage::Waiting => view! { <Waiting /> }.into_any(),
                Stage::There => view! { <Content board /> }.into_any(),
                Stage::Failed(error) => {
                    let retry = move |()| board.refresh();
                    view! { <div class="panel"><Failure error retry /></div> }.into_any()
                }
            }}
        </div>
    }
}

#[component]
fn Waiting() -> impl IntoView {
    view! {
        <div class="figures five">
            {(0..5).map(|_| view! { <div class="panel figure waiting"><span class="skeleton"></span><span class="skeleton"></span></div> }).collect_view()}
        </div>
        <div class="panel"><SkeletonRows count=8 /></div>
    }
}

/// What keeps data: the caches and the database.
#[wasm_split(performance__stores, wasm_split_path = ::leptos::wasm_split, fallible)]
fn stores(board: Board, kind: Store) -> Made {
    Ok(match kind {
        Store::Caches => view! { <caches::Caches board /> }.into_any(),
        Store::Database => view! { <database::DatabasePanel /> }.into_any(),
    })
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Store {
    Caches,
    Database,
}

#[component]
fn Content(board: Board) -> impl IntoView {
    let stored = move |kind: Store| move || lazily(move || stores(board, kind));
    let tabs: Vec<Tab> = vec![
        (text::performance::operations(), (move || view! { <operations::Operations board /> }).into()),
        (text::performance::queries(), (move || view! { <statements::Statements board /> }).into()),
        (text::performance::alerts(), (move || view! { <alerts::Alerts board /> }).into()),
        (text::performance::database(), stored(Store::Database).into()),
        (text::performance::caches(), stored(Store::Caches).into()),
    ];
    view! {
        <figures::Figures board />
        <requests::Requests board />
        <Tabs id="details" label=text::performance::details() tabs />
    }
}

/// So many of a whole, in hundredths of a percent; none of nothing.
pub(in crate::pages::performance) fn share(part: i64, whole: i64) -> Option<i64> {
    let hundredths = i128::from(part) * 10_000 / i128::from(whole.max(1));
    (whole > 0).then(|| i64::try_from(hundredths).unwrap_or(i64::MAX))
}

/// An average; zero of nothing.
pub(in crate::pages::performance) const fn average(sum: i64, count: i64) -> i64 {
    if count > 0 { sum / count } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_exact_and_nothing_has_none() {
        assert_eq!(share(98, 100), Some(9_800));
        assert_eq!(share(1, 3), Some(3_333));
        assert_eq!(share(0, 0), None);
        assert_eq!(share(i64::MAX, 1), Some(i64::MAX));
    }
}
