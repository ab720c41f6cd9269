//! What the kit promises of every record: events in order, refusals at their field, nothing lost between two writers.

use std::collections::BTreeSet;

use business::stock::level::service::{LockedLevels, Movement, Posting, post};
use domain::stock::MovementKind;
use domain::{Actor, ProductId, Quantity};
use futures::future::join_all;
use platform::db::WriteTx;
use serde_json::{Value, json};

use crate::support::{TestApp, given, invariants, on_both_engines};

/// Writers at once.
const CLIENTS: usize = 32;

on_both_engines! {
    async fn events_of_one_order_are_numbered_whoever_writes(app) {
        let (customer, product) = (given::customer(&app, "C", None).await, given::product_in_stock(&app, "P", "9").await);
        let order = given::draft(&app, &customer, &[(&product, "1")]).await;
        let sales = app.as_role("sales");
        let note = |number: usize| {
            let (sales, id) = (sales.clone(), order["id"].clone());
            async move { sales.act("salesOrderNote", json!({ "id": id, "text": format!("note {number}") })).await.done() }
        };
        join_all((0..CLIENTS).map(note)).await;
        sales.act("salesOrderConfirm", given::at(&order)).await.done();
        let events = app.rows("SELECT sequence, topic FROM outbox WHERE entity = 'sales_order' ORDER BY sequence").await;
        let sequences: Vec<i64> = events.iter().map(|event| event["sequence"].as_i64().unwrap()).collect();
        assert_eq!(sequences, (1..=i64::try_from(CLIENTS).unwrap() + 2).collect::<Vec<_>>());
        assert_eq!(events.last().unwrap()["topic"], "sales_order.confirm");
        invariants::hold(&app).await;
        app.had_no_deadlock().await;
    }

    async fn every_kind_of_record_has_its_events(app) {
        let (customer, product) = (given::customer(&app, "C", None).await, given::product_in_stock(&app, "P", "9").await);
        let order = given::confirmed(&app, &customer, &[(&product, "2")]).await;
        let ship = json!({ "orderId": order["id"], "expectedVersion": order["version"] });
        app.as_role("warehouse").act("shipmentCreate", ship).await.done();
        let kinds = app.rows("SELECT DISTINCT entity FROM outbox").await;
        let kinds: BTreeSet<&str> = kinds.iter().map(|row| row["entity"].as_str().unwrap()).collect();
        let all = ["company", "customer", "product", "role", "sales_order", "shipment", "user", "warehouse"];
        assert_eq!(kinds, all.into_iter().collect());
        invariants::hold(&app).await;
    }

    async fn a_line_that_is_wrong_is_named(app) {
        let (customer, product) = (given::customer(&app, "C", None).await, given::product_in_stock(&app, "P", "9").await);
        let sales = app.as_role("sales");
        let draft = given::draft_of(&customer, &[(&product, "1"), ("prd_99", "1")]);
        let reply = sales.act("salesOrderCreate", json!({ "draft": draft })).await;
        assert_eq!((reply.refused().as_str(), &reply.reason()["field"]),
            ("NOT_FOUND", &json!(["lines", "1", "productId"])));
        let reply = sales.act("salesOrderCreate", json!({ "draft": given::draft_of("cus_99", &[(&product, "1")]) })).await;
        assert_eq!((reply.refused().as_str(), &reply.reason()["field"]), ("NOT_FOUND", &json!(["customerId"])));
        let many = given::draft_of(&customer, &[(product.as_str(), "1"); 501]);
        let reply = sales.act("salesOrderCreate", json!({ "draft": many })).await;
        assert_eq!(reply.reason()["field"], json!(["lines"]));
        let order = given::confirmed(&app, &customer, &[(&product, "1")]).await;
        let ship = json!({ "orderId": order["id"], "expectedVersion": order["version"],
            "lines": [{ "itemId": "soi_99", "warehouseId": app.warehouses[0], "quantity": "1" }] });
        let reply = app.as_role("warehouse").act("shipmentCreate", ship).await;
        assert_eq!((reply.refused().as_str(), &reply.reason()["field"]), ("NOT_FOUND", &json!(["lines", "0", "itemId"])));
    }

    async fn a_change_of_a_draft_leaves_what_it_does_not_name(app) {
        let (customer, product) = (given::customer(&app, "C", None).await, given::product_in_stock(&app, "P", "9").await);
        let sales = app.as_role("sales");
        let mut draft = given::draft_of(&customer, &[(&product, "3")]);
        draft["orderDate"] = "2026-02-20".into();
        draft["notes"] = "by the back door".into();
        draft["discount"] = json!({ "value": { "percent": "10" }, "reason": "fair" });
        draft["lines"][0]["unitPrice"] = "8".into();
        let order = sales.act("salesOrderCreate", json!({ "draft": draft })).await.done();
        let change = json!({ "id": order["id"], "expectedVersion": 1, "draft": { "customerReference": "PO 7" } });
        let changed = sales.act("salesOrderChange", change).await.done();
        assert_eq!((&changed["version"], &changed["totalAmount"]), (&json!(2), &order["totalAmount"]));
        let ask = "query($id: ID!) { salesOrder(id: $id) { orderDate notes customerReference discount { percent }
            timeline { diffs { field } } } }";
        let data = sales.ask(ask, json!({ "id": order["id"] })).await["salesOrder"].take();
        assert_eq!((&data["orderDate"], &data["notes"]), (&json!("2026-02-20"), &json!("by the back door")));
        assert_eq!(data["discount"], json!({ "percent": "10" }));
        assert_eq!(data["timeline"][1]["diffs"], json!([{ "field": "customerReference" }]));
        // Nothing new: nothing is written.
        let same = json!({ "id": order["id"], "expectedVersion": 2, "draft": { "notes": "by the back door" } });
        assert_eq!(sales.act("salesOrderChange", same).await.done()["version"], 2);
        let clear = json!({ "id": order["id"], "expectedVersion": 2, "draft": { "notes": null, "lines": null } });
        assert_eq!(sales.act("salesOrderChange", clear).await.refused(), "REQUIRED");
    }

    async fn days_that_cannot_be_are_refused(app) {
        let (customer, product) = (given::customer(&app, "C", None).await, given::product_in_stock(&app, "P", "9").await);
        for day in ["0001-01-01", "9999-12-31", "1969-12-31", "2027-03-20"] {
            let mut draft = given::draft_of(&customer, &[(&product, "1")]);
            draft["orderDate"] = day.into();
            let reply = app.as_role("sales").act("salesOrderCreate", json!({ "draft": draft })).await;
            assert_eq!((reply.refused().as_str(), &reply.reason()["field"]), ("INVALID", &json!(["orderDate"])), "{day}");
        }
        let order = given::confirmed(&app, &customer, &[(&product, "1")]).await;
        for day in ["2026-03-01", "2026-03-03", "9999-12-31"] {
            let ship = json!({ "orderId": order["id"], "expectedVersion": order["version"], "shippedOn": day });
            let reply = app.as_role("warehouse").act("shipmentCreate", ship).await;
            assert_eq!((reply.refused().as_str(), &reply.reason()["field"]), ("INVALID", &json!(["shippedOn"])), "{day}");
        }
    }

    async fn a_movement_without_a_level_is_no_movement(app) {
        given::product(&app, "P").await;
        let before = app.everything().await;
        let movement = Movement {
            key: (ProductId::new(1), app.warehouses[0]),
            kind: MovementKind::Receipt,
            quantity: Quantity::from_raw(1000),
            unreserved: Quantity::ZERO,
            unit_cost: None,
        };
        let work = async |tx: &WriteTx| {
            post(tx, &LockedLevels::new(), std::slice::from_ref(&movement), &Posting::default()).await
        };
        assert!(app.app.db.write(&Actor::system(), None, work).await.is_err());
        assert_eq!(app.everything().await, before);
    }

    async fn no_goods_come_into_a_warehouse_that_is_being_closed(app) {
        let product = given::product(&app, "P").await;
        let north = app.warehouses[1];
        let receive = |_| {
            let (client, product) = (app.as_role("warehouse"), product.clone());
            let lines = json!([{ "productId": product, "quantity": "1" }]);
            async move { client.act("stockReceive", json!({ "warehouseId": north, "lines": lines })).await.answer }
        };
        let close = async {
            let input = json!({ "id": north, "expectedVersion": 1, "isActive": false });
            app.as_role("warehouse").act("warehouseChange", input).await.answer
        };
        futures::join!(join_all((0..8).map(receive)), close, join_all((8..16).map(receive)));
        let wrong = app.rows("SELECT w.code FROM erp_warehouse w JOIN erp_stocklevel l ON l.warehouse_id = w.id
            WHERE NOT w.is_active AND l.on_hand > 0").await;
        assert_eq!(wrong, Vec::<Value>::new());
        invariants::hold(&app).await;
    }

    async fn two_administrators_cannot_put_each_other_out(app) {
        let admin = app.as_role("admin");
        let input = json!({ "email": "second@acme.test", "name": "Second", "password": "long enough 1",
            "roleIds": [app.roles["admin"], app.roles["admin"]] });
        let second = admin.act("userCreate", input).await.done();
        let keep_out = |id: Value, version: Value| {
            let input = json!({ "id": id, "isActive": false, "expectedVersion": version });
            let admin = admin.clone();
            async move { admin.act("userSetActive", input).await.answer }
        };
        let first = keep_out(json!(app.users["admin"]), json!(1));
        let (one, other) = futures::join!(first, keep_out(second["id"].clone(), json!(1)));
        let refused = [one, other].iter().filter(|answer| answer.to_string().contains("LAST_ADMINISTRATOR")).count();
        assert_eq!(refused, 1);
        assert!(administrators(&app).await > 0);
    }

    async fn roles_that_are_not_there_are_not_found(app) {
        let admin = app.as_role("admin");
        let before = app.everything().await;
        let input = json!({ "email": "new@acme.test", "name": "New", "password": "long enough 1", "roleIds": ["rol_99"] });
        let reply = admin.act("userCreate", input).await;
        assert_eq!((reply.refused().as_str(), &reply.reason()["field"]), ("NOT_FOUND", &json!(["roleIds"])));
        let input = json!({ "id": app.users["sales"], "expectedVersion": 1, "roleIds": [app.roles["sales"], "rol_99"] });
        assert_eq!(admin.act("userAssignRoles", input).await.refused(), "NOT_FOUND");
        let company = json!({ "defaultWarehouseId": "whs_77", "expectedVersion": 1 });
        let reply = admin.act("companyChange", company).await;
        assert_eq!((reply.refused().as_str(), &reply.reason()["field"]), ("NOT_FOUND", &json!(["defaultWarehouseId"])));
        assert_eq!(app.everything().await, before);
    }
}

async fn administrators(app: &TestApp) -> i64 {
    app.number(
        "SELECT COUNT(*) FROM accounts_user u JOIN accounts_userrole r ON r.user_id = u.id
        JOIN accounts_rolepermission p ON p.role_id = r.role_id
        WHERE p.permission = 'accounts.manage' AND u.is_active",
    )
    .await
}
