//! Many clients at once over the same few products: the rules hold, and nobody gets an error about a lock.

use std::collections::BTreeSet;
use std::sync::Arc;

use futures::future::join_all;
use serde_json::{Value, json};

use crate::support::given::at;
use crate::support::{Client, Reply, TestApp, given, invariants, on_both_engines};

const CLIENTS: usize = 64;
const PRODUCTS: usize = 10;
const CUSTOMERS: usize = 4;

/// Runs `work` once for each client, all at once, on tasks of their own.
async fn all_at_once<T, F>(work: impl Fn(usize) -> F) -> Vec<T>
where
    T: Send + 'static,
    F: Future<Output = T> + Send + 'static,
{
    let started: Vec<_> = (0..CLIENTS).map(|number| tokio::spawn(work(number))).collect();
    join_all(started).await.into_iter().map(Result::unwrap).collect()
}

/// The answer must be data: done, or refused for a reason of the business.
fn sound(reply: &Reply) -> Option<String> {
    let text = reply.answer.to_string().to_lowercase();
    assert!(reply.answer.get("errors").is_none(), "{text}");
    for word in ["deadlock", "locked", "internal", "serializ"] {
        assert!(!text.contains(word), "{text}");
    }
    let payload = &reply.answer["data"]["payload"];
    payload["userErrors"].as_array().unwrap().first().map(|_| reply.refused())
}

/// Drafts of three lines each, the products taken in an order that differs from client to client.
async fn drafts(app: &TestApp) -> Vec<Value> {
    let (mut products, mut customers) = (Vec::new(), Vec::new());
    for number in 0..PRODUCTS {
        // Each product is wanted about 40 times; there are 30.
        let id = given::product_in_stock(app, &format!("P{number}"), "18").await;
        given::stock(app, &id, app.warehouses[1], "12").await;
        products.push(id);
    }
    for number in 0..CUSTOMERS {
        let limit = (number == 0).then_some("300");
        customers.push(given::customer(app, &format!("C{number}"), limit).await);
    }
    let mut drafts = Vec::new();
    for number in 0..CLIENTS {
        let line = |step: usize| products[(number * 7 + step * 3) % PRODUCTS].as_str();
        let lines = if number % 2 == 0 { [line(0), line(1), line(2)] } else { [line(2), line(1), line(0)] };
        let quantities = ["1", "2", "3"];
        let lines: Vec<_> = lines.into_iter().zip(quantities).collect();
        drafts.push(given::draft(app, &customers[number % CUSTOMERS], &lines).await);
    }
    drafts
}

/// Ships an order in two parts, each sent twice at the same time under one key.
async fn ship_in_parts(clerk: Client, order: Value) -> Value {
    let part = json!([{ "itemId": order["items"][0]["id"], "quantity": order["items"][0]["reserved"][0]["quantity"],
        "warehouseId": order["items"][0]["reserved"][0]["warehouseId"] }]);
    let mut now = order;
    for (step, lines) in [part, json!([])].into_iter().enumerate() {
        let input = json!({ "orderId": now["id"], "expectedVersion": now["version"], "lines": lines,
            "idempotencyKey": format!("ship-{}-{step}", now["id"]) });
        let (first, second) =
            tokio::join!(clerk.act("shipmentCreate", input.clone()), clerk.act("shipmentCreate", input));
        assert_eq!((sound(&first), sound(&second)), (None, None));
        let (first, second) = (first.done(), second.done());
        assert_eq!(first["version"], second["version"]);
        now = first;
    }
    now
}

on_both_engines! {
    async fn sixty_four_clients_confirm_and_ship_over_ten_products(app) {
        let drafts = Arc::new(drafts(&app).await);
        let (sales, clerk) = (app.as_role("sales"), app.as_role("warehouse"));
        let ends = all_at_once(|number| {
            let (drafts, sales, clerk) = (Arc::clone(&drafts), sales.clone(), clerk.clone());
            async move {
                let draft = &drafts[number];
                let mut input = at(draft);
                input["idempotencyKey"] = format!("confirm-{number}").into();
                let (first, second) =
                    tokio::join!(sales.act("salesOrderConfirm", input.clone()), sales.act("salesOrderConfirm", input));
                match (sound(&first), sound(&second)) {
                    (None, None) => {
                        let order = first.done();
                        // Some are called off or ended short while the others ship.
                        let end = json!({ "id": order["id"], "expectedVersion": order["version"], "reason": "test" });
                        let ended = match number % 8 {
                            3 => sales.act("salesOrderCancel", end).await.done(),
                            5 => sales.act("salesOrderClose", end).await.done(),
                            _ => ship_in_parts(clerk, order).await,
                        };
                        ended["status"].as_str().unwrap().to_owned()
                    }
                    // A refusal is not kept under the key: the twin may have found stock that another gave back.
                    (Some(code), _) | (None, Some(code)) => code,
                }
            }
        })
        .await;
        let allowed = ["SHIPPED", "CANCELLED", "CLOSED", "INSUFFICIENT_STOCK", "CREDIT_LIMIT_EXCEEDED", "CONFLICT"];
        assert!(ends.iter().all(|end| allowed.contains(&end.as_str())), "{ends:?}");
        for end in ["SHIPPED", "INSUFFICIENT_STOCK", "CREDIT_LIMIT_EXCEEDED"] {
            assert!(ends.iter().any(|one| one == end), "no {end} in {ends:?}");
        }
        invariants::hold(&app).await;
        let shipped = app.number("SELECT COUNT(*) FROM erp_salesorder WHERE status = 'shipped'").await;
        assert_eq!(usize::try_from(shipped).unwrap(), ends.iter().filter(|end| *end == "SHIPPED").count());
        app.had_no_deadlock().await;
    }

    async fn one_of_many_confirmations_of_an_order_wins(app) {
        let customer = given::customer(&app, "C1", None).await;
        let bolt = given::product_in_stock(&app, "BOLT", "100").await;
        let draft = Arc::new(given::draft(&app, &customer, &[(&bolt, "1")]).await);
        let sales = app.as_role("sales");
        let replies = all_at_once(|_| {
            let (draft, sales) = (Arc::clone(&draft), sales.clone());
            async move { sound(&sales.act("salesOrderConfirm", at(&draft)).await) }
        })
        .await;
        assert_eq!(replies.iter().filter(|reply| reply.is_none()).count(), 1);
        assert!(replies.iter().flatten().all(|code| code == "CONFLICT"), "{replies:?}");
        invariants::hold(&app).await;
    }

    async fn promises_that_race_cannot_both_pass_the_credit_limit(app) {
        let customer = given::customer(&app, "C1", Some("120")).await;
        let mut drafts = Vec::new();
        for number in 0..CLIENTS {
            let product = given::product_in_stock(&app, &format!("P{number}"), "1").await;
            drafts.push(given::draft(&app, &customer, &[(&product, "1")]).await);
        }
        let (drafts, sales) = (Arc::new(drafts), app.as_role("sales"));
        let replies = all_at_once(|number| {
            let (drafts, sales) = (Arc::clone(&drafts), sales.clone());
            async move { sound(&sales.act("salesOrderConfirm", at(&drafts[number])).await) }
        })
        .await;
        assert_eq!(replies.iter().filter(|reply| reply.is_none()).count(), 10);
        assert!(replies.iter().flatten().all(|code| code == "CREDIT_LIMIT_EXCEEDED"), "{replies:?}");
        invariants::hold(&app).await;
    }

    async fn a_key_sent_by_many_at_once_does_it_once(app) {
        let customer = given::customer(&app, "C1", None).await;
        let bolt = given::product(&app, "BOLT").await;
        let input = json!({ "idempotencyKey": "same", "draft": given::draft_of(&customer, &[(&bolt, "1")]) });
        let sales = app.as_role("sales");
        let ids: BTreeSet<String> = all_at_once(|_| {
            let (input, sales) = (input.clone(), sales.clone());
            async move { sales.act("salesOrderCreate", input).await.done()["id"].as_str().unwrap().to_owned() }
        })
        .await
        .into_iter()
        .collect();
        assert_eq!(ids.len(), 1);
        assert_eq!(app.number("SELECT COUNT(*) FROM erp_salesorder").await, 1);
        invariants::hold(&app).await;
    }

    async fn moves_back_and_forth_do_not_wait_for_each_other(app) {
        let [main, north] = app.warehouses;
        let bolt = given::product_in_stock(&app, "BOLT", "50").await;
        given::stock(&app, &bolt, north, "50").await;
        let clerk = app.as_role("warehouse");
        let replies = all_at_once(|number| {
            let (from, to) = if number % 2 == 0 { (main, north) } else { (north, main) };
            let input = json!({ "productId": bolt, "fromWarehouseId": from, "toWarehouseId": to, "quantity": "5" });
            let clerk = clerk.clone();
            async move { sound(&clerk.act("stockTransfer", input).await) }
        })
        .await;
        assert!(replies.iter().flatten().all(|code| code == "INSUFFICIENT_STOCK"), "{replies:?}");
        invariants::hold(&app).await;
        assert_eq!(app.number("SELECT CAST(SUM(on_hand) AS BIGINT) FROM erp_stocklevel").await, 100_000);
        app.had_no_deadlock().await;
    }
}
