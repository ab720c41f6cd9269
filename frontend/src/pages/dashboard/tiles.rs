//! Which tiles the dashboard shows and in which order: the user's own, kept like the columns of a list.
//!
//! As text: `today month -drafts …`, a minus before what is hidden. Tiles that are newer than a text come last.
use std::time::Duration;

use domain::Permission;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::api::preferences;
use crate::api::session::TILES;
use crate::components::icon::{Glyph, Icon};
use crate::components::menu::Menu;
use crate::state::browser;
use crate::state::session::Session;
use crate::text;

/// A tile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tile {
    Today,
    Month,
    Open,
    Drafts,
    OverLimit,
    LowStock,
    Customers,
    Products,
    Months,
    Scarce,
    Recent,
}

impl Tile {
    const ALL: [(Self, &'static str); 11] = [
        (Self::Today, "today"),
        (Self::Month, "month"),
        (Self::Open, "open"),
        (Self::Drafts, "drafts"),
        (Self::OverLimit, "over-limit"),
        (Self::LowStock, "low-stock"),
        (Self::Customers, "customers"),
        (Self::Products, "products"),
        (Self::Months, "months"),
        (Self::Scarce, "scarce"),
        (Self::Recent, "recent"),
    ];

    /// What it is called.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Today => text::dashboard::sales_today(),
            Self::Month => text::dashboard::month_sales(),
            Self::Open => text::dashboard::open_orders(),
            Self::Drafts => text::dashboard::drafts(),
            Self::OverLimit => text::dashboard::over_limit(),
            Self::LowStock => text::dashboard::low_stock(),
            Self::Customers => text::dashboard::customers(),
            Self::Products => text::dashboard::products(),
            Self::Months => text::dashboard::chart_title(),
            Self::Scarce => text::dashboard::low_title(),
            Self::Recent => text::dashboard::recent_title(),
        }
    }

    /// Whether it is one of the larger ones, which stand below the figures.
    pub(super) const fn is_panel(self) -> bool {
        matches!(self, Self::Months | Self::Scarce | Self::Recent)
    }

    /// Whether it is made of what this user may see.
    fn may_be_seen(self, session: Session) -> bool {
        !matches!(self, Self::LowStock | Self::Scarce) || session.may(Permission::StockRead)
    }
}

/// So long after the last change an arrangement is kept: of two that are sent at once, either could come last.
const SETTLED: Duration = Duration::from_millis(250);

/// The tiles in their order, each with whether it is shown.
#[derive(Clone, Copy)]
pub(super) struct Tiles {
    all: RwSignal<Vec<(Tile, bool)>>,
    keeping: StoredValue<Option<TimeoutHandle>>,
}

impl Tiles {
    /// As this browser knows them, and as the user has them once the session has told, before anything is shown.
    pub(super) fn open() -> Self {
        let stored = || read(&browser::stored(TILES).unwrap_or_default());
        let (tiles, session) = (Self { all: RwSignal::new(stored()), keeping: StoredValue::new(None) }, Session::get());
        Effect::new(move || {
            if session.is_settled() && tiles.all.with_untracked(|tiles| *tiles != stored()) {
                tiles.all.set(stored());
            }
        });
        tiles
    }

    /// Those that are shown to this user: the figures, or the panels.
    pub(super) fn shown(self, panels: bool, session: Session) -> Vec<Tile> {
        let tiles = self.all.get().into_iter();
        let tiles =
            tiles.filter(|(tile, is_shown)| *is_shown && tile.is_panel() == panels && tile.may_be_seen(session));
        tiles.map(|(tile, _)| tile).collect()
    }

    /// Another arrangement, kept from now on.
    fn change(self, change: impl FnOnce(&mut Vec<(Tile, bool)>)) {
        self.all.update(change);
        let text = self.all.with_untracked(|tiles| written(tiles));
        browser::store(TILES, &text);
        if let Some(waiting) = self.keeping.get_value() {
            waiting.clear();
        }
        let keep = move || {
            // A failure is not worth a word: this browser has it, and the next change is kept with it.
            spawn_local(async move { drop(preferences::store(TILES.to_owned(), text).send().await) });
        };
        self.keeping.set_value(set_timeout_with_handle(keep, SETTLED).ok());
    }

    /// Moves a tile before the one that is before it, or after: among its own kind.
    fn shift(self, tile: Tile, back: bool) {
        self.change(|tiles| {
            let kin: Vec<_> = (0..tiles.len())
                .filter(|at| tiles.get(*at).is_some_and(|(it, _)| it.is_panel() == tile.is_panel()))
                .collect();
            let Some(place) = kin.iter().position(|at| tiles.get(*at).is_some_and(|(it, _)| *it == tile)) else {
                return;
            };
            let other = if back { place.checked_add(1) } else { place.checked_sub(1) };
            if let (Some(from), Some(to)) = (kin.get(place), other.and_then(|other| kin.get(other))) {
                tiles.swap(*from, *to);
            }
        });
    }
}

/// The menu that arranges them.
#[component]
pub(super) fn Arrange(tiles: Tiles) -> impl IntoView {
    let session = Session::get();
    let rows = move || {
        let all = tiles.all.get().into_iter().filter(|(tile, _)| tile.may_be_seen(session));
        all.map(|(tile, is_shown)| row(tiles, tile, is_shown)).collect_view()
    };
    view! {
        <Menu glyph=Glyph::Columns label=text::dashboard::tiles()>
            <ul aria-label=text::dashboard::tiles()>{rows}</ul>
            <button class="button plain" type="button" on:click=move |_| tiles.change(|all| *all = read(""))>
                {text::dashboard::tiles_reset()}
            </button>
        </Menu>
    }
}

fn row(tiles: Tiles, tile: Tile, is_shown: bool) -> impl IntoView {
    let show = move |is_shown: bool| {
        tiles.change(|all| all.iter_mut().filter(|(it, _)| *it == tile).for_each(|it| it.1 = is_shown));
    };
    let step = move |back: bool, glyph: Glyph, label: String| {
        view! {
            <button
                class="button plain icon-only"
                type="button"
                aria-label=label.clone()
                title=label
                on:click=move |_| tiles.shift(tile, back)
            >
                <Icon glyph />
            </button>
        }
    };
    view! {
        <li>
            <label class="option">
                <input type="checkbox" prop:checked=is_shown on:change:target=move |event| show(event.target().checked()) />
                {tile.name()}
            </label>
            {step(false, Glyph::Up, text::list::move_up(tile.name()))}
            {step(true, Glyph::Down, text::list::move_down(tile.name()))}
        </li>
    }
}

/// The tiles of a kept text, a JSON string; all of them, in their first order, for an empty one.
fn read(text: &str) -> Vec<(Tile, bool)> {
    let mut rest = Tile::ALL.to_vec();
    let mut tiles = Vec::with_capacity(rest.len());
    for word in text.trim_matches('"').split(' ') {
        let (key, is_shown) = word.strip_prefix('-').map_or((word, true), |key| (key, false));
        if let Some(at) = rest.iter().position(|(_, it)| *it == key) {
            tiles.push((rest.remove(at).0, is_shown));
        }
    }
    tiles.extend(rest.into_iter().map(|(tile, _)| (tile, true)));
    tiles
}

fn written(tiles: &[(Tile, bool)]) -> String {
    let key = |tile: Tile| Tile::ALL.iter().find(|(it, _)| *it == tile).map_or("", |(_, key)| key);
    let words = tiles.iter().map(|(tile, is_shown)| format!("{}{}", if *is_shown { "" } else { "-" }, key(*tile)));
    format!("\"{}\"", words.collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arrangement_survives_its_text_and_takes_in_what_is_new() {
        let mut tiles = read("");
        assert_eq!(tiles.len(), Tile::ALL.len());
        tiles.swap(0, 3);
        if let Some(first) = tiles.first_mut() {
            first.1 = false;
        }
        assert_eq!(read(&written(&tiles)), tiles);
        let old = read("\"recent -today nonsense recent\"");
        assert_eq!(old.get(..2), Some(&[(Tile::Recent, true), (Tile::Today, false)][..]));
        assert_eq!(old.len(), Tile::ALL.len());
    }
}
