//! People: one's own account, other people's accounts, roles.

use serde_json::{Value, json};

use crate::support::{Client, PASSWORD, TestApp, on_both_engines};

const LOGIN: &str = "mutation($email: String!, $password: String!) {
    login(input: { email: $email, password: $password }) { viewer { id } userErrors { code } } }";

/// Whether one gets in.
async fn gets_in(app: &TestApp, email: &str, password: &str) -> bool {
    let answer = app.as_nobody().gql(LOGIN, json!({ "email": email, "password": password })).await;
    answer["data"]["login"]["viewer"]["id"].is_string()
}

/// A clerk who manages accounts and sees stock, nothing else.
async fn clerk(app: &TestApp) -> Client {
    use domain::Permission::{AccountsManage, StockRead};
    let permissions = [AccountsManage, StockRead].into_iter().collect();
    app.as_actor(domain::Actor::user(app.users["quality"], "clerk", permissions))
}

async fn living_sessions(app: &TestApp) -> i64 {
    app.number("SELECT COUNT(*) FROM accounts_session WHERE revoked_at IS NULL").await
}

on_both_engines! {
    async fn one_changes_ones_own_profile(app) {
        let viewer = app.as_role("viewer");
        let input = json!({ "name": " Ay\u{15f}e ", "locale": "tr", "theme": "dark", "expectedVersion": 1 });
        viewer.act("accountChange", input.clone()).await.done();
        let me = viewer.ask("{ me { name locale theme version } }", json!({})).await;
        assert_eq!(me["me"], json!({ "name": "Ay\u{15f}e", "locale": "tr", "theme": "dark", "version": 2 }));
        let before = app.everything().await;
        assert_eq!(viewer.act("accountChange", input).await.refused(), "CONFLICT");
        for (field, value, code) in
            [("locale", "de", "INVALID"), ("theme", "pink", "INVALID"), ("name", " ", "REQUIRED")]
        {
            let mut wrong = json!({ "name": "A", "locale": "en", "theme": "light", "expectedVersion": 2 });
            wrong[field] = value.into();
            let reply = viewer.act("accountChange", wrong).await;
            assert_eq!((reply.refused().as_str(), &reply.reason()["field"]), (code, &json!([field])));
        }
        assert_eq!(app.everything().await, before);
    }

    async fn a_new_password_needs_the_old_one_and_ends_the_other_sessions(app) {
        assert!(gets_in(&app, "sales@acme.test", PASSWORD).await && gets_in(&app, "sales@acme.test", PASSWORD).await);
        assert_eq!(living_sessions(&app).await, 2);
        let sales = app.as_role("sales");
        let before = app.everything().await;
        let change = |current: &str, new: &str| json!({ "currentPassword": current, "password": new });
        let wrong = sales.act("accountChangePassword", change("not it", "a better one 1")).await;
        assert_eq!((wrong.refused().as_str(), &wrong.reason()["field"]), ("BAD_CREDENTIALS", &json!(["currentPassword"])));
        assert_eq!(sales.act("accountChangePassword", change(PASSWORD, "short")).await.refused(), "WEAK_PASSWORD");
        assert_eq!(app.everything().await, before);
        let mut right = change(PASSWORD, "a better one 1");
        right["idempotencyKey"] = "mine".into();
        sales.act("accountChangePassword", right.clone()).await.done();
        assert_eq!(living_sessions(&app).await, 0);
        assert!(!gets_in(&app, "sales@acme.test", PASSWORD).await);
        assert!(gets_in(&app, "sales@acme.test", "a better one 1").await);
        // A second time, when the first answer was lost: nothing more happens.
        sales.act("accountChangePassword", right).await.done();
        assert_eq!(living_sessions(&app).await, 1);
    }

    async fn who_logs_in_has_been_seen(app) {
        let seen = "SELECT COUNT(*) FROM accounts_user WHERE last_seen_at IS NOT NULL";
        assert_eq!(app.number(seen).await, 0);
        assert!(!gets_in(&app, "sales@acme.test", "not the password").await);
        assert_eq!(app.number(seen).await, 0);
        assert!(gets_in(&app, "sales@acme.test", PASSWORD).await);
        assert_eq!(app.number(seen).await, 1);
    }

    async fn guesses_at_the_old_password_are_throttled(app) {
        let sales = app.as_role("sales");
        let guess = json!({ "currentPassword": "guess", "password": "a better one 1" });
        for _ in 0..5 {
            assert_eq!(sales.act("accountChangePassword", guess.clone()).await.refused(), "BAD_CREDENTIALS");
        }
        assert_eq!(sales.act("accountChangePassword", guess).await.error(), "RATE_LIMITED");
    }

    async fn who_manages_changes_people_and_resets_passwords(app) {
        let admin = app.as_role("admin");
        let change = json!({ "id": app.users["sales"], "name": "Sam", "email": "SAM@acme.test", "expectedVersion": 1 });
        admin.act("userChange", change.clone()).await.done();
        assert_eq!(admin.act("userChange", change.clone()).await.refused(), "CONFLICT");
        assert!(gets_in(&app, "sam@acme.test", PASSWORD).await);
        let reset = json!({ "id": app.users["sales"], "password": "set by hand 1", "expectedVersion": 2 });
        admin.act("userResetPassword", reset).await.done();
        assert_eq!(living_sessions(&app).await, 0);
        assert!(gets_in(&app, "sam@acme.test", "set by hand 1").await);

        let before = app.everything().await;
        let taken = json!({ "id": app.users["sales"], "name": "S", "email": "viewer@acme.test", "expectedVersion": 3 });
        assert_eq!(admin.act("userChange", taken).await.refused(), "TAKEN");
        for (field, input) in [
            ("userChange", change),
            ("userResetPassword", json!({ "id": app.users["sales"], "password": "x y z 1 2 3", "expectedVersion": 3 })),
            ("roleDelete", json!({ "id": app.roles["viewer"], "expectedVersion": 1 })),
        ] {
            assert_eq!(app.as_role("viewer").act(field, input).await.error(), "FORBIDDEN", "{field}");
        }
        assert_eq!(app.everything().await, before);
    }

    async fn nobody_takes_over_who_may_do_more(app) {
        let clerk = clerk(&app).await;
        let before = app.everything().await;
        let id = app.users["admin"];
        let change = json!({ "id": id, "name": "A", "email": "mine@acme.test", "expectedVersion": 1 });
        assert_eq!(clerk.act("userChange", change).await.refused(), "BEYOND_OWN_PERMISSIONS");
        let reset = json!({ "id": id, "password": "mine from now 1", "expectedVersion": 1 });
        assert_eq!(clerk.act("userResetPassword", reset).await.refused(), "BEYOND_OWN_PERMISSIONS");
        assert_eq!(app.everything().await, before);
    }

    async fn a_role_goes_when_nobody_has_it(app) {
        let admin = app.as_role("admin");
        let new = json!({ "code": "night", "name": "Night", "permissions": ["STOCK_READ", "CATALOG_READ"] });
        let role = admin.act("roleCreate", new).await.done();
        let assign = |roles: Value, version: i64| {
            json!({ "id": app.users["viewer"], "roleIds": roles, "expectedVersion": version })
        };
        admin.act("userAssignRoles", assign(json!([role["id"]]), 1)).await.done();
        let rename = json!({ "id": role["id"], "name": "Nights", "permissions": ["STOCK_READ"], "expectedVersion": 1 });
        admin.act("roleChange", rename).await.done();
        let gone = json!({ "id": role["id"], "expectedVersion": 2 });
        assert_eq!(admin.act("roleDelete", gone.clone()).await.refused(), "IN_USE");
        let list = "{ roles { code name permissions userCount } users(search: \"VIEW\") { nodes { email roles { code } } } }";
        let data = admin.ask(list, json!({})).await;
        // Roles, their permissions, their users; users, their roles, those roles.
        assert_eq!(admin.queries(), 6);
        let night = data["roles"].as_array().unwrap().iter().find(|role| role["code"] == "night").unwrap();
        assert_eq!(*night, json!({ "code": "night", "name": "Nights", "permissions": ["STOCK_READ"], "userCount": 1 }));
        assert_eq!(data["users"]["nodes"], json!([{ "email": "viewer@acme.test", "roles": [{ "code": "night" }] }]));
        admin.act("userAssignRoles", assign(json!([]), 2)).await.done();
        admin.act("roleDelete", gone).await.done();
        assert_eq!(app.number("SELECT COUNT(*) FROM accounts_role WHERE code = 'night'").await, 0);
    }

    async fn people_are_found_by_role_and_state(app) {
        let admin = app.as_role("admin");
        let inactive = json!({ "id": app.users["sales"], "isActive": false, "expectedVersion": 1 });
        admin.act("userSetActive", inactive).await.done();
        let list = "query($filter: UserFilter) { users(filter: $filter, first: 2) { nodes { email } totalCount { count } } }";
        let count = async |filter: Value| {
            admin.ask(list, json!({ "filter": filter })).await["users"]["totalCount"]["count"].as_i64().unwrap()
        };
        assert_eq!(count(json!({})).await, 7);
        assert_eq!(count(json!({ "isActive": false })).await, 1);
        assert_eq!(count(json!({ "roleId": app.roles["sales"], "isActive": true })).await, 0);
        assert_eq!(app.as_role("sales").code(list, json!({})).await, "FORBIDDEN");
    }

    async fn people_are_found_by_name_and_sorted_by_email(app) {
        let admin = app.as_role("admin");
        let change = json!({ "id": app.users["sales"], "name": "100%_Ay\u{15f}e", "email": "ayse@acme.test", "expectedVersion": 1 });
        admin.act("userChange", change).await.done();
        let found = async |search: &str| {
            let list = "query($search: String) { users(search: $search) { nodes { email } } }";
            let data = admin.ask(list, json!({ "search": search })).await;
            data["users"]["nodes"].as_array().unwrap().iter().map(|user| user["email"].to_string()).collect::<Vec<_>>()
        };
        for words in ["ay\u{15f}e", "AYSE@", " 100%_a", "%_"] {
            assert_eq!(found(words).await, ["\"ayse@acme.test\""], "{words}");
        }
        assert!(found("100__").await.is_empty());
        let list = "{ users(sort: { field: EMAIL, direction: DESC }, first: 100) { nodes { email } } }";
        let data = admin.ask(list, json!({})).await;
        let emails: Vec<_> =
            data["users"]["nodes"].as_array().unwrap().iter().map(|user| user["email"].as_str().unwrap()).collect();
        assert!(emails.is_sorted_by(|one, next| one > next), "{emails:?}");
    }

    async fn one_user_is_read_by_who_manages_accounts(app) {
        let one = "query($id: ID!) { user(id: $id) { email roles { code } } }";
        let data = app.as_role("admin").ask(one, json!({ "id": app.users["sales"] })).await;
        assert_eq!(data["user"], json!({ "email": "sales@acme.test", "roles": [{ "code": "sales" }] }));
        assert_eq!(app.as_role("admin").ask(one, json!({ "id": "usr_999999" })).await["user"], Value::Null);
        assert_eq!(app.as_role("sales").code(one, json!({ "id": app.users["sales"] })).await, "FORBIDDEN");
        assert_eq!(app.as_role("admin").code(one, json!({ "id": "cus_1" })).await, "BAD_ID");
    }
}
