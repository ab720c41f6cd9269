//! What a list shows, as its address says it.
use super::{Definition, Kind, Sorting};
use crate::{day, number};

/// What is searched, filtered and sorted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    /// Words to find; may be empty.
    pub search: String,
    /// What each filter that is set compares with, by the filter's key, in the order of the definition's filters.
    pub values: Vec<(&'static str, String)>,
    /// The column it is sorted by.
    pub sort: &'static str,
    /// Whether the largest comes first.
    pub down: bool,
    /// What its rows are added up by; none for the rows themselves.
    pub group: Option<&'static str>,
}

impl View {
    /// The view of a bare address.
    pub(super) fn bare(of: &Definition) -> Self {
        Self { search: String::new(), values: Vec::new(), sort: of.sort.0, down: of.sort.1, group: None }
    }

    /// Reads an address's query; what it does not know it leaves out.
    pub(super) fn read(of: &Definition, get: impl Fn(&str) -> Option<String>) -> Self {
        let mut view = Self { search: get("q").unwrap_or_default(), ..Self::bare(of) };
        for filter in of.filters {
            let value = get(filter.key).and_then(|value| known(&filter.kind, &value));
            if let Some(value) = value {
                view.values.push((filter.key, value));
            }
        }
        let asked = get("sort").unwrap_or_default();
        let (key, down) = asked.strip_prefix('-').map_or((asked.as_str(), false), |key| (key, true));
        if let Some(column) = of.columns.iter().find(|column| column.key == key && column.sort != Sorting::No) {
            (view.sort, view.down) = (column.key, down);
        }
        let grouped = get("group").unwrap_or_default();
        let by = of.groups.as_ref().map_or(&[][..], |groups| groups.by);
        view.group = by.iter().map(|(key, _)| *key).find(|key| *key == grouped);
        view
    }

    /// The query of this view's address, without what is as by default. `encode` makes a value safe in it.
    pub(super) fn query(&self, of: &Definition, encode: impl Fn(&str) -> String) -> String {
        let mut parts = Vec::new();
        if !self.search.is_empty() {
            parts.push(format!("q={}", encode(&self.search)));
        }
        for (key, value) in &self.values {
            // Commas and dots are fit for an address, and easier to read.
            parts.push(format!("{key}={}", encode(value).replace("%2C", ",")));
        }
        if (self.sort, self.down) != of.sort {
            parts.push(format!("sort={}{}", if self.down { "-" } else { "" }, self.sort));
        }
        if let Some(by) = self.group {
            parts.push(format!("group={by}"));
        }
        if parts.is_empty() { String::new() } else { format!("?{}", parts.join("&")) }
    }

    /// The same with another value of a filter; an empty one takes the filter away.
    pub(super) fn with(mut self, of: &Definition, key: &'static str, value: String) -> Self {
        let mut values = std::mem::take(&mut self.values);
        values.retain(|(it, _)| *it != key);
        if !(value.is_empty() || value == "..") {
            values.push((key, value));
        }
        // In the order of the definition, so that one view has one address.
        for filter in of.filters {
            if let Some(at) = values.iter().position(|(it, _)| *it == filter.key) {
                self.values.push(values.swap_remove(at));
            }
        }
        self
    }

    /// The same with one choice more, or less, in the order of the filter's choices.
    pub(super) fn toggled(
        self,
        of: &Definition,
        key: &'static str,
        all: &[(&'static str, super::Text)],
        choice: &str,
    ) -> Self {
        let there = self.choices(key);
        let was = there.iter().any(|it| it == choice);
        let keep = |it: &str| if it == choice { !was } else { there.iter().any(|there| there == it) };
        let kept: Vec<_> = all.iter().map(|(value, _)| *value).filter(|value| keep(value)).collect();
        self.with(of, key, kept.join(","))
    }

    /// The same sorted by a column; sorted by it already, the other way round.
    pub(super) fn sorted(mut self, key: &'static str, sorting: Sorting) -> Self {
        self.down = if self.sort == key { !self.down } else { sorting == Sorting::Down };
        self.sort = key;
        self
    }

    /// Whether anything narrows the list.
    pub fn is_narrowed(&self) -> bool {
        !self.search.is_empty() || !self.values.is_empty()
    }

    /// The words to find.
    pub fn words(&self) -> Option<String> {
        Some(self.search.trim().to_owned()).filter(|words| !words.is_empty())
    }

    fn got(&self, key: &str) -> Option<&str> {
        self.values.iter().find(|(it, _)| *it == key).map(|(_, value)| value.as_str())
    }

    /// What a filter compares with.
    pub fn value(&self, key: &str) -> Option<String> {
        self.got(key).map(str::to_owned)
    }

    /// The choices of a filter; none for all.
    pub fn choices(&self, key: &str) -> Vec<String> {
        let value = self.got(key).unwrap_or_default();
        value.split(',').filter(|choice| !choice.is_empty()).map(str::to_owned).collect()
    }

    /// Yes, no, or either.
    pub fn flag(&self, key: &str) -> Option<bool> {
        self.got(key).map(|value| value == "yes")
    }

    /// The least and the greatest of a range.
    pub fn range(&self, key: &str) -> (Option<String>, Option<String>) {
        let part = |part: &str| Some(part.to_owned()).filter(|part| !part.is_empty());
        let range = self.got(key).and_then(|value| value.split_once(".."));
        range.map_or((None, None), |(from, to)| (part(from), part(to)))
    }
}

/// A filter's value as far as it has a meaning.
fn known(kind: &Kind, value: &str) -> Option<String> {
    let ends = |is: fn(&str) -> bool| {
        let (from, to) = value.split_once("..")?;
        let fit = |end: &str| end.is_empty() || is(end);
        (fit(from) && fit(to) && value != "..").then(|| value.to_owned())
    };
    match kind {
        Kind::Choice(all) => {
            let wanted: Vec<_> = value.split(',').collect();
            let kept: Vec<_> = all.iter().map(|(value, _)| *value).filter(|value| wanted.contains(value)).collect();
            (!kept.is_empty()).then(|| kept.join(","))
        }
        Kind::Flag => matches!(value, "yes" | "no").then(|| value.to_owned()),
        Kind::Only => (value == "yes").then(|| value.to_owned()),
        Kind::Day => ends(day::is_day),
        Kind::Amount => ends(|end| number::exact::<domain::Money>(end).is_some()),
        Kind::Record(_) => (!value.is_empty()).then(|| value.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use leptos::prelude::IntoAny;

    use super::super::{Column, Filter};
    use super::*;

    fn word() -> &'static str {
        "word"
    }

    const STATUS: [(&str, super::super::Text); 3] = [("DRAFT", word), ("SHIPPED", word), ("CLOSED", word)];

    static LIST: Definition = Definition {
        key: "things",
        path: "/things",
        title: word,
        search: Some(word),
        empty: (word, word),
        columns: &[
            Column::text("number", word, 100),
            Column::text("date", word, 100).sorted(Sorting::Down),
            Column::number("total", word, 100).sorted(Sorting::Down),
        ],
        filters: &[
            Filter { key: "status", name: word, kind: Kind::Choice(&STATUS) },
            Filter { key: "total", name: word, kind: Kind::Amount },
            Filter { key: "day", name: word, kind: Kind::Day },
            Filter { key: "active", name: word, kind: Kind::Flag },
            Filter { key: "over", name: word, kind: Kind::Only },
        ],
        sort: ("date", true),
        load: |_, _| crate::api::query::Query::unanswered(),
        file: None,
        bulk: &[],
        groups: Some(super::super::Groups {
            by: &[("status", word)],
            sums: &[word],
            load: |_, _| crate::api::query::Query::unanswered(),
        }),
        actions: |_| ().into_any(),
    };

    fn read(pairs: &[(&str, &str)]) -> View {
        View::read(&LIST, |name| pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned()))
    }

    fn query(view: &View) -> String {
        view.query(&LIST, str::to_owned)
    }

    #[test]
    fn a_view_survives_its_address() {
        let view =
            View::bare(&LIST).toggled(&LIST, "status", &STATUS, "CLOSED").toggled(&LIST, "status", &STATUS, "DRAFT");
        let view = view.sorted("total", Sorting::Down).with(&LIST, "total", "10..".to_owned());
        assert_eq!(query(&view), "?status=DRAFT,CLOSED&total=10..&sort=-total");
        assert_eq!(read(&[("status", "DRAFT,CLOSED"), ("total", "10.."), ("sort", "-total")]), view);
        assert_eq!(view.range("total"), (Some("10".to_owned()), None));
        let grouped = View { group: Some("status"), ..View::bare(&LIST) };
        assert_eq!(query(&grouped), "?group=status");
        assert_eq!(read(&[("group", "status")]), grouped);
    }

    #[test]
    fn the_default_view_has_a_bare_address() {
        assert_eq!(query(&View::bare(&LIST)), "");
        assert_eq!(read(&[]), View::bare(&LIST));
        assert!(!View::bare(&LIST).is_narrowed());
    }

    #[test]
    fn what_is_not_known_is_left_out() {
        let view = read(&[
            ("status", "DRAFT,<b>"),
            ("sort", "number"),
            ("total", "ten..20"),
            ("day", "2026-1-1.."),
            ("active", "perhaps"),
            ("over", "no"),
            ("group", "colour"),
        ]);
        assert_eq!(query(&view), "?status=DRAFT");
    }

    #[test]
    fn a_second_click_turns_the_order_and_a_second_choice_takes_itself_away() {
        let once = View::bare(&LIST).sorted("total", Sorting::Down);
        assert!(once.down);
        assert!(!once.sorted("total", Sorting::Down).down);
        let twice =
            View::bare(&LIST).toggled(&LIST, "status", &STATUS, "DRAFT").toggled(&LIST, "status", &STATUS, "DRAFT");
        assert_eq!(twice, View::bare(&LIST));
    }
}
