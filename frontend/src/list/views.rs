//! Views that a user has given a name: a search, filters and a sort, to come back to. They are links, and kept on the
//! server, so that they are in every browser of the user.
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::source::List;
use crate::api::preferences::{self, NamedView};
use crate::api::refusal::UserError;
use crate::components::icon::{Glyph, Icon};
use crate::components::menu::Menu;
use crate::components::states::Notice;
use crate::state::remote::Remote;
use crate::text;

/// So many views of a list are kept; more would be no list to choose from.
const MOST: usize = 20;

/// The user's views of a list.
#[derive(Clone, Copy)]
struct Views {
    list: List,
    known: Remote<Vec<NamedView>>,
    failed: RwSignal<Option<String>>,
    /// What is typed as the name of another one, until that is kept.
    name: RwSignal<String>,
}

impl Views {
    fn key(self) -> String {
        format!("views.{}", self.list.of.key)
    }

    fn ask(self) {
        let key = self.key();
        let views = |kept: Option<String>| kept.and_then(|text| NamedView::read_all(&text)).unwrap_or_default();
        self.known.load(preferences::stored(&key).map(views));
    }

    /// Keeps other views; they are shown once they are kept.
    fn keep(self, views: Vec<NamedView>) {
        let (key, text) = (self.key(), NamedView::write_all(&views));
        self.failed.set(None);
        spawn_local(async move {
            let failed = match preferences::store(key, text).send().await {
                Ok(Ok(())) => {
                    let is_kept = |name: &String| views.iter().any(|view| view.name == name.trim());
                    if self.name.try_with_untracked(is_kept) == Some(true) {
                        self.name.set(String::new());
                    }
                    self.known.put(views);
                    None
                }
                Ok(Err(errors)) => errors.first().map(UserError::text),
                Err(error) => Some(error.text()),
            };
            self.failed.try_set(failed);
        });
    }

    fn all(self) -> Vec<NamedView> {
        self.known.value_untracked().unwrap_or_default()
    }

    /// The list as it is shown now, under a name; one that has the name already is that view from now on.
    fn add(self, name: &str) {
        let query = self.list.view.with_untracked(|view| self.list.query_of(view));
        let mut views = self.all();
        match views.iter_mut().find(|view| view.name == name) {
            Some(view) => view.query = query,
            None => views.push(NamedView { name: name.to_owned(), query }),
        }
        if views.len() <= MOST {
            self.keep(views);
        }
    }

    fn remove(self, name: &str) {
        let mut views = self.all();
        views.retain(|view| view.name != name);
        self.keep(views);
    }
}

/// The menu of the views.
#[component]
pub(super) fn NamedViews(list: List) -> impl IntoView {
    let name = RwSignal::new(String::new());
    let views = Views { list, known: Remote::new(), failed: RwSignal::new(None), name };
    // Asked for when somebody looks: most visits do without.
    let look = move |()| {
        if views.known.with_untracked(|answer| !matches!(answer, Some(Ok(_)))) && !views.known.busy_untracked() {
            views.ask();
        }
    };
    let add = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let chosen = name.get_untracked().trim().to_owned();
        if !chosen.is_empty() && views.known.with_untracked(|answer| matches!(answer, Some(Ok(_)))) {
            views.add(&chosen);
        }
    };
    let rows = move || {
        views.known.with(|answer| match answer {
            None => view! { <span class="skeleton"></span> }.into_any(),
            Some(Err(error)) => {
                let text = error.text();
                view! { <Notice>{text}</Notice> }.into_any()
            }
            Some(Ok(all)) if all.is_empty() => {
                view! { <p class="small quiet">{text::list::views_empty()}</p> }.into_any()
            }
            Some(Ok(all)) => {
                let rows = all.iter().cloned().map(|it| row(views, it)).collect_view();
                view! { <ul aria-label=text::list::views()>{rows}</ul> }.into_any()
            }
        })
    };
    let failed = move || {
        let text = views.failed.get()?;
        Some(view! { <Notice>{text}</Notice> })
    };
    let is_full = move || views.known.with(|answer| matches!(answer, Some(Ok(all)) if all.len() >= MOST));
    view! {
        <Menu glyph=Glyph::Bookmark label=text::list::views() on_toggle=look>
                {rows}
                {failed}
                <Show when=is_full>
                    <p class="small quiet">{text::list::views_full()}</p>
                </Show>
                <form class="view-new" on:submit=add>
                    <input
                        class="input"
                        maxlength="60"
                        autocomplete="off"
                        aria-label=text::list::view_name()
                        placeholder=text::list::view_name()
                        prop:value=name
                        on:input:target=move |event| name.set(event.target().value())
                    />
                    <button class="button" type="submit">
                        {text::list::view_save()}
                    </button>
                </form>
        </Menu>
    }
}

fn row(views: Views, it: NamedView) -> impl IntoView {
    let list = views.list;
    let NamedView { name, query } = it;
    let is_shown = {
        let query = query.clone();
        move || list.view.with(|view| list.query_of(view) == query).then_some("true")
    };
    let gone = name.clone();
    view! {
        <li>
            <a class="option" href=format!("{}{query}", list.of.path) aria-current=is_shown>
                {name.clone()}
            </a>
            <button
                class="button plain icon-only"
                type="button"
                aria-label=text::list::view_remove(&name)
                on:click=move |_| views.remove(&gone)
            >
                <Icon glyph=Glyph::Cross />
            </button>
        </li>
    }
}
