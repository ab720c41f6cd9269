//! Master data and documents as their pages use them: changes, filters, notes, copies, preferences.

use domain::{Actor, PermissionSet};
use serde_json::{Value, json};

use crate::support::{Client, TestApp, given, on_both_engines};

/// The codes of the products that a filter leaves.
async fn products(client: &Client, filter: Value) -> Vec<String> {
    let document = "query($filter: ProductFilter) { products(filter: $filter, sort: { field: CODE, direction: ASC })
        { nodes { code } totalCount { count } } }";
    let data = client.ask(document, json!({ "filter": filter })).await;
    let nodes = data["products"]["nodes"].as_array().unwrap();
    assert_eq!(data["products"]["totalCount"]["count"], nodes.len());
    nodes.iter().map(|node| node["code"].as_str().unwrap().to_owned()).collect()
}

/// A category in another, or a root.
async fn category(app: &TestApp, code: &str, parent: Option<&Value>) -> Value {
    let input = json!({ "code": code, "name": code, "parentId": parent });
    app.as_role("purchasing").act("categoryCreate", input).await.done()["id"].clone()
}

/// A product in a category with a reorder point.
async fn product_in(app: &TestApp, code: &str, category: &Value, reorder_point: Option<&str>) -> String {
    let details = json!({ "code": code, "name": code, "unitPrice": "10", "taxPercent": "20", "categoryId": category,
        "reorderPoint": reorder_point });
    let made = app.as_role("purchasing").act("productCreate", json!({ "details": details })).await.done();
    made["id"].as_str().unwrap().to_owned()
}

/// What is on an order's timeline: action, reason, and changed fields.
async fn timeline(client: &Client, order: &Value) -> Vec<Value> {
    let document =
        "query($id: ID!) { salesOrder(id: $id) { timeline { action reason diffs { field before after } } } }";
    let mut data = client.ask(document, json!({ "id": order["id"] })).await;
    data["salesOrder"]["timeline"].as_array_mut().unwrap().split_off(0)
}

on_both_engines! {
    async fn products_are_found_by_category_tree_and_by_stock(app) {
        let root = category(&app, "TOOLS", None).await;
        let below = category(&app, "SAWS", Some(&root)).await;
        let (a, b) = (product_in(&app, "A", &root, Some("5")).await, product_in(&app, "B", &below, Some("5")).await);
        product_in(&app, "C", &below, None).await;
        given::stock(&app, &a, app.warehouses[0], "3").await;
        given::stock(&app, &a, app.warehouses[1], "2").await;
        given::stock(&app, &b, app.warehouses[1], "4").await;
        let viewer = app.as_role("viewer");
        assert_eq!(products(&viewer, json!({ "categoryId": root })).await, ["A"]);
        assert_eq!(products(&viewer, json!({ "withinCategoryId": root })).await, ["A", "B", "C"]);
        assert_eq!(products(&viewer, json!({ "withinCategoryId": below })).await, ["B", "C"]);
        assert_eq!(products(&viewer, json!({ "belowReorderPoint": true })).await, ["B"]);
        assert_eq!(products(&viewer, json!({ "outOfStock": true })).await, ["C"]);
        let list = "{ products { nodes { code category { code parent { code } } stockTotal { onHand available }
            stock { warehouse { code } onHand } } } }";
        let data = viewer.ask(list, json!({})).await;
        // Products, categories (the parent is one of them), balances, warehouses.
        assert_eq!(viewer.queries(), 4);
        assert_eq!(data["products"]["nodes"][0]["stockTotal"], json!({ "onHand": "5", "available": "5" }));
        assert_eq!(data["products"]["nodes"][1]["category"]["parent"]["code"], "TOOLS");

        let catalog = [domain::Permission::CatalogRead].into_iter().collect();
        let reader = app.as_actor(domain::Actor::user(app.users["viewer"], "reader", catalog));
        let below = "{ products(filter: { belowReorderPoint: true }) { nodes { code } } }";
        assert_eq!(reader.code(below, json!({})).await, "FORBIDDEN");
    }

    async fn categories_are_found_by_words_whatever_their_accents(app) {
        for (code, name) in [("CAY", "Çay takımları"), ("CUP", "Cups"), ("TEA", "Tea sets"), ("T2", "Tea towels")] {
            app.as_role("purchasing").act("categoryCreate", json!({ "code": code, "name": name })).await.done();
        }
        let document = "query($search: String!, $first: Int!) { categoriesFound(search: $search, first: $first) { code } }";
        let found = async |search: &str, first: i32| {
            let data = app.as_role("viewer").ask(document, json!({ "search": search, "first": first })).await;
            let codes: Vec<_> = data["categoriesFound"].as_array().unwrap().iter().map(|it| it["code"].clone()).collect();
            json!(codes)
        };
        assert_eq!(found("cay TAKIM", 8).await, json!(["CAY"]));
        assert_eq!(found("tea", 8).await, json!(["TEA", "T2"]));
        assert_eq!(found("tea", 1).await, json!(["TEA"]));
        assert_eq!(found("", 50).await.as_array().unwrap().len(), 4);
        assert_eq!(found("no such", 8).await, json!([]));
        let nobody = app.as_actor(Actor::user(app.users["viewer"], "nobody", PermissionSet::default()));
        assert_eq!(nobody.code(document, json!({ "search": "", "first": 1 })).await, "FORBIDDEN");
    }

    async fn a_spreadsheet_names_products_by_code_or_barcode(app) {
        let make = async |code: &str, barcode: &str| {
            let details = json!({ "code": code, "name": code, "barcode": barcode, "unitPrice": "1", "taxPercent": "0" });
            app.as_role("purchasing").act("productCreate", json!({ "details": details })).await.done();
        };
        make("MUG-1", "4006381333931").await;
        make("MUG-2", "4006381333948").await;
        make("MUG-3", "MUG-1").await;
        let document = "query($names: [String!]!) { productsNamed(names: $names) { code } }";
        let named = async |names: Value| {
            let mut data = app.as_role("viewer").ask(document, json!({ "names": names })).await;
            let mut codes: Vec<_> = data["productsNamed"].as_array_mut().unwrap().iter().map(|it| it["code"].to_string()).collect();
            codes.sort();
            codes.join(" ")
        };
        assert_eq!(named(json!(["mug-2 ", "4006381333931", "UNKNOWN", ""])).await, r#""MUG-1" "MUG-2""#);
        assert_eq!(named(json!(["MUG-1"])).await, r#""MUG-1" "MUG-3""#, "both are named so; the user chooses");
        assert_eq!(named(json!([])).await, "");
    }

    async fn a_price_changes_for_what_is_written_later(app) {
        let (customer, product) = (given::customer(&app, "C", None).await, given::product(&app, "P").await);
        let old = given::draft(&app, &customer, &[(&product, "1")]).await;
        let input = json!({ "id": product, "unitPrice": "12.5", "expectedVersion": 1 });
        let purchasing = app.as_role("purchasing");
        purchasing.act("productChangePrice", input.clone()).await.done();
        let new = given::draft(&app, &customer, &[(&product, "1")]).await;
        assert_eq!((&old["netAmount"], &new["netAmount"]), (&json!("10.00"), &json!("12.50")));
        let before = app.everything().await;
        assert_eq!(purchasing.act("productChangePrice", input).await.refused(), "CONFLICT");
        let negative = json!({ "id": product, "unitPrice": "-1", "expectedVersion": 2 });
        assert_eq!(purchasing.act("productChangePrice", negative.clone()).await.refused(), "MUST_NOT_BE_NEGATIVE");
        assert_eq!(app.as_role("sales").act("productChangePrice", negative).await.error(), "FORBIDDEN");
        assert_eq!(app.everything().await, before);
    }

    async fn categories_and_warehouses_change(app) {
        let (root, other) = (category(&app, "TOOLS", None).await, category(&app, "TOYS", None).await);
        let purchasing = app.as_role("purchasing");
        let change = json!({ "id": root, "code": "TLS", "name": " Tools ", "isActive": false, "expectedVersion": 1 });
        purchasing.act("categoryChange", change.clone()).await.done();
        let data = purchasing.ask("query($id: ID!) { category(id: $id) { code name isActive childCount } }",
            json!({ "id": root })).await;
        assert_eq!(data["category"], json!({ "code": "TLS", "name": "Tools", "isActive": false, "childCount": 0 }));

        let warehouse = app.as_role("warehouse");
        let north = json!({ "id": app.warehouses[1], "code": "N", "name": "Nord", "isActive": true, "expectedVersion": 1 });
        warehouse.act("warehouseChange", north).await.done();
        let product = given::product(&app, "P").await;
        given::stock(&app, &product, app.warehouses[1], "1").await;

        let before = app.everything().await;
        assert_eq!(purchasing.act("categoryChange", change.clone()).await.refused(), "CONFLICT");
        let taken = json!({ "id": other, "code": "TLS", "name": "Toys", "isActive": true, "expectedVersion": 1 });
        assert_eq!(purchasing.act("categoryChange", taken).await.refused(), "TAKEN");
        assert_eq!(app.as_role("sales").act("categoryChange", change).await.error(), "FORBIDDEN");
        let close = json!({ "id": app.warehouses[1], "code": "N", "name": "Nord", "isActive": false, "expectedVersion": 2 });
        assert_eq!(warehouse.act("warehouseChange", close.clone()).await.refused(), "IN_USE");
        assert_eq!(app.as_role("sales").act("warehouseChange", close).await.error(), "FORBIDDEN");
        let taken = json!({ "id": app.warehouses[1], "code": "MAIN", "name": "N", "isActive": true, "expectedVersion": 2 });
        assert_eq!(warehouse.act("warehouseChange", taken).await.refused(), "TAKEN");
        assert_eq!(app.everything().await, before);
    }

    async fn balances_and_the_ledger_are_listed_and_filtered(app) {
        let (bolt, nut) = (given::product(&app, "B").await, given::product(&app, "N").await);
        for warehouse in app.warehouses {
            given::stock(&app, &bolt, warehouse, "5").await;
            given::stock(&app, &nut, warehouse, "7").await;
        }
        let adjust = json!({ "productId": bolt, "warehouseId": app.warehouses[0], "by": "-1", "reason": "broken" });
        app.as_role("warehouse").act("stockAdjust", adjust).await.done();
        let viewer = app.as_role("viewer");
        let document = "query($after: String, $filter: StockLevelFilter) { stockLevels(first: 3, after: $after,
            filter: $filter) { nodes { product { code } warehouse { code } onHand available } totalCount { count }
            pageInfo { hasNextPage endCursor } } }";
        let first = viewer.ask(document, json!({})).await;
        // Balances, products, warehouses, count.
        assert_eq!(viewer.queries(), 4);
        assert_eq!(first["stockLevels"]["totalCount"]["count"], 4);
        assert_eq!(first["stockLevels"]["nodes"][0]["onHand"], "4");
        let next = json!({ "after": first["stockLevels"]["pageInfo"]["endCursor"] });
        let rest = viewer.ask(document, next).await;
        assert_eq!(rest["stockLevels"]["nodes"].as_array().unwrap().len(), 1);
        assert_eq!(rest["stockLevels"]["nodes"][0]["product"]["code"], "N");
        let north = viewer.ask(document, json!({ "filter": { "warehouseId": app.warehouses[1] } })).await;
        assert_eq!(north["stockLevels"]["totalCount"]["count"], 2);

        let ledger = "query($filter: StockTransactionFilter) { stockTransactions(filter: $filter)
            { nodes { kind quantity reason bookedBy document { kind } } totalCount { count } } }";
        let count = async |filter: Value| {
            let data = viewer.ask(ledger, json!({ "filter": filter })).await;
            data["stockTransactions"]["totalCount"]["count"].as_i64().unwrap()
        };
        assert_eq!(count(json!({})).await, 5);
        assert_eq!(count(json!({ "kinds": ["adjust"] })).await, 1);
        assert_eq!(count(json!({ "bookedFrom": "2026-03-02T12:00:00Z" })).await, 5);
        assert_eq!(count(json!({ "bookedBefore": "2026-03-02T12:00:00Z" })).await, 0);
        let adjusted = viewer.ask(ledger, json!({ "filter": { "kinds": ["adjust"] } })).await;
        assert_eq!(adjusted["stockTransactions"]["nodes"][0],
            json!({ "kind": "adjust", "quantity": "-1", "reason": "broken", "bookedBy": "warehouse", "document": null }));
    }

    async fn customers_on_stop_are_found(app) {
        given::customer(&app, "A", None).await;
        let details = json!({ "code": "B", "name": "B", "onStop": true });
        app.as_role("sales").act("customerCreate", json!({ "details": details })).await.done();
        let list = "query($on: Boolean) { customers(filter: { onStop: $on }) { nodes { code } } }";
        for (on, code) in [(true, "B"), (false, "A")] {
            let data = app.as_role("viewer").ask(list, json!({ "on": on })).await;
            assert_eq!(data["customers"]["nodes"], json!([{ "code": code }]));
        }
    }

    async fn notes_and_edits_stand_on_the_timeline(app) {
        let (customer, product) = (given::customer(&app, "C", None).await, given::product(&app, "P").await);
        let order = given::draft(&app, &customer, &[(&product, "1")]).await;
        let note = |text: &str| json!({ "id": order["id"], "text": text });
        let noted = app.as_role("warehouse").act("salesOrderNote", note(" The gate closes at 5. ")).await.done();
        assert_eq!(noted["version"], order["version"]);
        let mut draft = given::draft_of(&customer, &[(&product, "3")]);
        draft["customerReference"] = "PO 7".into();
        draft["discount"] = json!({ "value": { "percent": "10" }, "reason": "fair" });
        let input = json!({ "id": order["id"], "expectedVersion": 1, "draft": draft });
        app.as_role("sales").act("salesOrderChange", input).await.done();
        let entries = timeline(&app.as_role("viewer"), &order).await;
        let actions: Vec<&str> = entries.iter().map(|entry| entry["action"].as_str().unwrap()).collect();
        assert_eq!(actions, ["create", "note", "edit"]);
        assert_eq!(entries[1]["reason"], "The gate closes at 5.");
        let diffs = entries[2]["diffs"].as_array().unwrap();
        let of = |field: &str| diffs.iter().find(|diff| diff["field"] == field).unwrap_or(&Value::Null);
        assert_eq!(*of("customerReference"), json!({ "field": "customerReference", "before": null, "after": "PO 7" }));
        assert_eq!(of("totalAmount")["before"], "12.00");
        assert_eq!(of("totalAmount")["after"], "32.40");
        assert_eq!(of("lines.1")["after"], "3 \u{d7} Product P @ 10.00");
        assert!(of("lineCount").is_null() && of("notes").is_null());

        let before = app.everything().await;
        assert_eq!(app.as_role("sales").act("salesOrderNote", note(" ")).await.refused(), "REQUIRED");
        assert_eq!(app.as_role("sales").act("salesOrderNote", note(&"x".repeat(2001))).await.refused(), "TOO_LONG");
        let nowhere = json!({ "id": "so_999", "text": "x" });
        assert_eq!(app.as_role("sales").act("salesOrderNote", nowhere).await.refused(), "NOT_FOUND");
        assert_eq!(app.as_role("viewer").act("salesOrderNote", note("x")).await.error(), "FORBIDDEN");
        assert_eq!(app.everything().await, before);
    }

    async fn a_copy_is_a_draft_of_the_same_lines(app) {
        let customer = given::customer(&app, "C", None).await;
        let product = given::product_in_stock(&app, "P", "9").await;
        let mut draft = given::draft_of(&customer, &[(&product, "3")]);
        draft["lines"][0]["unitPrice"] = "8".into();
        draft["lines"][0]["discount"] = json!({ "value": { "amount": "4" }, "reason": "scratched" });
        draft["customerReference"] = "PO 7".into();
        let sales = app.as_role("sales");
        let first = sales.act("salesOrderCreate", json!({ "draft": draft })).await.done();
        let order = sales.act("salesOrderConfirm", given::at(&first)).await.done();
        let copy = sales.act("salesOrderDuplicate", json!({ "id": order["id"] })).await.done();
        assert_ne!(copy["id"], order["id"]);
        assert_eq!((&copy["status"], &copy["number"]), (&json!("DRAFT"), &Value::Null));
        assert_eq!(copy["totalAmount"], order["totalAmount"]);
        let ask = "query($id: ID!) { salesOrder(id: $id) { customerReference writtenBy
            items { unitPrice discount { percent amount reason } } } }";
        let data = sales.ask(ask, json!({ "id": copy["id"] })).await;
        assert_eq!(data["salesOrder"], json!({ "customerReference": null, "writtenBy": "sales", "items": [{
            "unitPrice": "8.00", "discount": { "percent": null, "amount": "4.00", "reason": "scratched" } }] }));
        let entries = timeline(&sales, &copy).await;
        let of = json!([{ "field": "copyOf", "before": null, "after": order["number"] }]);
        assert_eq!(entries[1]["diffs"], of);

        let before = app.everything().await;
        assert_eq!(sales.act("salesOrderDuplicate", json!({ "id": "so_999" })).await.refused(), "NOT_FOUND");
        let id = json!({ "id": order["id"] });
        assert_eq!(app.as_role("viewer").act("salesOrderDuplicate", id).await.error(), "FORBIDDEN");
        assert_eq!(app.everything().await, before);
    }

    async fn everybody_keeps_his_own_preferences(app) {
        let (sales, viewer) = (app.as_role("sales"), app.as_role("viewer"));
        let columns = json!({ "key": "list.sales_orders", "value": "{\"columns\":[\"number\",\"total\"]}" });
        let set = |value: &str| json!({ "key": "list.sales_orders", "value": value });
        viewer.act("preferenceSet", set("1")).await.done();
        assert_eq!(sales.act("preferenceSet", set("2")).await.done(), set("2"));
        assert_eq!(sales.act("preferenceSet", columns.clone()).await.done(), columns);
        let ask = "query($keys: [String!]) { preferences(keys: $keys) { key value } }";
        assert_eq!(sales.ask(ask, json!({})).await["preferences"], json!([columns]));
        assert_eq!(viewer.ask(ask, json!({ "keys": ["list.sales_orders"] })).await["preferences"], json!([set("1")]));
        assert_eq!(viewer.ask(ask, json!({ "keys": ["other"] })).await["preferences"], json!([]));
        let before = app.everything().await;
        for (key, value, code) in [
            ("", "1", "INVALID"),
            ("a b", "1", "INVALID"),
            ("a", "{", "INVALID"),
            ("a", &format!("\"{}\"", "x".repeat(8200)), "TOO_LONG"),
        ] {
            assert_eq!(sales.act("preferenceSet", json!({ "key": key, "value": value })).await.refused(), code);
        }
        assert_eq!(app.as_nobody().act("preferenceSet", set("1")).await.error(), "UNAUTHENTICATED");
        assert_eq!(app.everything().await, before);
        sales.act("preferenceSet", json!({ "key": "list.sales_orders", "value": null })).await;
        assert_eq!(sales.ask(ask, json!({})).await["preferences"], json!([]));
    }
}
