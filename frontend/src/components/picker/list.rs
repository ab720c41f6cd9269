//! The field and its list. The list lies in the browser's top layer, where no table or panel cuts it off.
use leptos::html;
use leptos::prelude::*;

use super::combo::{Combo, Found, List};
use crate::components::field::{FieldError, error_id};
use crate::state::attempt::Fault;
use crate::{live, text};

/// Where the list lies, in pixels of the window.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Place {
    left: f64,
    width: f64,
    /// From the window's top, when it hangs below the field.
    top: Option<f64>,
    /// From the window's bottom, when it stands above it.
    bottom: Option<f64>,
}

/// The list is at most this high, see `.combo-list`.
const HEIGHT: f64 = 320.0;
/// And at least this wide.
const WIDTH: f64 = 288.0;
const GAP: f64 = 4.0;
const MARGIN: f64 = 8.0;

impl Place {
    /// Below the field, or above it where there is more room.
    #[expect(clippy::float_arithmetic, reason = "the browser's lengths are fractions of pixels")]
    fn of(input: &web_sys::Element) -> Self {
        let side =
            |length: Result<wasm_bindgen::JsValue, _>| length.ok().and_then(|it| it.as_f64()).unwrap_or_default();
        let (width, height) = (side(window().inner_width()), side(window().inner_height()));
        let field = input.get_bounding_client_rect();
        let wide = field.width().max(WIDTH).min(width - 2.0 * MARGIN);
        let left = field.left().min(width - MARGIN - wide).max(MARGIN);
        let below = height - field.bottom();
        if below < HEIGHT && field.top() > below {
            Self { left, width: wide, top: None, bottom: Some(height - field.top() + GAP) }
        } else {
            Self { left, width: wide, top: Some(field.bottom() + GAP), bottom: None }
        }
    }
}

fn pixels(length: Option<f64>) -> String {
    length.map_or_else(|| "auto".to_owned(), |length| format!("{length}px"))
}

#[component]
pub(super) fn Input(
    combo: Combo,
    aria_label: Option<Signal<String>>,
    placeholder: Option<&'static str>,
    error: Fault,
) -> impl IntoView {
    let input = NodeRef::<html::Input>::new();
    let id = combo.id.get_value();
    let error = live::signal(move || {
        let lost = combo.is_lost.get().then(|| text::picker::choose().to_owned());
        lost.or_else(|| error.get())
    });
    let is_offering = live::memo(move || {
        combo.is_open.get() && combo.list.with(|list| matches!(list, List::Offered(found) if !found.is_empty()))
    });
    let key = move |event: leptos::ev::KeyboardEvent| {
        let is_plain = !(event.ctrl_key() || event.meta_key() || event.alt_key() || event.is_composing());
        if is_plain && combo.key(&event.key()) {
            event.prevent_default();
            event.stop_propagation();
        }
    };
    let (list_id, error_of) = (list_id(&id), error_id(&id));
    let option = move || combo.active.get().filter(|_| is_offering.get()).map(|index| option_id(combo, index));
    view! {
            <input
                class="input"
                id=id.clone()
                node_ref=input
                role="combobox"
                type="text"
                autocomplete="off"
                autocapitalize="off"
                spellcheck="false"
            placeholder=placeholder
                aria-label=live::maybe(move || aria_label.map(|label| label.get()))
                aria-autocomplete="list"
                aria-expanded=live::text(move || is_offering.get().to_string())
                aria-controls=live::maybe(move || is_offering.get().then(|| list_id.clone()))
                aria-activedescendant=live::maybe(option)
                aria-describedby=error_of
                aria-invalid=live::text(move || error.get().is_some().to_string())
                prop:value=live::text(move || combo.typed.get())
                on:input=live::on(move |event: leptos::ev::Event| combo.type_in(event_target_value(&event)))
                on:keydown=live::on(key)
                on:click=live::on(move |_| combo.open())
                on:focus=live::on(|event: leptos::ev::FocusEvent| event_target::<web_sys::HtmlInputElement>(&event).select())
                on:blur=live::on(move |_| combo.leave())
            />
            {live::part(move || combo.is_open.get().then(|| view! { <Dropdown combo input /> }.into_any()))}
            <span class="visually-hidden" role="status">
                {live::maybe(move || combo.is_open.get().then(|| told(combo)).flatten())}
            </span>
            <FieldError id error />
    }
}

/// What a screen reader hears of the list.
fn told(combo: Combo) -> Option<String> {
    combo.list.with(|list| match list {
        List::Looking => None,
        List::Offered(found) if found.is_empty() => Some(text::picker::none().to_owned()),
        List::Offered(found) => Some(text::picker::found(found.len())),
        List::Failed(text) => Some(text.clone()),
    })
}

#[component]
fn Dropdown(combo: Combo, input: NodeRef<html::Input>) -> impl IntoView {
    let node = NodeRef::<html::Div>::new();
    let place = RwSignal::new(Place::default());
    let lay = move || {
        if let Some(input) = input.get_untracked() {
            place.set(Place::of(&input));
        }
    };
    live::effect(move || {
        if let Some(list) = node.get() {
            lay();
            // Fails only when it has left the page meanwhile.
            drop(list.show_popover());
        }
    });
    let scrolled = window_event_listener_untyped("scroll", move |_| lay());
    let resized = window_event_listener_untyped("resize", move |_| lay());
    on_cleanup(move || {
        scrolled.remove();
        resized.remove();
    });
    let id = list_id(&combo.id.get_value());
    let body = live::part(move || {
        Some(match combo.list.get() {
            List::Looking => view! { <p class="quiet">{text::picker::looking()}</p> }.into_any(),
            List::Failed(text) => view! { <p class="field-error">{text}</p> }.into_any(),
            List::Offered(found) if found.is_empty() => {
                view! { <p class="quiet">{text::picker::none()}</p> }.into_any()
            }
            List::Offered(found) => {
                let options = found.into_iter().enumerate().map(|(index, found)| offered(combo, index, found));
                view! {
                    <ul id=id.clone() role="listbox" aria-label=text::picker::choose()>
                        {options.collect_view()}
                    </ul>
                }
                .into_any()
            }
        })
    });
    view! {
        <div
            class="combo-list"
            node_ref=node
            popover="manual"
            style:left=live::text(move || pixels(Some(place.get().left)))
            style:width=live::text(move || pixels(Some(place.get().width)))
            style:top=live::text(move || pixels(place.get().top))
            style:bottom=live::text(move || pixels(place.get().bottom))
            // The focus stays in the field.
            on:mousedown=live::on(|event: leptos::ev::MouseEvent| event.prevent_default())
        >
            {body}
        </div>
    }
}

fn offered(combo: Combo, index: usize, found: Found) -> impl IntoView {
    let is_active = move || combo.active.get() == Some(index);
    let node = NodeRef::<html::Li>::new();
    live::effect(move || {
        if let Some(option) = node.get().filter(|_| is_active()) {
            option.scroll_into_view_with_bool(false);
        }
    });
    let (code, name) = (found.code().to_owned(), found.name().to_owned());
    let note = found.note().map(str::to_owned);
    view! {
        <li
            id=option_id(combo, index)
            node_ref=node
            role="option"
            aria-selected=live::text(move || is_active().to_string())
            on:click=live::on(move |_| combo.pick(found.clone(), true))
        >
            <span class="combo-name">{name}</span>
            <span class="small quiet">{code} {note.map(|note| format!(" · {note}"))}</span>
        </li>
    }
}

fn list_id(id: &str) -> String {
    format!("{id}-list")
}

fn option_id(combo: Combo, index: usize) -> String {
    combo.id.with_value(|id| format!("{id}-option-{index}"))
}
