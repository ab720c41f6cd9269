//! The life of a sales order: each step with what it does to stock, credit and version, and each step refused.

use business::sales::order::service::expire_due;
use chrono::TimeDelta;
use domain::{Actor, PermissionSet};
use platform::db::WriteTx;
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use business::graphql::given;

use crate::support::given::{at, because};
use crate::support::{Reply, TestApp, given, invariants, on_both_engines};

/// Acts, must be refused, and must leave every row as it was: the reply.
async fn refused(app: &TestApp, role: &str, field: &str, input: Value) -> Reply {
    let before = app.everything().await;
    let reply = app.as_role(role).act(field, input).await;
    reply.refused();
    assert_eq!(app.everything().await, before, "{field} wrote something");
    reply
}

async fn exposure(app: &TestApp, customer: &str) -> String {
    let document = "query($id: ID!) { customer(id: $id) { exposure } }";
    let data = app.as_role("viewer").ask(document, json!({ "id": customer })).await;
    data["customer"]["exposure"].as_str().unwrap().to_owned()
}

/// The actions that are offered, and why the others are not.
fn actions(order: &Value) -> (Vec<&str>, Vec<(&str, &str)>) {
    let (mut enabled, mut not) = (Vec::new(), Vec::new());
    for allowed in order["allowedActions"].as_array().unwrap() {
        let name = allowed["action"].as_str().unwrap();
        match allowed["reason"]["code"].as_str() {
            None => enabled.push(name),
            Some(code) => not.push((name, code)),
        }
        assert_eq!(allowed["enabled"].as_bool().unwrap(), allowed["reason"].is_null());
    }
    (enabled, not)
}

fn line(order: &Value, index: usize) -> &str {
    order["items"][index]["id"].as_str().unwrap()
}

fn shipment(order: &Value, lines: Value) -> Value {
    json!({ "orderId": order["id"], "expectedVersion": order["version"], "lines": lines })
}

on_both_engines! {
    async fn a_draft_is_priced_and_rewritten(app) {
        let customer = given::customer(&app, "C1", None).await;
        let (bolt, nut) = (given::product(&app, "BOLT").await, given::product(&app, "NUT").await);
        let sales = app.as_role("sales");
        let mut draft = given::draft_of(&customer, &[(&bolt, "3"), (&nut, "1.5")]);
        draft["lines"][1]["unitPrice"] = "3.33".into();
        draft["lines"][1]["discount"] = json!({ "value": { "percent": "10" }, "reason": "dented" });
        let order = sales.act("salesOrderCreate", json!({ "draft": draft })).await.done();
        assert_eq!(
            [&order["status"], &order["number"], &order["version"], &order["fulfilment"]],
            [&json!("DRAFT"), &Value::Null, &json!(1), &json!("NONE")]
        );
        // 30.00 + 1.5 × 3.33 × 0.9 = 4.4955 → 4.50; 20 % of 34.50 = 6.90.
        assert_eq!([&order["netAmount"], &order["taxAmount"], &order["totalAmount"]], ["34.50", "6.90", "41.40"]);
        assert_eq!(order["expiresAt"], "2026-03-02T13:00:00+00:00");

        draft["lines"] = json!([{ "productId": nut, "quantity": "2" }]);
        draft["discount"] = json!({ "value": { "amount": "5" }, "reason": "welcome" });
        let change = json!({ "id": order["id"], "expectedVersion": 1, "draft": draft });
        let changed = sales.act("salesOrderChange", change.clone()).await.done();
        assert_eq!([&changed["version"], &changed["itemCount"]], [2, 1]);
        assert_eq!([&changed["netAmount"], &changed["totalAmount"]], ["15.00", "18.00"]);
        assert_eq!(changed["timeline"].as_array().unwrap().len(), 2);

        let stale = refused(&app, "sales", "salesOrderChange", change).await;
        assert_eq!((stale.refused().as_str(), stale.param("currentVersion").as_str()), ("CONFLICT", "2"));
        draft["discount"]["reason"] = " ".into();
        let input = json!({ "id": order["id"], "expectedVersion": 2, "draft": draft });
        assert_eq!(refused(&app, "sales", "salesOrderChange", input).await.refused(), "REASON_REQUIRED");
        draft["discount"] = Value::Null;
        draft["lines"][0]["quantity"] = "0".into();
        let input = json!({ "id": order["id"], "expectedVersion": 2, "draft": draft });
        assert_eq!(refused(&app, "sales", "salesOrderChange", input).await.refused(), "MUST_BE_POSITIVE");
        invariants::hold(&app).await;
    }

    async fn a_confirmation_takes_number_stock_and_credit_once(app) {
        let customer = given::customer(&app, "C1", None).await;
        let bolt = given::product_in_stock(&app, "BOLT", "10").await;
        let draft = given::draft(&app, &customer, &[(&bolt, "4")]).await;
        let (enabled, not) = actions(&draft);
        assert_eq!(enabled, ["EDIT", "CONFIRM", "CANCEL"]);
        assert!(not.contains(&("SHIP", "PERMISSION_MISSING")) && not.contains(&("HOLD", "WRONG_STATUS")), "{not:?}");

        let order = app.as_role("sales").act("salesOrderConfirm", at(&draft)).await.done();
        assert_eq!([&order["status"], &order["number"]], ["CONFIRMED", "SO-2026-000001"]);
        assert_eq!([&order["version"], &order["expiresAt"]], [&json!(2), &Value::Null]);
        assert_eq!(order["items"][0]["reserved"][0]["quantity"], "4");
        assert_eq!(given::level(&app, &bolt, app.warehouses[0]).await, ("10".into(), "4".into()));
        assert_eq!(order["customer"]["exposure"], "48.00");
        assert_eq!(actions(&order).0, ["HOLD", "CLOSE", "CANCEL"]);

        assert_eq!(refused(&app, "sales", "salesOrderConfirm", at(&order)).await.refused(), "WRONG_STATUS");
        assert_eq!(refused(&app, "sales", "salesOrderConfirm", at(&draft)).await.refused(), "CONFLICT");
        let edit = json!({ "id": order["id"], "expectedVersion": 2,
            "draft": given::draft_of(&customer, &[(&bolt, "1")]) });
        assert_eq!(refused(&app, "sales", "salesOrderChange", edit).await.refused(), "WRONG_STATUS");
        invariants::hold(&app).await;
    }

    async fn a_confirmation_needs_lines_stock_and_a_trusted_customer(app) {
        let customer = given::customer(&app, "C1", None).await;
        let bolt = given::product_in_stock(&app, "BOLT", "10").await;
        let empty = given::draft(&app, &customer, &[]).await;
        assert_eq!(refused(&app, "sales", "salesOrderConfirm", at(&empty)).await.refused(), "NO_LINES");
        let large = given::draft(&app, &customer, &[(&bolt, "6"), (&bolt, "5")]).await;
        let reply = refused(&app, "sales", "salesOrderConfirm", at(&large)).await;
        assert_eq!(reply.refused(), "INSUFFICIENT_STOCK");
        assert_eq!((reply.param("product").as_str(), reply.param("available").as_str()), ("BOLT", "4"));

        app.change_settings(|company| company.allow_partial_reservation = given(true)).await;
        let order = app.as_role("sales").act("salesOrderConfirm", at(&large)).await.done();
        assert_eq!(given::level(&app, &bolt, app.warehouses[0]).await, ("10".into(), "10".into()));
        assert_eq!(order["items"][1]["reserved"][0]["quantity"], "4");

        let stopped = json!({ "details": { "code": "C2", "name": "Stopped", "onStop": true } });
        let stopped = app.as_role("sales").act("customerCreate", stopped).await.done();
        let draft = given::draft(&app, stopped["id"].as_str().unwrap(), &[(&bolt, "1")]).await;
        assert_eq!(refused(&app, "sales", "salesOrderConfirm", at(&draft)).await.refused(), "CUSTOMER_ON_STOP");
        invariants::hold(&app).await;
    }

    async fn credit_is_limited_and_an_override_has_a_reason(app) {
        let customer = given::customer(&app, "C1", Some("100")).await;
        let bolt = given::product_in_stock(&app, "BOLT", "100").await;
        given::confirmed(&app, &customer, &[(&bolt, "8")]).await;
        let draft = given::draft(&app, &customer, &[(&bolt, "1")]).await;
        let reply = refused(&app, "sales", "salesOrderConfirm", at(&draft)).await;
        assert_eq!((reply.refused().as_str(), reply.param("over").as_str()), ("CREDIT_LIMIT_EXCEEDED", "8.00"));
        assert_eq!(refused(&app, "admin", "salesOrderConfirm", at(&draft)).await.refused(), "REASON_REQUIRED");

        let mut input = at(&draft);
        input["overrideReason"] = "paid by hand".into();
        let reply = refused(&app, "sales", "salesOrderConfirm", input.clone()).await;
        assert_eq!(reply.refused(), "CREDIT_LIMIT_EXCEEDED");
        let order = app.as_role("admin").act("salesOrderConfirm", input).await.done();
        assert_eq!(order["customer"]["exposure"], "108.00");
        let overrides = app.rows("SELECT actor, amount_over, reason FROM erp_creditoverride").await;
        assert_eq!(overrides, [json!({ "actor": "admin", "amount_over": 80_000, "reason": "paid by hand" })]);
        invariants::hold(&app).await;
    }

    async fn a_hold_stops_shipping_until_it_is_resumed(app) {
        let customer = given::customer(&app, "C1", None).await;
        let bolt = given::product_in_stock(&app, "BOLT", "10").await;
        let order = given::confirmed(&app, &customer, &[(&bolt, "4")]).await;
        let blank = refused(&app, "sales", "salesOrderHold", because(&order, " ")).await;
        assert_eq!(blank.refused(), "REASON_REQUIRED");
        let held = app.as_role("sales").act("salesOrderHold", because(&order, "call first")).await.done();
        assert_eq!([&held["status"], &held["holdReason"]], ["ON_HOLD", "call first"]);
        assert_eq!(held["version"], 3);
        assert_eq!(given::level(&app, &bolt, app.warehouses[0]).await, ("10".into(), "4".into()));
        let ship = shipment(&held, json!([]));
        assert_eq!(refused(&app, "warehouse", "shipmentCreate", ship).await.refused(), "WRONG_STATUS");
        let resumed = app.as_role("sales").act("salesOrderResume", at(&held)).await.done();
        assert_eq!([&resumed["status"], &resumed["version"]], [&json!("CONFIRMED"), &json!(4)]);
        assert_eq!(resumed["holdReason"], Value::Null);
        invariants::hold(&app).await;
    }

    async fn an_order_ships_in_parts_from_two_warehouses(app) {
        let [main, north] = app.warehouses;
        let customer = given::customer(&app, "C1", None).await;
        let bolt = given::product_in_stock(&app, "BOLT", "3").await;
        given::stock(&app, &bolt, north, "9").await;
        let order = given::confirmed(&app, &customer, &[(&bolt, "8")]).await;
        assert_eq!(given::level(&app, &bolt, main).await, ("3".into(), "3".into()));
        assert_eq!(given::level(&app, &bolt, north).await, ("9".into(), "5".into()));

        let line = line(&order, 0);
        let warehouse = app.as_role("warehouse");
        let from = |place, quantity| json!([{ "itemId": line, "warehouseId": place, "quantity": quantity }]);
        let too_much = refused(&app, "warehouse", "shipmentCreate", shipment(&order, from(north, "8.001"))).await;
        assert_eq!((too_much.refused().as_str(), too_much.param("open").as_str()), ("OVER_DELIVERY", "8"));
        let not_there = refused(&app, "warehouse", "shipmentCreate", shipment(&order, from(main, "4"))).await;
        assert_eq!(not_there.refused(), "INSUFFICIENT_STOCK");
        let twice = json!([
            { "itemId": line, "warehouseId": north, "quantity": "1" },
            { "itemId": line, "warehouseId": main, "quantity": "1" },
            { "itemId": line, "warehouseId": north, "quantity": "2" },
        ]);
        let twice = refused(&app, "warehouse", "shipmentCreate", shipment(&order, twice)).await;
        assert_eq!((twice.refused().as_str(), &twice.reason()["field"]), ("DUPLICATE_LINE", &json!(["lines", "2"])));
        let nothing = refused(&app, "warehouse", "shipmentCreate", shipment(&order, from(main, "0"))).await;
        assert_eq!(nothing.refused(), "MUST_BE_POSITIVE");

        // One more than is set aside there: it frees what is set aside elsewhere.
        let part = warehouse.act("shipmentCreate", shipment(&order, from(north, "6"))).await.done();
        assert_eq!([&part["status"], &part["fulfilment"]], ["CONFIRMED", "PARTIAL"]);
        assert_eq!([&part["version"], &part["items"][0]["shippedQuantity"]], [&json!(3), &json!("6")]);
        assert_eq!(part["shippedAmount"], "72.00");
        assert_eq!(given::level(&app, &bolt, main).await, ("3".into(), "2".into()));
        assert_eq!(given::level(&app, &bolt, north).await, ("3".into(), "0".into()));
        assert_eq!(exposure(&app, &customer).await, "96.00");
        let cancel = refused(&app, "sales", "salesOrderCancel", because(&part, "no")).await;
        assert_eq!(cancel.refused(), "ALREADY_SHIPPED");

        let both = json!([
            { "itemId": line, "warehouseId": main, "quantity": "1" },
            { "itemId": line, "warehouseId": north, "quantity": "1" },
        ]);
        let done = warehouse.act("shipmentCreate", shipment(&part, both)).await.done();
        assert_eq!([&done["status"], &done["fulfilment"]], ["SHIPPED", "FULL"]);
        assert_eq!(done["shipments"].as_array().unwrap().len(), 3);
        assert_eq!(given::level(&app, &bolt, main).await, ("2".into(), "0".into()));
        assert_eq!(given::level(&app, &bolt, north).await, ("2".into(), "0".into()));
        let again = refused(&app, "warehouse", "shipmentCreate", shipment(&done, json!([]))).await;
        assert_eq!(again.refused(), "WRONG_STATUS");
        invariants::hold(&app).await;
    }

    async fn everything_set_aside_ships_at_once(app) {
        let customer = given::customer(&app, "C1", None).await;
        let (bolt, nut) = (
            given::product_in_stock(&app, "BOLT", "3").await,
            given::product_in_stock(&app, "NUT", "3").await,
        );
        let order = given::confirmed(&app, &customer, &[(&bolt, "2"), (&nut, "3"), (&bolt, "1")]).await;
        let done = app.as_role("warehouse").act("shipmentCreate", shipment(&order, json!([]))).await.done();
        assert_eq!(done["status"], "SHIPPED");
        assert_eq!(done["shipments"][0]["items"].as_array().unwrap().len(), 3);
        assert_eq!(given::level(&app, &bolt, app.warehouses[0]).await, ("0".into(), "0".into()));
        invariants::hold(&app).await;
    }

    async fn over_delivery_is_allowed_to_the_share_of_the_settings(app) {
        app.change_settings(|company| company.over_delivery_percent = given("10".parse::<domain::Percent>().unwrap())).await;
        let customer = given::customer(&app, "C1", None).await;
        let bolt = given::product_in_stock(&app, "BOLT", "20").await;
        let order = given::confirmed(&app, &customer, &[(&bolt, "10")]).await;
        let lines = |quantity| {
            json!([{ "itemId": line(&order, 0), "warehouseId": app.warehouses[0], "quantity": quantity }])
        };
        let reply = refused(&app, "warehouse", "shipmentCreate", shipment(&order, lines("11.001"))).await;
        assert_eq!(reply.refused(), "OVER_DELIVERY");
        let done = app.as_role("warehouse").act("shipmentCreate", shipment(&order, lines("11"))).await.done();
        assert_eq!([&done["status"], &done["shippedAmount"]], ["SHIPPED", "120.00"]);
        invariants::hold(&app).await;
    }

    async fn closing_frees_the_rest_and_reopening_takes_it_back(app) {
        let customer = given::customer(&app, "C1", None).await;
        let bolt = given::product_in_stock(&app, "BOLT", "10").await;
        let order = given::confirmed(&app, &customer, &[(&bolt, "4")]).await;
        let lines = json!([{ "itemId": line(&order, 0), "warehouseId": app.warehouses[0], "quantity": "1" }]);
        let part = app.as_role("warehouse").act("shipmentCreate", shipment(&order, lines)).await.done();
        assert_eq!(refused(&app, "sales", "salesOrderClose", because(&part, "")).await.refused(), "REASON_REQUIRED");
        let closed = app.as_role("sales").act("salesOrderClose", because(&part, "rest not wanted")).await.done();
        assert_eq!([&closed["status"], &closed["closeReason"]], ["CLOSED", "rest not wanted"]);
        assert_eq!(closed["customer"]["exposure"], "12.00");
        assert_eq!(given::level(&app, &bolt, app.warehouses[0]).await, ("9".into(), "0".into()));
        invariants::hold(&app).await;

        let open = app.as_role("sales").act("salesOrderReopen", at(&closed)).await.done();
        assert_eq!([&open["status"], &open["number"]], [&json!("CONFIRMED"), &order["number"]]);
        assert_eq!([&open["version"], &open["closeReason"]], [&json!(5), &Value::Null]);
        assert_eq!(open["customer"]["exposure"], "48.00");
        assert_eq!(given::level(&app, &bolt, app.warehouses[0]).await, ("9".into(), "3".into()));
        invariants::hold(&app).await;
    }

    async fn cancelling_frees_everything_for_good(app) {
        let customer = given::customer(&app, "C1", None).await;
        let bolt = given::product_in_stock(&app, "BOLT", "10").await;
        let draft = given::draft(&app, &customer, &[(&bolt, "1")]).await;
        let called_off = app.as_role("sales").act("salesOrderCancel", because(&draft, "mistake")).await.done();
        assert_eq!([&called_off["status"], &called_off["number"]], [&json!("CANCELLED"), &Value::Null]);
        let order = given::confirmed(&app, &customer, &[(&bolt, "4")]).await;
        let cancelled = app.as_role("sales").act("salesOrderCancel", because(&order, "too late")).await.done();
        assert_eq!([&cancelled["status"], &cancelled["closeReason"]], ["CANCELLED", "too late"]);
        assert_eq!(cancelled["customer"]["exposure"], "0.00");
        assert_eq!(given::level(&app, &bolt, app.warehouses[0]).await, ("10".into(), "0".into()));
        assert_eq!(actions(&cancelled).0, Vec::<&str>::new());
        for (role, field, input) in [
            ("sales", "salesOrderConfirm", at(&cancelled)),
            ("sales", "salesOrderReopen", at(&cancelled)),
            ("sales", "salesOrderResume", at(&cancelled)),
            ("sales", "salesOrderHold", because(&cancelled, "x")),
            ("sales", "salesOrderClose", because(&cancelled, "x")),
            ("sales", "salesOrderCancel", because(&cancelled, "x")),
            ("warehouse", "shipmentCreate", shipment(&cancelled, json!([]))),
        ] {
            assert_eq!(refused(&app, role, field, input).await.refused(), "WRONG_STATUS", "{field}");
        }
        invariants::hold(&app).await;
    }

    async fn a_draft_expires_when_its_time_has_come(app) {
        let customer = given::customer(&app, "C1", None).await;
        let bolt = given::product_in_stock(&app, "BOLT", "10").await;
        let draft = given::draft(&app, &customer, &[(&bolt, "1")]).await;
        let order = given::confirmed(&app, &customer, &[(&bolt, "1")]).await;
        let expire = async || {
            app.app.db.write(&Actor::system(), None, async |tx: &WriteTx| expire_due(tx, 100).await).await.unwrap()
        };
        app.advance(TimeDelta::minutes(59));
        let later = given::draft(&app, &customer, &[(&bolt, "1")]).await;
        assert_eq!(expire().await, 0);
        app.advance(TimeDelta::minutes(1));
        assert_eq!(expire().await, 1);
        assert_eq!(expire().await, 0);
        let viewer = app.as_role("sales");
        let lapsed = given::order(&viewer, &draft["id"]).await;
        assert_eq!([&lapsed["status"], &lapsed["version"]], [&json!("EXPIRED"), &json!(2)]);
        assert_eq!(given::order(&viewer, &order["id"]).await["status"], "CONFIRMED");
        assert_eq!(given::order(&viewer, &later["id"]).await["status"], "DRAFT");
        assert_eq!(refused(&app, "sales", "salesOrderConfirm", at(&lapsed)).await.refused(), "WRONG_STATUS");
        invariants::hold(&app).await;
    }

    async fn a_running_server_lets_drafts_lapse(app) {
        let customer = given::customer(&app, "C1", None).await;
        let bolt = given::product(&app, "BOLT").await;
        let draft = given::draft(&app, &customer, &[(&bolt, "1")]).await;
        app.advance(TimeDelta::minutes(60));
        let stop = CancellationToken::new();
        let jobs = tokio::spawn(server::jobs::run(app.app.clone(), stop.clone()));
        let viewer = app.as_role("viewer");
        let lapsed = async {
            while given::order(&viewer, &draft["id"]).await["status"] != "EXPIRED" {
                tokio::time::sleep(std::time::Duration::from_millis(20)).await;
            }
        };
        tokio::time::timeout(std::time::Duration::from_secs(20), lapsed).await.unwrap();
        stop.cancel();
        jobs.await.unwrap();
        assert_eq!(app.number("SELECT COUNT(*) FROM mv_monthly_sales").await, 0, "drafts are no sales");
    }

    async fn a_key_does_it_once(app) {
        let customer = given::customer(&app, "C1", None).await;
        let bolt = given::product_in_stock(&app, "BOLT", "10").await;
        let sales = app.as_role("sales");
        let mut create = json!({ "idempotencyKey": "once", "draft": given::draft_of(&customer, &[(&bolt, "2")]) });
        let draft = sales.act("salesOrderCreate", create.clone()).await.done();
        let before = app.everything().await;
        assert_eq!(sales.act("salesOrderCreate", create.clone()).await.done()["id"], draft["id"]);
        create["draft"]["lines"][0]["quantity"] = "3".into();
        assert_eq!(sales.act("salesOrderCreate", create.clone()).await.error(), "IDEMPOTENCY_KEY_REUSED");
        let mut confirm = at(&draft);
        confirm["idempotencyKey"] = "once".into();
        assert_eq!(sales.act("salesOrderConfirm", confirm.clone()).await.error(), "IDEMPOTENCY_KEY_REUSED");
        assert_eq!(app.everything().await, before);
        // Another user's keys are his own.
        let other = app.as_role("admin").act("salesOrderCreate", create).await.done();
        assert_ne!(other["id"], draft["id"]);

        confirm["idempotencyKey"] = "confirm".into();
        let order = sales.act("salesOrderConfirm", confirm.clone()).await.done();
        let mut ship = shipment(&order, json!([]));
        ship["idempotencyKey"] = "ship".into();
        let warehouse = app.as_role("warehouse");
        warehouse.act("shipmentCreate", ship.clone()).await.done();
        let before = app.everything().await;
        assert_eq!(warehouse.act("shipmentCreate", ship).await.done()["status"], "SHIPPED");
        assert_eq!(sales.act("salesOrderConfirm", confirm).await.done()["status"], "SHIPPED");
        assert_eq!(app.everything().await, before);
        invariants::hold(&app).await;
    }

    async fn a_refused_key_may_be_tried_again(app) {
        let customer = given::customer(&app, "C1", None).await;
        let bolt = given::product_in_stock(&app, "BOLT", "1").await;
        let draft = given::draft(&app, &customer, &[(&bolt, "2")]).await;
        let mut confirm = at(&draft);
        confirm["idempotencyKey"] = "again".into();
        let reply = refused(&app, "sales", "salesOrderConfirm", confirm.clone()).await;
        assert_eq!(reply.refused(), "INSUFFICIENT_STOCK");
        given::stock(&app, &bolt, app.warehouses[0], "1").await;
        assert_eq!(app.as_role("sales").act("salesOrderConfirm", confirm).await.done()["status"], "CONFIRMED");
        invariants::hold(&app).await;
    }

    async fn cash_rounding_is_shipped_with_the_last_piece(app) {
        let customer = given::customer(&app, "C1", None).await;
        let bolt = given::product_in_stock(&app, "BOLT", "3").await;
        let draft = given::draft(&app, &customer, &[(&bolt, "3")]).await;
        // No currency is rounded so far: the draft as it will be written when one is.
        app.outside("UPDATE erp_salesorder SET rounding_amount = 200, total_amount = total_amount + 200").await;
        let (sales, clerk) = (app.as_role("sales"), app.as_role("warehouse"));
        let amounts = |order: &Value| {
            let text = |field: &Value| field.as_str().unwrap().to_owned();
            [text(&order["shippedAmount"]), text(&order["customer"]["exposure"])]
        };
        let order = sales.act("salesOrderConfirm", at(&draft)).await.done();
        assert_eq!((&order["totalAmount"], amounts(&order)), (&json!("36.02"), ["0.00".to_owned(), "36.02".to_owned()]));
        let line = json!({ "itemId": order["items"][0]["id"], "warehouseId": app.warehouses[0], "quantity": "1" });
        clerk.act("shipmentCreate", shipment(&order, json!([line]))).await.done();
        let order = given::order(&sales, &order["id"]).await;
        // What was not shipped is owed no more, its rounding included; taken up again it is as before.
        let closed = sales.act("salesOrderClose", because(&order, "sold out")).await.done();
        assert_eq!(amounts(&closed), ["12.00", "12.00"]);
        let order = sales.act("salesOrderReopen", at(&closed)).await.done();
        assert_eq!(amounts(&order), ["12.00", "36.02"]);
        clerk.act("shipmentCreate", shipment(&order, json!([]))).await.done();
        let order = given::order(&sales, &order["id"]).await;
        assert_eq!((&order["status"], amounts(&order)), (&json!("SHIPPED"), ["36.02".to_owned(), "36.02".to_owned()]));
        invariants::hold(&app).await;
    }

    async fn reasons_name_the_missing_permission_first(app) {
        let customer = given::customer(&app, "C1", None).await;
        let bolt = given::product_in_stock(&app, "BOLT", "1").await;
        let draft = given::draft(&app, &customer, &[(&bolt, "1")]).await;
        let order = given::order(&app.as_role("viewer"), &draft["id"]).await;
        let (enabled, not) = actions(&order);
        assert!(enabled.is_empty() && not.iter().all(|(_, code)| *code == "PERMISSION_MISSING"), "{not:?}");
        let mut none = Actor::system();
        none.permissions = PermissionSet::NONE;
        let document = "query($id: ID!) { salesOrder(id: $id) { id } }";
        assert_eq!(app.as_actor(none).code(document, json!({ "id": draft["id"] })).await, "FORBIDDEN");
        assert_eq!(app.as_nobody().code(document, json!({ "id": draft["id"] })).await, "UNAUTHENTICATED");
    }
}
