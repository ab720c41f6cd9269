//! The list of sales orders: searched, filtered and sorted by its address, loaded page by page.
mod rows;
mod view_state;

use leptos::prelude::*;
use leptos_router::hooks::{use_navigate, use_query_map};
use leptos_router::{LazyRoute, NavigateOptions, lazy_route};

use self::rows::Rows;
use self::view_state::{STATUSES, View};
use crate::api::error::ApiError;
use crate::api::sales::{self, Filter, Page, Sort};
use crate::components::icon::{Glyph, Icon};
use crate::components::states::{Failure, SkeletonRows, State};
use crate::components::title::Title;
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
#[derive(Clone, Copy)]
pub struct OrdersPage {
    view: Memo<View>,
    list: Remote<Listed>,
}

#[lazy_route]
impl LazyRoute for OrdersPage {
    fn data() -> Self {
        let query = use_query_map();
        let view = Memo::new(move |_| query.with(|query| View::read(|name| query.get(name))));
        let page = Self { view, list: Remote::new() };
        Effect::new(move || page.load(view.get()));
        page
    }

    fn view(this: Self) -> AnyView {
        view! { <Orders page=this /> }.into_any()
    }
}

#[lazy]
async fn load_orders(
    filter: Filter,
    search: Option<String>,
    sort: Sort,
    after: Option<String>,
) -> Result<Page, ApiError> {
    sales::orders(filter, search, sort, after).await
}

impl OrdersPage {
    fn load(self, view: View) {
        let call = load_orders(view.filter(), view.search(), view.sort, None);
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
        let call = load_orders(view.filter(), view.search(), view.sort, next);
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

/// Goes to the address of another view.
fn shower() -> impl Fn(View) + Clone + 'static {
    let navigate = use_navigate();
    move |view: View| {
        let query = view.query(|text| String::from(js_sys::encode_uri_component(text)));
        // Each letter of a search is not worth a step back.
        let options = NavigateOptions { replace: true, scroll: false, ..Default::default() };
        navigate(&format!("{}{query}", href::SALES_ORDERS), options);
    }
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
    let show = shower();
    let search = {
        let show = show.clone();
        let waiting = StoredValue::new(None::<TimeoutHandle>);
        move |text: String| {
            if let Some(waiting) = waiting.get_value() {
                waiting.clear();
            }
            let show = show.clone();
            let go = move || show(View { search: text, ..view.get_untracked() });
            // A query for each letter would only make the last one wait.
            waiting.set_value(set_timeout_with_handle(go, std::time::Duration::from_millis(250)).ok());
        }
    };
    let chips = STATUSES.map(|status| {
        let show = show.clone();
        view! {
            <label>
                <input
                    type="checkbox"
                    name="status"
                    prop:checked=move || view.with(|view| view.statuses.contains(&status))
                    on:change=move |_| show(view.get_untracked().toggled(status))
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
    let show = shower();
    let clear = move |_| show(View { sort: view.get_untracked().sort, ..View::default() });
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
