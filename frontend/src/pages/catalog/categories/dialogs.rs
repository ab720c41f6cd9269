//! What is done with a category: made, called otherwise, moved.
use leptos::prelude::*;

use super::TreePage;
use crate::api::catalog::{
    Category, CategoryChoice, categories_found, category_change, category_create, category_move,
};
use crate::api::input::{CategoryChangeInput, CategoryCreateInput, CategoryMoveInput};
use crate::components::form::{CheckField, FormDialog, TextField};
use crate::components::picker::PickerField;
use crate::state::attempt::Attempt;
use crate::text;

#[component]
pub(super) fn NewDialog(page: TreePage, parent: Option<Category>) -> impl IntoView {
    let attempt = Attempt::new();
    let [name, code] = [(); 2].map(|()| RwSignal::new(String::new()));
    let title = match &parent {
        Some(parent) => text::catalog::subcategory_new(&parent.name),
        None => text::catalog::category_new().to_owned(),
    };
    let parent = parent.map(|parent| parent.id);
    let submit = move |()| {
        let (name, code) = (name.get_untracked().trim().to_owned(), code.get_untracked().trim().to_owned());
        let into = parent.clone();
        let (code, name, parent_id) = (Some(code), Some(name), parent.clone());
        let input = CategoryCreateInput { code, name, is_active: None, parent_id };
        attempt.send(category_create(&input), move |made: Category| {
            page.changed(into.as_ref(), text::catalog::created(&made.name))
        });
    };
    view! {
        <FormDialog
            title
            attempt
            label=text::form::create()
            fields=&["name", "code"]
            reload=move |()| page.reload()
            on_close=move |()| page.doing.set(None)
            on_submit=submit
        >
            <TextField id="name" label=text::catalog::name() value=name error=attempt.fault("name", || None) autofocus=true />
            <TextField id="code" label=text::catalog::code() value=code error=attempt.fault("code", || None) />
        </FormDialog>
    }
}

#[component]
pub(super) fn EditDialog(page: TreePage, category: Category) -> impl IntoView {
    let attempt = Attempt::new();
    let (name, code) = (RwSignal::new(category.name.clone()), RwSignal::new(category.code.clone()));
    let is_active = RwSignal::new(category.is_active);
    let title = text::catalog::category_edit(&category.name);
    let submit = move |()| {
        let input = CategoryChangeInput {
            id: category.id.clone(),
            expected_version: category.version,
            name: name.get_untracked().trim().to_owned().into(),
            code: code.get_untracked().trim().to_owned().into(),
            is_active: is_active.get_untracked().into(),
        };
        attempt.send(category_change(&input), move |_: Category| page.changed(None, text::form::saved().to_owned()));
    };
    view! {
        <FormDialog
            title
            attempt
            label=text::form::save()
            fields=&["name", "code"]
            reload=move |()| page.reload()
            on_close=move |()| page.doing.set(None)
            on_submit=submit
        >
            <TextField id="name" label=text::catalog::name() value=name error=attempt.fault("name", || None) autofocus=true />
            <TextField id="code" label=text::catalog::code() value=code error=attempt.fault("code", || None) />
            <CheckField label=text::catalog::category_is_active() value=is_active />
        </FormDialog>
    }
}

#[component]
pub(super) fn MoveDialog(page: TreePage, category: Category) -> impl IntoView {
    let attempt = Attempt::new();
    let parent = RwSignal::new(None::<CategoryChoice>);
    let title = text::catalog::category_move(&category.name);
    let submit = move |()| {
        let into = parent.get_untracked().map(|parent| parent.id);
        let (to, name) = (into.clone(), category.name.clone());
        let input =
            CategoryMoveInput { id: category.id.clone(), expected_version: category.version, parent_id: into.into() };
        attempt.send(category_move(&input), move |_: Category| page.changed(to.as_ref(), text::catalog::moved(&name)));
    };
    view! {
        <FormDialog
            title
            attempt
            label=text::catalog::move_submit()
            fields=&["parentId"]
            reload=move |()| page.reload()
            on_close=move |()| page.doing.set(None)
            on_submit=submit
        >
            <PickerField
                id="parent"
                label=text::catalog::move_into()
                value=parent
                find=categories_found
                error=attempt.fault("parentId", || None)
            />
            <p class="small quiet">{text::catalog::move_hint()}</p>
        </FormDialog>
    }
}
