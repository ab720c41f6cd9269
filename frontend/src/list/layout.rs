//! How a user has arranged a list: which columns, in which order, how wide, how dense.
use super::{Column, Definition};
use crate::api::preferences::{Arranged, Arrangement};

/// No column is narrower, or wider: its heading stays usable and the others stay in reach.
const WIDTHS: std::ops::RangeInclusive<u16> = 64..=640;

/// So much of a column of words is left when another one needs its room.
const READABLE: u16 = 120;

/// A column in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// Its position in the definition, where its cells are too.
    pub(super) at: usize,
    pub(super) width: u16,
    pub(super) shown: bool,
}

/// The arrangement of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Layout {
    pub(super) places: Vec<Place>,
    pub(super) dense: bool,
}

impl Layout {
    /// As the definition has it, close together: whoever works at a desk sees more rows. A phone shows cards anyway.
    pub(super) fn of(list: &Definition) -> Self {
        let place = |(at, column): (usize, &Column)| Place { at, width: column.width, shown: column.shown };
        Self { places: list.columns.iter().enumerate().map(place).collect(), dense: true }
    }

    /// As the user left it. Columns that are new since then come last; the first column stays the first.
    pub(super) fn arranged(list: &Definition, kept: &Arrangement) -> Self {
        let mut rest = Self::of(list).places;
        let mut places = Vec::with_capacity(rest.len());
        let first = kept.columns.iter().filter(|it| is_first(list, &it.key));
        for it in first.chain(kept.columns.iter().filter(|it| !is_first(list, &it.key))) {
            let found =
                rest.iter().position(|place| list.columns.get(place.at).is_some_and(|column| column.key == it.key));
            if let Some(found) = found {
                let place = rest.remove(found);
                let shown = it.shown || place.at == 0;
                places.push(Place { width: it.width.clamp(*WIDTHS.start(), *WIDTHS.end()), shown, ..place });
            }
        }
        places.append(&mut rest);
        // The row's name may be among those that were not kept.
        if let Some(first) = places.iter().position(|place| place.at == 0) {
            let first = places.remove(first);
            places.insert(0, first);
        }
        Self { places, dense: kept.dense }
    }

    /// What is to be kept of it.
    pub(super) fn kept(&self, list: &Definition) -> Arrangement {
        let columns = self.places.iter().filter_map(|place| {
            let key = list.columns.get(place.at)?.key.to_owned();
            Some(Arranged { key, width: place.width, shown: place.shown })
        });
        Arrangement { columns: columns.collect(), dense: self.dense }
    }

    /// The columns that are shown, in order.
    pub(super) fn shown(&self) -> Vec<Place> {
        self.places.iter().filter(|place| place.shown).cloned().collect()
    }

    pub(super) fn show(&mut self, at: usize, shown: bool) {
        if let Some(place) = self.places.iter_mut().find(|place| place.at == at && at != 0) {
            place.shown = shown;
        }
    }

    /// Makes a column wider, or narrower.
    pub(super) fn widen(&mut self, at: usize, by: i32) {
        if let Some(place) = self.places.iter_mut().find(|place| place.at == at) {
            let wanted = i32::from(place.width).saturating_add(by);
            place.width = u16::try_from(wanted.max(0)).unwrap_or(u16::MAX).clamp(*WIDTHS.start(), *WIDTHS.end());
        }
    }

    /// Makes a column wider whose numbers are cut, and takes that from the widest column of words while that stays readable.
    pub(super) fn fit(&mut self, list: &Definition, at: usize, lacking: i32) {
        self.widen(at, lacking);
        let has_words = |place: &&Place| {
            let column = list.columns.get(place.at);
            place.shown && place.width > READABLE && column.is_some_and(|column| !column.whole)
        };
        let widest = self.places.iter().filter(has_words).max_by_key(|place| place.width).map(|place| place.at);
        if let Some(widest) = widest {
            self.widen(widest, lacking.saturating_neg());
        }
    }

    /// Moves a column one place to the front, or to the back; none takes the first place from the row's name.
    pub(super) fn shift(&mut self, at: usize, back: bool) {
        let Some(from) = self.places.iter().position(|place| place.at == at) else { return };
        let to = if back { from.saturating_add(1) } else { from.saturating_sub(1) };
        if from > 0 && to > 0 && to < self.places.len() {
            self.places.swap(from, to);
        }
    }
}

fn is_first(list: &Definition, key: &str) -> bool {
    list.columns.first().is_some_and(|column| column.key == key)
}

#[cfg(test)]
mod tests {
    use leptos::prelude::IntoAny;

    use super::*;

    fn word() -> &'static str {
        "word"
    }

    static LIST: Definition = Definition {
        key: "things",
        path: "/things",
        title: word,
        search: None,
        empty: (word, word),
        columns: &[
            Column::text("a", word, 100).whole(),
            Column::text("b", word, 100),
            Column::text("c", word, 100).hidden(),
        ],
        filters: &[],
        sort: ("a", false),
        load: |_, _| crate::api::query::Query::unanswered(),
        file: None,
        bulk: &[],
        groups: None,
        actions: |_| ().into_any(),
    };

    fn keys(layout: &Layout) -> Vec<usize> {
        layout.shown().iter().map(|place| place.at).collect()
    }

    #[test]
    fn an_arrangement_is_kept() {
        let mut layout = Layout::of(&LIST);
        assert_eq!(keys(&layout), [0, 1]);
        layout.show(2, true);
        layout.shift(2, false);
        layout.widen(1, 40);
        layout.dense = false;
        assert_eq!(keys(&layout), [0, 2, 1]);
        assert_eq!(Layout::arranged(&LIST, &layout.kept(&LIST)), layout);
    }

    #[test]
    fn the_name_stays_first_and_shown_and_widths_stay_usable() {
        let mut layout = Layout::of(&LIST);
        layout.show(0, false);
        layout.shift(1, false);
        layout.widen(1, -500);
        assert_eq!(keys(&layout), [0, 1]);
        assert_eq!(layout.shown().last().map(|place| place.width), Some(64));
    }

    #[test]
    fn numbers_take_room_from_words_as_long_as_those_stay_readable() {
        let mut layout = Layout::of(&LIST);
        layout.widen(1, 60);
        layout.fit(&LIST, 0, 30);
        assert_eq!(layout.shown().iter().map(|place| place.width).collect::<Vec<_>>(), [130, 130]);
        layout.fit(&LIST, 0, 30);
        layout.fit(&LIST, 0, 30);
        assert_eq!(layout.shown().iter().map(|place| place.width).collect::<Vec<_>>(), [190, 100]);
    }

    #[test]
    fn unknown_columns_are_forgotten_and_new_ones_come_last() {
        let it = |key: &str| Arranged { key: key.to_owned(), width: 90, shown: false };
        let kept = Arrangement { columns: vec![it("gone"), it("b"), it("a")], dense: false };
        let layout = Layout::arranged(&LIST, &kept);
        assert_eq!(layout.places.iter().map(|place| place.at).collect::<Vec<_>>(), [0, 1, 2]);
        assert_eq!(keys(&layout), [0]);
    }
}
