//! What people write of customers, products and categories: what is left out stays, and each refusal names its field.

use domain::{Actor, Permission};
use serde_json::{Value, json};

use crate::support::{TestApp, given, on_both_engines};

/// The code and the field of an answer's refusal.
fn refusal(answer: &Value) -> (String, String) {
    let error = &answer["data"]["payload"]["userErrors"][0];
    let field: Vec<&str> = error["field"].as_array().unwrap().iter().map(|part| part.as_str().unwrap()).collect();
    (error["code"].as_str().unwrap().to_owned(), field.join("."))
}

async fn product(app: &TestApp, code: &str, more: Value) -> Value {
    let mut details = json!({ "code": code, "name": code, "unitPrice": "1", "taxPercent": "0" });
    details.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    app.as_role("purchasing").act("productCreate", json!({ "details": details })).await.answer
}

on_both_engines! {
    async fn what_a_change_leaves_out_stays(app) {
        let details = json!({ "code": "C", "name": "C", "isPerson": true, "onStop": true, "isActive": false,
            "creditLimit": "100", "phone": "1" });
        let sales = app.as_role("sales");
        let made = sales.act("customerCreate", json!({ "details": details })).await.done();
        let change = json!({ "id": made["id"], "expectedVersion": 1, "details": { "phone": "2" } });
        sales.act("customerChange", change).await.done();
        let ask = "query($id: ID!) { customer(id: $id) { code isPerson onStop isActive creditLimit phone version } }";
        let data = sales.ask(ask, json!({ "id": made["id"] })).await;
        assert_eq!(data["customer"], json!({ "code": "C", "isPerson": true, "onStop": true, "isActive": false,
            "creditLimit": "100.00", "phone": "2", "version": 2 }));
        let changes = app.rows("SELECT changes FROM audit_entry WHERE entity = 'customer' AND action = 'change'").await;
        assert!(changes[0]["changes"].to_string().contains("phone"), "{changes:?}");
        // The same once more is no change.
        let change = json!({ "id": made["id"], "expectedVersion": 2, "details": { "phone": "2" } });
        assert_eq!(sales.act("customerChange", change).await.done()["version"], 2);

        let made = product(&app, "P", json!({ "isService": true, "isActive": false })).await;
        let id = &made["data"]["payload"]["product"]["id"];
        let change = json!({ "id": id, "expectedVersion": 1, "details": { "name": "Other" } });
        app.as_role("purchasing").act("productChange", change).await.done();
        let ask = "query($id: ID!) { product(id: $id) { name unit isService isActive } }";
        let data = sales.ask(ask, json!({ "id": id })).await;
        assert_eq!(data["product"], json!({ "name": "Other", "unit": "pcs", "isService": true, "isActive": false }));
    }

    async fn a_refusal_names_the_field_that_is_wrong(app) {
        let sales = app.as_role("sales");
        let customer = |details: Value| json!({ "details": details });
        let first = customer(json!({ "code": "A", "name": "A", "externalRef": "x:1" }));
        sales.act("customerCreate", first).await.done();
        product(&app, "A", json!({ "externalRef": "x:1" })).await;
        let long = "x".repeat(2001);
        let before = app.everything().await;
        for (details, code, field) in [
            (json!({ "code": "A", "name": "B" }), "TAKEN", "code"),
            (json!({ "code": "B", "name": "B", "externalRef": "x:1" }), "TAKEN", "externalRef"),
            (json!({ "code": "B" }), "REQUIRED", "name"),
            (json!({ "code": "B", "name": "B", "notes": long }), "TOO_LONG", "notes"),
            (json!({ "code": "B", "name": "B", "email": long }), "TOO_LONG", "email"),
            (json!({ "code": "B", "name": "B", "creditLimit": "-1" }), "MUST_NOT_BE_NEGATIVE", "creditLimit"),
        ] {
            let answer = sales.act("customerCreate", customer(details)).await.answer;
            assert_eq!(refusal(&answer), (code.to_owned(), field.to_owned()), "{answer}");
        }
        for (more, code, field) in [
            (json!({ "externalRef": "x:1" }), "TAKEN", "externalRef"),
            (json!({ "categoryId": "cat_999" }), "NOT_FOUND", "categoryId"),
            (json!({ "description": long }), "TOO_LONG", "description"),
            (json!({ "unitPrice": null }), "REQUIRED", "unitPrice"),
        ] {
            let answer = product(&app, "B", more).await;
            assert_eq!(refusal(&answer), (code.to_owned(), field.to_owned()), "{answer}");
        }
        let category = json!({ "code": "X", "name": "X", "parentId": "cat_999" });
        let answer = app.as_role("purchasing").act("categoryCreate", category).await.answer;
        assert_eq!(refusal(&answer), ("NOT_FOUND".to_owned(), "parentId".to_owned()));
        assert_eq!(app.everything().await, before);
    }

    async fn who_decides_on_credit(app) {
        let id = given::customer(&app, "C", Some("100")).await;
        let may = [Permission::CustomerRead, Permission::CustomerWrite].into_iter().collect();
        let clerk = app.as_actor(Actor::user(app.users["sales"], "clerk", may));
        let change = |limit: Value| json!({ "id": id, "expectedVersion": 1, "details": { "creditLimit": limit } });
        for limit in [json!("200"), json!("50"), Value::Null] {
            assert_eq!(clerk.act("customerChange", change(limit)).await.error(), "FORBIDDEN");
        }
        let new = |limit: Value| json!({ "details": { "code": "N", "name": "N", "creditLimit": limit } });
        assert_eq!(clerk.act("customerCreate", new(json!("1"))).await.error(), "FORBIDDEN");
        clerk.act("customerCreate", new(Value::Null)).await.done();
        // The limit that is there already is no decision.
        clerk.act("customerChange", change(json!("100"))).await.done();
        app.as_role("sales").act("customerChange", change(json!("300"))).await.done();
    }

    async fn wildcards_are_letters(app) {
        for (code, name) in [("A", "50% off"), ("B", "500 off"), ("C", "a_b_c"), ("D", "axbxc"), ("E", "back\\slash")] {
            let details = json!({ "code": code, "name": name });
            app.as_role("sales").act("customerCreate", json!({ "details": details })).await.done();
        }
        let ask = "query($s: String) { customers(search: $s) { nodes { code } } }";
        for (text, code) in [("50%", "A"), ("%", "A"), ("0% o", "A"), ("a_b_", "C"), ("_", "C"), ("k\\s", "E"), ("\\", "E")] {
            let data = app.as_role("viewer").ask(ask, json!({ "s": text })).await;
            let found: Vec<&str> =
                data["customers"]["nodes"].as_array().unwrap().iter().map(|node| node["code"].as_str().unwrap()).collect();
            assert_eq!(found, [code], "{text}");
        }
    }

    async fn a_rehearsal_leaves_nothing(app) {
        use business::catalog::category::{entity::CategoryDetails, service as categories};
        use business::graphql::given;
        let before = app.everything().await;
        let details = CategoryDetails { code: given("R".to_owned()), name: given("R".to_owned()), ..Default::default() };
        let work = async |tx: &platform::db::WriteTx| categories::create(tx, &details, None).await;
        app.app.db.rehearse(&Actor::system(), work).await.unwrap();
        assert_eq!(app.everything().await, before);
        app.app.db.write(&Actor::system(), None, work).await.unwrap();
        // What fails in a rehearsal tells why, and leaves nothing either.
        let twice = app.app.db.rehearse(&Actor::system(), work).await;
        assert!(matches!(twice, Err(platform::error::Error::Refused(_))), "{twice:?}");
    }

    async fn a_category_tells_how_many_lie_in_it(app) {
        let purchasing = app.as_role("purchasing");
        let root = purchasing.act("categoryCreate", json!({ "code": "R", "name": "R" })).await.done();
        for code in ["A", "B"] {
            let input = json!({ "code": code, "name": code, "parentId": root["id"] });
            purchasing.act("categoryCreate", input).await.done();
        }
        let data = purchasing.ask("{ categories { childCount children { code childCount } } }", json!({})).await;
        // Roots, their children, counts of the roots, counts of the children.
        assert_eq!(purchasing.queries(), 4);
        assert_eq!(data["categories"], json!([{ "childCount": 2, "children": [
            { "code": "A", "childCount": 0 }, { "code": "B", "childCount": 0 }] }]));
        let cycle = json!({ "id": root["id"], "parentId": root["id"], "expectedVersion": 1 });
        assert_eq!(refusal(&purchasing.act("categoryMove", cycle).await.answer),
            ("CATEGORY_CYCLE".to_owned(), "parentId".to_owned()));
    }
}
