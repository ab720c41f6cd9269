//! The caches of this node, class by class, and a way to empty them.
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{Board, share};
use crate::api::performance::{self, CacheClass, SharedCache};
use crate::api::refusal::UserError;
use crate::components::states::Notice;
use crate::state::session::Session;
use crate::state::toasts::Toasts;
use crate::{format, text};

#[component]
pub(super) fn Caches(board: Board) -> impl IntoView {
    let rows = move || {
        board.moving(|now| {
            let mut classes: Vec<&CacheClass> = now.cache.iter().filter(|class| reads(class) > 0).collect();
            classes.sort_by_key(|class| std::cmp::Reverse(reads(class)));
            classes.into_iter().map(row).collect_view()
        })
    };
    let shared = move || board.moving(|now| Some(shared(now.shared_cache.as_ref())));
    view! {
        <section class="panel" aria-labelledby="caches">
            <div class="panel-head">
                <h2 id="caches">{text::performance::caches()}</h2>
                <Purge board />
            </div>
            <p class="panel-pad quiet">{shared}</p>
            <div class="table-wrap" tabindex="0" role="group" aria-labelledby="caches">
                <table class="table dense">
                    <thead>
                        <tr>
                            <th scope="col">{text::performance::class()}</th>
                            <th scope="col" class="number">{text::performance::hit_rate()}</th>
                            <th scope="col" class="number">{text::performance::hits()}</th>
                            <th scope="col" class="number">{text::performance::shared_hits()}</th>
                            <th scope="col" class="number">{text::performance::misses()}</th>
                            <th scope="col" class="number">{text::performance::stale()}</th>
                            <th scope="col" class="number">{text::performance::evictions()}</th>
                            <th scope="col" class="number">{text::performance::size()}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
}

/// Everything that was answered without a load of its own.
const fn answered(class: &CacheClass) -> i64 {
    class.hits.0.saturating_add(class.joins.0).saturating_add(class.shared_hits.0)
}

const fn reads(class: &CacheClass) -> i64 {
    answered(class).saturating_add(class.misses.0)
}

fn row(class: &CacheClass) -> impl IntoView + use<> {
    let rate = share(answered(class), reads(class)).map_or_else(|| "–".to_owned(), format::hundredths);
    view! {
        <tr>
            <th scope="row">{class.class.replace('_', " ")}</th>
            <td class="number">{rate}</td>
            <td class="number">{format::count(class.hits.0.saturating_add(class.joins.0))}</td>
            <td class="number">{format::count(class.shared_hits.0)}</td>
            <td class="number">{format::count(class.misses.0)}</td>
            <td class="number">{format::count(class.stale_rejects.0)}</td>
            <td class="number">{format::count(class.evictions.0)}</td>
            <td class="number">{format::bytes(class.bytes.0)}</td>
        </tr>
    }
}

fn shared(redis: Option<&SharedCache>) -> String {
    match redis {
        None => text::performance::redis_none().to_owned(),
        Some(redis) if redis.linked => text::performance::redis_connected(
            &format::count(redis.puts.0),
            &format::count(redis.errors.0),
            &format::count(redis.timeouts.0),
        ),
        Some(_) => text::performance::redis_unreachable().to_owned(),
    }
}

#[component]
fn Purge(board: Board) -> impl IntoView {
    let (session, toasts) = (Session::get(), Toasts::get());
    let busy = RwSignal::new(false);
    let failed = RwSignal::new(None::<String>);
    let purge = move |_| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        failed.set(None);
        spawn_local(async move {
            let answer = performance::purge().send().await;
            if busy.try_set(false).is_some() {
                return; // The page is gone.
            }
            match answer {
                Ok(Ok(())) => {
                    toasts.tell(text::performance::purged().to_owned());
                    board.tick();
                }
                Ok(Err(errors)) => failed.set(errors.first().map(UserError::text)),
                Err(error) => {
                    session.handle_error(&error);
                    failed.set(Some(error.text()));
                }
            }
        });
    };
    view! {
        <div class="actions">
            {move || failed.get().map(|text| view! { <Notice>{text}</Notice> })}
            <button class="button" aria-disabled=move || busy.get().to_string() title=text::performance::purge_lead() on:click=purge>
                {text::performance::purge()}
            </button>
        </div>
    }
}
