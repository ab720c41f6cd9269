//! Tasks: the first document with a life that was declared with the kit.

use chrono::TimeDelta;
use domain::Actor;
use platform::db::WriteTx;
use serde_json::{Value, json};

use crate::support::{TestApp, given, on_both_engines};

async fn task(app: &TestApp, details: Value) -> Value {
    app.as_role("sales").act("todoCreate", json!({ "details": details })).await.done()
}

async fn todo(app: &TestApp, id: &Value, fields: &str) -> Value {
    let ask = format!("query($id: ID!) {{ todo(id: $id) {{ {fields} }} }}");
    app.as_role("viewer").ask(&ask, json!({ "id": id })).await["todo"].take()
}

on_both_engines! {
    async fn a_task_lives_from_open_to_done_and_back(app) {
        let sales = app.as_role("sales");
        let made = task(&app, json!({ "title": "Call back", "dueDate": "2026-03-01", "priority": "HIGH",
            "categoryId": "Sales", "assignedToId": app.users["warehouse"] })).await;
        let fields = "status category priority isOverdue assignedTo assignedBy doneAt isDeleted version";
        assert_eq!(todo(&app, &made["id"], fields).await, json!({ "status": "OPEN", "category": "sales",
            "priority": "HIGH", "isOverdue": true, "assignedTo": "warehouse", "assignedBy": "sales", "doneAt": null,
            "isDeleted": false, "version": 1 }));
        let at = |version: i64| json!({ "id": made["id"], "expectedVersion": version });
        sales.act("todoStart", at(1)).await.done();
        assert_eq!(sales.act("todoStart", at(2)).await.refused(), "WRONG_STATUS");
        assert_eq!(sales.act("todoFinish", at(1)).await.refused(), "CONFLICT");
        sales.act("todoFinish", at(2)).await.done();
        let change = json!({ "id": made["id"], "expectedVersion": 3, "details": { "title": "Again" } });
        assert_eq!(sales.act("todoChange", change).await.refused(), "WRONG_STATUS");
        let done = todo(&app, &made["id"], "status doneAt isOverdue allowedActions { action enabled }").await;
        assert_eq!((&done["status"], &done["isOverdue"]), (&json!("DONE"), &json!(false)));
        assert!(done["doneAt"].is_string());
        assert_eq!(app.as_role("viewer").act("todoReopen", at(3)).await.error(), "FORBIDDEN");
        sales.act("todoReopen", at(3)).await.done();
        sales.act("todoDelete", at(4)).await.done();
        assert_eq!(sales.act("todoStart", at(5)).await.refused(), "WRONG_STATUS");
        let list = "query($deleted: Boolean!) { todos(filter: { deleted: $deleted }) { nodes { title } } }";
        let viewer = app.as_role("viewer");
        assert_eq!(viewer.ask(list, json!({ "deleted": false })).await["todos"]["nodes"], json!([]));
        assert_eq!(viewer.ask(list, json!({ "deleted": true })).await["todos"]["nodes"][0]["title"], "Call back");
        sales.act("todoRestore", at(5)).await.done();
        let entries = todo(&app, &made["id"], "timeline { action }").await["timeline"].take();
        let actions: Vec<&str> = entries.as_array().unwrap().iter().map(|e| e["action"].as_str().unwrap()).collect();
        assert_eq!(actions, ["create", "start", "finish", "reopen", "delete", "restore"]);
    }

    async fn whoever_had_a_task_stays_in_its_trail(app) {
        let sales = app.as_role("sales");
        let made = task(&app, json!({ "title": "Count" })).await;
        let to = |version: i64, user: Value| json!({ "id": made["id"], "expectedVersion": version, "assignedToId": user });
        sales.act("todoAssign", to(1, json!(app.users["warehouse"]))).await.done();
        sales.act("todoAssign", to(2, json!(app.users["quality"]))).await.done();
        sales.act("todoAssign", to(3, Value::Null)).await.done();
        assert_eq!(sales.act("todoAssign", to(4, json!("usr_999"))).await.refused(), "NOT_FOUND");
        let entries = todo(&app, &made["id"], "timeline { diffs { field before after } }").await["timeline"].take();
        let diff = entries[2]["diffs"].as_array().unwrap().iter().find(|diff| diff["field"] == "assignedToId").unwrap();
        assert_eq!(diff["before"], json!(app.users["warehouse"]));
        assert_eq!(diff["after"], json!(app.users["quality"]));
    }

    async fn many_tasks_are_given_at_once_and_each_has_its_result(app) {
        let sales = app.as_role("sales");
        let (one, two) = (task(&app, json!({ "title": "One" })).await, task(&app, json!({ "title": "Two" })).await);
        sales.act("todoFinish", json!({ "id": two["id"], "expectedVersion": 1 })).await.done();
        let document = "mutation($input: TodoAssignManyInput!) { todoAssignMany(input: $input) {
            results { id todo { assignedTo } userErrors { code } } userErrors { code } } }";
        let input = json!({ "idempotencyKey": "many", "assignedToId": app.users["quality"], "todos": [
            { "id": one["id"], "expectedVersion": 1 },
            { "id": two["id"], "expectedVersion": 2 },
            { "id": "tdo_99", "expectedVersion": 1 },
        ] });
        let answer = sales.ask(document, json!({ "input": input })).await;
        assert_eq!(answer["todoAssignMany"], json!({ "userErrors": [], "results": [
            { "id": one["id"], "todo": { "assignedTo": "quality" }, "userErrors": [] },
            { "id": two["id"], "todo": { "assignedTo": null }, "userErrors": [{ "code": "WRONG_STATUS" }] },
            { "id": "tdo_99", "todo": null, "userErrors": [{ "code": "NOT_FOUND" }] },
        ] }));
        assert_eq!(sales.ask(document, json!({ "input": input })).await, answer);
    }

    async fn tasks_are_found_by_who_when_and_what(app) {
        let customer = given::customer(&app, "C", None).await;
        let own = json!(app.users["sales"]);
        task(&app, json!({ "title": "Late", "dueDate": "2026-03-01", "assignedToId": own })).await;
        task(&app, json!({ "title": "Today", "dueDate": "2026-03-02", "assignedToId": own, "linkedId": customer })).await;
        task(&app, json!({ "title": "Later", "dueDate": "2026-03-09", "categoryId": "stock" })).await;
        let snoozed = task(&app, json!({ "title": "Some day" })).await;
        let sales = app.as_role("sales");
        let list = "query($filter: TodoFilter!) { todos(filter: $filter) { nodes { title } } }";
        for (filter, titles) in [
            (json!({}), vec!["Late", "Today", "Later", "Some day"]),
            (json!({ "mine": true }), vec!["Late", "Today"]),
            (json!({ "overdue": true }), vec!["Late"]),
            (json!({ "today": true }), vec!["Late", "Today"]),
            (json!({ "category": "stock" }), vec!["Later"]),
            (json!({ "linkedId": customer }), vec!["Today"]),
            (json!({ "dueTo": "2026-03-05", "status": ["OPEN"] }), vec!["Late", "Today"]),
        ] {
            let found = sales.ask(list, json!({ "filter": filter })).await;
            let found: Vec<&str> = found["todos"]["nodes"].as_array().unwrap().iter()
                .map(|node| node["title"].as_str().unwrap()).collect();
            assert_eq!(found, titles, "{filter}");
        }
        let me = sales.ask("{ me { todos { open overdue dueToday } } }", json!({})).await;
        assert_eq!(me["me"]["todos"], json!({ "open": 2, "overdue": 1, "dueToday": 1 }));
        let linked = "{ todos(filter: { today: true }) { nodes { linked { kind id } } } }";
        assert_eq!(sales.ask(linked, json!({})).await["todos"]["nodes"][1]["linked"],
            json!({ "kind": "customer", "id": customer }));
        // Who may not see customers does not learn which one it is about.
        let permissions = [domain::Permission::TodoRead].into_iter().collect();
        let stranger = app.as_actor(Actor::user(app.users["quality"], "stranger", permissions));
        assert_eq!(stranger.ask(linked, json!({})).await["todos"]["nodes"][1]["linked"], Value::Null);
        let input = |linked: &str| json!({ "details": { "title": "x", "linkedId": linked } });
        assert_eq!(sales.act("todoCreate", input("cus_99")).await.refused(), "NOT_FOUND");
        assert_eq!(sales.act("todoCreate", input("nothing")).await.refused(), "INVALID");
        let until = |day: &str| json!({ "id": snoozed["id"], "expectedVersion": 1, "until": day });
        assert_eq!(sales.act("todoSnooze", until("2026-03-02")).await.refused(), "INVALID");
        sales.act("todoSnooze", until("2026-03-10")).await.done();
    }

    async fn what_is_due_has_one_event_a_day(app) {
        let due = task(&app, json!({ "title": "Due", "dueDate": "2026-03-02" })).await;
        let snoozed = task(&app, json!({ "title": "Snoozed", "dueDate": "2026-03-01" })).await;
        task(&app, json!({ "title": "Later", "dueDate": "2026-03-09" })).await;
        let until = json!({ "id": snoozed["id"], "expectedVersion": 1, "until": "2026-03-03" });
        app.as_role("sales").act("todoSnooze", until).await.done();
        let remind = async || {
            let work = async |tx: &WriteTx| business::todos::service::remind_due(tx, 100).await;
            app.app.db.write(&Actor::system(), None, work).await.unwrap()
        };
        assert_eq!((remind().await, remind().await), (1, 0));
        app.advance(TimeDelta::days(1));
        assert_eq!((remind().await, remind().await), (2, 0));
        let events = app.number("SELECT COUNT(*) FROM outbox WHERE topic = 'todo.due'").await;
        assert_eq!(events, 3);
        assert_eq!(todo(&app, &due["id"], "version").await["version"], 1);
    }
}
