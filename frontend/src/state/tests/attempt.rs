//! Orders of answers, losses, second sendings, closing and the connection's return, as forms meet them.
use std::cell::RefCell;
use std::rc::Rc;

use super::*;
use crate::api::error::Problem;
use crate::api::query::fixture::mutation;
use crate::state::attempt::Attempt;

/// What the form has been told is done.
type Done = Rc<RefCell<Vec<String>>>;

fn form(app: &App) -> (Attempt, Done) {
    (app.on_page(Attempt::new), Done::default())
}

fn send(app: &App, attempt: Attempt, name: &str, done: &Done) {
    let done = Rc::clone(done);
    app.on_page(|| attempt.send(mutation(name), move |made| done.borrow_mut().push(made)));
}

/// Busy, unsettled, refused, failed.
fn state(attempt: Attempt) -> (bool, bool, bool, Option<Problem>) {
    let failed = attempt.failed.get_untracked().map(|error| error.problem);
    let is_refused = attempt.refused.with_untracked(|refused| !refused.is_empty());
    (attempt.busy.get_untracked(), attempt.is_unsettled_now(), is_refused, failed)
}

const READY: (bool, bool, bool, Option<Problem>) = (false, false, false, None);

#[test]
fn what_is_done_is_told_once() {
    let app = App::start();
    let (attempt, done) = form(&app);
    send(&app, attempt, "create", &done);
    send(&app, attempt, "create", &done);
    let call = one();
    assert_eq!(state(attempt), (true, false, false, None));
    answer(call, r#""so_1""#);
    assert_eq!((state(attempt), &*done.borrow()), (READY, &vec!["so_1".to_owned()]));
}

#[test]
fn what_was_refused_is_another_mutation_the_next_time() {
    let app = App::start();
    let (attempt, done) = form(&app);
    send(&app, attempt, "create", &done);
    let first = one();
    let refused = first.body.clone();
    answer(first, "null");
    assert_eq!(state(attempt), (false, false, true, None));
    send(&app, attempt, "create", &done);
    let second = one();
    assert_ne!(second.body, refused);
    answer(second, r#""so_1""#);
    assert_eq!((state(attempt), done.borrow().len()), (READY, 1));
}

#[test]
fn what_got_no_answer_is_settled_before_anything_else_is_sent() {
    let app = App::start();
    let (attempt, done) = form(&app);
    send(&app, attempt, "as it was", &done);
    let first = one();
    let lost = first.body.clone();
    lose(first);
    assert_eq!(state(attempt), (false, true, false, Some(Problem::Network)));
    send(&app, attempt, "as it was typed since", &done);
    let second = one();
    assert_eq!(second.body, lost, "the same text under the same key");
    answer(second, r#""so_1""#);
    assert_eq!((state(attempt), &*done.borrow()), (READY, &vec!["so_1".to_owned()]));
    none();
}

#[test]
fn it_is_sent_again_by_itself_when_the_connection_returns() {
    let app = App::start();
    let (attempt, done) = form(&app);
    set_reachable(false);
    send(&app, attempt, "create", &done);
    let first = one();
    let lost = first.body.clone();
    lose(first);
    wait(2_000);
    none();
    set_reachable(true);
    wait(2_000);
    let second = one();
    assert_eq!(second.body, lost);
    answer(second, r#""so_1""#);
    assert_eq!((state(attempt), done.borrow().len()), (READY, 1));
    wait(60_000);
    none();
}

#[test]
fn a_call_that_hangs_is_unsettled_when_its_time_is_over() {
    let app = App::start();
    let (attempt, done) = form(&app);
    send(&app, attempt, "create", &done);
    let call = one();
    wait(20_000);
    assert!(call.is_aborted());
    assert!(attempt.is_unsettled_now() && done.borrow().is_empty());
}

#[test]
fn a_refusal_settles_it_too() {
    let app = App::start();
    let (attempt, done) = form(&app);
    send(&app, attempt, "create", &done);
    lose(one());
    app.on_page(|| attempt.retry());
    answer(one(), "null");
    assert_eq!((state(attempt), done.borrow().len()), ((false, false, true, None), 0));
}

#[test]
fn it_stays_unsettled_for_as_long_as_there_is_no_answer() {
    let app = App::start();
    let (attempt, done) = form(&app);
    send(&app, attempt, "create", &done);
    for code in ["INTERNAL", "UNAVAILABLE", "TIMEOUT", "IDEMPOTENCY_KEY_REUSED"] {
        fail(one(), code);
        assert!(attempt.is_unsettled_now(), "{code}");
        app.on_page(|| attempt.retry());
    }
    answer(one(), r#""so_1""#);
    assert_eq!((state(attempt), done.borrow().len()), (READY, 1));
}

#[test]
fn what_was_certainly_not_done_is_not_unsettled() {
    let app = App::start();
    let (attempt, done) = form(&app);
    for (code, problem) in [
        ("FORBIDDEN", Problem::Denied),
        ("RATE_LIMITED", Problem::Throttled),
        ("CONFLICT", Problem::Conflict),
        ("BAD_USER_INPUT", Problem::Input),
        ("UNAUTHENTICATED", Problem::Unauthenticated),
    ] {
        send(&app, attempt, "create", &done);
        fail(one(), code);
        assert_eq!(state(attempt), (false, false, false, Some(problem)), "{code}");
    }
}

#[test]
fn who_may_not_send_it_again_does_not_hear_what_became_of_it() {
    let app = App::start();
    let (attempt, done) = form(&app);
    send(&app, attempt, "create", &done);
    let first = one();
    let lost = first.body.clone();
    lose(first);
    for code in ["UNAUTHENTICATED", "RATE_LIMITED"] {
        app.on_page(|| attempt.retry());
        fail(one(), code);
        assert_eq!(attempt.unanswered(), Some(lost.clone()), "{code}");
    }
    app.on_page(|| attempt.retry());
    one().refuse_document();
    run();
    assert_eq!(attempt.unanswered(), Some(lost), "a deploy has changed the document");
    app.on_page(|| attempt.retry());
    answer(one(), r#""so_1""#);
    assert_eq!((state(attempt), done.borrow().len()), (READY, 1));
}

#[test]
fn the_form_is_locked_while_an_answer_is_late_or_lost_and_not_by_a_quick_one() {
    let app = App::start();
    let (attempt, done) = form(&app);
    let is_locked = || untrack(|| attempt.is_locked());
    send(&app, attempt, "create", &done);
    wait(499);
    assert!(!is_locked());
    answer(one(), "null");
    wait(1);
    assert!(!is_locked(), "the answer is there");
    send(&app, attempt, "create", &done);
    wait(500);
    assert!(is_locked());
    lose(one());
    assert!(is_locked());
    app.on_page(|| attempt.retry());
    answer(one(), "null");
    assert!(!is_locked());
}

#[test]
fn cache_and_session_hear_of_an_answer_when_the_form_is_gone() {
    for is_done in [true, false] {
        let app = App::start();
        let (attempt, done) = form(&app);
        let epoch = cache::epoch();
        send(&app, attempt, "create", &done);
        let call = one();
        app.leave();
        assert!(!call.is_aborted(), "what may be done is waited for");
        if is_done {
            answer(call, r#""so_1""#);
            assert_ne!(cache::epoch(), epoch);
        } else {
            fail(call, "UNAUTHENTICATED");
            assert!(!app.session.is_expected_now());
        }
        assert!(done.borrow().is_empty());
    }
}

#[test]
fn what_may_have_been_done_makes_the_cache_stale() {
    let app = App::start();
    let (attempt, done) = form(&app);
    let epoch = cache::epoch();
    send(&app, attempt, "create", &done);
    lose(one());
    assert_ne!(cache::epoch(), epoch);
}

#[test]
fn who_does_not_wait_may_begin_anew() {
    let app = App::start();
    let (attempt, done) = form(&app);
    send(&app, attempt, "create", &done);
    let first = one();
    let lost = first.body.clone();
    lose(first);
    app.on_page(|| attempt.abandon());
    assert_eq!(state(attempt), READY);
    send(&app, attempt, "create", &done);
    assert_ne!(one().body, lost);
}

#[test]
fn what_was_sent_before_a_reload_is_settled_as_it_was() {
    let app = App::start();
    let (attempt, done) = form(&app);
    let before = mutation("create");
    let body = before.body().to_string();
    let told = Rc::clone(&done);
    app.on_page(|| attempt.resume(before, move |made| told.borrow_mut().push(made)));
    let call = one();
    assert_eq!(
        (call.body.as_str(), attempt.unanswered()),
        (body.as_str(), Some(body.clone())),
        "while it is under way"
    );
    fail(call, "UNAUTHENTICATED");
    assert_eq!(attempt.unanswered(), Some(body.clone()), "whoever logs in again goes on with it");
    app.on_page(|| attempt.retry());
    lose(one());
    assert_eq!(attempt.unanswered(), Some(body));
    app.on_page(|| attempt.retry());
    answer(one(), r#""so_1""#);
    assert_eq!((done.borrow().len(), attempt.unanswered()), (1, None));
}

#[test]
fn what_was_refused_is_not_gone_on_with_after_a_reload() {
    let app = App::start();
    let (attempt, done) = form(&app);
    send(&app, attempt, "create", &done);
    answer(one(), "null");
    assert_eq!(attempt.unanswered(), None);
}

/// Sends three mutations, one after another.
fn send_three(app: &App, attempt: Attempt, done: &Done) {
    let (each, all) = (Rc::clone(done), Rc::clone(done));
    let mut names = ["a", "b", "c"].into_iter();
    app.on_page(|| {
        attempt.send_each(
            move |_| names.next().map(mutation),
            move |made| each.borrow_mut().push(made),
            move || all.borrow_mut().push("all".to_owned()),
        );
    });
}

#[test]
fn several_are_sent_one_after_another_and_a_loss_in_between_goes_on_where_it_was() {
    let app = App::start();
    let (attempt, done) = form(&app);
    send_three(&app, attempt, &done);
    answer(one(), r#""1""#);
    let second = one();
    let lost = second.body.clone();
    lose(second);
    assert_eq!((&*done.borrow(), state(attempt).1), (&vec!["1".to_owned()], true));
    app.on_page(|| attempt.retry());
    let again = one();
    assert_eq!(again.body, lost);
    answer(again, r#""2""#);
    answer(one(), r#""3""#);
    assert_eq!((state(attempt), done.borrow().join(" ")), (READY, "1 2 3 all".to_owned()));
}

#[test]
fn the_first_refusal_ends_several() {
    let app = App::start();
    let (attempt, done) = form(&app);
    send_three(&app, attempt, &done);
    answer(one(), r#""1""#);
    answer(one(), "null");
    none();
    assert_eq!((state(attempt), done.borrow().join(" ")), ((false, false, true, None), "1".to_owned()));
}

#[test]
fn the_rest_of_several_is_sent_when_the_form_is_gone() {
    let app = App::start();
    let (attempt, done) = form(&app);
    send_three(&app, attempt, &done);
    app.leave();
    for made in ["1", "2", "3"] {
        answer(one(), &format!("{made:?}"));
    }
    none();
    assert!(done.borrow().is_empty());
}
