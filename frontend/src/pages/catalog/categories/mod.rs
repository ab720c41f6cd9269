//! The tree of categories. A level is fetched when its category is opened.
//!
//! closed --Right, or a click--> open --Left--> closed;  dragged, or moved by its dialog --> where it is put, with all
//! that lies below it | refused, when that is below itself
//!
//! Invariants: one row of the tree can be reached by Tab, the arrow keys go from there (ARIA tree); after each change
//! every open level is fetched anew, so the tree shows what is there.
mod dialogs;
mod tree;

use std::collections::HashSet;

use domain::Permission;
use leptos::prelude::*;
use leptos::wasm_split::wasm_split;

use self::dialogs::{EditDialog, MoveDialog, NewDialog};
use self::tree::Branch;
use crate::api::catalog::{Category, category_move};
use crate::api::input::CategoryMoveInput;
use crate::api::scalar::Id;
use crate::components::form::Outcome;
use crate::components::icon::{Glyph, Icon};
use crate::components::lazily::lazily_or;
use crate::page::{Made, Page, Visit};
use crate::state::attempt::Attempt;
use crate::state::session::Session;
use crate::state::toasts::Toasts;
use crate::text;

/// The page.
pub const PAGE: Page = |(), visit| Box::pin(page(visit));

#[wasm_split(catalog__categories, wasm_split_path = ::leptos::wasm_split, fallible)]
fn page(visit: Visit) -> Made {
    if visit.is_for_code() {
        return Ok(().into_any());
    }
    let page = TreePage {
        open: RwSignal::new(HashSet::new()),
        current: RwSignal::new(None),
        dragged: RwSignal::new(None),
        doing: RwSignal::new(None),
        changes: RwSignal::new(0),
        attempt: Attempt::new(),
        session: Session::get(),
        toasts: Toasts::get(),
    };
    Ok(view! { <Categories page /> }.into_any())
}

/// What a dialog does.
#[derive(Clone, Debug)]
enum Doing {
    /// Makes one in another, or a root.
    New(Option<Category>),
    Edit(Category),
    Move(Category),
}

/// The dialogs; their code comes when the first one is opened.
#[wasm_split(catalog__categories__dialogs, wasm_split_path = ::leptos::wasm_split, fallible)]
fn dialog(page: TreePage, doing: Doing) -> Made {
    Ok(match doing {
        Doing::New(parent) => view! { <NewDialog page parent /> }.into_any(),
        Doing::Edit(category) => view! { <EditDialog page category /> }.into_any(),
        Doing::Move(category) => view! { <MoveDialog page category /> }.into_any(),
    })
}

#[derive(Clone, Copy)]
struct TreePage {
    /// The ids of the categories whose level is shown.
    open: RwSignal<HashSet<String>>,
    /// The row that Tab reaches; none for the first.
    current: RwSignal<Option<String>>,
    dragged: RwSignal<Option<Category>>,
    /// The dialog that is open.
    doing: RwSignal<Option<Doing>>,
    /// Raised by each change: open levels are fetched anew.
    changes: RwSignal<u32>,
    /// Of what is dropped.
    attempt: Attempt,
    session: Session,
    toasts: Toasts,
}

impl TreePage {
    fn may_write(self) -> bool {
        self.session.may(Permission::CatalogWrite)
    }

    fn is_open(self, id: &str) -> bool {
        self.open.with(|open| open.contains(id))
    }

    fn set_open(self, id: &str, is_open: bool) {
        self.open.update(|open| {
            if is_open {
                open.insert(id.to_owned());
            } else {
                open.remove(id);
            }
        });
    }

    /// Something has changed: shows it, below `parent` too.
    fn changed(self, parent: Option<&Id>, message: String) {
        self.doing.set(None);
        if let Some(parent) = parent {
            self.set_open(parent.inner(), true);
        }
        self.changes.update(|changes| *changes = changes.wrapping_add(1));
        self.toasts.tell(message);
    }

    fn reload(self) {
        self.attempt.refused.set(Vec::new());
        self.doing.set(None);
        self.changes.update(|changes| *changes = changes.wrapping_add(1));
    }

    /// What is dragged is dropped into a category, or among the roots.
    fn drop_into(self, parent: Option<Id>) {
        let Some(category) = self.dragged.try_update(Option::take).flatten() else { return };
        if parent.as_ref() == Some(&category.id) || parent == category.parent_id {
            return;
        }
        let (name, to) = (category.name.clone(), parent.clone());
        let input = CategoryMoveInput { id: category.id, expected_version: category.version, parent_id: parent.into() };
        self.attempt
            .send(category_move(&input), move |_: Category| self.changed(to.as_ref(), text::catalog::moved(&name)));
    }
}

#[component]
fn Categories(page: TreePage) -> impl IntoView {
    let opened = move || {
        let doing = page.doing.get()?;
        let failed = move || {
            page.doing.set(None);
            page.toasts.tell(text::app::error_network().to_owned());
        };
        Some(lazily_or(dialog(page, doing), failed))
    };
    let is_dragging = move || page.dragged.with(Option::is_some);
    view! {
        <div class="page narrow">
            <div class="page-head">
                <h1>{text::catalog::categories()}</h1>
                <Show when=move || page.may_write()>
                    <button class="button primary" type="button" on:click=move |_| page.doing.set(Some(Doing::New(None)))>
                        <Icon glyph=Glyph::Plus />
                        {text::catalog::category_new()}
                    </button>
                </Show>
            </div>
            <Outcome attempt=page.attempt fields=&[] reload=move |()| page.reload() />
            <div class="panel tree-panel">
                <Show when=move || page.may_write()>
                    // Its room is always there: what moves while one begins to drag ends the drag.
                    <div
                        class="tree-root"
                        class:shown=is_dragging
                        on:dragover=|event| event.prevent_default()
                        on:drop=move |event| {
                            event.prevent_default();
                            page.drop_into(None);
                        }
                    >
                        {text::catalog::drop_at_top()}
                    </div>
                </Show>
                <Branch page parent=None level=1 />
            </div>
        </div>
        {opened}
    }
}
