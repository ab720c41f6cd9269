//! A filter as a chip: closed, it says what it compares; open, it asks for it.
use leptos::prelude::*;

use super::pick::Pick;
use super::source::List;
use super::{Choice, Filter, Kind, Text};
use crate::components::field::{FieldError, error_id};
use crate::components::icon::{Glyph, Icon};
use crate::components::menu::Popup;
use crate::text::Language;
use crate::{day, format, number, text};

#[component]
pub(super) fn Chip(list: List, filter: &'static Filter) -> impl IntoView {
    let key = filter.key;
    let name = (filter.name)();
    // The picked record; the address has only its id.
    let picked = RwSignal::new(None::<Choice>);
    let value = Memo::new(move |_| list.view.with(|view| view.value(key)));
    let says = move || match value.get() {
        None => name.to_owned(),
        Some(value) => {
            let called = picked.with(|picked| picked.as_ref().filter(|it| it.id == value).map(|it| it.name.clone()));
            says(filter, &value, called)
        }
    };
    let set = move |value: String| list.show(&list.view.get_untracked().with(list.of, key, value));
    let body = match &filter.kind {
        Kind::Flag => flag(name, value, set, true).into_any(),
        Kind::Only => flag(name, value, set, false).into_any(),
        Kind::Day => range(filter, value, set, true).into_any(),
        Kind::Amount => range(filter, value, set, false).into_any(),
        Kind::Record(find) => view! { <Pick name find=*find value picked set=Callback::new(set) /> }.into_any(),
        Kind::Choice(all) => choices(list, filter, all).into_any(),
    };
    let face = view! {
        {says}
        <Icon glyph=Glyph::Down />
    };
    let face = face.into_any();
    view! {
        <div class="chip-group" class:set=move || value.with(Option::is_some)>
            <Popup class="chip" face panel=body />
            <Show when=move || value.with(Option::is_some)>
                <button class="chip-clear" aria-label=text::list::clear_one(name) on:click=move |_| set(String::new())>
                    <Icon glyph=Glyph::Cross />
                </button>
            </Show>
        </div>
    }
}

/// What a set filter says: its name, its operator and its value.
fn says(filter: &Filter, value: &str, picked: Option<String>) -> String {
    let name = (filter.name)();
    let shown = |text: &str| if matches!(filter.kind, Kind::Day) { format::day(text) } else { format::decimal(text) };
    match &filter.kind {
        Kind::Only => text::list::is(name, text::list::yes()),
        Kind::Flag if value == "yes" => text::list::is(name, text::list::yes()),
        Kind::Flag => text::list::is(name, text::list::no()),
        Kind::Day | Kind::Amount => match value.split_once("..") {
            Some((from, "")) => text::list::at_least(name, &shown(from)),
            Some(("", to)) => text::list::at_most(name, &shown(to)),
            Some((from, to)) => text::list::between(name, &shown(from), &shown(to)),
            None => name.to_owned(),
        },
        Kind::Record(_) => text::list::is(name, &picked.unwrap_or_else(|| value.to_owned())),
        Kind::Choice(all) => {
            let chosen = value.split(',').filter_map(|code| all.iter().find(|(it, _)| *it == code));
            let names: Vec<_> = chosen.map(|(_, name)| name()).collect();
            text::list::is(name, &names.join(", "))
        }
    }
}

fn choices(list: List, filter: &'static Filter, all: &'static [(&'static str, Text)]) -> impl IntoView {
    let key = filter.key;
    let chips = all.iter().map(|(value, name)| {
        view! {
            <label class="option">
                <input
                    type="checkbox"
                    name=key
                    prop:checked=move || list.view.with(|view| view.choices(key).iter().any(|it| it == value))
                    on:change=move |_| list.show(&list.view.get_untracked().toggled(list.of, key, all, value))
                />
                {name()}
            </label>
        }
    });
    view! { <fieldset class="options" aria-label=(filter.name)()>{chips.collect_view()}</fieldset> }
}

fn flag(
    name: &'static str,
    value: Memo<Option<String>>,
    set: impl Fn(String) + Copy + Send + Sync + 'static,
    has_no: bool,
) -> impl IntoView {
    let options = [("", text::list::any()), ("yes", text::list::yes()), ("no", text::list::no())];
    let options = options.into_iter().take(if has_no { 3 } else { 2 }).map(|(code, label)| {
        view! {
            <label class="option">
                <input
                    type="radio"
                    name=name
                    prop:checked=move || value.with(|value| value.as_deref().unwrap_or_default() == code)
                    on:change=move |_| set(code.to_owned())
                />
                {label}
            </label>
        }
    });
    view! { <fieldset class="options" aria-label=name>{options.collect_view()}</fieldset> }
}

fn range(
    filter: &'static Filter,
    value: Memo<Option<String>>,
    set: impl Fn(String) + Copy + Send + Sync + 'static,
    is_day: bool,
) -> impl IntoView {
    let ends = Memo::new(move |_| {
        let value = value.get().unwrap_or_default();
        value.split_once("..").map_or_else(Default::default, |(from, to)| (from.to_owned(), to.to_owned()))
    });
    // The end, the first or the other, whose text is no number.
    let wrong = RwSignal::new(None::<bool>);
    let fault = Signal::derive(move || wrong.get().map(|_| text::form::number_invalid().to_owned()));
    let change = move |is_from: bool, typed: String| {
        let Some(end) = fit(&typed, is_day, text::language()) else {
            wrong.set(Some(is_from));
            return;
        };
        wrong.set(None);
        let (from, to) = ends.get_untracked();
        set(if is_from { format!("{end}..{to}") } else { format!("{from}..{end}") });
    };
    let input = move |is_from: bool, label: &'static str| {
        let id = format!("filter-{}-{}", filter.key, if is_from { "from" } else { "to" });
        view! {
            <div class="field">
                <label for=id.clone()>{label}</label>
                <input
                    class="input"
                    id=id
                    type=if is_day { "date" } else { "text" }
                    inputmode=if is_day { "none" } else { "decimal" }
                    autocomplete="off"
                    aria-describedby=error_id(filter.key)
                    aria-invalid=move || (wrong.get() == Some(is_from)).to_string()
                    prop:value=move || ends.with(|(from, to)| shown(if is_from { from } else { to }, is_day))
                    on:change:target=move |event| change(is_from, event.target().value())
                />
            </div>
        }
    };
    let (from, to) =
        if is_day { (text::list::from(), text::list::until()) } else { (text::list::minimum(), text::list::maximum()) };
    view! {
        <fieldset class="range" aria-label=(filter.name)()>{input(true, from)} {input(false, to)}</fieldset>
        <FieldError id=filter.key error=fault />
    }
}

/// What was typed as the address writes it; an empty end is open.
fn fit(typed: &str, is_day: bool, language: Language) -> Option<String> {
    let typed = typed.trim();
    match typed {
        "" => Some(String::new()),
        _ if is_day => day::is_day(typed).then(|| typed.to_owned()),
        _ => number::plain(typed, language).filter(|end| number::exact::<domain::Money>(end).is_some()),
    }
}

/// An end of the address as its field shows it.
fn shown(end: &str, is_day: bool) -> String {
    if is_day { end.to_owned() } else { number::write(end, text::language()) }
}

#[cfg(test)]
mod tests {
    use super::fit;
    use crate::number::fixture::each_typed;
    use crate::text::Language;
    use crate::{number, text};

    #[test]
    fn a_typed_end_is_taken_as_it_is_meant_or_not_at_all() {
        for (typed, english, turkish) in [
            (" 12,5 ", Some("12.5"), Some("12.5")),
            ("", Some(""), Some("")),
            ("1,500", Some("1500"), Some("1.500")),
            ("1.500", Some("1.500"), Some("1500")),
            ("0,250", Some("0.250"), Some("0.250")),
            ("1,000.50", Some("1000.50"), Some("1000.50")),
            ("1234,567", None, Some("1234.567")),
            ("much", None, None),
        ] {
            assert_eq!(fit(typed, false, Language::English).as_deref(), english, "{typed:?} in English");
            assert_eq!(fit(typed, false, Language::Turkish).as_deref(), turkish, "{typed:?} in Turkish");
        }
        each_typed(|_| true, |typed| number::exact::<domain::Money>(&fit(typed, false, text::language())?));
        assert_eq!(fit("2026-01-31", true, Language::English).as_deref(), Some("2026-01-31"));
        assert_eq!(fit("2026-02-31", true, Language::English), None);
    }
}
