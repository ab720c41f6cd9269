//! Goods in, corrections, moves and the ledger behind them.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::support::{Reply, TestApp, given, invariants, on_both_engines};

async fn refused(app: &TestApp, field: &str, input: Value) -> Reply {
    let before = app.everything().await;
    let reply = app.as_role("warehouse").act(field, input).await;
    reply.refused();
    assert_eq!(app.everything().await, before, "{field} wrote something");
    reply
}

/// What lay there at the end of a day: `(warehouse, quantity)`.
async fn as_of(app: &TestApp, product: &str, day: &str) -> Vec<(String, String)> {
    let document = "query($id: ID!, $day: NaiveDate!) { stockAsOf(productId: $id, day: $day)
        { warehouseId quantity } }";
    let data = app.as_role("viewer").ask(document, json!({ "id": product, "day": day })).await;
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let rows = data["stockAsOf"].as_array().unwrap();
    rows.iter().map(|row| (text(&row["warehouseId"]), text(&row["quantity"]))).collect()
}

on_both_engines! {
    async fn a_receipt_raises_the_balance_and_the_average_cost(app) {
        let [main, _] = app.warehouses;
        let (bolt, nut) = (given::product(&app, "BOLT").await, given::product(&app, "NUT").await);
        let receive = |lines| json!({ "warehouseId": main, "lines": lines });
        let line = |product: &str, quantity: &str, cost: &str| {
            json!({ "productId": product, "quantity": quantity, "unitCost": cost })
        };
        let clerk = app.as_role("purchasing");
        clerk.act("stockReceive", receive(json!([line(&bolt, "10", "2"), line(&nut, "0.001", "1")]))).await.done();
        let products = clerk.act("stockReceive", receive(json!([line(&bolt, "30", "4")]))).await.done();
        assert_eq!(products[0]["stock"][0]["onHand"], "40");
        // (10 × 2 + 30 × 4) / 40 = 3.5.
        assert_eq!(app.number("SELECT average_cost FROM erp_product WHERE code = 'BOLT'").await, 35_000);
        assert_eq!(given::level(&app, &nut, main).await, ("0.001".into(), "0".into()));

        assert_eq!(
            refused(&app, "stockReceive", receive(json!([line(&bolt, "-1", "1")]))).await.refused(),
            "MUST_BE_POSITIVE"
        );
        assert_eq!(
            refused(&app, "stockReceive", receive(json!([line("prd_99", "1", "1")]))).await.refused(),
            "NOT_FOUND"
        );
        let service = json!({ "details": { "code": "CARRIAGE", "name": "Carriage", "isService": true,
            "unitPrice": "5", "taxPercent": "20" } });
        let service = app.as_role("admin").act("productCreate", service).await.done();
        let lines = json!([line(service["id"].as_str().unwrap(), "1", "1")]);
        assert_eq!(refused(&app, "stockReceive", receive(lines)).await.refused(), "NOT_STOCKED");
        invariants::hold(&app).await;
    }

    async fn a_correction_has_a_reason_and_leaves_what_is_set_aside(app) {
        let [main, _] = app.warehouses;
        let bolt = given::product_in_stock(&app, "BOLT", "10").await;
        let customer = given::customer(&app, "C1", None).await;
        given::confirmed(&app, &customer, &[(&bolt, "4")]).await;
        let adjust = |by: &str, reason: &str| {
            json!({ "productId": bolt, "warehouseId": main, "by": by, "reason": reason })
        };
        assert_eq!(refused(&app, "stockAdjust", adjust("-1", " ")).await.refused(), "REASON_REQUIRED");
        assert_eq!(refused(&app, "stockAdjust", adjust("0", "none")).await.refused(), "INVALID");
        let reply = refused(&app, "stockAdjust", adjust("-6.001", "lost")).await;
        assert_eq!((reply.refused().as_str(), reply.param("available").as_str()), ("INSUFFICIENT_STOCK", "6"));
        app.as_role("warehouse").act("stockAdjust", adjust("-6", "lost")).await.done();
        assert_eq!(given::level(&app, &bolt, main).await, ("4".into(), "4".into()));
        app.as_role("warehouse").act("stockAdjust", adjust("2.5", "found")).await.done();
        assert_eq!(given::level(&app, &bolt, main).await, ("6.5".into(), "4".into()));
        invariants::hold(&app).await;
    }

    async fn a_transfer_moves_free_stock(app) {
        let [main, north] = app.warehouses;
        let bolt = given::product_in_stock(&app, "BOLT", "10").await;
        let customer = given::customer(&app, "C1", None).await;
        given::confirmed(&app, &customer, &[(&bolt, "4")]).await;
        let transfer = |from, to, quantity: &str| {
            json!({ "productId": bolt, "fromWarehouseId": from, "toWarehouseId": to, "quantity": quantity })
        };
        assert_eq!(refused(&app, "stockTransfer", transfer(main, main, "1")).await.refused(), "INVALID");
        assert_eq!(refused(&app, "stockTransfer", transfer(main, north, "-1")).await.refused(), "MUST_BE_POSITIVE");
        assert_eq!(refused(&app, "stockTransfer", transfer(main, north, "7")).await.refused(), "INSUFFICIENT_STOCK");
        assert_eq!(refused(&app, "stockTransfer", transfer(north, main, "1")).await.refused(), "INSUFFICIENT_STOCK");
        let mut once = transfer(main, north, "6");
        once["idempotencyKey"] = "move".into();
        app.as_role("warehouse").act("stockTransfer", once.clone()).await.done();
        app.as_role("warehouse").act("stockTransfer", once).await.done();
        assert_eq!(given::level(&app, &bolt, main).await, ("4".into(), "4".into()));
        assert_eq!(given::level(&app, &bolt, north).await, ("6".into(), "0".into()));
        invariants::hold(&app).await;
    }

    async fn the_ledger_tells_what_lay_there_on_a_day(app) {
        let [main, north] = app.warehouses.map(|id| id.to_string());
        let bolt = given::product_in_stock(&app, "BOLT", "10").await;
        app.advance(TimeDelta::days(1));
        let transfer = json!({ "productId": bolt, "fromWarehouseId": main, "toWarehouseId": north, "quantity": "4" });
        app.as_role("warehouse").act("stockTransfer", transfer).await.done();
        app.advance(TimeDelta::days(1));
        given::stock(&app, &bolt, app.warehouses[1], "1.25").await;

        assert_eq!(as_of(&app, &bolt, "2026-03-01").await, []);
        assert_eq!(as_of(&app, &bolt, "2026-03-02").await, [(main.clone(), "10".to_owned())]);
        let second = [(main.clone(), "6".to_owned()), (north.clone(), "4".to_owned())];
        assert_eq!(as_of(&app, &bolt, "2026-03-03").await, second);
        let third = [(main, "6".to_owned()), (north, "5.25".to_owned())];
        assert_eq!(as_of(&app, &bolt, "2026-03-04").await, third);
        assert_eq!(as_of(&app, &bolt, "2027-01-01").await, third);
        invariants::hold(&app).await;
    }

    async fn the_ledger_is_listed_page_by_page(app) {
        let bolt = given::product(&app, "BOLT").await;
        for quantity in 1..=5 {
            app.advance(TimeDelta::seconds(i64::from(quantity % 2)));
            given::stock(&app, &bolt, app.warehouses[0], &quantity.to_string()).await;
        }
        let document = "query($after: String) { stockTransactions(first: 2, after: $after) {
            nodes { quantity kind } pageInfo { hasNextPage endCursor } totalCount { count capped } } }";
        let (mut seen, mut after) = (Vec::new(), Value::Null);
        loop {
            let data = app.as_role("viewer").ask(document, json!({ "after": after })).await;
            let page = &data["stockTransactions"];
            assert_eq!(page["totalCount"], json!({ "count": 5, "capped": false }));
            seen.extend(page["nodes"].as_array().unwrap().iter().map(|row| row["quantity"].clone()));
            after = page["pageInfo"]["endCursor"].clone();
            if page["pageInfo"]["hasNextPage"] == false {
                break;
            }
        }
        assert_eq!(seen, ["5", "4", "3", "2", "1"]);
    }
}
