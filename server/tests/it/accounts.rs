//! Who comes in, how long he stays, and who lets him.

use business::accounts::session::service::resolve;
use business::graphql::SessionCookie;
use chrono::TimeDelta;
use domain::Actor;
use serde_json::{Value, json};

use crate::support::{Client, PASSWORD, TestApp, on_both_engines};

const LOGIN: &str = "mutation($email: String!, $password: String!) {
    login(input: { email: $email, password: $password }) {
        viewer { id email permissions } userErrors { code field message params { name } } } }";

/// Logs in: the payload, and the session's secret.
async fn log_in(client: &Client, email: &str, password: &str) -> (Value, Option<String>) {
    let variables = json!({ "email": email, "password": password });
    let (mut answer, cookie) = client.gql_with_cookie(LOGIN, variables).await;
    assert!(answer.get("errors").is_none(), "{answer}");
    let secret = match cookie {
        Some(SessionCookie::Set(secret)) => Some(secret),
        Some(SessionCookie::Clear) => panic!("a login that clears the cookie"),
        None => None,
    };
    (answer["data"]["login"].take(), secret)
}

/// A session of the user of a role: its secret.
async fn session(app: &TestApp, role: &str) -> String {
    let (payload, secret) = log_in(&app.as_nobody(), &format!("{role}@acme.test"), PASSWORD).await;
    assert_eq!(payload["userErrors"], json!([]));
    secret.unwrap()
}

/// Who holds the session.
async fn holder(app: &TestApp, secret: &str) -> Option<Actor> {
    resolve(&app.app, secret).await.map_err(|error| format!("{error:?}")).unwrap()
}

/// Twenty wrong logins to one account at once, each from elsewhere: how many of them were checked.
async fn guess_at_once(app: &TestApp) -> usize {
    let guesses = (0..20).map(|number| {
        let client = app.as_nobody().at(&format!("198.51.100.{number}"));
        let guess = json!({ "email": "sales@acme.test", "password": "guess" });
        tokio::spawn(async move { client.gql(LOGIN, guess).await })
    });
    let mut checked = 0;
    for answer in futures::future::join_all(guesses).await {
        let answer = answer.unwrap();
        if answer.get("errors").is_none() {
            assert_eq!(answer["data"]["login"]["userErrors"][0]["code"], "BAD_CREDENTIALS");
            checked += 1;
        } else {
            assert_eq!(answer["errors"][0]["extensions"]["code"], "RATE_LIMITED");
        }
    }
    checked
}

/// A user as `users` lists it.
async fn user(app: &TestApp, role: &str) -> Value {
    let data = app.as_role("admin").ask("{ users { nodes { id email isActive version } } }", json!({})).await;
    let email = format!("{role}@acme.test");
    data["users"]["nodes"].as_array().unwrap().iter().find(|user| user["email"] == email.as_str()).unwrap().clone()
}

on_both_engines! {
    async fn a_login_sets_a_secret_that_a_logout_ends(app) {
        let (payload, secret) = log_in(&app.as_nobody(), " Sales@Acme.Test ", PASSWORD).await;
        let secret = secret.unwrap();
        assert_eq!(payload["viewer"]["id"], app.users["sales"].to_string());
        assert!(payload["viewer"]["permissions"].as_array().unwrap().contains(&json!("SALES_ORDER_CONFIRM")));
        let actor = holder(&app, &secret).await.unwrap();
        assert_eq!((actor.user_id(), actor.name()), (Some(app.users["sales"]), "sales"));
        // The database does not know the secret.
        let rows = app.rows("SELECT * FROM accounts_session").await;
        assert!(rows.len() == 1 && !rows[0].to_string().contains(&secret));

        let me = app.as_actor(actor.clone()).ask("{ me { email } sessions { userAgent address } }", json!({})).await;
        assert_eq!(me["me"]["email"], "sales@acme.test");
        assert_eq!(me["sessions"], json!([{ "userAgent": "it", "address": "192.0.2.1" }]));

        let client = app.as_actor(actor).with_secret(&secret);
        let (answer, cookie) = client.gql_with_cookie("mutation { logout { done } }", json!({})).await;
        assert_eq!(answer["data"]["logout"]["done"], true);
        assert!(matches!(cookie, Some(SessionCookie::Clear)));
        assert!(holder(&app, &secret).await.is_none());
        assert!(holder(&app, "made up").await.is_none());
    }

    async fn every_wrong_login_gets_the_same_answer(app) {
        let active = json!({ "id": app.users["viewer"], "isActive": false, "expectedVersion": 1 });
        app.as_role("admin").act("userSetActive", active).await.done();
        let (wrong, none) = log_in(&app.as_nobody(), "sales@acme.test", "not this one").await;
        let (unknown, also_none) = log_in(&app.as_nobody(), "nobody@acme.test", PASSWORD).await;
        let (closed, none_either) = log_in(&app.as_nobody(), "viewer@acme.test", PASSWORD).await;
        assert_eq!(wrong["userErrors"][0]["code"], "BAD_CREDENTIALS");
        assert_eq!((&wrong, &wrong), (&unknown, &closed));
        assert_eq!((none, also_none, none_either), (None, None, None));
        assert_eq!(app.number("SELECT COUNT(*) FROM accounts_session").await, 0);
    }

    async fn failures_are_throttled_by_account_and_by_address(app) {
        let guess = json!({ "email": "sales@acme.test", "password": "guess" });
        let right = json!({ "email": "sales@acme.test", "password": PASSWORD });
        for round in 0..5 {
            let (payload, _) = log_in(&app.as_nobody().at(&format!("192.0.2.{round}")), "sales@acme.test", "guess").await;
            assert_eq!(payload["userErrors"][0]["code"], "BAD_CREDENTIALS");
        }
        // The right password does not help, nor does another address; another account does.
        assert_eq!(app.as_nobody().at("198.51.100.1").code(LOGIN, right.clone()).await, "RATE_LIMITED");
        session(&app, "viewer").await;
        app.advance(TimeDelta::seconds(2));
        assert_eq!(app.as_nobody().gql(LOGIN, guess).await["data"]["login"]["userErrors"][0]["code"], "BAD_CREDENTIALS");
        // Each further failure doubles the wait.
        app.advance(TimeDelta::seconds(1));
        assert_eq!(app.as_nobody().code(LOGIN, right).await, "RATE_LIMITED");
        app.advance(TimeDelta::minutes(15));
        session(&app, "sales").await;
    }

    async fn guesses_at_once_are_throttled_too(app) {
        let checked = guess_at_once(&app).await;
        assert!((1..=5).contains(&checked), "{checked} guesses were checked");
        for _ in checked..5 {
            log_in(&app.as_nobody(), "sales@acme.test", "guess").await;
        }
        assert_eq!(guess_at_once(&app).await, 0);
        // When the wait is over, they go one by one.
        app.advance(TimeDelta::seconds(2));
        assert_eq!(guess_at_once(&app).await, 1);
        app.advance(TimeDelta::minutes(15));
        session(&app, "sales").await;
    }

    async fn a_session_ends_when_idle_and_at_its_age(app) {
        let idle = session(&app, "sales").await;
        app.advance(TimeDelta::minutes(29));
        assert!(holder(&app, &idle).await.is_some());
        app.advance(TimeDelta::minutes(29));
        assert!(holder(&app, &idle).await.is_some());
        app.advance(TimeDelta::minutes(31));
        assert!(holder(&app, &idle).await.is_none());

        let busy = session(&app, "sales").await;
        for _ in 0..47 {
            app.advance(TimeDelta::minutes(15));
            assert!(holder(&app, &busy).await.is_some());
        }
        app.advance(TimeDelta::minutes(15));
        assert!(holder(&app, &busy).await.is_none());
    }

    async fn a_session_is_revoked_by_its_owner_and_by_who_manages(app) {
        let (mine, other) = (session(&app, "sales").await, session(&app, "sales").await);
        let list = "query($of: ID) { sessions(userId: $of) { id } }";
        let of = json!({ "of": app.users["sales"] });
        let sales = app.as_role("sales");
        let sessions = sales.ask(list, json!({})).await;
        assert_eq!(sessions["sessions"].as_array().unwrap().len(), 2);
        assert_eq!(app.as_role("viewer").code(list, of.clone()).await, "FORBIDDEN");
        assert_eq!(app.as_role("admin").ask(list, of).await, sessions);

        let newest = json!({ "id": sessions["sessions"][0]["id"] });
        assert_eq!(app.as_role("viewer").act("sessionRevoke", newest.clone()).await.refused(), "NOT_FOUND");
        sales.act("sessionRevoke", newest).await.done();
        assert!(holder(&app, &other).await.is_none());
        assert!(holder(&app, &mine).await.is_some());
        app.as_role("admin").act("sessionRevoke", json!({ "id": sessions["sessions"][1]["id"] })).await.done();
        assert!(holder(&app, &mine).await.is_none());
    }

    async fn who_is_kept_out_loses_his_sessions(app) {
        let secret = session(&app, "sales").await;
        let input = json!({ "id": app.users["sales"], "isActive": false, "expectedVersion": 1 });
        app.as_role("admin").act("userSetActive", input).await.done();
        assert!(holder(&app, &secret).await.is_none());
        let user = user(&app, "sales").await;
        assert_eq!([&user["isActive"], &user["version"]], [&json!(false), &json!(2)]);
    }

    async fn a_change_of_roles_counts_at_once(app) {
        let secret = session(&app, "sales").await;
        let assign = json!({ "id": app.users["sales"], "roleIds": [app.roles["viewer"], app.roles["warehouse"]],
            "expectedVersion": 1 });
        let admin = app.as_role("admin");
        admin.act("userAssignRoles", assign.clone()).await.done();
        let ship = domain::Permission::SalesOrderShip;
        let actor = holder(&app, &secret).await.unwrap();
        assert!(actor.permissions.has(ship) && !actor.permissions.has(domain::Permission::SalesOrderWrite));
        assert_eq!(admin.act("userAssignRoles", assign).await.refused(), "CONFLICT");

        let change = json!({ "id": app.roles["warehouse"], "permissions": ["STOCK_READ"], "expectedVersion": 1 });
        admin.act("roleChange", change.clone()).await.done();
        assert!(!holder(&app, &secret).await.unwrap().permissions.has(ship));
        assert_eq!(admin.act("roleChange", change).await.refused(), "CONFLICT");
    }

    async fn nobody_grants_what_he_lacks(app) {
        let managing = json!({ "code": "clerk", "name": "Clerk", "permissions": ["ACCOUNTS_MANAGE", "STOCK_READ"] });
        let role = app.as_role("admin").act("roleCreate", managing).await.done();
        let person = json!({ "email": "clerk@acme.test", "name": "Clerk", "password": "long enough 1",
            "roleIds": [role["id"]] });
        app.as_role("admin").act("userCreate", person).await.done();
        let (_, secret) = log_in(&app.as_nobody(), "clerk@acme.test", "long enough 1").await;
        let clerk = app.as_actor(holder(&app, &secret.unwrap()).await.unwrap());
        let before = app.everything().await;
        for (field, input) in [
            ("roleCreate", json!({ "code": "x", "name": "X", "permissions": ["STOCK_READ", "OPERATE"] })),
            ("roleChange", json!({ "id": role["id"], "permissions": ["ACCOUNTS_MANAGE", "CATALOG_READ"],
                "expectedVersion": 1 })),
            ("userAssignRoles", json!({ "id": app.users["viewer"], "roleIds": [app.roles["sales"]],
                "expectedVersion": 1 })),
            ("userCreate", json!({ "email": "x@acme.test", "name": "X", "password": "long enough 1",
                "roleIds": [app.roles["admin"]] })),
        ] {
            assert_eq!(clerk.act(field, input).await.refused(), "BEYOND_OWN_PERMISSIONS", "{field}");
        }
        assert_eq!(app.everything().await, before);
        let own = json!({ "code": "looker", "name": "Looker", "permissions": ["STOCK_READ"] });
        clerk.act("roleCreate", own).await.done();
    }

    async fn somebody_always_manages(app) {
        let admin = app.as_role("admin");
        let before = app.everything().await;
        let id = app.users["admin"];
        for (field, input) in [
            ("userAssignRoles", json!({ "id": id, "roleIds": [app.roles["viewer"]], "expectedVersion": 1 })),
            ("userAssignRoles", json!({ "id": id, "roleIds": [], "expectedVersion": 1 })),
            ("userSetActive", json!({ "id": id, "isActive": false, "expectedVersion": 1 })),
            ("roleChange", json!({ "id": app.roles["admin"], "permissions": ["OPERATE"], "expectedVersion": 1 })),
        ] {
            assert_eq!(admin.act(field, input).await.refused(), "LAST_ADMINISTRATOR", "{field}");
        }
        assert_eq!(app.everything().await, before);
        let second = json!({ "id": app.users["sales"], "roleIds": [app.roles["admin"]], "expectedVersion": 1 });
        admin.act("userAssignRoles", second).await.done();
        admin.act("userSetActive", json!({ "id": id, "isActive": false, "expectedVersion": 1 })).await.done();
    }

    async fn a_user_needs_an_address_of_his_own_and_a_password(app) {
        let admin = app.as_role("admin");
        let new = |email: &str, name: &str, password: &str| {
            json!({ "email": email, "name": name, "password": password, "roleIds": [] })
        };
        for (input, code) in [
            (new("SALES@acme.test", "S", "long enough 1"), "TAKEN"),
            (new("nowhere", "S", "long enough 1"), "INVALID"),
            (new("s@acme.test", " ", "long enough 1"), "REQUIRED"),
            (new("s@acme.test", "S", "short"), "WEAK_PASSWORD"),
            (new("s@acme.test", "S", "Password1"), "WEAK_PASSWORD"),
        ] {
            assert_eq!(admin.act("userCreate", input).await.refused(), code);
        }
    }
}
