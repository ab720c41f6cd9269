//! What is left of sessions and of attempts to log in when their time is over.

use business::accounts::session::service::{prune, prune_attempts};
use chrono::TimeDelta;
use domain::Actor;
use platform::db::WriteTx;
use serde_json::json;

use crate::support::{PASSWORD, TestApp, on_both_engines};

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

on_both_engines! {
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
