//! Sessions: what writing down their use costs the requests that come with them, and what is left of them, and of
//! attempts to log in, when their time is over.

use std::time::{Duration, Instant};

use business::accounts::session::service::{prune, prune_attempts, resolve};
use business::app::App;
use business::graphql::SessionCookie;
use chrono::TimeDelta;
use domain::Actor;
use futures::future::join_all;
use platform::clock::Clock;
use platform::db::{Engine, WriteTx};
use sea_orm::{ConnectOptions, ConnectionTrait, Database};
use serde_json::{Value, json};

use crate::support::{PASSWORD, TestApp, on_both_engines};

/// Requests at once.
const REQUESTS: usize = 16;

/// Logs somebody in, or tries to.
async fn login(app: &TestApp, password: &str) {
    let document = "mutation($input: LoginInput!) { login(input: $input) { userErrors { code } } }";
    let input = json!({ "email": "sales@acme.test", "password": password });
    app.as_nobody().gql(document, json!({ "input": input })).await;
}

/// Runs a pruning until nothing is left to prune: how many rows went.
async fn pruned(app: &TestApp, attempts: bool) -> u64 {
    let mut rows = 0;
    loop {
        let work = async |tx: &WriteTx| {
            let age_max = TimeDelta::days(30);
            if attempts { prune_attempts(tx, age_max, 2).await } else { prune(tx, age_max, 2).await }
        };
        match app.app.db.write(&Actor::system(), None, work).await.unwrap() {
            0 => return rows,
            some => rows += some,
        }
    }
}

/// A session that was last used a minute ago: its secret.
async fn stale(app: &TestApp) -> String {
    let document = "mutation($input: LoginInput!) { login(input: $input) { userErrors { code } } }";
    let input = json!({ "email": "sales@acme.test", "password": PASSWORD });
    let (answer, cookie) = app.as_nobody().gql_with_cookie(document, json!({ "input": input })).await;
    let Some(SessionCookie::Set(secret)) = cookie else { panic!("{answer}") };
    app.advance(TimeDelta::seconds(60));
    secret
}

/// Whether the session's holder comes in.
async fn comes_in(app: &App, secret: &str) -> bool {
    resolve(app, secret).await.unwrap().is_some()
}

async fn last_use(app: &TestApp) -> Value {
    app.rows("SELECT last_seen_at FROM accounts_session").await.remove(0)
}

/// Lets each write of a session's use do something else first.
async fn at_each_use(app: &TestApp, sqlite: &str, postgres: &str) {
    let sql = match app.app.db.engine() {
        Engine::Sqlite => format!("CREATE TRIGGER at_use BEFORE UPDATE ON accounts_session BEGIN {sqlite}; END"),
        Engine::Postgres => format!(
            "CREATE FUNCTION at_use() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {postgres}; RETURN new; END $$;
             CREATE TRIGGER at_use BEFORE UPDATE ON accounts_session FOR EACH ROW EXECUTE FUNCTION at_use()"
        ),
    };
    app.outside(&sql).await;
}

on_both_engines! {
    async fn a_use_that_cannot_be_written_stops_nobody(app) {
        let secret = stale(&app).await;
        let before = last_use(&app).await;
        at_each_use(&app, "SELECT RAISE(ABORT, 'read only')", "RAISE EXCEPTION 'read only'").await;
        assert!(comes_in(&app.app, &secret).await);
        assert_eq!(last_use(&app).await, before);
        app.outside(match app.app.db.engine() {
            Engine::Sqlite => "DROP TRIGGER at_use",
            Engine::Postgres => "DROP TRIGGER at_use ON accounts_session",
        }).await;
        assert!(comes_in(&app.app, &secret).await);
        assert_ne!(last_use(&app).await, before);
    }

    async fn nobody_waits_for_a_busy_writer(app) {
        let secret = stale(&app).await;
        let before = last_use(&app).await;
        let mut one = ConnectOptions::new(app.url());
        one.max_connections(1);
        let other = Database::connect(one).await.unwrap();
        let busy = match app.app.db.engine() {
            Engine::Sqlite => "BEGIN IMMEDIATE",
            Engine::Postgres => "BEGIN; LOCK TABLE accounts_session IN EXCLUSIVE MODE",
        };
        other.execute_unprepared(busy).await.unwrap();
        let begun = Instant::now();
        assert!(comes_in(&app.app, &secret).await);
        assert!(begun.elapsed() < Duration::from_secs(2), "{:?}", begun.elapsed());
        assert_eq!(last_use(&app).await, before);
        other.execute_unprepared("ROLLBACK").await.unwrap();
        other.close().await.unwrap();
        let written = async {
            while last_use(&app).await == before {
                tokio::time::sleep(Duration::from_millis(50)).await;
                assert!(comes_in(&app.app, &secret).await);
            }
        };
        tokio::time::timeout(Duration::from_secs(20), written).await.unwrap();
    }

    async fn of_many_requests_on_two_nodes_one_writes(app) {
        let secret = stale(&app).await;
        app.outside("CREATE TABLE uses (at integer)").await;
        let count = "INSERT INTO uses VALUES (1)";
        at_each_use(&app, count, count).await;
        let clock = Clock::fixed(app.app.db.clock().now());
        let second = App::connect((*app.app.config).clone(), clock).await.unwrap();
        let requests = (0..REQUESTS).flat_map(|_| [&app.app, &second]).map(|node| comes_in(node, &secret));
        assert!(join_all(requests).await.into_iter().all(|is_in| is_in));
        assert_eq!(app.number("SELECT count(*) FROM uses").await, 1);
        second.db.close().await.unwrap();
    }

    async fn what_is_over_for_a_month_is_pruned(app) {
        for _ in 0..3 {
            login(&app, PASSWORD).await;
        }
        login(&app, "wrong").await;
        assert_eq!(app.number("SELECT COUNT(*) FROM accounts_session").await, 3);
        let attempts = app.number("SELECT COUNT(*) FROM accounts_loginattempt").await;
        assert!(attempts > 0);
        app.advance(TimeDelta::days(29));
        assert_eq!((pruned(&app, false).await, pruned(&app, true).await), (0, 0));
        app.advance(TimeDelta::days(10));
        login(&app, PASSWORD).await;
        assert_eq!(pruned(&app, false).await, 3);
        assert_eq!(pruned(&app, true).await, u64::try_from(attempts).unwrap());
        assert_eq!(app.number("SELECT COUNT(*) FROM accounts_session").await, 1);
    }
}
