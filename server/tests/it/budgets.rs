//! How many statements the pages' documents take. A relation that does not go through a loader shows here.

use serde_json::json;

use crate::support::{TestApp, given, on_both_engines};

/// Fifty drafts of three products, each of a customer of its own.
async fn fifty_orders(app: &TestApp) -> Vec<serde_json::Value> {
    let mut products = Vec::new();
    for number in 0..3 {
        products.push(given::product_in_stock(app, &format!("P{number}"), "1000").await);
    }
    let lines: Vec<(&str, &str)> = products.iter().map(|id| (id.as_str(), "1")).collect();
    let mut orders = Vec::new();
    for number in 0..50 {
        let customer = given::customer(app, &format!("C{number}"), None).await;
        orders.push(given::draft(app, &customer, &lines).await);
    }
    orders
}

on_both_engines! {
    async fn a_list_of_fifty_orders_takes_three_statements(app) {
        fifty_orders(&app).await;
        let document = "{ salesOrders(first: 50) { nodes { id number status fulfilment shippedPercent itemCount
            totalAmount customer { id name } } pageInfo { hasNextPage endCursor } } }";
        let client = app.as_role("viewer");
        let data = client.ask(document, json!({})).await;
        let nodes = data["salesOrders"]["nodes"].as_array().unwrap();
        assert_eq!(nodes.len(), 50);
        assert!(nodes.iter().all(|node| node["itemCount"] == 3 && node["customer"]["name"].is_string()));
        // Orders, customers, progress.
        assert_eq!(client.queries(), 3);
    }

    async fn an_order_with_lines_and_products_takes_four_statements(app) {
        let orders = fifty_orders(&app).await;
        let document = "query($id: ID!) { salesOrder(id: $id) { id number customer { name }
            items { id quantity product { code name } } } }";
        let client = app.as_role("viewer");
        let data = client.ask(document, json!({ "id": orders[7]["id"] })).await;
        assert_eq!(data["salesOrder"]["items"].as_array().unwrap().len(), 3);
        // The order, its customer, its lines, their products.
        assert_eq!(client.queries(), 4);
    }

    async fn the_whole_page_of_an_order_takes_a_statement_per_table(app) {
        let customer = given::customer(&app, "C", None).await;
        let (bolt, nut) =
            (given::product_in_stock(&app, "B", "9").await, given::product_in_stock(&app, "N", "9").await);
        given::stock(&app, &bolt, app.warehouses[1], "9").await;
        let order = given::confirmed(&app, &customer, &[(&bolt, "12"), (&nut, "3")]).await;
        let input = json!({ "orderId": order["id"], "expectedVersion": order["version"] });
        app.as_role("warehouse").act("shipmentCreate", input).await.done();
        let document = "query($id: ID!) { salesOrder(id: $id) { id fulfilment itemCount customer { name }
            items { id product { code } reserved { quantity } } allowedActions { action enabled }
            shipments { number warehouse { name } items { quantity product { name } } } timeline { action } } }";
        let client = app.as_role("viewer");
        let data = client.ask(document, json!({ "id": order["id"] })).await;
        assert_eq!(data["salesOrder"]["shipments"].as_array().unwrap().len(), 2);
        // Order, customer, progress, lines, products, reservations, shipments, warehouses, their lines, timeline.
        assert_eq!(client.queries(), 10);
    }

    async fn a_page_is_counted_only_when_it_is_asked(app) {
        given::customer(&app, "C", None).await;
        let client = app.as_role("viewer");
        client.ask("{ customers { nodes { name } } }", json!({})).await;
        assert_eq!(client.queries(), 1);
        client.ask("{ customers { nodes { name } totalCount { count } } }", json!({})).await;
        assert_eq!(client.queries(), 2);
    }
}
