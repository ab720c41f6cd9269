//! The bar that saves, always in sight, with the total.
use leptos::prelude::*;

use super::Editor;
use super::read::LINES_MAX;
use crate::api::error::Problem;
use crate::components::form::Ways;
use crate::components::states::Notice;
use crate::{format, live, text};

#[component]
pub(super) fn SaveBar(editor: Editor) -> impl IntoView {
    let form = editor.form;
    let total = live::memo(move || form.sums.get().totals.as_ref().map(|totals| totals.total));
    let shown =
        move || total.get().map_or_else(String::new, |total| format::money(&total.to_string(), form.currency.code()));
    let is_over = Memo::new(move |_| form.sums.with(|sums| sums.count > LINES_MAX));
    view! {
        <div class="save-bar">
            {told(editor)}
            <div class="save-row">
                <span class="save-total">
                    <span class="small quiet">{text::sales::total()}</span>
                    <strong>{shown}</strong>
                </span>
                <button
                    class="button primary"
                    type="button"
                    title="Ctrl+S"
                    aria-disabled=live::text(move || (editor.attempt.busy.get() || is_over.get()).to_string())
                    on:click=live::on(move |_| editor.save())
                >
                    {live::text(move || (if editor.attempt.busy.get() { text::form::working() } else { text::form::save() }).to_owned())}
                </button>
            </div>
        </div>
    }
}

/// Why it could not be saved, as far as no field tells it.
fn told(editor: Editor) -> impl IntoView {
    const FIELDS: [&str; 6] = ["customerId", "orderDate", "customerReference", "notes", "discount", "discount.reason"];
    let refused = live::part(move || {
        let errors = editor.attempt.refused.get().into_iter().filter(|error| {
            let path = error.field.join(".");
            let has_field =
                FIELDS.contains(&path.as_str()) || editor.place_of(error).is_some_and(|(_, cell)| cell.is_some());
            !has_field && !error.is_conflict()
        });
        let shown = errors.map(|error| view! { <Notice>{error.text()}</Notice> });
        Some(shown.collect_view().into_any())
    });
    let failed = live::part(move || {
        let error = editor.attempt.failed.get()?;
        let is_lost = error.problem == Problem::Network;
        let text = if is_lost { text::editor::unsaved_offline().to_owned() } else { error.text() };
        Some(view! { <Notice>{text} <Ways attempt=editor.attempt error /></Notice> }.into_any())
    });
    view! {
        {refused}
        {failed}
    }
}
