//! Who comes second learns who was first, and when.

use business::todos::service::remind_due;
use chrono::TimeDelta;
use domain::{Actor, Permission, PermissionSet};
use platform::db::WriteTx;
use serde_json::{Value, json};

use crate::support::{Client, Reply, TestApp, given, on_both_engines};

/// Somebody who may do everything.
fn somebody(app: &TestApp, name: &str) -> Client {
    app.as_actor(Actor::user(app.users["admin"], name, PermissionSet::all()))
}

/// What the reply says of the conflict: the version of now, by whom it was written, and when.
fn conflict(reply: &Reply) -> (String, Option<String>, String) {
    assert_eq!(reply.refused(), "CONFLICT");
    let params = reply.reason()["params"].as_array().unwrap();
    let by = params.iter().find(|param| param["name"] == "changedBy");
    let by = by.map(|param| param["value"].as_str().unwrap().to_owned());
    (reply.param("currentVersion"), by, reply.param("changedAt"))
}

fn expected(version: &str, by: &str, at: &str) -> (String, Option<String>, String) {
    (version.to_owned(), Some(by.to_owned()), format!("2026-03-02T{at}+00:00"))
}

on_both_engines! {
    async fn the_second_learns_who_was_first_and_when(app) {
        let (ada, bob) = (somebody(&app, "Ada"), somebody(&app, "Bob"));
        let customer = given::customer(&app, "C", None).await;
        let stop = |on_stop: bool| json!({ "id": customer, "onStop": on_stop, "expectedVersion": 1 });
        app.advance(TimeDelta::seconds(90));
        ada.act("customerSetOnStop", stop(true)).await.done();
        app.advance(TimeDelta::hours(1));
        let before = app.everything().await;
        let reply = bob.act("customerSetOnStop", stop(false)).await;
        assert_eq!(conflict(&reply), expected("2", "Ada", "12:01:30"));
        assert_eq!(app.everything().await, before);
        // A version that there is not yet is no reason to guess: it was created, and by whom.
        let product = given::product(&app, "P").await;
        let ahead = json!({ "id": product, "isActive": false, "expectedVersion": 7 });
        assert_eq!(conflict(&bob.act("productSetActive", ahead).await), expected("1", "admin", "13:01:30"));
    }

    async fn a_note_is_no_change(app) {
        let (ada, bob) = (somebody(&app, "Ada"), somebody(&app, "Bob"));
        let (customer, product) = (given::customer(&app, "C", None).await, given::product(&app, "P").await);
        let order = given::draft(&app, &customer, &[(&product, "1")]).await;
        let change = |text: &str| json!({ "id": order["id"], "expectedVersion": 1, "draft": { "notes": text } });
        ada.act("salesOrderChange", change("by the back door")).await.done();
        app.advance(TimeDelta::minutes(1));
        bob.act("salesOrderNote", json!({ "id": order["id"], "text": "called back" })).await.done();
        let reply = app.as_role("sales").act("salesOrderChange", change("by the front door")).await;
        assert_eq!(conflict(&reply), expected("2", "Ada", "12:00:00"));
        // Nor is the system's own mark that a task is due.
        let due = json!({ "details": { "title": "Call", "dueDate": "2026-03-02" } });
        let todo = ada.act("todoCreate", due).await.done();
        app.advance(TimeDelta::minutes(1));
        let remind = async |tx: &WriteTx| remind_due(tx, 10).await;
        assert_eq!(app.app.db.write(&Actor::system(), None, remind).await.unwrap(), 1);
        let start = json!({ "id": todo["id"], "expectedVersion": 9 });
        assert_eq!(conflict(&bob.act("todoStart", start).await), expected("1", "Ada", "12:01:00"));
    }

    async fn who_may_not_see_the_record_learns_no_name(app) {
        let customer = given::customer(&app, "C", None).await;
        let clerk = Actor::user(app.users["viewer"], "Clerk", [Permission::CustomerWrite].into_iter().collect());
        let stop = json!({ "id": customer, "onStop": true, "expectedVersion": 2 });
        let (version, by, at) = conflict(&app.as_actor(clerk).act("customerSetOnStop", stop).await);
        assert_eq!((version.as_str(), by, at.as_str()), ("1", None, "2026-03-02T12:00:00+00:00"));
        // One's own account is no record that one may see with its trail.
        let change = json!({ "id": app.users["sales"], "name": "Sam", "email": "sam@acme.test", "expectedVersion": 1 });
        app.as_role("admin").act("userChange", change).await.done();
        let own = json!({ "name": "Sally", "locale": "en", "theme": "dark", "expectedVersion": 1 });
        assert_eq!(conflict(&app.as_role("sales").act("accountChange", own).await).1, None);
    }

    async fn who_names_a_record_twice_was_first_himself(app) {
        let (ada, bob) = (somebody(&app, "Ada"), somebody(&app, "Bob"));
        let todo = ada.act("todoCreate", json!({ "details": { "title": "Call" } })).await.done();
        let at = given::at(&todo);
        let input = json!({ "todos": [at, at], "assignedToId": app.users["sales"], "idempotencyKey": "twice" });
        let document = "mutation($input: TodoAssignManyInput!) { todoAssignMany(input: $input) { results {
            userErrors { code params { name value } } } } }";
        let answer = bob.ask(document, json!({ "input": input })).await;
        let results = &answer["todoAssignMany"]["results"];
        assert_eq!(results[0]["userErrors"], json!([]));
        let params = results[1]["userErrors"][0]["params"].as_array().unwrap();
        assert!(params.contains(&json!({ "name": "changedBy", "value": "Bob" })), "{params:?}");
        let nobody: Vec<&Value> = params.iter().filter(|param| param["value"] == "Ada").collect();
        assert!(nobody.is_empty(), "{params:?}");
    }
}
