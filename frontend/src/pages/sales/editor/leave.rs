//! Asks before a page is left that holds what is not saved.
use leptos::prelude::*;

use super::Editor;
use crate::components::dialog::Dialog;
use crate::text;

#[component]
pub(super) fn LeaveDialog(editor: Editor, to: String) -> impl IntoView {
    let stay = move || editor.leaving.set(None);
    let leave = move |_| {
        editor.drop_kept();
        editor.router.unguard();
        editor.router.go(&to);
    };
    view! {
        <Dialog labelled_by="leave-title" on_close=move |()| stay()>
            <div class="dialog-form">
                <h2 id="leave-title">{text::editor::leave_title()}</h2>
                <p class="quiet">{text::editor::leave_text()}</p>
                <div class="dialog-actions">
                    <button class="button danger" type="button" on:click=leave>
                        {text::editor::leave()}
                    </button>
                    <button class="button primary" type="button" autofocus on:click=move |_| stay()>
                        {text::editor::stay()}
                    </button>
                </div>
            </div>
        </Dialog>
    }
}
