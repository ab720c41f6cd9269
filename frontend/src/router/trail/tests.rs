use super::*;

/// A browser's history, and the app on it.
#[derive(Debug)]
struct Tab {
    /// Address and state of each entry.
    entries: Vec<(String, Option<String>)>,
    at: usize,
    /// Steps that the app has asked for, which the browser makes later.
    travels: Vec<i32>,
    reloads: usize,
    trail: Trail,
    /// What is typed on the page with this address, and not saved.
    unsaved: Option<String>,
    /// Where the user wanted to go when the guard asked.
    asked: Option<String>,
    scroll: i32,
}

impl Tab {
    fn open(address: &str) -> Self {
        let mut trail = Trail::new(Address::read(address), None);
        trail.stands();
        trail.settle();
        let state = Some(trail.saved.written());
        Self {
            entries: vec![(address.to_owned(), state)],
            at: 0,
            travels: Vec::new(),
            reloads: 0,
            trail,
            unsaved: None,
            asked: None,
            scroll: 0,
        }
    }

    fn here(&self) -> &str {
        &self.entries[self.at].0
    }

    fn with_guard(&mut self, step: impl FnOnce(&mut Trail, &mut dyn FnMut(&str) -> bool) -> Step) {
        let (unsaved, mut asked) = (self.unsaved.is_some(), None);
        let step = step(&mut self.trail, &mut |to| {
            if unsaved {
                asked = Some(to.to_owned());
            }
            !unsaved
        });
        if asked.is_some() {
            self.asked = asked;
        }
        self.make(step);
    }

    fn make(&mut self, step: Step) {
        let page = without_slash(&self.trail.address.path).to_owned();
        match step {
            Step::Stay => {}
            Step::Top => self.scroll = 0,
            Step::Push { left, address, new } => {
                self.entries[self.at].1 = Some(left.written());
                self.entries.truncate(self.at + 1);
                self.entries.push((address, Some(new.written())));
                self.at += 1;
            }
            Step::Show => {}
            Step::Adopt(saved) => self.entries[self.at].1 = Some(saved.written()),
            Step::Travel(delta) => self.travels.push(delta),
            Step::Reload => self.reloads += 1,
        }
        if self.unsaved.as_ref().is_some_and(|of| *of != page) {
            self.unsaved = None;
        }
    }

    /// The page stands and has its rows.
    fn stand(&mut self) {
        self.trail.stands();
        self.scroll = self.trail.saved.scroll;
        self.trail.settle();
    }

    fn go(&mut self, to: &str) {
        let scroll = self.scroll;
        self.with_guard(|trail, may_leave| trail.go(to, scroll, may_leave));
    }

    /// The browser moves by itself; whether it could.
    fn move_by(&mut self, delta: i32) -> bool {
        let Ok(at) = usize::try_from(i32::try_from(self.at).unwrap() + delta) else { return false };
        if at >= self.entries.len() || delta == 0 {
            return false;
        }
        self.at = at;
        let (address, state) = self.entries[at].clone();
        self.with_guard(|trail, may_leave| trail.wandered(Address::read(&address), state.as_deref(), may_leave));
        true
    }

    /// The browser makes the steps that the app has asked for.
    fn travel(&mut self) {
        while !self.travels.is_empty() {
            let delta = self.travels.remove(0);
            self.move_by(delta);
        }
    }

    fn back(&mut self) {
        self.move_by(-1);
        self.travel();
    }

    fn forward(&mut self) {
        self.move_by(1);
        self.travel();
    }

    fn replace(&mut self, to: &str) {
        let saved = self.trail.replace(to);
        self.entries[self.at] = (to.to_owned(), Some(saved.written()));
    }

    fn scroll_to(&mut self, y: i32) {
        self.scroll = y;
        if let Some(saved) = self.trail.scrolled(y) {
            self.entries[self.at].1 = Some(saved.written());
        }
    }

    fn load(&mut self, depth: u32) {
        if let Some(saved) = self.trail.deepened(depth) {
            self.entries[self.at].1 = Some(saved.written());
        }
    }

    fn type_in(&mut self) {
        self.unsaved = Some(without_slash(&self.trail.address.path).to_owned());
    }

    /// The user leaves although something is not saved.
    fn leave(&mut self) {
        let Some(to) = self.asked.take() else { return };
        self.unsaved = None;
        self.trail.release();
        self.go(&to);
        self.travel();
    }

    fn stay(&mut self) {
        self.asked = None;
    }

    fn addresses(&self) -> Vec<&str> {
        self.entries.iter().map(|(address, _)| address.as_str()).collect()
    }
}

#[test]
fn what_is_saved_survives_being_written() {
    let saved = Saved { index: 7, scroll: 1200, depth: 3 };
    assert_eq!(Saved::read(&saved.written()), Some(saved));
    for foreign in ["", "7", "7 1", "7 1 x", "7 1 2 3", "a b c"] {
        assert_eq!(Saved::read(foreign), None, "{foreign}");
    }
}

#[test]
fn back_and_forward_find_each_page_as_it_was_left() {
    let mut tab = Tab::open("/orders");
    tab.load(4);
    tab.scroll_to(3000);
    tab.go("/orders/so_1");
    assert_eq!(tab.scroll, 3000, "the page before stays as it is until the next one is there");
    // Scrolling on while the next page is on its way is not recorded for that.
    tab.scroll_to(3100);
    tab.load(5);
    tab.stand();
    assert_eq!((tab.scroll, tab.trail.saved.depth), (0, 0));
    tab.scroll_to(80);
    tab.back();
    assert_eq!(tab.trail.saved, Saved { index: 0, scroll: 3000, depth: 4 });
    tab.stand();
    assert_eq!(tab.scroll, 3000);
    tab.forward();
    tab.stand();
    assert_eq!((tab.here(), tab.scroll), ("/orders/so_1", 80));
    // Loaded anew, the entry is still known.
    let again = Trail::new(Address::read(tab.here()), tab.entries[tab.at].1.as_deref());
    assert_eq!(again.saved, Saved { index: 1, scroll: 80, depth: 0 });
}

#[test]
fn the_link_of_the_page_one_is_on_enters_nothing() {
    let mut tab = Tab::open("/orders?status=DRAFT");
    tab.scroll_to(500);
    tab.go("/orders?status=DRAFT");
    assert_eq!((tab.addresses(), tab.scroll), (vec!["/orders?status=DRAFT"], 0));
    tab.go("/orders");
    assert_eq!(tab.addresses(), ["/orders?status=DRAFT", "/orders"], "another view of it is another address");
}

#[test]
fn another_view_in_place_of_this_one_has_its_own_rows() {
    let mut tab = Tab::open("/orders");
    tab.load(2);
    tab.scroll_to(900);
    tab.replace("/orders");
    assert_eq!(tab.trail.saved.depth, 2);
    tab.replace("/orders?q=a");
    assert_eq!(tab.trail.saved, Saved { index: 0, scroll: 900, depth: 0 });
    tab.replace("/login");
    assert_eq!(tab.trail.saved, Saved::default());
}

#[test]
fn a_refused_step_back_keeps_what_lies_ahead_and_is_made_when_the_user_leaves() {
    let mut tab = Tab::open("/orders");
    tab.go("/orders/so_1/edit");
    tab.stand();
    tab.go("/customers");
    tab.stand();
    tab.back();
    tab.stand();
    tab.type_in();
    tab.back();
    assert_eq!((tab.here(), tab.trail.address.text()), ("/orders/so_1/edit", "/orders/so_1/edit".to_owned()));
    assert_eq!(tab.asked.as_deref(), Some("/orders"));
    tab.stay();
    tab.forward();
    assert_eq!((tab.here(), tab.asked.as_deref()), ("/orders/so_1/edit", Some("/customers")));
    tab.stay();
    tab.back();
    tab.leave();
    assert_eq!((tab.here(), tab.trail.address.text()), ("/orders", "/orders".to_owned()));
    assert_eq!(tab.addresses(), ["/orders", "/orders/so_1/edit", "/customers"]);
}

#[test]
fn a_second_step_back_before_the_first_is_taken_back_ends_here_too() {
    let mut tab = Tab::open("/a");
    for page in ["/b", "/c", "/d"] {
        tab.go(page);
        tab.stand();
    }
    tab.type_in();
    tab.move_by(-1);
    tab.move_by(-1);
    tab.travel();
    assert_eq!((tab.here(), tab.trail.address.text()), ("/d", "/d".to_owned()));
    assert_eq!(tab.addresses(), ["/a", "/b", "/c", "/d"]);
    // And the next one is refused like the first.
    tab.asked = None;
    tab.back();
    assert_eq!((tab.here(), tab.asked.as_deref()), ("/d", Some("/c")));
}

#[test]
fn a_refused_link_is_followed_when_the_user_leaves_and_forgotten_when_not() {
    let mut tab = Tab::open("/orders/new");
    tab.type_in();
    tab.go("/customers");
    assert_eq!((tab.here(), tab.asked.as_deref()), ("/orders/new", Some("/customers")));
    tab.leave();
    assert_eq!(tab.addresses(), ["/orders/new", "/customers"]);
    tab.stand();
    // A step back that was refused, and then was not wanted any more, does not turn a link into a step back.
    tab.type_in();
    tab.back();
    tab.stay();
    tab.unsaved = None;
    tab.go("/orders/new");
    assert_eq!(tab.addresses(), ["/orders/new", "/customers", "/orders/new"]);
}

#[test]
fn loading_anew_asks_first_and_is_done_when_the_user_leaves() {
    let mut tab = Tab::open("/orders/new?customer=c");
    tab.with_guard(|trail, may_leave| trail.reload(may_leave));
    assert_eq!(tab.reloads, 1);
    tab.type_in();
    tab.with_guard(|trail, may_leave| trail.reload(may_leave));
    assert_eq!((tab.reloads, tab.asked.as_deref()), (1, Some("/orders/new?customer=c")));
    tab.leave();
    assert_eq!((tab.reloads, tab.addresses()), (2, vec!["/orders/new?customer=c"]));
}

#[test]
fn an_entry_that_the_browser_has_made_itself_is_adopted() {
    let mut tab = Tab::open("/orders");
    tab.scroll_to(40);
    tab.entries.push(("/orders".to_owned(), None));
    tab.type_in();
    tab.forward();
    assert_eq!((tab.asked.as_deref(), tab.trail.saved.index), (None, 1));
    assert_eq!(tab.entries[1].1.as_deref(), Some("1 0 0"));
    tab.go("/customers");
    tab.leave();
    assert_eq!(tab.trail.saved.index, 2);
}

#[test]
fn whoever_scrolls_while_rows_are_on_their_way_stays_there() {
    let mut tab = Tab::open("/orders");
    tab.scroll_to(3000);
    tab.go("/orders/so_1");
    tab.stand();
    tab.back();
    let turn = tab.trail.turn;
    assert!(!tab.trail.is_brought(turn), "the page before is still there");
    tab.trail.settle();
    tab.scroll_to(10);
    assert_eq!(tab.trail.saved.scroll, 3000, "what is done to the page before is nothing to this one");
    tab.trail.stands();
    assert!(tab.trail.is_brought(turn));
    tab.trail.settle();
    assert!(!tab.trail.is_brought(turn));
    tab.scroll_to(10);
    assert_eq!(tab.trail.saved.scroll, 10);
}

/// Every order of eight kinds of steps, five deep, with and without something that is not saved.
#[test]
fn in_every_order_of_steps_the_app_and_the_browser_agree() {
    const KINDS: usize = 8;
    const DEPTH: u32 = 5;
    for number in 0..KINDS.pow(DEPTH) {
        let mut tab = Tab::open("/a");
        let mut steps = Vec::new();
        let mut rest = number;
        for count in 0..DEPTH {
            let kind = rest % KINDS;
            rest /= KINDS;
            steps.push(kind);
            let (before, entries) = (tab.here().to_owned(), tab.entries.len());
            let is_held = tab.unsaved.is_some();
            match kind {
                0 => tab.go("/b"),
                1 => tab.go("/a?q=1"),
                2 => tab.replace("/a?q=2"),
                3 => tab.back(),
                4 => tab.forward(),
                5 => tab.type_in(),
                6 => tab.leave(),
                _ => tab.scroll_to(i32::try_from(count).unwrap() * 100),
            }
            if is_held && matches!(kind, 3 | 4) {
                let is_same_page = Address::read(tab.here()).is_of_page(&Address::read(&before));
                assert!(is_same_page, "{steps:?}: left what is not saved");
                assert_eq!(tab.entries.len(), entries, "{steps:?}: the history has changed");
            }
            tab.stand();
            assert_eq!(tab.trail.address.text(), tab.here(), "{steps:?}");
            assert!(tab.travels.is_empty(), "{steps:?}");
            let saved = tab.entries[tab.at].1.as_deref().and_then(Saved::read);
            assert_eq!(saved, Some(tab.trail.saved), "{steps:?}");
            let places = tab.entries.iter().map(|(_, state)| Saved::read(state.as_deref().unwrap()).unwrap().index);
            assert!(places.eq(0..i32::try_from(tab.entries.len()).unwrap()), "{steps:?}: {:?}", tab.entries);
        }
    }
}
