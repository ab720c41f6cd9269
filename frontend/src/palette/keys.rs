//! The sheet of keys.
use leptos::prelude::*;

use crate::components::dialog::Dialog;
use crate::text;

/// What each key does, by where it works.
fn keys() -> [(&'static str, Vec<(&'static str, &'static str)>); 4] {
    [
        (
            text::palette::everywhere(),
            vec![
                ("Ctrl K", text::palette::key_palette()),
                ("?", text::palette::key_help()),
                ("Esc", text::palette::key_escape()),
            ],
        ),
        (
            text::palette::in_lists(),
            vec![
                ("/", text::palette::key_search()),
                ("J  K", text::palette::key_rows()),
                ("Enter", text::palette::key_open()),
                ("X", text::palette::key_choose()),
                ("E", text::palette::key_edit()),
                ("N", text::palette::key_new()),
            ],
        ),
        (
            text::palette::in_lines(),
            vec![
                ("Tab", text::palette::key_next()),
                ("Enter", text::palette::key_new_line()),
                ("Ctrl ↑  Ctrl ↓", text::palette::key_between()),
                ("Ctrl V", text::palette::key_paste()),
            ],
        ),
        (text::palette::in_forms(), vec![("Ctrl S", text::palette::key_save())]),
    ]
}

#[component]
pub(super) fn Keys(close: Callback<()>) -> impl IntoView {
    let groups = keys().map(|(title, keys)| {
        let rows = keys.into_iter().map(|(key, what)| {
            view! {
                <div class="key-row">
                    <dt>{key.split("  ").map(|key| view! { <kbd>{key}</kbd> }).collect_view()}</dt>
                    <dd>{what}</dd>
                </div>
            }
        });
        view! {
            <section>
                <h3>{title}</h3>
                <dl>{rows.collect_view()}</dl>
            </section>
        }
    });
    view! {
        <Dialog labelled_by="keys-title" on_close=close>
            <div class="dialog-form">
                <h2 id="keys-title">{text::palette::keys_title()}</h2>
                <div class="key-groups">{groups.collect_view()}</div>
                <div class="dialog-actions">
                    <button class="button" type="button" on:click=move |_| close.run(())>
                        {text::app::close()}
                    </button>
                </div>
            </div>
        </Dialog>
    }
}
