//! The arrangement of a list, in its user's hands: density, and which columns in which order.
use leptos::prelude::*;

use super::source::List;
use crate::components::icon::{Glyph, Icon};
use crate::components::menu::Menu;
use crate::text;

#[component]
pub(super) fn Arrange(list: List) -> impl IntoView {
    let columns = move || {
        let places = list.layout.with(|layout| layout.places.clone());
        places.into_iter().map(|place| column(list, place.at, place.shown)).collect_view()
    };
    view! {
        <Menu glyph=Glyph::Columns label=text::list::columns()>
                <label class="option">
                    <input
                        type="checkbox"
                        prop:checked=move || list.layout.with(|layout| layout.dense)
                        on:change:target=move |event| list.arrange(|layout| layout.dense = event.target().checked())
                    />
                    {text::list::compact_rows()}
                </label>
                <ul aria-label=text::list::columns()>{columns}</ul>
                <button
                    class="button plain"
                    on:click=move |_| list.arrange(|layout| *layout = super::layout::Layout::of(list.of))
                >
                    {text::list::columns_reset()}
                </button>
        </Menu>
    }
}

fn column(list: List, at: usize, shown: bool) -> Option<impl IntoView> {
    let name = (list.of.columns.get(at)?.name)();
    let is_first = at == 0;
    let step = move |back: bool, glyph: Glyph, label: String| {
        view! {
            <button
                class="button plain icon-only"
                aria-label=label.clone()
                title=label
                on:click=move |_| list.arrange(|layout| layout.shift(at, back))
            >
                <Icon glyph />
            </button>
        }
    };
    Some(view! {
        <li>
            <label class="option">
                <input
                    type="checkbox"
                    disabled=is_first
                    prop:checked=shown
                    on:change:target=move |event| list.arrange(|layout| layout.show(at, event.target().checked()))
                />
                {name}
            </label>
            {(!is_first)
                .then(|| {
                    view! {
                        {step(false, Glyph::Up, text::list::move_up(name))}
                        {step(true, Glyph::Down, text::list::move_down(name))}
                    }
                })}
        </li>
    })
}
