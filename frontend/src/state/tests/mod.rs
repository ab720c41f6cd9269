//! The machines of this folder with a clock and a server that tests drive.
mod attempt;
mod remote;

use any_spawner::Executor;
use leptos::prelude::*;

use super::cache;
use super::connection::Connection;
use super::session::Session;
use crate::api::transport::fake::{Call, arrived, set_reachable};
use crate::clock;

/// The app, as far as the machines need it, and a page in it.
struct App {
    _root: Owner,
    page: Owner,
    session: Session,
    connection: Connection,
}

impl App {
    fn start() -> Self {
        // Another test may have been first.
        drop(Executor::init_futures_executor());
        drop(arrived());
        set_reachable(true);
        cache::clear();
        let root = Owner::new();
        let (session, connection) = root.with(|| {
            let connection = Connection::new();
            let session = Session::new(connection);
            provide_context(connection);
            provide_context(session);
            (session, connection)
        });
        let page = root.with(Owner::new);
        Self { _root: root, page, session, connection }
    }

    /// Does something on the page, and whatever comes of it at once.
    fn on_page<T>(&self, act: impl FnOnce() -> T) -> T {
        let done = self.page.with(act);
        run();
        done
    }

    /// The user leaves the page.
    fn leave(&self) {
        self.page.cleanup();
        run();
    }
}

/// Lets everything happen that waits for nothing.
fn run() {
    Executor::poll_local();
}

/// Lets so many milliseconds go by.
fn wait(ms: i64) {
    clock::advance(ms);
    run();
}

/// The one call that has arrived.
fn one() -> Call {
    let mut calls = arrived();
    assert_eq!(calls.len(), 1, "{:?}", calls.iter().map(|call| &call.body).collect::<Vec<_>>());
    calls.remove(0)
}

/// Nothing was sent.
fn none() {
    assert!(arrived().is_empty());
}

fn answer(call: Call, data: &str) {
    call.answer(data);
    run();
}

fn lose(call: Call) {
    call.lose();
    run();
}

fn fail(call: Call, code: &str) {
    call.fail(code);
    run();
}
