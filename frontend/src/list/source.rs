//! A list's data and what the user has done to it: rows so far, arrangement, selection, the row the keyboard is at.
use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;

use leptos::prelude::*;

use super::layout::Layout;
use super::{Definition, Row, View};
use crate::api::error::ApiError;
use crate::api::preferences::Arrangement;
use crate::api::query::Query;
use crate::router::Router;
use crate::state::connection::Connection;
use crate::state::remote::Remote;
use crate::state::{browser, cache};

/// The pages so far, and why the last one did not come.
#[derive(Clone)]
pub(super) struct Listed {
    pub(super) rows: Vec<Arc<Row>>,
    pub(super) next: Option<String>,
    /// How many pages came after the first.
    depth: u32,
    pub(super) total: i32,
    pub(super) capped: bool,
    pub(super) failed: Option<ApiError>,
}

/// What the list shows in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    Waiting,
    Failed(ApiError),
    Empty,
    Rows,
    /// Added up, which loads something else.
    Grouped,
}

/// A list on its page. Copies share it.
#[derive(Clone, Copy)]
pub(super) struct List {
    pub(super) of: &'static Definition,
    pub(super) view: Memo<View>,
    pub(super) rows: Remote<Listed>,
    pub(super) stage: Memo<Stage>,
    /// More rows are awaited, not others.
    pub(super) extending: RwSignal<bool>,
    pub(super) layout: RwSignal<Layout>,
    /// The ids of the chosen rows.
    pub(super) chosen: RwSignal<HashSet<String>>,
    /// More rows are loaded until all that match are there, to be chosen.
    pub(super) gathering: RwSignal<bool>,
    /// The row the keyboard is at.
    pub(super) current: RwSignal<Option<usize>>,
    /// The rows that are in the document, and the height of one.
    pub(super) span: RwSignal<Range<usize>>,
    pub(super) row_height: RwSignal<i32>,
    /// The columns need more than there is: the table scrolls sideways.
    pub(super) is_wide: RwSignal<bool>,
    pub(super) keeping: StoredValue<Option<TimeoutHandle>>,
    /// So many pages of rows are to come after the first: as many as there were when the list was left.
    deep: StoredValue<u32>,
    router: Router,
}

impl List {
    /// The list at the browser's address.
    pub(super) fn open(of: &'static Definition) -> Self {
        let router = Router::get();
        let view = Memo::new(move |_| View::read(of, |name| router.query(name)));
        let rows = Remote::<Listed>::new();
        let stage = Memo::new(move |_| {
            if view.with(|view| view.group.is_some()) {
                return Stage::Grouped;
            }
            rows.with(|answer| match answer {
                None => Stage::Waiting,
                Some(Err(error)) => Stage::Failed(error.clone()),
                Some(Ok(listed)) if listed.rows.is_empty() => Stage::Empty,
                Some(Ok(_)) => Stage::Rows,
            })
        });
        let known = browser::stored(&preference(of)).and_then(|text| Arrangement::read(&text));
        let layout = known.map_or_else(|| Layout::of(of), |kept| Layout::arranged(of, &kept));
        let list = Self {
            of,
            view,
            rows,
            stage,
            extending: RwSignal::new(false),
            layout: RwSignal::new(layout),
            chosen: RwSignal::new(HashSet::new()),
            gathering: RwSignal::new(false),
            current: RwSignal::new(None),
            span: RwSignal::new(0..0),
            row_height: RwSignal::new(0),
            is_wide: RwSignal::new(false),
            keeping: StoredValue::new(None),
            deep: StoredValue::new(0),
            router,
        };
        Effect::new(move || {
            view.track();
            list.visit();
        });
        Effect::new(move || list.deepen());
        let connection = Connection::get();
        Effect::new(move |before: Option<u32>| {
            let returns = connection.returns();
            if before.is_some_and(|before| before != returns) && list.has_failed() {
                list.load_more();
            }
            returns
        });
        list
    }

    /// Shows the view: as it was when it was last seen, and then as it is.
    fn visit(self) {
        self.forget_place();
        self.deep.set_value(self.router.depth());
        let view = self.view.get_untracked();
        if view.group.is_some() {
            return;
        }
        self.rows.visit(first_page(self.of, &view));
    }

    /// Asks for the first page of the view.
    pub(super) fn load(self) {
        self.forget_place();
        self.rows.load(self.view.with_untracked(|view| first_page(self.of, view)));
    }

    /// Other rows come: none of them is chosen.
    fn forget_place(self) {
        self.extending.set(false);
        self.chosen.set(HashSet::new());
        self.gathering.set(false);
        self.current.set(None);
    }

    /// Whether the next page did not come.
    fn has_failed(self) -> bool {
        self.rows.with_untracked(|answer| matches!(answer, Some(Ok(listed)) if listed.failed.is_some()))
    }

    /// Asks for the next page since the user comes near it. One that did not come is not asked for again by scrolling.
    pub(super) fn come_near(self) {
        if !self.has_failed() {
            self.load_more();
        }
    }

    /// Asks for the next page, once at a time.
    pub(super) fn load_more(self) {
        let next = self.rows.with_untracked(|answer| match answer {
            Some(Ok(listed)) => listed.next.clone(),
            _ => None,
        });
        if next.is_none() || self.rows.busy_untracked() {
            return;
        }
        let query = self.view.with_untracked(|view| (self.of.load)(view, next));
        self.extending.set(true);
        self.rows.extend(query, |listed, more| match more {
            Ok(more) => {
                listed.rows.extend(more.rows.into_iter().map(Arc::new));
                listed.next = more.next;
                listed.depth = listed.depth.saturating_add(1);
                listed.failed = None;
            }
            Err(error) => listed.failed = Some(error),
        });
    }

    /// Whoever comes back finds as many rows as there were.
    fn deepen(self) {
        let there = self.rows.with(|answer| match answer {
            Some(Ok(listed)) if listed.failed.is_none() => Some((listed.depth, listed.next.is_some())),
            _ => None,
        });
        match there.filter(|_| !self.rows.busy()) {
            Some((depth, true)) if depth < self.deep.get_value() => self.load_more(),
            Some((depth, _)) => self.router.remember_depth(depth),
            None => {}
        }
    }

    /// How many rows there are so far.
    pub(super) fn count(self) -> usize {
        self.rows.with(|answer| rows_of(answer).len())
    }

    /// The same, at this moment.
    pub(super) fn count_untracked(self) -> usize {
        self.rows.with_untracked(|answer| rows_of(answer).len())
    }

    /// Rows by position.
    pub(super) fn rows_at(self, span: Range<usize>) -> Vec<(usize, Arc<Row>)> {
        self.rows.with(|answer| {
            let rows = rows_of(answer).iter().enumerate();
            rows.skip(span.start).take(span.len()).map(|(at, row)| (at, Arc::clone(row))).collect()
        })
    }

    /// The chosen rows, in the order of the list, at this moment.
    pub(super) fn chosen_rows(self) -> Vec<Arc<Row>> {
        let chosen = self.chosen.get_untracked();
        self.rows
            .with_untracked(|answer| rows_of(answer).iter().filter(|row| chosen.contains(&row.id)).cloned().collect())
    }

    /// Whether a row is chosen.
    pub(super) fn is_chosen(self, id: &str) -> bool {
        self.chosen.with(|chosen| chosen.contains(id))
    }

    /// Chooses a row, or not any more.
    pub(super) fn toggle(self, id: &str) {
        self.chosen.update(|chosen| {
            if !chosen.remove(id) {
                chosen.insert(id.to_owned());
            }
        });
    }

    /// Every row that is there, by id.
    pub(super) fn all_ids(self) -> HashSet<String> {
        self.rows.with_untracked(|answer| rows_of(answer).iter().map(|row| row.id.clone()).collect())
    }

    /// Chooses every row that is there, or none when all are.
    pub(super) fn toggle_all(self) {
        let all = self.all_ids();
        self.chosen.update(|chosen| *chosen = if chosen.len() == all.len() { HashSet::new() } else { all });
    }

    /// Goes to the address of another view. Each letter of a search is not worth a step back.
    pub(super) fn show(self, view: &View) {
        self.router.replace(&format!("{}{}", self.of.path, self.query_of(view)));
    }

    /// Leaves the list for an address.
    pub(super) fn go(self, address: &str) {
        self.router.go(address);
    }

    /// The query of a view's address.
    pub(super) fn query_of(self, view: &View) -> String {
        view.query(self.of, |text| String::from(js_sys::encode_uri_component(text)))
    }
}

/// Asks for a view's first page before its list is opened.
pub(super) fn prefetch(of: &'static Definition, view: &View) {
    cache::prefetch(&first_page(of, view));
}

fn first_page(of: &Definition, view: &View) -> Query<Listed> {
    (of.load)(view, None).map(|page| {
        let rows = page.rows.into_iter().map(Arc::new).collect();
        Listed { rows, next: page.next, depth: 0, total: page.total, capped: page.capped, failed: None }
    })
}

/// Under which name the arrangement is kept.
pub(super) fn preference(of: &Definition) -> String {
    format!("list.{}", of.key)
}

fn rows_of(answer: Option<&Result<Listed, ApiError>>) -> &[Arc<Row>] {
    match answer {
        Some(Ok(listed)) => &listed.rows,
        _ => &[],
    }
}
