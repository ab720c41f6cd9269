//! What lists show beside their rows' own fields, what they are filtered by, and what is done to many of their rows.

use domain::{Actor, Permission};
use serde_json::{Value, json};

use crate::support::{TestApp, given, on_both_engines};

/// The codes of the customers that a filter leaves.
async fn customers(app: &TestApp, filter: Value) -> Vec<String> {
    let document = "query($filter: CustomerFilter) { customers(filter: $filter, sort: { field: CODE, direction: ASC })
        { nodes { code } totalCount { count } } }";
    let data = app.as_role("viewer").ask(document, json!({ "filter": filter })).await;
    let nodes = data["customers"]["nodes"].as_array().unwrap();
    assert_eq!(data["customers"]["totalCount"]["count"], nodes.len());
    nodes.iter().map(|node| node["code"].as_str().unwrap().to_owned()).collect()
}

/// The groups of all orders, as an array.
async fn groups(app: &TestApp, by: &str, filter: Value) -> Vec<Value> {
    let document = "query($by: SalesOrderGrouping!, $filter: SalesOrderFilter) {
        salesOrderGroups(by: $by, filter: $filter) { hasMore groups { status customer { code } month currency
            orderCount totalAmount shippedAmount } } }";
    let client = app.as_role("viewer");
    let mut data = client.ask(document, json!({ "by": by, "filter": filter })).await;
    // The groups, and for customers their names.
    assert_eq!(client.queries(), if by == "CUSTOMER" { 2 } else { 1 });
    assert_eq!(data["salesOrderGroups"]["hasMore"], false);
    data["salesOrderGroups"]["groups"].as_array_mut().unwrap().split_off(0)
}

on_both_engines! {
    async fn customers_are_found_by_limit_and_by_their_last_order(app) {
        let product = given::product_in_stock(&app, "P", "1000").await;
        let over = given::customer(&app, "OVER", Some("100")).await;
        let idle = given::customer(&app, "IDLE", Some("100")).await;
        given::customer(&app, "NEW", None).await;
        given::confirmed(&app, &over, &[(&product, "8")]).await;
        given::draft(&app, &idle, &[(&product, "1")]).await;
        assert_eq!(customers(&app, json!({ "overLimit": true })).await, Vec::<String>::new());
        app.outside("UPDATE erp_customer SET credit_limit = 10000 WHERE code = 'OVER'").await;
        assert_eq!(customers(&app, json!({ "overLimit": true })).await, ["OVER"]);
        // A draft is no promise: who has only that has been idle.
        assert_eq!(customers(&app, json!({ "inactiveSince": "2026-01-01" })).await, ["IDLE", "NEW"]);
        assert_eq!(customers(&app, json!({ "inactiveSince": "2126-01-01" })).await, ["IDLE", "NEW", "OVER"]);

        let last = "{ customers(sort: { field: CODE, direction: ASC }) { nodes { code lastOrderOn } } }";
        let client = app.as_role("viewer");
        let data = client.ask(last, json!({})).await;
        assert_eq!(client.queries(), 2);
        let today = app.rows("SELECT CAST(order_date AS TEXT) AS day FROM erp_salesorder LIMIT 1").await[0]["day"].clone();
        assert_eq!(data["customers"]["nodes"], json!([
            { "code": "IDLE", "lastOrderOn": null },
            { "code": "NEW", "lastOrderOn": null },
            { "code": "OVER", "lastOrderOn": today },
        ]));
        // Who may not see orders does not learn of them from the customers.
        let blind = Actor::user(app.users["viewer"], "clerk", [Permission::CustomerRead].into_iter().collect());
        let data = app.as_actor(blind.clone()).ask(last, json!({})).await;
        assert!(data["customers"]["nodes"].as_array().unwrap().iter().all(|node| node["lastOrderOn"].is_null()));
        let since = r#"{ customers(filter: { inactiveSince: "2026-01-01" }) { nodes { code } } }"#;
        assert_eq!(app.as_actor(blind).code(since, json!({})).await, "FORBIDDEN");
    }

    async fn where_customers_and_products_stand_is_changed_by_itself(app) {
        let (customer, product) = (given::customer(&app, "C", None).await, given::product(&app, "P").await);
        let cases = [
            ("customerSetActive", &customer, "isActive", json!(false)),
            ("customerSetOnStop", &customer, "onStop", json!(true)),
            ("productSetActive", &product, "isActive", json!(false)),
        ];
        let mut version = 1;
        for (field, id, key, value) in cases {
            if field.starts_with("product") {
                version = 1;
            }
            let input = |version: i32| json!({ "id": id, key: value, "expectedVersion": version });
            let before = app.everything().await;
            assert_eq!(app.as_role("viewer").act(field, input(version)).await.error(), "FORBIDDEN", "{field}");
            assert_eq!(app.as_role("admin").act(field, input(version + 1)).await.refused(), "CONFLICT", "{field}");
            assert_eq!(app.everything().await, before);
            let done = app.as_role("admin").act(field, input(version)).await.done();
            assert_eq!(done["version"], version + 1, "{field}");
            version += 1;
            // Once more: it is so already, and nothing is written but the key.
            let again = app.as_role("admin").act(field, input(version)).await.done();
            assert_eq!(again["version"], version, "{field}");
        }
        assert_eq!(app.number("SELECT count(*) FROM audit_entry WHERE action LIKE 'set_%'").await, 3);
        assert_eq!(app.number("SELECT count(*) FROM erp_customer WHERE on_stop AND NOT is_active").await, 1);
        assert_eq!(app.number("SELECT count(*) FROM erp_product WHERE NOT is_active").await, 1);
    }

    async fn the_ledger_tells_balance_worth_and_shipment(app) {
        let customer = given::customer(&app, "C", None).await;
        let (bolt, nut) = (given::product(&app, "BOLT").await, given::product_in_stock(&app, "NUT", "5").await);
        let line = json!({ "productId": bolt, "quantity": "10.5", "unitCost": "2.50" });
        let input = json!({ "warehouseId": app.warehouses[0], "lines": [line] });
        app.as_role("warehouse").act("stockReceive", input).await.done();
        let order = given::confirmed(&app, &customer, &[(&bolt, "4"), (&nut, "1")]).await;
        let input = json!({ "orderId": order["id"], "expectedVersion": order["version"] });
        app.as_role("warehouse").act("shipmentCreate", input).await.done();

        let ledger = "query($filter: StockTransactionFilter) { stockTransactions(filter: $filter) { nodes {
            kind quantity balance value shipment { orderId } product { code } } } }";
        let client = app.as_role("viewer");
        let data = client.ask(ledger, json!({ "filter": { "productId": bolt } })).await;
        // The rows, their balances, the shipment, the product.
        assert_eq!(client.queries(), 4);
        assert_eq!(data["stockTransactions"]["nodes"], json!([
            { "kind": "shipment", "quantity": "-4", "balance": "6.5", "value": "-10.00",
              "shipment": { "orderId": order["id"] }, "product": { "code": "BOLT" } },
            { "kind": "receipt", "quantity": "10.5", "balance": "10.5", "value": "26.25", "shipment": null,
              "product": { "code": "BOLT" } },
        ]));
        let count = async |filter: Value| {
            let data = app.as_role("viewer").ask(ledger, json!({ "filter": filter })).await;
            data["stockTransactions"]["nodes"].as_array().unwrap().len()
        };
        assert_eq!(count(json!({ "salesOrderId": order["id"] })).await, 2);
        assert_eq!(count(json!({ "salesOrderId": "so_999" })).await, 0);
        let user = app.number("SELECT created_by AS n FROM erp_stocktransaction WHERE created_by IS NOT NULL LIMIT 1").await;
        assert_eq!(count(json!({ "bookedById": format!("usr_{user}") })).await, 4);
        assert_eq!(count(json!({ "bookedById": "usr_99999" })).await, 0);

        let houses = "{ warehouses { productCount stockValue } }";
        let client = app.as_role("viewer");
        let data = client.ask(houses, json!({})).await;
        assert_eq!(client.queries(), 2);
        let mut houses: Vec<Value> = data["warehouses"].as_array().unwrap().clone();
        houses.retain(|house| house["productCount"] != 0);
        assert_eq!(houses, [json!({ "productCount": 2, "stockValue": "16.25" })]);
    }

    async fn groups_add_up_to_the_list(app) {
        let product = given::product_in_stock(&app, "P", "1000").await;
        let (ann, bob) = (given::customer(&app, "ANN", None).await, given::customer(&app, "BOB", None).await);
        given::confirmed(&app, &ann, &[(&product, "5")]).await;
        given::confirmed(&app, &bob, &[(&product, "2")]).await;
        given::draft(&app, &bob, &[(&product, "1")]).await;

        let by_status = groups(&app, "STATUS", json!({})).await;
        let sums: Vec<_> = by_status.iter().map(|group| (&group["status"], &group["orderCount"], &group["totalAmount"])).collect();
        assert_eq!(sums, [(&json!("CONFIRMED"), &json!(2), &json!("84.00")), (&json!("DRAFT"), &json!(1), &json!("12.00"))]);
        let by_customer = groups(&app, "CUSTOMER", json!({})).await;
        let sums: Vec<_> = by_customer.iter().map(|group| (&group["customer"]["code"], &group["totalAmount"])).collect();
        assert_eq!(sums, [(&json!("ANN"), &json!("60.00")), (&json!("BOB"), &json!("36.00"))]);
        let drafts = groups(&app, "CUSTOMER", json!({ "status": ["DRAFT"] })).await;
        assert_eq!((drafts.len(), &drafts[0]["totalAmount"]), (1, &json!("12.00")));
        let by_month = groups(&app, "MONTH", json!({})).await;
        assert_eq!((by_month.len(), &by_month[0]["orderCount"]), (1, &json!(3)));
        assert!(by_month[0]["month"].as_str().unwrap().ends_with("-01"));
        assert_eq!(by_month[0]["totalAmount"], "96.00");

        let ask = "{ salesOrderGroups(by: STATUS) { hasMore } }";
        assert_eq!(app.as_nobody().code(ask, json!({})).await, "UNAUTHENTICATED");
    }
}
