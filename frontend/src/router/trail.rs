//! The history of the tab, without a browser: which entry is shown, what is saved with it, and what the browser is to do
//! next.
//!
//! ```text
//! shown --go, back, forward--> awaited --its page is drawn--> stands --scrolled to where it was, or by the user--> shown
//! shown --back, and the guard refuses--> the browser goes forward again --the user leaves all the same--> back
//! ```
//!
//! Invariants: each entry knows its place among the others, so a step that is refused is undone without a new entry, and
//! what lies ahead stays; where an entry is scrolled to is recorded only while its own page is shown; the address that is
//! shown is not entered a second time.
use crate::routes::without_slash;

/// Where the browser is: `/sales/orders` and `status=DRAFT&q=a`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Address {
    pub(super) path: String,
    /// Without its question mark.
    pub(super) query: String,
}

impl Address {
    /// Reads path and query.
    pub(super) fn read(text: &str) -> Self {
        let (path, query) = text.split_once('?').unwrap_or((text, ""));
        Self { path: path.to_owned(), query: query.to_owned() }
    }

    pub(super) fn text(&self) -> String {
        if self.query.is_empty() { self.path.clone() } else { format!("{}?{}", self.path, self.query) }
    }

    /// Whether both are of one page, which may show them differently.
    fn is_of_page(&self, other: &Self) -> bool {
        without_slash(&self.path) == without_slash(&other.path)
    }
}

/// What is saved with an entry of the history.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Saved {
    /// Its place among the entries of this tab.
    pub(super) index: i32,
    /// How far its page was scrolled down, in pixels.
    pub(super) scroll: i32,
    /// How many further pages of rows its list had.
    pub(super) depth: u32,
}

impl Saved {
    /// As `history.state` has it.
    pub(super) fn written(self) -> String {
        format!("{} {} {}", self.index, self.scroll, self.depth)
    }

    /// Reads `history.state`; none when it was not written by this app.
    pub(super) fn read(state: &str) -> Option<Self> {
        let mut parts = state.split(' ');
        let mut next = || parts.next();
        Some(Self {
            index: next()?.parse::<i32>().ok()?,
            scroll: next()?.parse::<i32>().ok()?,
            depth: next()?.parse::<u32>().ok().filter(|_| next().is_none())?,
        })
    }
}

/// What the browser is to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Nothing: the page stays as it is.
    Stay,
    /// Scroll to the top: it is there already.
    Top,
    /// Save what is known of the entry that is left, and begin a new one.
    Push { left: Saved, address: String, new: Saved },
    /// Show the entry that it is at now.
    Show,
    /// Save this with the entry that it is at now: it has made that itself, for `#main`, and scrolled there.
    Adopt(Saved),
    /// Go so many entries on, or back.
    Travel(i32),
    /// Load the app anew.
    Reload,
}

/// A way to leave the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Push,
    Travel(i32),
    Reload,
}

/// A step that the guard has refused, until the user decides.
#[derive(Debug)]
struct Refused {
    to: String,
    way: Way,
    /// The user wants it.
    is_released: bool,
}

/// The way back after a refused step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Return {
    /// None is under way.
    No,
    /// It is under way.
    Begun,
    /// The user has gone on meanwhile: where that ends is known when both steps have been made.
    Crossed,
}

/// How far the page of the entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// The page before is still there.
    Awaited,
    /// It stands, and is brought to where it was.
    Stands,
    /// It is where it was.
    Shown,
}

/// The history of the tab.
#[derive(Debug)]
pub(super) struct Trail {
    pub(super) address: Address,
    pub(super) saved: Saved,
    stage: Stage,
    /// Raised by each change of the entry.
    pub(super) turn: u32,
    back: Return,
    refused: Option<Refused>,
}

impl Trail {
    /// At an address, with what is saved there.
    pub(super) fn new(address: Address, state: Option<&str>) -> Self {
        let saved = state.and_then(Saved::read).unwrap_or_default();
        Self { address, saved, stage: Stage::Awaited, turn: 0, back: Return::No, refused: None }
    }

    /// The app wants to go to an address.
    pub(super) fn go(&mut self, to: &str, scroll: i32, may_leave: impl FnOnce(&str) -> bool) -> Step {
        let refused = self.refused.take().filter(|refused| refused.is_released && refused.to == to);
        if refused.is_none() && self.address.text() == to {
            return Step::Top;
        }
        let way = refused.map_or(Way::Push, |refused| refused.way);
        if !may_leave(to) {
            self.refuse(to.to_owned(), way);
            return Step::Stay;
        }
        self.leave(to, way, scroll)
    }

    /// The user wants the app to be loaded anew.
    pub(super) fn reload(&mut self, may_leave: impl FnOnce(&str) -> bool) -> Step {
        let here = self.address.text();
        if !may_leave(&here) {
            self.refuse(here, Way::Reload);
            return Step::Stay;
        }
        Step::Reload
    }

    fn refuse(&mut self, to: String, way: Way) {
        self.refused = Some(Refused { to, way, is_released: false });
    }

    /// The user wants the step that was refused.
    pub(super) fn release(&mut self) {
        if let Some(refused) = &mut self.refused {
            refused.is_released = true;
        }
    }

    fn leave(&mut self, to: &str, way: Way, scroll: i32) -> Step {
        match way {
            Way::Reload => Step::Reload,
            Way::Travel(delta) => Step::Travel(delta),
            Way::Push => {
                if self.stage == Stage::Shown {
                    self.saved.scroll = scroll;
                }
                let left = self.saved;
                let new = Saved { index: left.index.saturating_add(1), ..Saved::default() };
                self.enter(Address::read(to), new);
                Step::Push { left, address: to.to_owned(), new }
            }
        }
    }

    /// Another address in place of this one.
    pub(super) fn replace(&mut self, to: &str) -> Saved {
        let to = Address::read(to);
        self.refused = None;
        if to.is_of_page(&self.address) {
            if to != self.address {
                self.saved.depth = 0;
            }
            self.address = to;
        } else {
            self.enter(to, Saved { index: self.saved.index, ..Saved::default() });
        }
        self.saved
    }

    fn enter(&mut self, address: Address, saved: Saved) {
        (self.address, self.saved, self.stage) = (address, saved, Stage::Awaited);
        self.turn = self.turn.wrapping_add(1);
        self.refused = None;
    }

    /// The browser has gone to another entry by itself.
    pub(super) fn wandered(
        &mut self,
        there: Address,
        state: Option<&str>,
        may_leave: impl FnOnce(&str) -> bool,
    ) -> Step {
        let known = state.and_then(Saved::read);
        let saved = known.unwrap_or(Saved { index: self.saved.index.saturating_add(1), ..Saved::default() });
        if known.is_none() && there.is_of_page(&self.address) {
            (self.address, self.saved) = (there, saved);
            return Step::Adopt(saved);
        }
        let delta = saved.index.saturating_sub(self.saved.index);
        if self.back != Return::No && delta == 0 {
            self.back = Return::No;
            return Step::Stay;
        }
        if self.back == Return::Begun {
            self.back = Return::Crossed;
            return Step::Stay;
        }
        let text = there.text();
        if delta != 0 && !there.is_of_page(&self.address) && !may_leave(&text) {
            self.refuse(text, Way::Travel(delta));
            self.back = Return::Begun;
            return Step::Travel(delta.saturating_neg());
        }
        self.back = Return::No;
        self.enter(there, saved);
        Step::Show
    }

    /// The page of the entry stands.
    pub(super) fn stands(&mut self) {
        if self.stage == Stage::Awaited {
            self.stage = Stage::Stands;
        }
    }

    /// Whether the entry is still that of a turn, and its page stands but is not where it was.
    pub(super) fn is_brought(&self, turn: u32) -> bool {
        self.turn == turn && self.stage == Stage::Stands
    }

    /// The page that stands is where it was, or the user has taken over.
    pub(super) fn settle(&mut self) {
        if self.stage == Stage::Stands {
            self.stage = Stage::Shown;
        }
    }

    /// The page has been scrolled: what is to be saved.
    pub(super) fn scrolled(&mut self, scroll: i32) -> Option<Saved> {
        let is_news = self.stage == Stage::Shown && self.saved.scroll != scroll;
        is_news.then(|| {
            self.saved.scroll = scroll;
            self.saved
        })
    }

    /// The list has so many further pages of rows: what is to be saved.
    pub(super) fn deepened(&mut self, depth: u32) -> Option<Saved> {
        let is_news = self.stage == Stage::Shown && self.saved.depth != depth;
        is_news.then(|| {
            self.saved.depth = depth;
            self.saved
        })
    }
}

#[cfg(test)]
mod tests;
