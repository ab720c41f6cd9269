//! A level of the tree, and the rows in it.
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use super::{Doing, TreePage};
use crate::api::catalog::{Category, categories};
use crate::api::scalar::Id;
use crate::components::icon::{Glyph, Icon};
use crate::components::states::{Failure, SkeletonRows, State};
use crate::keyboard::focus;
use crate::state::remote::Remote;
use crate::{format, text};

/// What lies directly in a category, or the roots.
#[component]
pub(super) fn Branch(page: TreePage, parent: Option<String>, level: usize) -> impl IntoView {
    let known = Remote::<Vec<Category>>::new();
    let is_root = parent.is_none();
    let load = move || known.load(categories(parent.clone().map(Id::new).as_ref()));
    let retry = Callback::new({
        let load = load.clone();
        move |()| load()
    });
    Effect::new(move || {
        page.changes.track();
        load();
    });
    move || {
        known.with(|answer| match answer {
            None => view! { <SkeletonRows count=if is_root { 6 } else { 1 } /> }.into_any(),
            Some(Err(error)) => view! { <Failure error=error.clone() retry /> }.into_any(),
            Some(Ok(rows)) if rows.is_empty() && is_root => {
                let (title, text) = (text::catalog::categories_empty_title(), text::catalog::categories_empty_text());
                view! { <State glyph=Glyph::Columns title text /> }.into_any()
            }
            Some(Ok(rows)) => list(page, rows, level),
        })
    }
}

fn list(page: TreePage, rows: &[Category], level: usize) -> AnyView {
    let items = rows.iter().cloned().enumerate().map(|(at, category)| {
        let is_first = level == 1 && at == 0;
        view! { <Item page category level is_first /> }
    });
    let items = items.collect_view();
    if level > 1 {
        return view! { <ul role="group">{items}</ul> }.into_any();
    }
    let pressed = move |event: leptos::ev::KeyboardEvent| {
        if !(event.ctrl_key() || event.meta_key() || event.alt_key()) && key(page, &event) {
            event.prevent_default();
        }
    };
    view! { <ul class="tree" role="tree" aria-label=text::catalog::categories() on:keydown=pressed>{items}</ul> }
        .into_any()
}

#[component]
fn Item(page: TreePage, category: Category, level: usize, is_first: bool) -> impl IntoView {
    let (id, name) = (category.id.inner().to_owned(), category.name.clone());
    let has_children = category.child_count > 0;
    let known = StoredValue::new(id.clone());
    let is_open = Memo::new(move |_| known.with_value(|id| page.is_open(id)));
    let is_current = Memo::new(move |_| {
        page.current.with(|current| current.as_ref().map_or(is_first, |current| known.with_value(|id| id == current)))
    });
    let expanded = move || has_children.then(|| is_open.get().to_string());
    let focused = move |event: leptos::ev::FocusEvent| {
        event.stop_propagation();
        page.current.set(Some(known.get_value()));
    };
    let below = move || {
        (has_children && is_open.get()).then(|| {
            let parent = known.get_value();
            // A level within a level: its type would hold itself.
            view! { <Branch page parent=Some(parent) level=level.saturating_add(1) /> }.into_any()
        })
    };
    view! {
        <li
            role="treeitem"
            data-id=id
            aria-expanded=expanded
            aria-selected=move || is_current.get().to_string()
            aria-label=name
            aria-keyshortcuts=page.may_write().then_some("Insert Enter M")
            tabindex=move || if is_current.get() { "0" } else { "-1" }
            on:focusin=focused
        >
            <TreeRow page category is_open />
            {below}
        </li>
    }
}

#[component]
fn TreeRow(page: TreePage, category: Category, is_open: Memo<bool>) -> impl IntoView {
    let (id, into) = (category.id.inner().to_owned(), category.id.clone());
    let has_children = category.child_count > 0;
    let toggle = has_children.then(|| {
        view! {
            <button
                class="tree-toggle"
                class:open=is_open
                type="button"
                tabindex="-1"
                aria-hidden="true"
                on:click=move |_| page.set_open(&id, !is_open.get_untracked())
            >
                <Icon glyph=Glyph::Back />
            </button>
        }
    });
    let count = has_children.then(|| format::count(category.child_count.into()));
    let inactive = (!category.is_active).then(|| view! { <span class="pill">{text::catalog::inactive()}</span> });
    let dragged = category.clone();
    let is_over = RwSignal::new(false);
    let hover = move |event: leptos::ev::DragEvent| {
        if page.dragged.with_untracked(Option::is_some) {
            event.prevent_default();
            is_over.set(true);
        }
    };
    let drop_here = move |event: leptos::ev::DragEvent| {
        event.prevent_default();
        is_over.set(false);
        page.drop_into(Some(into.clone()));
    };
    view! {
        <div
            class="tree-row"
            class:over=is_over
            draggable=page.may_write().to_string()
            on:dragstart=move |_| page.dragged.set(Some(dragged.clone()))
            on:dragend=move |_| page.dragged.set(None)
            on:dragover=hover
            on:dragleave=move |_| is_over.set(false)
            on:drop=drop_here
        >
            <span class="tree-mark">{toggle}</span>
            <span class="tree-name">{category.name.clone()}</span>
            <span class="small quiet tree-code">{category.code.clone()}</span>
            {inactive}
            <span class="small quiet tree-count">{count}</span>
            {page.may_write().then(|| actions(page, &category))}
        </div>
    }
}

fn actions(page: TreePage, category: &Category) -> impl IntoView + use<> {
    let name = &category.name;
    let (new, edit, moved) = (category.clone(), category.clone(), category.clone());
    let button = move |glyph: Glyph, label: String, key: &str, doing: Doing| {
        view! {
            <button
                class="button plain icon-only"
                type="button"
                // One stop of Tab a row: the keyboard has its own keys, and a reader of the screen the row's description.
                tabindex="-1"
                aria-label=label.clone()
                title=format!("{label} ({key})")
                on:click=move |_| page.doing.set(Some(doing.clone()))
            >
                <Icon glyph />
            </button>
        }
    };
    view! {
        <span class="tree-actions">
            {button(Glyph::Plus, text::catalog::subcategory_new(name), "Insert", Doing::New(Some(new)))}
            {button(Glyph::Pencil, text::catalog::category_edit(name), "Enter", Doing::Edit(edit))}
            {button(Glyph::Sort, text::catalog::category_move(name), "M", Doing::Move(moved))}
        </span>
    }
}

/// Whether the key was for the tree.
fn key(page: TreePage, event: &leptos::ev::KeyboardEvent) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    // A button within a row has keys of its own.
    let Some(item) = target.filter(|target| target.get_attribute("role").as_deref() == Some("treeitem")) else {
        return false;
    };
    let id = item.get_attribute("data-id").unwrap_or_default();
    let is_open = item.get_attribute("aria-expanded");
    match event.key().as_str() {
        "ArrowDown" => step(&item, 1),
        "ArrowUp" => step(&item, -1),
        "Home" => focus(items(&item).into_iter().next()),
        "End" => focus(items(&item).pop()),
        "ArrowRight" if is_open.as_deref() == Some("false") => {
            page.set_open(&id, true);
            true
        }
        "ArrowRight" => step(&item, 1),
        "ArrowLeft" if is_open.as_deref() == Some("true") => {
            page.set_open(&id, false);
            true
        }
        "ArrowLeft" => focus(item.parent_element().and_then(|group| group.closest("[role=treeitem]").ok().flatten())),
        "Enter" | "F2" => press(&item, Action::Edit),
        "Insert" | "+" => press(&item, Action::New),
        "m" => press(&item, Action::Move),
        _ => false,
    }
}

/// The rows that are shown, from top to bottom.
fn items(item: &Element) -> Vec<Element> {
    let Some(tree) = item.closest("[role=tree]").ok().flatten() else { return Vec::new() };
    let Ok(found) = tree.query_selector_all("[role=treeitem]") else { return Vec::new() };
    (0..found.length()).filter_map(|at| found.item(at)?.dyn_into::<Element>().ok()).collect()
}

fn step(item: &Element, by: isize) -> bool {
    let all = items(item);
    let at = all.iter().position(|other| other == item).and_then(|at| at.checked_add_signed(by));
    focus(at.and_then(|at| all.get(at).cloned()))
}

/// What the buttons of a row do, by their position.
#[derive(Clone, Copy)]
enum Action {
    New,
    Edit,
    Move,
}

/// A key does what a button of the row does, for whoever has these buttons.
fn press(item: &Element, action: Action) -> bool {
    let row = item.first_element_child();
    let buttons = row.and_then(|row| row.query_selector_all(".tree-actions button").ok());
    let at = match action {
        Action::New => 0,
        Action::Edit => 1,
        Action::Move => 2,
    };
    let button = buttons.and_then(|buttons| buttons.item(at)).and_then(|button| button.dyn_into::<HtmlElement>().ok());
    button.is_some_and(|button| {
        button.click();
        true
    })
}
