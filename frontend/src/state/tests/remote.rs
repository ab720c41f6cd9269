//! Orders of answers, failures, time-outs, mutations and leaving, as pages' data meet them.
use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::*;
use crate::api::error::Problem;
use crate::api::query::fixture::numbers;
use crate::state::latest::Latest;
use crate::state::remote::{Remote, Stage};

type Numbers = Remote<Vec<i32>>;

fn shown(remote: Numbers) -> Option<Result<Vec<i32>, Problem>> {
    remote.with_untracked(|answer| answer.map(|answer| answer.clone().map_err(|error| error.problem)))
}

/// Counts how often what `look` sees is drawn.
fn drawn(app: &App, look: impl Fn() + 'static) -> Rc<Cell<u32>> {
    let count = Rc::new(Cell::new(0));
    let counted = Rc::clone(&count);
    app.on_page(|| {
        Effect::new(move || {
            look();
            counted.set(counted.get() + 1);
        });
    });
    count
}

#[test]
fn an_answer_is_shown_when_it_is_there() {
    let app = App::start();
    let remote = app.on_page(Numbers::new);
    app.on_page(|| remote.load(numbers("a")));
    assert_eq!((shown(remote), remote.busy_untracked()), (None, true));
    answer(one(), "[1]");
    assert_eq!((shown(remote), remote.busy_untracked()), (Some(Ok(vec![1])), false));
}

#[test]
fn an_older_answer_never_wins_and_its_call_is_aborted() {
    let app = App::start();
    let remote = app.on_page(Numbers::new);
    app.on_page(|| remote.load(numbers("old")));
    let old = one();
    app.on_page(|| remote.load(numbers("new")));
    assert!(old.is_aborted());
    let new = one();
    answer(new, "[2]");
    answer(old, "[1]");
    assert_eq!(shown(remote), Some(Ok(vec![2])));
}

#[test]
fn what_a_mutation_gave_back_is_newer_than_any_answer_on_its_way() {
    let app = App::start();
    let remote = app.on_page(Numbers::new);
    app.on_page(|| remote.load(numbers("a")));
    let old = one();
    app.on_page(|| remote.put(vec![9]));
    assert!(old.is_aborted());
    answer(old, "[1]");
    assert_eq!((shown(remote), remote.busy_untracked()), (Some(Ok(vec![9])), false));
}

#[test]
fn what_was_shown_before_is_there_at_once_and_asked_for_anew_when_it_is_stale() {
    let app = App::start();
    let before = app.on_page(Numbers::new);
    app.on_page(|| before.visit(numbers("a")));
    answer(one(), "[1]");
    let fresh = app.on_page(Numbers::new);
    app.on_page(|| fresh.visit(numbers("a")));
    none();
    assert_eq!((shown(fresh), fresh.busy_untracked()), (Some(Ok(vec![1])), false));
    wait(2_000);
    let stale = app.on_page(Numbers::new);
    app.on_page(|| stale.visit(numbers("a")));
    assert_eq!((shown(stale), stale.busy_untracked()), (Some(Ok(vec![1])), true));
    answer(one(), "[2]");
    assert_eq!(shown(stale), Some(Ok(vec![2])));
}

#[test]
fn a_fresh_answer_ends_the_wait_for_an_older_question() {
    let app = App::start();
    let remote = app.on_page(Numbers::new);
    app.on_page(|| remote.visit(numbers("a")));
    answer(one(), "[1]");
    app.on_page(|| remote.visit(numbers("slow")));
    let slow = one();
    app.on_page(|| remote.visit(numbers("a")));
    assert!(slow.is_aborted());
    answer(slow, "[7]");
    assert_eq!((shown(remote), remote.busy_untracked()), (Some(Ok(vec![1])), false));
}

#[test]
fn an_equal_answer_redraws_nothing_and_a_part_only_when_it_changed() {
    let app = App::start();
    let remote = app.on_page(Numbers::new);
    let first = app.on_page(|| remote.part(|numbers| numbers.first().copied()));
    let stage = app.on_page(|| remote.stage());
    let whole = drawn(&app, move || remote.with(|_| ()));
    let part = drawn(&app, move || assert_ne!(first.get(), Some(None)));
    let stages = drawn(&app, move || assert!(!matches!(stage.get(), Stage::Failed(_))));
    let draws = || (whole.get(), part.get(), stages.get());
    for (data, expected) in [("[1,1]", (2, 2, 2)), ("[1,1]", (2, 2, 2)), ("[1,2]", (3, 2, 2)), ("[2,2]", (4, 3, 2))] {
        app.on_page(|| remote.load(numbers("a")));
        answer(one(), data);
        assert_eq!(draws(), expected, "{data}");
    }
    assert_eq!(stage.get_untracked(), Stage::Ready);
}

#[test]
fn two_who_want_the_same_ask_once_and_it_is_aborted_only_when_both_are_gone() {
    let app = App::start();
    let other = app.page.with(Owner::new);
    let (one_of, other_of) = (app.on_page(Numbers::new), other.with(Numbers::new));
    app.on_page(|| one_of.load(numbers("a")));
    other.with(|| other_of.load(numbers("a")));
    run();
    let call = one();
    other.cleanup();
    run();
    assert!(!call.is_aborted());
    app.leave();
    assert!(call.is_aborted());
    answer(call, "[1]");
}

#[test]
fn a_link_that_is_pointed_at_and_its_page_ask_once() {
    let app = App::start();
    cache::prefetch(&numbers("a"));
    run();
    let remote = app.on_page(Numbers::new);
    app.on_page(|| remote.visit(numbers("a")));
    let call = one();
    app.leave();
    assert!(!call.is_aborted(), "the link's question goes on");
    answer(call, "[1]");
    cache::prefetch(&numbers("a"));
    run();
    none();
}

#[test]
fn a_call_that_hangs_is_given_up_and_the_connection_is_lost() {
    let app = App::start();
    set_reachable(false);
    let remote = app.on_page(Numbers::new);
    app.on_page(|| remote.load(numbers("a")));
    let call = one();
    wait(19_999);
    assert!(remote.busy_untracked() && !call.is_aborted());
    wait(1);
    assert!(call.is_aborted());
    assert_eq!(shown(remote), Some(Err(Problem::Network)));
    assert!(app.connection.is_lost_now());
}

#[test]
fn an_answer_that_a_mutation_has_overtaken_is_shown_and_asked_for_anew() {
    let app = App::start();
    let remote = app.on_page(Numbers::new);
    app.on_page(|| remote.load(numbers("a")));
    let before = one();
    cache::invalidate("", "");
    answer(before, "[1]");
    assert!(cache::get("a").is_none(), "it may be as it was");
    assert_eq!((shown(remote), remote.busy_untracked()), (Some(Ok(vec![1])), true));
    answer(one(), "[2]");
    assert_eq!((shown(remote), remote.busy_untracked()), (Some(Ok(vec![2])), false));
}

#[test]
fn a_question_after_a_mutation_does_not_get_the_answer_of_one_before_it() {
    let app = App::start();
    let (early, late) = (app.on_page(Numbers::new), app.on_page(Numbers::new));
    app.on_page(|| early.load(numbers("a")));
    let before = one();
    cache::invalidate("", "");
    app.on_page(|| late.load(numbers("a")));
    let after = one();
    answer(after, "[2]");
    assert_eq!(shown(late), Some(Ok(vec![2])));
    answer(before, "[1]");
    assert_eq!(shown(late), Some(Ok(vec![2])));
}

#[test]
fn more_is_added_and_a_failure_leaves_what_is_there() {
    let app = App::start();
    let remote = app.on_page(Numbers::new);
    app.on_page(|| remote.load(numbers("a")));
    answer(one(), "[1]");
    let join = |there: &mut Vec<i32>, more: Result<Vec<i32>, _>| there.extend(more.unwrap_or_else(|_| vec![-1]));
    app.on_page(|| remote.extend(numbers("b"), join));
    answer(one(), "[2]");
    app.on_page(|| remote.extend(numbers("c"), join));
    fail(one(), "INTERNAL");
    assert_eq!(shown(remote), Some(Ok(vec![1, 2, -1])));
    app.on_page(|| remote.load(numbers("a")));
    answer(one(), "[1]");
    assert_eq!(shown(remote), Some(Ok(vec![1])), "the first page as it was, and no more");
}

#[test]
fn more_that_comes_after_other_rows_is_not_added_to_them() {
    let app = App::start();
    let remote = app.on_page(Numbers::new);
    app.on_page(|| remote.load(numbers("a")));
    answer(one(), "[1]");
    app.on_page(|| remote.extend(numbers("more of a"), |there, _| there.push(-1)));
    let more = one();
    app.on_page(|| remote.load(numbers("b")));
    answer(more, "[2]");
    answer(one(), "[3]");
    assert_eq!(shown(remote), Some(Ok(vec![3])));
}

#[test]
fn what_is_asked_last_is_answered_from_the_cache_or_the_server_and_the_rest_is_aborted() {
    let app = App::start();
    let calls = app.on_page(Latest::new);
    let heard = Rc::new(RefCell::new(Vec::new()));
    let ask = |name: &str| {
        let heard = Rc::clone(&heard);
        app.on_page(|| calls.ask(numbers(name), move |found| heard.borrow_mut().push(found.unwrap_or_default())));
    };
    ask("a");
    let first = one();
    ask("ab");
    assert!(first.is_aborted());
    answer(one(), "[2]");
    answer(first, "[1]");
    ask("ab");
    none();
    assert_eq!(*heard.borrow(), [vec![2], vec![2]]);
}

#[test]
fn an_ended_session_forgets_all_answers() {
    let app = App::start();
    let remote = app.on_page(Numbers::new);
    app.on_page(|| remote.load(numbers("a")));
    answer(one(), "[1]");
    app.on_page(|| remote.load(numbers("b")));
    fail(one(), "UNAUTHENTICATED");
    assert_eq!(shown(remote), Some(Err(Problem::Unauthenticated)));
    assert!(!app.session.is_expected_now());
    assert!(cache::get("a").is_none());
}
