//! Lists: a page declares what a list shows, and this draws it, searches, filters and sorts it by its address, loads it
//! page by page, and keeps how each user has arranged it.
//!
//! How a page with a list is made: a `static` [`Definition`] names the columns, the filters and the query; the page's
//! function is `Ok(list::page(&DEFINITION, visit))`, its door opens it by [`open`]. The query gets the [`View`] that the
//! address says, and gives back [`Page`]s of [`Row`]s: plain data, one [`Cell`] for each of the definition's columns, in
//! their order. See `pages/sales/list.rs` for a whole one.
//!
//! ```text
//! waiting --an answer--> rows | empty | failed;  rows --near the end, or the button--> more rows
//! ```
//!
//! What is done to chosen rows (`bulk.rs`) is done to each by itself, under a key and the version that was read:
//!
//! ```text
//! asked --begin--> running --each row--> done | refused;  refused --again--> running
//! ```
//!
//! Invariants: the address is the view, so a link, the back button and a reload show the same, and as many rows as there
//! were; a late answer never
//! overwrites a newer one; columns, widths and density are the user's, kept under `list.<key>`; with many rows only
//! those near the screen are in the document, all of the same height; the first column is the row's name and its link,
//! always shown.
mod address;
mod arrange;
mod bar;
mod bulk;
mod chip;
mod chosen;
mod edges;
mod groups;
mod head;
mod keep;
mod keys;
mod layout;
mod pick;
mod row;
mod source;
mod table;
mod views;
mod window;

use domain::{Money, Percent, Permission};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::wasm_split::wasm_split;

pub use self::address::View;
use self::bar::Bar;
use self::source::{List, Stage};
use self::table::Table;
use crate::api::page::Page;
use crate::api::query::{Mutation, Query};
use crate::api::refusal::UserError;
use crate::components::icon::Glyph;
use crate::components::lazily::lazily;
use crate::components::states::{Failure, SkeletonRows, State};
use crate::page::{Made, Opening, Visit};
use crate::router::query_value;
use crate::text;

/// Fetches the list anew, after something in it has changed.
pub type Reload = Callback<()>;

/// A list, as its page declares it.
pub struct Definition {
    /// Its name in preferences: `sales-orders`.
    pub key: &'static str,
    /// Its address.
    pub path: &'static str,
    /// Its heading.
    pub title: Text,
    /// What its search finds; none when it cannot be searched.
    pub search: Option<Text>,
    /// Title and text when there is nothing at all.
    pub empty: (Text, Text),
    /// Its columns; the first is the row's name.
    pub columns: &'static [Column],
    /// What it can be narrowed by.
    pub filters: &'static [Filter],
    /// The sort of a bare address: a column's key, and whether the largest comes first.
    pub sort: (&'static str, bool),
    /// The first page, or the one after a cursor.
    pub load: fn(&View, Option<String>) -> Query<Page<Row>>,
    /// The address of the view as a CSV file; none when there is no such file.
    pub file: Option<fn(&View) -> String>,
    /// What can be done to many of its rows at once.
    pub bulk: &'static [Bulk],
    /// What its rows can be added up by; none when they cannot.
    pub groups: Option<Groups>,
    /// Buttons and links beside the heading.
    pub actions: fn(Reload) -> AnyView,
}

/// Something that can be done to many rows at once, each by itself: what is refused for one is done for the others.
pub struct Bulk {
    /// What its button says.
    pub name: Text,
    /// Who may do it.
    pub permission: Permission,
    /// What is asked before it begins.
    pub asks: Asks,
    /// What does it to one row, with what was asked for; or why it cannot be done.
    pub run: fn(&Row, &Asked) -> Result<Mutation<()>, UserError>,
}

/// What is asked before something is done to many rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asks {
    /// Only whether.
    Nothing,
    /// Why.
    Reason,
    /// By how many percent.
    Percent,
}

/// What was asked for.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// Why; empty when that is not asked.
    pub reason: String,
    /// By how many percent; zero when that is not asked.
    pub percent: Percent,
}

/// What rows can be added up by.
pub struct Groups {
    /// What rows of one group have in common: its name in the address, and what it is called.
    pub by: &'static [(&'static str, Text)],
    /// What is added up: the headings.
    pub sums: &'static [Text],
    /// The groups of a view.
    pub load: fn(&View, &'static str) -> Query<Grouped>,
}

/// Rows in groups.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grouped {
    /// The groups.
    pub groups: Vec<Group>,
    /// Whether some were left out.
    pub has_more: bool,
}

/// A group of rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// What its rows have in common.
    pub name: String,
    /// The filter that leaves only its rows, and its value.
    pub narrow: (&'static str, String),
    /// Its sums.
    pub sums: Vec<String>,
}

/// A column.
pub struct Column {
    /// Its name in addresses and preferences.
    pub key: &'static str,
    /// Its heading.
    pub name: Text,
    /// Its width in pixels, as long as the user has chosen none.
    pub width: u16,
    /// Whether it holds numbers, which stand at the end.
    pub number: bool,
    /// Whether it is as wide as what it holds, at least: numbers, days and states are never cut, as words may be.
    pub whole: bool,
    /// Whether and how it can be sorted by.
    pub sort: Sorting,
    /// Where it stands on a phone, where a row is a card.
    pub card: Card,
    /// Whether it is shown before the user has chosen.
    pub shown: bool,
}

impl Column {
    /// A column of text that is shown, cannot be sorted by and is not on the card.
    pub const fn text(key: &'static str, name: Text, width: u16) -> Self {
        Self { key, name, width, number: false, whole: false, sort: Sorting::No, card: Card::Hidden, shown: true }
    }

    /// A column of numbers.
    pub const fn number(key: &'static str, name: Text, width: u16) -> Self {
        Self { number: true, whole: true, ..Self::text(key, name, width) }
    }

    /// That is never cut: of days, or of states.
    pub const fn whole(self) -> Self {
        Self { whole: true, ..self }
    }

    /// With a place on the card.
    pub const fn on(self, card: Card) -> Self {
        Self { card, ..self }
    }

    /// That can be sorted by.
    pub const fn sorted(self, sort: Sorting) -> Self {
        Self { sort, ..self }
    }

    /// Hidden until the user asks for it.
    pub const fn hidden(self) -> Self {
        Self { shown: false, ..self }
    }
}

/// How a column is sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sorting {
    /// Not at all.
    No,
    /// The first click puts the smallest first.
    Up,
    /// The first click puts the largest first.
    Down,
}

/// Where a column stands on a phone's card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Card {
    /// The heading.
    Name,
    /// At the right of the heading.
    Amount,
    /// Below the heading.
    Line,
    /// At the right, below.
    Status,
    /// The last line, small.
    Note,
    /// Nowhere.
    Hidden,
}

/// What a list can be narrowed by.
pub struct Filter {
    /// Its name in the address.
    pub key: &'static str,
    /// What it is about.
    pub name: Text,
    /// What it compares, and how.
    pub kind: Kind,
}

/// The type of a filter, which says its operators.
pub enum Kind {
    /// One of some values: a chip for each. In the address `DRAFT,SHIPPED`; [`View::choices`].
    Choice(&'static [(&'static str, Text)]),
    /// It is, or is not. In the address `yes` or `no`; [`View::flag`].
    Flag,
    /// It is: there is nothing to ask for in those where it is not. In the address `yes`; [`View::flag`].
    Only,
    /// A business day from, until, or both. In the address `2026-01-01..2026-01-31`; [`View::range`].
    Day,
    /// An amount at least, at most, or both. In the address `10..20.50`; [`View::range`].
    Amount,
    /// One record, looked for on the server. In the address its id; [`View::value`].
    Record(fn(Wanted) -> Query<Vec<Choice>>),
}

/// Which records a filter asks for.
#[derive(Clone, Debug)]
pub enum Wanted {
    /// Those that words find, the best few.
    Words(String),
    /// The one with this id, or none.
    Id(String),
}

pub use crate::api::page::Choice;
pub use crate::routes::Text;

/// A row: plain data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The record's id.
    pub id: String,
    /// The version that was read; what is done to the row names it. Zero for what has none.
    pub version: i32,
    /// The amount that a change in percent is made on, for rows that have one.
    pub basis: Option<Money>,
    /// The address of its page; none when it has none.
    pub href: Option<String>,
    /// What stands in each of the definition's columns, in their order.
    pub cells: Vec<Cell>,
}

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Text, or a number as the user's language writes it.
    Text(String),
    /// The same, less important.
    Quiet(String),
    /// A state: the tone of its pill (`good`, `warn`, `bad`, `info` or none) and its word.
    Pill(&'static str, String),
    /// How much is done, 0 to 100.
    Progress(u32),
}

impl Cell {
    /// A text that may be missing.
    pub fn maybe(text: Option<String>) -> Self {
        Self::Quiet(text.unwrap_or_default())
    }

    fn plain(&self) -> String {
        match self {
            Self::Text(text) | Self::Quiet(text) | Self::Pill(_, text) => text.clone(),
            Self::Progress(percent) => crate::format::percent(*percent),
        }
    }
}

/// Opens the page of a list: what all lists have in common is fetched beside its own code.
pub fn open(page: impl Future<Output = Made> + 'static) -> Opening {
    // A failure shows where the code is used, and is tried again then.
    spawn_local(async { drop(fetch_list().await) });
    spawn_local(async { drop(fetch_bar().await) });
    Box::pin(page)
}

/// What can be done with the chosen rows; its code comes when the first is chosen.
#[wasm_split(list__chosen, wasm_split_path = ::leptos::wasm_split, fallible)]
fn chosen_bar(list: List) -> Made {
    Ok(view! { <chosen::Chosen list /> }.into_any())
}

/// The rows added up; its code comes when that is first asked for.
#[wasm_split(list__groups, wasm_split_path = ::leptos::wasm_split, fallible)]
fn grouped(list: List) -> Made {
    Ok(view! { <groups::Grouped list /> }.into_any())
}

/// The page of a list.
pub fn page(of: &'static Definition, visit: Visit) -> AnyView {
    match visit {
        Visit::Now => lazily(move || drawn(of, Visit::Now)).into_any(),
        ahead => {
            spawn_local(async move { drop(drawn(of, ahead).await) });
            ().into_any()
        }
    }
}

/// What stands above the rows, and what follows keys and pointer over them.
#[wasm_split(list__bar, wasm_split_path = ::leptos::wasm_split, fallible, preload(#[doc = "Fetches what stands above the rows."] fetch_bar))]
fn bar(list: List) -> Made {
    list.recall();
    keys::follow(list);
    edges::follow(list);
    Ok(view! { <Bar list /> }.into_any())
}

/// What all lists have in common is code of its own, fetched with the first of them.
#[wasm_split(list, wasm_split_path = ::leptos::wasm_split, fallible, preload(#[doc = "Fetches what all lists have in common."] fetch_list))]
fn drawn(of: &'static Definition, visit: Visit) -> Made {
    if let Visit::Ahead { query } = visit {
        let view = View::read(of, |name| query_value(&query, name));
        if view.group.is_none() {
            source::prefetch(of, &view);
        }
        return Ok(().into_any());
    }
    let list = List::open(of);
    let body = move || match list.stage.get() {
        Stage::Waiting => view! { <SkeletonRows count=10 /> }.into_any(),
        Stage::Failed(error) => view! { <Failure error retry=move |()| list.load() /> }.into_any(),
        Stage::Empty => nothing(list),
        Stage::Grouped => lazily(move || grouped(list)).into_any(),
        Stage::Rows => view! { <Table list /> }.into_any(),
    };
    let busy = move || list.rows.busy();
    let view = view! {
        <div class="page">
            <div class="page-head list-head">
                <h1>{(of.title)()}</h1>
                <div class="list-actions">{(of.actions)(Callback::new(move |()| list.load()))}</div>
                <div class="list-bar">{lazily(move || bar(list))}</div>
            </div>
            <Show when=move || list.chosen.with(|chosen| !chosen.is_empty())>{lazily(move || chosen_bar(list))}</Show>
            <Show when=busy>
                <div class="progress-line" aria-hidden="true"></div>
            </Show>
            <div class="panel" class:refreshing=move || busy() && !list.extending.get() aria-busy=move || busy().to_string()>
                {body}
            </div>
        </div>
    };
    Ok(view.into_any())
}

/// Nothing to show: because there is nothing, or because nothing matches.
fn nothing(list: List) -> AnyView {
    let (title, text) = if list.view.with_untracked(View::is_narrowed) {
        (text::list::empty_title(), text::list::empty_text())
    } else {
        ((list.of.empty.0)(), (list.of.empty.1)())
    };
    view! { <div role="status"><State glyph=Glyph::Inbox title text /></div> }.into_any()
}
