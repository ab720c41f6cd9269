//! Somebody else changed the draft while it was rewritten here: what differs, by whom, and whose words are taken.
use leptos::prelude::*;

use super::merge::{Difference, Side, differences, merged};
use super::typed::Typed;
use super::{Base, Editor};
use crate::api::sales::{self, Draft};
use crate::components::dialog::Dialog;
use crate::components::order_status::order_name;
use crate::components::states::{Failure, SkeletonRows};
use crate::routes::href;
use crate::state::remote::Remote;
use crate::{format, live, text};

#[component]
pub(super) fn Conflict(editor: Editor, base: Base) -> impl IntoView {
    let remote = Remote::<Draft>::new();
    let id = base.id.inner().to_owned();
    let load = move || {
        let id = id.clone();
        remote.load(sales::draft(id).map(|(_, draft)| draft));
    };
    load();
    let load = Callback::new(move |()| load());
    let body = live::part(move || {
        Some(remote.with(|answer| match answer {
            None => view! { <SkeletonRows count=4 /> }.into_any(),
            Some(Err(error)) => view! { <Failure error=error.clone() retry=load /> }.into_any(),
            Some(Ok(theirs)) => {
                let who = by_whom(theirs, base.seen);
                let theirs = theirs.clone();
                let choices = if theirs.status.0 == "DRAFT" {
                    view! { <Choices editor base=base.clone() theirs /> }.into_any()
                } else {
                    view! { <Gone editor theirs /> }.into_any()
                };
                view! {
                    <p class="quiet">{who}</p>
                    {choices}
                }
                .into_any()
            }
        }))
    });
    view! {
        <Dialog labelled_by="conflict-title" wide=true on_close=move |()| editor.has_conflict.set(false)>
            <div class="dialog-form">
                <h2 id="conflict-title">{text::editor::conflict_title()}</h2>
                {body}
            </div>
        </Dialog>
    }
}

/// Who has done something since the draft was read here, and when the last time.
fn by_whom(theirs: &Draft, seen: usize) -> String {
    let newer = theirs.timeline.get(seen..).unwrap_or_default();
    let mut names: Vec<_> = newer.iter().map(|entry| entry.actor_name.as_str()).collect();
    names.dedup();
    match newer.last() {
        Some(last) => text::editor::conflict_by(&names.join(", "), &format::instant(&last.created_at.0)),
        None => text::form::conflict_unknown().to_owned(),
    }
}

/// It is no draft any more: what is typed can only become another order.
#[component]
fn Gone(editor: Editor, theirs: Draft) -> impl IntoView {
    let status = text::status::of(&theirs.status.0).unwrap_or_default();
    let name = order_name(theirs.number.as_deref(), theirs.id.inner());
    let to = href::sales_order(theirs.id.inner());
    let apart = move |_| {
        editor.has_conflict.set(false);
        editor.base.set_value(None);
        editor.save();
    };
    let leave = move |_| {
        editor.drop_kept();
        editor.router.unguard();
        editor.router.go(&to);
    };
    view! {
        <p>{text::editor::not_draft_title(&name, status)}</p>
        <div class="dialog-actions">
            <button class="button" type="button" on:click=leave>
                {text::editor::discard_mine()}
            </button>
            <button class="button primary" type="button" on:click=apart>
                {text::editor::save_as_new()}
            </button>
        </div>
    }
}

/// What is taken, part by part.
#[derive(Clone, Copy)]
struct Choice {
    differences: StoredValue<Vec<Difference>>,
    sides: RwSignal<Vec<Side>>,
}

impl Choice {
    fn all(self, side: Side) {
        self.sides.update(|sides| sides.fill(side));
    }

    fn side(self, index: usize) -> Option<Side> {
        self.sides.with(|sides| sides.get(index).copied())
    }

    fn choose(self, index: usize, side: Side) {
        self.sides.update(|sides| {
            if let Some(chosen) = sides.get_mut(index) {
                *chosen = side;
            }
        });
    }
}

#[component]
fn Choices(editor: Editor, base: Base, theirs: Draft) -> impl IntoView {
    let language = editor.form.language;
    let other = Typed::of(&theirs, language);
    let differences = differences(&base.typed, &editor.form.typed(), &other, language);
    let sides = RwSignal::new(differences.iter().map(|difference| difference.side).collect());
    let choice = Choice { differences: StoredValue::new(differences.clone()), sides };
    let apply = move |_| {
        let chosen: Vec<_> = choice.differences.get_value().into_iter().zip(sides.get_untracked()).collect();
        let result = merged(&editor.form.typed(), &other, &chosen);
        editor.rebase(&theirs, result);
    };
    let is_same = differences.is_empty();
    let rows = differences.into_iter().enumerate().map(|(index, difference)| compared(choice, index, difference));
    let rows = rows.collect_view();
    view! {
        {is_same.then(|| view! { <p>{text::editor::conflict_same()}</p> })}
        <div class="form-actions">
            <button class="button" type="button" on:click=live::on(move |_| choice.all(Side::Mine))>
                {text::editor::all_mine()}
            </button>
            <button class="button" type="button" on:click=live::on(move |_| choice.all(Side::Theirs))>
                {text::editor::all_theirs()}
            </button>
        </div>
        <div class="table-wrap">
            <table class="table cards conflict" aria-labelledby="conflict-title">
                <thead>
                    <tr>
                        <th scope="col">{text::editor::conflict_field()}</th>
                        <th scope="col">{text::editor::before()}</th>
                        <th scope="col">{text::editor::mine()}</th>
                        <th scope="col">{text::editor::theirs()}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        <div class="dialog-actions">
            <button class="button plain" type="button" on:click=move |_| editor.has_conflict.set(false)>
                {text::form::cancel()}
            </button>
            <button class="button primary" type="button" on:click=apply>
                {text::editor::apply()}
            </button>
        </div>
    }
}

fn compared(choice: Choice, index: usize, difference: Difference) -> impl IntoView {
    let Difference { name, before, mine, theirs, .. } = difference;
    let nothing = || text::editor::nothing().to_owned();
    let option = |side: Side, told: Option<String>, label: &'static str| {
        view! {
            <td data-label=label>
                <label class="check">
                    <input
                        type="radio"
                        name=format!("part-{index}")
                        aria-label=format!("{name}: {label}")
                        prop:checked=live::flag(move || choice.side(index) == Some(side))
                        on:change=live::on(move |_| choice.choose(index, side))
                    />
                    <span>{told.unwrap_or_else(nothing)}</span>
                </label>
            </td>
        }
    };
    let mine = option(Side::Mine, mine, text::editor::mine());
    let theirs = option(Side::Theirs, theirs, text::editor::theirs());
    view! {
        <tr>
            <th scope="row">{name.clone()}</th>
            <td class="quiet" data-label=text::editor::before()>{before.unwrap_or_else(nothing)}</td>
            {mine}
            {theirs}
        </tr>
    }
}

impl Editor {
    /// Goes on from what is on the server now, with what was chosen, and saves it.
    fn rebase(self, theirs: &Draft, typed: Typed) {
        let language = self.form.language;
        let (begun, seen) = (Typed::of(theirs, language), theirs.timeline.len());
        let base = Base { id: theirs.id.clone(), version: theirs.version, seen, typed: begun.clone() };
        self.base.set_value(Some(base));
        self.begun.set_value(begun);
        self.form.put(typed);
        self.has_conflict.set(false);
        self.save();
    }
}
