//! The lines as a grid: Tab goes across, Enter down to the next line, a paste fills as many lines as it has rows.
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{ClipboardEvent, HtmlInputElement, KeyboardEvent};

use super::Editor;
use super::focus::focus;
use super::paste;
use super::read::{Cell, LINES_MAX};
use super::row::Line;
use super::typed::TypedLine;
use crate::components::states::Notice;
use crate::{live, text};

#[component]
pub(super) fn Grid(editor: Editor) -> impl IntoView {
    let form = editor.form;
    let over = live::memo(move || form.sums.get().count.saturating_sub(LINES_MAX));
    let too_many = live::part(move || {
        let told =
            text::editor::too_many(&text::whole(LINES_MAX), &text::whole(Some(over.get()).filter(|over| *over > 0)?));
        Some(view! { <div class="panel-pad"><Notice>{told}</Notice></div> }.into_any())
    });
    let headings = [
        ("#", "place"),
        (text::sales::line_product(), ""),
        (text::editor::code(), "code"),
        (text::editor::quantity(), "number"),
        (text::sales::line_price(), "number"),
        (text::editor::discount(), "number"),
        (text::editor::tax_percent(), "number"),
        (text::sales::line_amount(), "number"),
    ];
    let headings = headings.map(|(name, class)| view! { <th scope="col" class=class>{name}</th> });
    view! {
        <section class="panel" aria-labelledby="lines">
            <div class="panel-head">
                <h2 id="lines">{text::sales::lines()}</h2>
                <span class="small quiet">{live::text(move || told_count(editor))}</span>
            </div>
            <div class="table-wrap">
                <table
                    class="table cards grid"
                    aria-labelledby="lines"
                    on:keydown=live::on(move |event| key(editor, &event))
                    on:paste=live::on(move |event| pasted(editor, &event))
                >
                    <thead>
                        <tr>{headings} <th scope="col"><span class="visually-hidden">{text::editor::remove()}</span></th></tr>
                    </thead>
                    <tbody>
                        <ForEnumerate
                            each=move || Vec::clone(&form.rows.get())
                            key=|row| row.key
                            children=move |place, row| view! { <Line editor place=live::signal(move || place.get()) row /> }.into_any()
                        />
                    </tbody>
                </table>
            </div>
            {too_many}
            {lookup(editor)}
            <p class="grid-help small quiet">{text::editor::help()}</p>
        </section>
    }
}

fn told_count(editor: Editor) -> String {
    text::editor::lines_of(editor.form.sums.get().count, &text::whole(LINES_MAX))
}

/// What has become of products that were pasted.
fn lookup(editor: Editor) -> live::Live<Option<AnyView>> {
    live::part(move || {
        if editor.looking.get() {
            return Some(view! { <p class="grid-help small" role="status">{text::picker::looking()}</p> }.into_any());
        }
        let error = editor.lookup.get()?;
        let again = live::on(move |_| editor.look_up());
        let shown = view! {
            <div class="panel-pad">
                <Notice>
                    {error.text()}
                    <button class="button" type="button" on:click=again>
                        {text::app::retry()}
                    </button>
                </Notice>
            </div>
        };
        Some(shown.into_any())
    })
}

/// The line and field that an event comes from.
fn target(event: &web_sys::Event) -> Option<(u32, Cell)> {
    let input = event.target()?.dyn_into::<HtmlInputElement>().ok()?;
    let id = input.id();
    let (key, name) = id.strip_prefix("line-")?.split_once('-')?;
    Some((key.parse::<u32>().ok()?, Cell::ALL.into_iter().find(|cell| cell.name() == name)?))
}

fn key(editor: Editor, event: &KeyboardEvent) {
    let Some((key, cell)) = target(event) else { return };
    let is_control = event.ctrl_key() || event.meta_key();
    if event.is_composing() || event.alt_key() {
        return;
    }
    let to = match (event.key().as_str(), is_control) {
        ("Enter", false) => editor.next_line(key),
        ("ArrowDown", true) => editor.form.beside(key, 1).map(|row| row.id(cell)),
        ("ArrowUp", true) => editor.form.beside(key, -1).map(|row| row.id(cell)),
        ("Delete" | "Backspace", true) if event.shift_key() => editor.remove(key).map(|row| row.id(cell)),
        _ => return,
    };
    event.prevent_default();
    if let Some(id) = to {
        focus(id);
    }
}

fn pasted(editor: Editor, event: &ClipboardEvent) {
    let Some((key, cell)) = target(event) else { return };
    let text = event.clipboard_data().and_then(|data| data.get_data("text").ok()).unwrap_or_default();
    if paste::is_block(&text) {
        event.prevent_default();
        editor.paste(key, cell, text);
    }
}

impl Editor {
    /// Goes to the next line, which is made when there is none: after the last, or after Enter in the last empty one.
    fn next_line(self, key: u32) -> Option<String> {
        let form = self.form;
        let next = form.beside(key, 1).or_else(|| {
            let is_blank = form.beside(key, 0).is_some_and(|row| row.read.get_untracked().is_blank);
            (!is_blank).then(|| form.insert(usize::MAX, TypedLine::default()))
        });
        next.map(|row| row.id(Cell::Product))
    }

    /// A field has been left with another text in it: what is wrong for sure is told from now on.
    pub(super) fn left(self, row: super::fields::Row, cell: Cell) {
        row.checked.set(true);
        let is_reduced = !row.discount.get_untracked().trim().is_empty();
        if cell == Cell::Discount && is_reduced && row.reason.get_untracked().is_empty() {
            // Reductions of one order mostly have one reason: the one of the line above is offered.
            let rows = self.form.rows.get_untracked();
            let above = rows.iter().take_while(|it| it.key != row.key).map(|row| row.reason.get_untracked());
            let above = above.filter(|reason| !reason.is_empty()).last();
            row.reason.set(above.unwrap_or_default());
        }
    }

    pub(super) fn remove(self, key: u32) -> Option<super::fields::Row> {
        let next = self.form.remove(key);
        self.touch();
        next
    }
}
