//! The rows added up: a line for each group, which leads to its rows.
use leptos::prelude::*;

use super::source::List;
use super::{Group, Groups, View};
use crate::components::icon::Glyph;
use crate::components::states::{Failure, SkeletonRows, State};
use crate::state::remote::Remote;
use crate::text;

#[component]
pub(super) fn Grouped(list: List) -> impl IntoView {
    let found = Remote::<super::Grouped>::new();
    let load = move || {
        let view = list.view.get();
        if let (Some(groups), Some(by)) = (&list.of.groups, view.group) {
            found.load((groups.load)(&view, by));
        }
    };
    Effect::new(load);
    let body = move || {
        found.with(|answer| match answer {
            None => view! { <SkeletonRows count=6 /> }.into_any(),
            Some(Err(error)) => {
                let retry = move |()| untrack(load);
                view! { <Failure error=error.clone() retry /> }.into_any()
            }
            Some(Ok(all)) if all.groups.is_empty() => {
                let (title, text) = (text::list::empty_title(), text::list::empty_text());
                view! { <div role="status"><State glyph=Glyph::Inbox title text /></div> }.into_any()
            }
            Some(Ok(all)) => table(list, all).into_any(),
        })
    };
    view! { {body} }
}

fn table(list: List, all: &super::Grouped) -> impl IntoView + use<> {
    let groups: Option<&Groups> = list.of.groups.as_ref();
    let by = list.view.with_untracked(|view| view.group);
    let name = groups.and_then(|groups| groups.by.iter().find(|(key, _)| Some(*key) == by)).map(|(_, name)| name());
    let heads = groups.map_or(&[][..], |groups| groups.sums);
    let heads = heads.iter().map(|head| view! { <th scope="col" class="number">{head()}</th> }).collect_view();
    let rows = all.groups.iter().map(|group| row(list, group)).collect_view();
    let told = if all.has_more { text::list::groups_limited() } else { "" };
    view! {
        <div class="table-wrap">
            <table class="table groups">
                <caption class="visually-hidden">{(list.of.title)()}</caption>
                <thead>
                    <tr>
                        <th scope="col">{name}</th>
                        {heads}
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        <div class="table-foot"><span class="small quiet" role="status">{told}</span></div>
    }
}

fn row(list: List, group: &Group) -> impl IntoView + use<> {
    let (key, value) = group.narrow.clone();
    let view = View { group: None, ..list.view.get_untracked() }.with(list.of, key, value);
    let href = format!("{}{}", list.of.path, list.query_of(&view));
    let sums = group.sums.iter().cloned().map(|sum| view! { <td class="number">{sum}</td> });
    view! {
        <tr>
            <th scope="row"><a href=href>{group.name.clone()}</a></th>
            {sums.collect_view()}
        </tr>
    }
}
