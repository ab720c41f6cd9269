//! API tokens: what they may do, when they end, and what a request with one costs.

use axum::body::Body;
use chrono::TimeDelta;
use domain::{Actor, Permission};
use http::request::Parts;
use http::{Request, header};
use platform::error::Error;
use serde_json::{Value, json};
use server::http::assets::Assets;
use server::http::serve::router;
use server::http::session::asker;
use server::http::trusted::TrustedDocuments;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::ServiceExt;

use crate::support::{Client, TestApp, on_both_engines};

/// A token that lives until the end of the month.
fn wish(permissions: &[&str]) -> Value {
    json!({ "name": "Shop", "permissions": permissions, "expiresAt": "2026-03-31T00:00:00Z" })
}

/// A new token of the client's user: its id and its secret.
async fn token(client: &Client, permissions: &[&str]) -> (Value, String) {
    let reply = client.act("apiTokenCreate", wish(permissions)).await;
    let secret = reply.answer["data"]["payload"]["secret"].as_str().unwrap().to_owned();
    (reply.done()["id"].clone(), secret)
}

fn parts(authorization: &str) -> Parts {
    Request::get("/graphql").header(header::AUTHORIZATION, authorization).body(()).unwrap().into_parts().0
}

/// Who holds the token.
async fn holder(app: &TestApp, secret: &str) -> Result<Actor, Error> {
    asker(&app.app, &parts(&format!("Bearer {secret}"))).await.map(|(actor, _)| actor.unwrap())
}

/// Whether the token is turned away as nobody's.
async fn is_nobodys(app: &TestApp, secret: &str) -> bool {
    matches!(holder(app, secret).await, Err(Error::Unauthenticated))
}

on_both_engines! {
    async fn a_token_holds_what_it_was_given_and_what_its_user_still_has(app) {
        let sales = app.as_role("sales");
        let (id, secret) = token(&sales, &["SALES_ORDER_READ", "SALES_ORDER_CONFIRM"]).await;
        // The database does not know the secret.
        let rows = app.rows("SELECT * FROM accounts_apitoken").await;
        assert!(rows.len() == 1 && !rows[0].to_string().contains(&secret));

        let actor = holder(&app, &secret).await.unwrap();
        assert_eq!(actor.user_id(), Some(app.users["sales"]));
        assert_eq!(actor.token_id().unwrap().to_string().as_str(), id.as_str().unwrap());
        assert_eq!(actor.principal().as_str(), id.as_str().unwrap());
        assert_eq!(actor.permissions.iter().collect::<Vec<_>>(), [Permission::SalesOrderRead, Permission::SalesOrderConfirm]);
        // Its keys are its own: the user's session may use the same ones.
        let viewer = json!({ "id": app.users["sales"], "roleIds": [app.roles["viewer"]], "expectedVersion": 1 });
        app.as_role("admin").act("userAssignRoles", viewer).await.done();
        let actor = holder(&app, &secret).await.unwrap();
        assert_eq!(actor.permissions.iter().collect::<Vec<_>>(), [Permission::SalesOrderRead]);
        let inactive = json!({ "id": app.users["sales"], "isActive": false, "expectedVersion": 2 });
        app.as_role("admin").act("userSetActive", inactive).await.done();
        assert!(is_nobodys(&app, &secret).await);
    }

    async fn a_token_ends_on_its_day_and_by_hand(app) {
        let sales = app.as_role("sales");
        let ((first, mine), (second, other)) =
            (token(&sales, &["STOCK_READ"]).await, token(&sales, &["STOCK_READ"]).await);
        assert!(holder(&app, &mine).await.is_ok() && holder(&app, &other).await.is_ok());
        let before = app.everything().await;
        assert_eq!(app.as_role("viewer").act("apiTokenRevoke", json!({ "id": first })).await.refused(), "NOT_FOUND");
        assert_eq!(app.as_nobody().act("apiTokenRevoke", json!({ "id": first })).await.error(), "UNAUTHENTICATED");
        assert_eq!(app.everything().await, before);
        sales.act("apiTokenRevoke", json!({ "id": first })).await.done();
        assert!(is_nobodys(&app, &mine).await);
        assert!(holder(&app, &other).await.is_ok());
        app.advance(TimeDelta::days(29));
        assert!(is_nobodys(&app, &other).await);
        app.as_role("admin").act("apiTokenRevoke", json!({ "id": second })).await.done();
        for made_up in ["erp_made-up", "made up", ""] {
            assert!(is_nobodys(&app, made_up).await, "{made_up}");
        }
        assert!(matches!(asker(&app.app, &parts("Basic YTpi")).await, Err(Error::Unauthenticated)));
    }

    async fn an_end_from_outside_is_seen(app) {
        app.app.follow_log();
        let (_, secret) = token(&app.as_role("sales"), &["STOCK_READ"]).await;
        assert!(holder(&app, &secret).await.is_ok());
        app.outside("UPDATE accounts_apitoken SET revoked_at = created_at").await;
        tokio::time::sleep(std::time::Duration::from_millis(600)).await;
        assert!(is_nobodys(&app, &secret).await);
    }

    async fn a_token_that_may_not_be_is_refused_and_nothing_is_written(app) {
        let (sales, wish) = (app.as_role("sales"), wish(&["STOCK_READ"]));
        let with = |field: &str, value: Value| {
            let mut input = wish.clone();
            input[field] = value;
            input
        };
        let before = app.everything().await;
        for (input, code) in [
            (with("permissions", json!(["STOCK_READ", "OPERATE"])), "BEYOND_OWN_PERMISSIONS"),
            (with("permissions", json!([])), "REQUIRED"),
            (with("name", json!("  ")), "REQUIRED"),
            (with("name", json!("x".repeat(101))), "TOO_LONG"),
            (with("expiresAt", json!("2026-03-02T12:00:00Z")), "INVALID"),
            (with("expiresAt", json!("2027-03-04T12:00:00Z")), "INVALID"),
        ] {
            assert_eq!(sales.act("apiTokenCreate", input.clone()).await.refused(), code, "{input}");
        }
        assert_eq!(app.as_nobody().act("apiTokenCreate", wish.clone()).await.error(), "UNAUTHENTICATED");
        assert_eq!(app.everything().await, before);
        // A token makes no tokens.
        let (_, secret) = token(&sales, &["STOCK_READ"]).await;
        let program = app.as_actor(holder(&app, &secret).await.unwrap());
        assert_eq!(program.act("apiTokenCreate", wish.clone()).await.refused(), "PERMISSION_MISSING");
    }

    async fn a_secret_is_shown_once(app) {
        let (sales, mut input) = (app.as_role("sales"), wish(&["STOCK_READ"]));
        input["idempotencyKey"] = "once".into();
        let first = sales.act("apiTokenCreate", input.clone()).await;
        let again = sales.act("apiTokenCreate", input).await;
        assert!(first.answer["data"]["payload"]["secret"].is_string());
        assert!(again.answer["data"]["payload"]["secret"].is_null());
        assert_eq!(first.done()["id"], again.done()["id"]);
        assert_eq!(app.number("SELECT COUNT(*) FROM accounts_apitoken").await, 1);
    }

    async fn everybody_lists_his_own_and_who_manages_all(app) {
        let (sales, admin) = (app.as_role("sales"), app.as_role("admin"));
        token(&sales, &["STOCK_READ"]).await;
        token(&admin, &["OPERATE"]).await;
        let list = "query($of: ID, $all: Boolean) { apiTokens(userId: $of, everybody: $all)
            { nodes { user { email } permissions lastFour } totalCount { count } } }";
        let own = sales.ask(list, json!({ "all": false })).await;
        assert_eq!(own["apiTokens"]["totalCount"]["count"], 1);
        assert_eq!(own["apiTokens"]["nodes"][0]["user"]["email"], "sales@acme.test");
        assert_eq!(admin.ask(list, json!({ "of": app.users["sales"], "all": false })).await, own);
        let all = admin.ask(list, json!({ "all": true })).await;
        assert_eq!(all["apiTokens"]["totalCount"]["count"], 2);
        // The tokens, their count, their users.
        assert_eq!(admin.queries(), 3);
        assert_eq!(sales.code(list, json!({ "all": true })).await, "FORBIDDEN");
        assert_eq!(sales.code(list, json!({ "of": app.users["admin"], "all": false })).await, "FORBIDDEN");
    }

    async fn using_a_token_writes_once_a_minute(app) {
        app.app.follow_log();
        let (_, secret) = token(&app.as_role("sales"), &["STOCK_READ"]).await;
        let used = "SELECT last_used_at FROM accounts_apitoken";
        assert!(app.rows(used).await[0]["last_used_at"].is_null());
        holder(&app, &secret).await.unwrap();
        let first = app.rows(used).await;
        assert!(!first[0]["last_used_at"].is_null());
        app.advance(TimeDelta::seconds(59));
        for _ in 0..20 {
            holder(&app, &secret).await.unwrap();
        }
        assert_eq!(app.rows(used).await, first);
        app.advance(TimeDelta::seconds(1));
        holder(&app, &secret).await.unwrap();
        assert_ne!(app.rows(used).await, first);
    }

    async fn guesses_are_turned_away_before_the_database_is_asked(app) {
        let (_, secret) = token(&app.as_role("sales"), &["STOCK_READ"]).await;
        for number in 0..20 {
            assert!(is_nobodys(&app, &format!("erp_{number}")).await);
        }
        assert!(matches!(holder(&app, "erp_20").await, Err(Error::Throttled { retry_after_s: 60 })));
        assert!(matches!(holder(&app, &secret).await, Err(Error::Throttled { .. })));
        app.advance(TimeDelta::seconds(60));
        assert!(holder(&app, &secret).await.is_ok());
    }

    async fn a_request_with_a_token_is_nobody_elses(app) {
        let (_, secret) = token(&app.as_role("sales"), &["CUSTOMER_READ"]).await;
        let trusted = TrustedDocuments::of_the_web_app().unwrap();
        let router = router(&app.app, trusted, Assets::missing(), TaskTracker::new(), CancellationToken::new());
        let send = async |authorization: String| {
            let body = json!({ "query": "{ me { email } customers { nodes { id } } }" }).to_string();
            let request = Request::post("/graphql")
                .header(header::CONTENT_TYPE, "application/json")
                .header(header::ACCEPT, "application/json")
                .header(header::COOKIE, "erp=not-looked-at")
                .header(header::AUTHORIZATION, authorization)
                .body(Body::from(body))
                .unwrap();
            let answer = router.clone().oneshot(request).await.unwrap();
            let bytes = axum::body::to_bytes(answer.into_body(), 1 << 20).await.unwrap();
            serde_json::from_slice::<Value>(&bytes).unwrap()
        };
        let answer = send(format!("bearer {secret}")).await;
        assert_eq!(answer["data"], json!({ "me": { "email": "sales@acme.test" }, "customers": { "nodes": [] } }));
        for wrong in ["Bearer erp_unknown".to_owned(), format!("Basic {secret}"), String::new()] {
            assert_eq!(send(wrong).await["errors"][0]["extensions"]["code"], "UNAUTHENTICATED");
        }
    }
}
