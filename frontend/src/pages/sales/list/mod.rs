//! The list of sales orders: searched, filtered and sorted by its address, loaded page by page.
mod rows;
mod view_state;

use leptos::prelude::*;
use leptos::wasm_split::wasm_split;

use self::rows::Rows;
use self::view_state::{STATUSES, View};
use crate::api::error::ApiError;
use crate::api::sales::{self, Page};
use crate::components::icon::{Glyph, Icon};
use crate::components::states::{Failure, SkeletonRows, State};
use crate::components::title::Title;
use crate::pages::Made;
use crate::router::Router;
use crate::routes::href;
use crate::state::remote::Remote;
use crate::text;

/// What is shown: the pages so far, and why the last one did not come.
#[derive(Clone)]
struct Listed {
    page: Page,
    failed: Option<ApiError>,
}

/// The page.
#[wasm_split(sales__orders, wasm_split_path = ::leptos::wasm_split, fallible, preload(#[doc = "Fetches the page's code."] prefetch))]
pub fn page() -> Made {
    let router = Router::get();
    let view = Memo::new(move |_| View::read(|name| router.query(name)));
    let page = OrdersPage { view, list: Remote::new() };
    Effect::new(move || page.load(view.get()));
    Ok(view! { <Orders page /> }.into_any())
}

#[derive(Clone, Copy)]
struct OrdersPage {
    view: Memo<View>,
    list: Remote<Listed>,
}

impl OrdersPage {
    fn load(self, view: View) {
        let call = sales::orders(view.filter(), view.search(), view.sort, None);
        self.list.load(async move { Ok(Listed { page: call.await?, failed: None }) });
    }

    fn load_more(self) {
        let view = self.view.get_untracked();
        let next = self.list.with_untracked(|answer| match answer {
            Some(Ok(listed)) => listed.page.next.clone(),
            _ => None,
        });
        if next.is_none() || self.list.busy_untracked() {
            return;
        }
        let call = sales::orders(view.filter(), view.search(), view.sort, next);
        self.list.extend(call, |listed, more| match more {
            Ok(more) => {
                listed.page.rows.extend(more.rows);
                listed.page.next = more.next;
                listed.failed = None;
            }
            Err(error) => listed.failed = Some(error),
        });
    }
}

/// Goes to the address of another view. Each letter of a search is not worth a step back.
fn show(router: Router, view: &View) {
    let query = view.query(|text| String::from(js_sys::encode_uri_component(text)));
    router.replace(&format!("{}{query}", href::SALES_ORDERS));
}

#[component]
fn Orders(page: OrdersPage) -> impl IntoView {
    let body = move || {
        page.list.with(|answer| match answer {
            None => view! { <SkeletonRows count=10 /> }.into_any(),
            Some(Err(error)) => {
                let retry = move |()| page.load(page.view.get_untracked());
                view! { <Failure error=error.clone() retry /> }.into_any()
            }
            Some(Ok(listed)) if listed.page.rows.is_empty() => view! { <Nothing view=page.view.get_untracked() /> }.into_any(),
            Some(Ok(listed)) => {
                let more = Callback::new(move |()| page.load_more());
                view! { <Rows listed=listed.page.clone() failed=listed.failed.clone() view=page.view busy=page.list more /> }
                    .into_any()
            }
        })
    };
    view! {
        <Title text=text::sales::title().to_owned() />
        <div class="page">
            <div class="page-head">
                <h1>{text::sales::title()}</h1>
            </div>
            <Filters view=page.view />
            <Show when=move || page.list.busy()>
                <div class="progress-line" aria-hidden="true"></div>
            </Show>
            <div class="panel" class:refreshing=move || page.list.busy() aria-busy=move || page.list.busy().to_string()>
                {body}
            </div>
        </div>
    }
}

#[component]
fn Filters(view: Memo<View>) -> impl IntoView {
    let router = Router::get();
    let waiting = StoredValue::new(None::<TimeoutHandle>);
    let search = move |text: String| {
        if let Some(waiting) = waiting.get_value() {
            waiting.clear();
        }
        let go = move || {
            // The page may be gone by now.
            if let Some(view) = view.try_get_untracked() {
                show(router, &View { search: text, ..view });
            }
        };
        // A query for each letter would only make the last one wait.
        waiting.set_value(set_timeout_with_handle(go, std::time::Duration::from_millis(250)).ok());
    };
    let chips = STATUSES.map(|status| {
        view! {
            <label>
                <input
                    type="checkbox"
                    name="status"
                    prop:checked=move || view.with(|view| view.statuses.contains(&status))
                    on:change=move |_| show(router, &view.get_untracked().toggled(status))
                />
                <span>{text::status::of(status)}</span>
            </label>
        }
    });
    view! {
        <search class="filters">
            <div class="filter-row">
                <div class="search">
                    <Icon glyph=Glyph::Search />
                    <input
                        class="input"
                        type="search"
                        aria-label=text::sales::search()
                        placeholder=text::sales::search()
                        prop:value=move || view.with(|view| view.search.clone())
                        on:input:target=move |event| search(event.target().value())
                    />
                </div>
                <Show when=move || view.with(View::is_narrowed)>
                    <ClearFilters view />
                </Show>
            </div>
            <fieldset class="chips" aria-label=text::sales::status()>{chips.collect_view()}</fieldset>
        </search>
    }
}

#[component]
fn ClearFilters(view: Memo<View>) -> impl IntoView {
    let router = Router::get();
    let clear = move |_| show(router, &View { sort: view.get_untracked().sort, ..View::default() });
    view! {
        <button class="button plain" on:click=clear>
            <Icon glyph=Glyph::Cross />
            {text::sales::clear()}
        </button>
    }
}

/// Nothing to show: because there is nothing, or because nothing matches.
#[component]
fn Nothing(view: View) -> impl IntoView {
    let (title, text) = if view.is_narrowed() {
        (text::sales::none_title(), text::sales::none_text())
    } else {
        (text::sales::empty_title(), text::sales::empty_text())
    };
    view! { <div role="status"><State glyph=Glyph::Inbox title text /></div> }
}
