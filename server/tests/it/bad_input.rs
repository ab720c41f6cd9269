//! What a client may get wrong: each has its code, and nothing is written.

use serde_json::{Value, json};

use crate::support::{given, on_both_engines};

on_both_engines! {
    async fn an_id_of_another_kind_is_refused(app) {
        let customer = given::customer(&app, "C1", None).await;
        let viewer = app.as_role("viewer");
        let order = "query($id: ID!) { salesOrder(id: $id) { id } }";
        for id in [customer.as_str(), "so_", "so_-1", "so_01", "so_1x", "1", "", "so_99999999999999999999"] {
            assert_eq!(viewer.code(order, json!({ "id": id })).await, "BAD_ID", "{id}");
        }
        // One that was never given out is simply not there.
        assert_eq!(viewer.ask(order, json!({ "id": "so_77" })).await["salesOrder"], Value::Null);
        let before = app.everything().await;
        let input = json!({ "draft": given::draft_of("prd_1", &[]) });
        assert_eq!(app.as_role("sales").act("salesOrderCreate", input).await.error(), "BAD_ID");
        let input = json!({ "id": "so_77", "expectedVersion": 1 });
        assert_eq!(app.as_role("sales").act("salesOrderConfirm", input).await.refused(), "NOT_FOUND");
        assert_eq!(app.everything().await, before);
    }

    async fn a_cursor_belongs_to_its_list_and_sort(app) {
        for code in ["C1", "C2", "C3"] {
            given::customer(&app, code, None).await;
        }
        let viewer = app.as_role("viewer");
        let page = "query($after: String) { customers(first: 1, after: $after) {
            nodes { code } pageInfo { endCursor } } }";
        let data = viewer.ask(page, json!({})).await;
        let after = json!({ "after": data["customers"]["pageInfo"]["endCursor"] });
        assert_eq!(viewer.ask(page, after.clone()).await["customers"]["nodes"][0]["code"], "C2");
        let orders = "query($after: String) { salesOrders(after: $after) { nodes { id } } }";
        let sorted = "query($after: String) { customers(after: $after, sort: { field: NAME, direction: DESC }) {
            nodes { id } } }";
        for document in [orders, sorted] {
            assert_eq!(viewer.code(document, after.clone()).await, "BAD_CURSOR");
        }
        for text in ["", "x", "%%%", "e30", "bnVsbA"] {
            assert_eq!(viewer.code(page, json!({ "after": text })).await, "BAD_CURSOR", "{text}");
        }
    }

    async fn a_page_has_one_to_a_hundred_rows(app) {
        let viewer = app.as_role("viewer");
        for list in ["salesOrders", "customers", "products", "stockTransactions"] {
            let document = format!("query($first: Int) {{ {list}(first: $first) {{ nodes {{ id }} }} }}");
            for first in [0, -1, 101] {
                assert_eq!(viewer.code(&document, json!({ "first": first })).await, "BAD_USER_INPUT", "{list}");
            }
            viewer.ask(&document, json!({ "first": 100 })).await;
        }
    }

    async fn a_number_that_is_none_is_refused_by_its_kind(app) {
        let customer = given::customer(&app, "C1", None).await;
        let bolt = given::product(&app, "BOLT").await;
        let sales = app.as_role("sales");
        let before = app.everything().await;
        let nines = "9".repeat(30);
        for quantity in [nines.as_str(), "1e3", "1.0001", "", "one", "NaN", "--1", "1,5"] {
            let input = json!({ "draft": given::draft_of(&customer, &[(&bolt, quantity)]) });
            assert_eq!(sales.act("salesOrderCreate", input).await.error(), "BAD_QUANTITY", "{quantity}");
        }
        for price in [nines.as_str(), "1.00001", "ten"] {
            let mut draft = given::draft_of(&customer, &[(&bolt, "1")]);
            draft["lines"][0]["unitPrice"] = price.into();
            assert_eq!(sales.act("salesOrderCreate", json!({ "draft": draft })).await.error(), "BAD_MONEY", "{price}");
        }
        for (quantity, price, code) in [
            ("-1", "1", "MUST_BE_POSITIVE"),
            ("0", "1", "MUST_BE_POSITIVE"),
            ("1", "-0.01", "MUST_NOT_BE_NEGATIVE"),
            ("9000000000000000", "900000000000000", "AMOUNT_OUT_OF_RANGE"),
        ] {
            let mut draft = given::draft_of(&customer, &[(&bolt, quantity)]);
            draft["lines"][0]["unitPrice"] = price.into();
            let reply = sales.act("salesOrderCreate", json!({ "draft": draft })).await;
            assert_eq!(reply.refused(), code, "{quantity} × {price}");
        }
        assert_eq!(app.everything().await, before);
    }

    async fn an_order_has_500_lines_at_most(app) {
        let customer = given::customer(&app, "C1", None).await;
        let bolt = given::product(&app, "BOLT").await;
        let before = app.everything().await;
        let input = json!({ "draft": given::draft_of(&customer, &[(bolt.as_str(), "1"); 501]) });
        let reply = app.as_role("sales").act("salesOrderCreate", input).await;
        assert_eq!((reply.refused().as_str(), reply.param("max").as_str()), ("TOO_MANY", "500"));
        assert_eq!(app.everything().await, before);
        let input = json!({ "draft": given::draft_of(&customer, &[(bolt.as_str(), "1"); 500]) });
        assert_eq!(app.as_role("sales").act("salesOrderCreate", input).await.done()["itemCount"], 500);
    }

    async fn what_the_schema_does_not_know_is_refused_before_it_runs(app) {
        let sales = app.as_role("sales");
        let before = app.everything().await;
        for document in [
            "{ salesOrders { nodes { colour } } }",
            "mutation { salesOrderCreate(input: { draft: { customerId: \"cus_1\", lines: [], colour: 1 },
                idempotencyKey: \"k\" }) { salesOrder { id } } }",
            "mutation { salesOrderCreate(input: { draft: { customerId: \"cus_1\", lines: [] } }) { salesOrder { id } } }",
            "{ salesOrders(filter: { status: [NOWHERE] }) { nodes { id } } }",
            "{ salesOrders { nodes { id } ",
        ] {
            let answer = sales.gql(document, json!({})).await;
            assert!(answer["errors"].is_array() && answer["data"].is_null(), "{document}\n{answer}");
            assert_eq!(sales.queries(), 0, "{document}");
        }
        for key in ["", &"k".repeat(256)] {
            let input = json!({ "idempotencyKey": key, "draft": given::draft_of("cus_1", &[]) });
            assert_eq!(sales.act("salesOrderCreate", input).await.error(), "BAD_USER_INPUT");
        }
        assert_eq!(app.everything().await, before);
    }
}
