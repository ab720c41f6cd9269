//! The company at a glance: aggregates, how they are cached, and the one search box.

use std::time::Duration;

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::support::{TestApp, given, on_both_engines};

const DASHBOARD: &str = "{ dashboard { counts { activeCustomers openOrders } lowStockCount
    sales { today { orderCount total } month { total } todayLastYear { total } monthLastYear { orderCount total } }
    credit { exposure customersOverLimit } lowStock { available } monthlySales { month } } company { name } }";
const SEARCH: &str = "query($text: String!) { search(text: $text) { customers { code } products { code }
    salesOrders { number } } }";

/// What a viewer sees.
async fn dashboard(app: &TestApp) -> Value {
    app.as_role("viewer").ask(DASHBOARD, json!({})).await
}

/// Time for the commit log to be read.
async fn poll() {
    tokio::time::sleep(Duration::from_millis(700)).await;
}

on_both_engines! {
    async fn sales_stand_beside_those_of_a_year_before(app) {
        let customer = given::customer(&app, "C", Some("20")).await;
        let product = given::product_in_stock(&app, "P", "99").await;
        app.advance(TimeDelta::days(-365));
        given::confirmed(&app, &customer, &[(&product, "1")]).await;
        app.advance(TimeDelta::days(364));
        app.outside("UPDATE erp_customer SET credit_limit = NULL").await;
        given::confirmed(&app, &customer, &[(&product, "2")]).await;
        app.advance(TimeDelta::days(1));
        given::confirmed(&app, &customer, &[(&product, "3")]).await;
        given::draft(&app, &customer, &[(&product, "50")]).await;
        let seen = dashboard(&app).await;
        let sales = &seen["dashboard"]["sales"];
        assert_eq!(sales["today"], json!({ "orderCount": 1, "total": "36.00" }));
        assert_eq!(sales["month"]["total"], "60.00");
        assert_eq!(sales["todayLastYear"]["total"], "12.00");
        assert_eq!(sales["monthLastYear"], json!({ "orderCount": 1, "total": "12.00" }));
        assert_eq!(seen["dashboard"]["credit"], json!({ "exposure": "72.00", "customersOverLimit": 0 }));
    }

    async fn cached_aggregates_cost_nothing_and_see_what_others_write(app) {
        app.app.follow_log();
        poll().await;
        let customer = given::customer(&app, "C", Some("100")).await;
        let product = given::product_in_stock(&app, "P", "9").await;
        given::confirmed(&app, &customer, &[(&product, "1")]).await;
        let first = dashboard(&app).await;
        let viewer = app.as_role("viewer");
        assert_eq!(viewer.ask(DASHBOARD, json!({})).await, first);
        assert_eq!(viewer.queries(), 0);
        assert_eq!(first["dashboard"]["lowStockCount"], 0);

        for (sql, path, value) in [
            ("UPDATE erp_product SET reorder_point = 9000", "/dashboard/lowStockCount", json!(1)),
            ("UPDATE erp_customer SET credit_limit = 1", "/dashboard/credit/customersOverLimit", json!(1)),
            ("UPDATE erp_customer SET is_active = false", "/dashboard/counts/activeCustomers", json!(0)),
            ("UPDATE erp_salesorder SET order_date = '2026-03-01'", "/dashboard/sales/today/orderCount", json!(0)),
            ("UPDATE settings_company SET name = 'Other'", "/company/name", json!("Other")),
        ] {
            assert_ne!(first.pointer(path), Some(&value), "{path}");
            app.outside(sql).await;
            poll().await;
            assert_eq!(dashboard(&app).await.pointer(path), Some(&value), "{sql}");
        }
    }

    async fn a_new_day_has_aggregates_of_its_own(app) {
        app.app.follow_log();
        let customer = given::customer(&app, "C", None).await;
        let product = given::product_in_stock(&app, "P", "9").await;
        given::confirmed(&app, &customer, &[(&product, "1")]).await;
        assert_eq!(dashboard(&app).await["dashboard"]["sales"]["today"]["orderCount"], 1);
        app.advance(TimeDelta::days(1));
        assert_eq!(dashboard(&app).await["dashboard"]["sales"]["today"]["orderCount"], 0);
    }

    async fn the_dashboard_is_for_who_may_see_it(app) {
        let nothing = domain::PermissionSet::NONE;
        let nobody = app.as_actor(domain::Actor::user(app.users["viewer"], "nobody", nothing));
        dashboard(&app).await;
        assert_eq!(nobody.code("{ dashboard { counts { openOrders } } }", json!({})).await, "FORBIDDEN");
        let reports = [domain::Permission::ReportRead].into_iter().collect();
        let reader = app.as_actor(domain::Actor::user(app.users["viewer"], "reader", reports));
        assert_eq!(reader.code("{ dashboard { lowStockCount } }", json!({})).await, "FORBIDDEN");
    }

    async fn orders_are_found_by_words_of_few_customers_and_of_many(app) {
        // More than are looked up one by one; `search` is what the services would have made of these names.
        app.outside(
            "INSERT INTO erp_customer (code, name, search) WITH RECURSIVE n (k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM n \
             WHERE k < 250) SELECT 'N' || k, 'Nordic ' || k, 'n' || k || ' nordic ' || k || ' oslo' FROM n",
        )
        .await;
        let product = given::product_in_stock(&app, "P", "9").await;
        let id = async |code: &str| app.number(&format!("SELECT id FROM erp_customer WHERE code = '{code}'")).await;
        for code in ["N7", "N123"] {
            given::draft(&app, &format!("cus_{}", id(code).await), &[(&product, "1")]).await;
        }
        let other = given::customer(&app, "SOUTH", None).await;
        given::draft(&app, &other, &[(&product, "1")]).await;
        let viewer = app.as_role("viewer");
        let found = async |text: &str| {
            let document = "query($text: String) { salesOrders(search: $text) { nodes { customer { code } }
                totalCount { count } } }";
            let found = viewer.ask(document, json!({ "text": text })).await;
            let nodes = found.pointer("/salesOrders/nodes").and_then(serde_json::Value::as_array).unwrap();
            assert_eq!(found.pointer("/salesOrders/totalCount/count"), Some(&json!(nodes.len())), "{text}");
            let mut codes: Vec<String> = nodes.iter().map(|node| node["customer"]["code"].to_string()).collect();
            codes.sort();
            codes.join(" ")
        };
        for (text, codes) in [
            ("nordic", r#""N123" "N7""#),
            ("oslo NORDIC n12", r#""N123""#),
            ("n7", r#""N7""#),
            ("no", r#""N123" "N7""#),
            ("ordic 123", r#""N123""#),
            ("south", r#""SOUTH""#),
            ("nordic south", ""),
            // A letter like any other: no name has it.
            ("%", ""),
        ] {
            assert_eq!(found(text).await, codes, "{text}");
        }
        // A name that is changed is found by its new words alone, on SQLite by the index of words too.
        let change = json!({ "id": format!("cus_{}", id("N7").await), "expectedVersion": 1,
            "details": { "code": "N7", "name": "Western" } });
        app.as_role("admin").act("customerChange", change).await.done();
        assert_eq!(found("western").await, r#""N7""#);
        assert_eq!(found("nordic").await, r#""N123""#);
    }

    async fn one_box_finds_what_one_may_see(app) {
        let customer = given::customer(&app, "ZEBRA", None).await;
        let product = given::product_in_stock(&app, "ZEBRA-P", "9").await;
        let order = given::confirmed(&app, &customer, &[(&product, "1")]).await;
        let viewer = app.as_role("viewer");
        let found = viewer.ask(SEARCH, json!({ "text": " zebra " })).await;
        assert_eq!(found["search"], json!({ "customers": [{ "code": "ZEBRA" }], "products": [{ "code": "ZEBRA-P" }],
            "salesOrders": [{ "number": order["number"] }] }));
        // Customers, products, whose orders, orders.
        assert_eq!(viewer.queries(), 4);
        let by_number = viewer.ask(SEARCH, json!({ "text": order["number"] })).await;
        assert_eq!(by_number["search"]["salesOrders"], json!([{ "number": order["number"] }]));
        let nothing = json!({ "customers": [], "products": [], "salesOrders": [] });
        assert_eq!(viewer.ask(SEARCH, json!({ "text": " " })).await["search"], nothing);
        assert_eq!(viewer.queries(), 0);
        let catalog = [domain::Permission::CatalogRead].into_iter().collect();
        let reader = app.as_actor(domain::Actor::user(app.users["viewer"], "reader", catalog));
        let found = reader.ask(SEARCH, json!({ "text": "zebra" })).await;
        assert_eq!(found["search"],
            json!({ "customers": [], "products": [{ "code": "ZEBRA-P" }], "salesOrders": [] }));
        assert_eq!(viewer.code(SEARCH, json!({ "text": "x".repeat(101) })).await, "BAD_USER_INPUT");
    }
}
