//! The palette itself: a field, and below it what it finds, as an ARIA combobox with its listbox.
use std::time::Duration;

use leptos::prelude::*;

use super::find::records;
use super::item::{Act, Item, Kind, Wanted, offered};
use crate::components::dialog::Dialog;
use crate::components::icon::Icon;
use crate::router::Router;
use crate::state::latest::Latest;
use crate::state::prefs::Prefs;
use crate::state::session::Session;
use crate::{live, text};

/// So long after the last letter records are asked for.
const PAUSE: Duration = Duration::from_millis(120);

#[derive(Clone, Copy)]
struct Palette {
    typed: RwSignal<String>,
    /// Records for what is typed, or why there are none.
    records: RwSignal<Result<Vec<Item>, String>>,
    is_busy: RwSignal<bool>,
    /// Which line Enter takes.
    active: RwSignal<usize>,
    calls: Latest,
    pause: StoredValue<Option<TimeoutHandle>>,
    session: Session,
    prefs: Prefs,
    router: Router,
    close: Callback<()>,
}

impl Palette {
    fn type_in(self, typed: String) {
        let wanted = Wanted::read(&typed);
        self.typed.set(typed);
        self.active.set(0);
        if let Some(pause) = self.pause.try_update_value(Option::take).flatten() {
            pause.clear();
        }
        self.calls.stop();
        self.is_busy.set(wanted.asks());
        if wanted.asks() {
            let ask = move || self.ask(wanted);
            self.pause.set_value(set_timeout_with_handle(ask, PAUSE).ok());
        } else {
            self.records.set(Ok(Vec::new()));
        }
    }

    fn ask(self, wanted: Wanted) {
        self.calls.ask(records(&wanted.words), move |found| {
            let found = found.map(|found| found.into_iter().filter(|item| wanted.takes(item.kind)).collect());
            self.records.set(found.map_err(|error| error.text()));
            self.is_busy.set(false);
        });
    }

    /// All lines: pages and actions, then records.
    fn items(self) -> Vec<Item> {
        let wanted = self.typed.with(|typed| Wanted::read(typed));
        let mut items = self.session.user().map(|user| offered(&user, &wanted)).unwrap_or_default();
        self.records.with(|records| items.extend(records.iter().flatten().cloned()));
        items
    }

    fn take(self, item: &Item) {
        self.close.run(());
        match &item.act {
            Act::Go(address) => self.router.go(address),
            Act::Theme(theme) => self.prefs.set_theme(*theme),
            Act::Language(language) => self.prefs.set_language(*language),
            Act::LogOut => self.session.end(),
        }
    }

    /// Whether the key was for the list.
    fn key(self, key: &str, items: Memo<Vec<Item>>) -> bool {
        let count = items.with_untracked(Vec::len);
        match key {
            "ArrowDown" => self.active.update(|active| *active = step(*active, true, count)),
            "ArrowUp" => self.active.update(|active| *active = step(*active, false, count)),
            "Enter" => {
                let item = items.with_untracked(|items| items.get(self.active.get_untracked()).cloned());
                if let Some(item) = item {
                    self.take(&item);
                }
            }
            _ => return false,
        }
        true
    }
}

/// The next or previous of so many, round and round.
const fn step(active: usize, down: bool, count: usize) -> usize {
    let last = count.saturating_sub(1);
    match (down, active) {
        (true, active) if active >= last => 0,
        (true, active) => active.saturating_add(1),
        (false, 0) => last,
        (false, active) => active.saturating_sub(1),
    }
}

#[component]
pub(super) fn PaletteDialog(close: Callback<()>) -> impl IntoView {
    let palette = Palette {
        typed: RwSignal::new(String::new()),
        records: RwSignal::new(Ok(Vec::new())),
        is_busy: RwSignal::new(false),
        active: RwSignal::new(0),
        calls: Latest::new(),
        pause: StoredValue::new(None),
        session: Session::get(),
        prefs: Prefs::get(),
        router: Router::get(),
        close,
    };
    let items = live::memo(move || palette.items());
    let pressed = move |event: leptos::ev::KeyboardEvent| {
        if !event.is_composing() && palette.key(&event.key(), items) {
            event.prevent_default();
        }
    };
    let active =
        live::maybe(move || Some(option_id(palette.active.get())).filter(|_| items.with(|items| !items.is_empty())));
    view! {
        <Dialog labelled_by="palette-title" on_close=close>
            <div class="palette">
                <h2 id="palette-title" class="visually-hidden">{text::palette::title()}</h2>
                <input
                    class="palette-field"
                    type="text"
                    role="combobox"
                    autofocus
                    autocomplete="off"
                    autocapitalize="off"
                    spellcheck="false"
                    aria-expanded="true"
                    aria-controls="palette-list"
                    aria-autocomplete="list"
                    aria-activedescendant=active
                    aria-label=text::palette::field()
                    placeholder=text::palette::field()
                    on:input=live::on(move |event: leptos::ev::Event| palette.type_in(event_target_value(&event)))
                    on:keydown=live::on(pressed)
                />
                <Lines palette items />
                <p class="palette-foot small quiet">{text::palette::hint()}</p>
            </div>
        </Dialog>
    }
}

#[component]
fn Lines(palette: Palette, items: Memo<Vec<Item>>) -> impl IntoView {
    let lines = live::part(move || {
        let mut before = None;
        let lines = items.get().into_iter().enumerate().map(|(at, item)| {
            let begins = before != Some(item.kind);
            before = Some(item.kind);
            line(palette, at, item, begins)
        });
        Some(lines.collect_view().into_any())
    });
    let told = live::maybe(move || {
        let failed = palette.records.with(|records| records.as_ref().err().cloned());
        let nothing = items.with(Vec::is_empty).then(|| text::palette::nothing().to_owned());
        let busy = palette.is_busy.get().then(|| text::palette::looking().to_owned());
        failed.or(busy).or(nothing)
    });
    view! {
        <ul id="palette-list" role="listbox" aria-label=text::palette::title()>{lines}</ul>
        <p class="palette-told quiet" role="status">{told}</p>
    }
}

fn option_id(at: usize) -> String {
    format!("palette-{at}")
}

fn line(palette: Palette, at: usize, item: Item, begins: bool) -> impl IntoView {
    let node = NodeRef::<leptos::html::Li>::new();
    let is_active = move || palette.active.get() == at;
    live::effect(move || {
        if let Some(option) = node.get().filter(|_| is_active()) {
            option.scroll_into_view_with_bool(false);
        }
    });
    let (glyph, name, note) = (item.glyph, item.name.clone(), item.note.clone());
    let kind: Kind = item.kind;
    view! {
        {begins.then(|| view! { <li class="palette-group" role="presentation">{kind.name()}</li> })}
        <li
            id=option_id(at)
            node_ref=node
            role="option"
            class="palette-line"
            aria-selected=live::text(move || is_active().to_string())
            on:mousemove=live::on(move |_| if palette.active.get_untracked() != at { palette.active.set(at) })
            on:click=live::on(move |_| palette.take(&item))
        >
            <Icon glyph />
            <span class="palette-name">{name}</span>
            <span class="small quiet">{note}</span>
        </li>
    }
}

#[cfg(test)]
mod tests {
    use super::step;

    #[test]
    fn arrows_go_round() {
        assert_eq!([step(0, true, 3), step(2, true, 3), step(0, false, 3), step(2, false, 3)], [1, 0, 2, 1]);
        assert_eq!([step(0, true, 0), step(0, false, 0)], [0, 0]);
    }
}
