//! However a document asks for an object, it is answered with the same, and in the order in which it asked.

use domain::{Actor, Permission, PermissionSet};
use serde_json::{Value, json};
use server::http::trusted::TrustedDocuments;

use crate::support::{Node, given, on_both_engines};

fn catalog_alone() -> PermissionSet {
    [Permission::CatalogRead].into_iter().collect()
}

on_both_engines! {
    async fn fragments_and_repeated_fields_are_answered_as_plain_ones(app) {
        let (bolt, nut) =
            (given::product_in_stock(&app, "B", "9").await, given::product_in_stock(&app, "N", "9").await);
        let customer = given::customer(&app, "C", None).await;
        given::draft(&app, &customer, &[(&bolt, "2"), (&nut, "3")]).await;
        given::draft(&app, &customer, &[(&nut, "1")]).await;
        let client = app.as_role("viewer");
        let plain = "{ salesOrders { nodes { __typename id itemCount customer { name code }
            items { quantity product { name code } } } } }";
        let expected = client.ask(plain, json!({})).await;
        assert_eq!(expected.pointer("/salesOrders/nodes/0/__typename"), Some(&json!("SalesOrder")));
        assert_eq!(expected.pointer("/salesOrders/nodes/1/items/1/product/code"), Some(&json!("N")));
        let others = [
            // What fragments ask of one object is one answer.
            "{ salesOrders { nodes { ...Head ...Lines } } }
             fragment Head on SalesOrder { __typename id itemCount customer { name code } }
             fragment Lines on SalesOrder { items { quantity product { ...Named } } }
             fragment Named on Product { name code }",
            "{ salesOrders { nodes { __typename ... on SalesOrder { id itemCount customer { name } }
                customer { code } items { quantity } items { product { name } } items { product { code } } } } }",
            "{ salesOrders { nodes { __typename id itemCount customer { name code } items @include(if: true)
                { quantity product { name code } } notes @skip(if: true) } } }",
        ];
        for other in others {
            assert_eq!(client.ask(other, json!({})).await, expected, "{other}");
        }
    }

    async fn fields_are_answered_in_the_order_of_the_document(app) {
        let (product, customer) =
            (given::product_in_stock(&app, "B", "9").await, given::customer(&app, "C", None).await);
        given::draft(&app, &customer, &[(&product, "2")]).await;
        let viewer = Node::start(&app.app, TrustedDocuments::of_the_web_app().unwrap()).await.login("viewer").await;
        // Those that load stand before, among and behind those that do not.
        let document = "{ salesOrders { nodes { items { product { name } quantity } status customer { code } id \
            shippedPercent version __typename } } }";
        let expected = r#"{"data":{"salesOrders":{"nodes":[{"items":[{"product":{"name":"Product B"},"quantity":"2"}],"#
            .to_owned()
            + r#""status":"DRAFT","customer":{"code":"C"},"id":"so_1","shippedPercent":"0","version":1,"#
            + r#""__typename":"SalesOrder"}]}}}"#;
        assert_eq!(viewer.ask_uncached(document, json!({})).await, expected);
    }

    async fn a_field_that_fails_takes_no_other_with_it(app) {
        let (product, customer) =
            (given::product_in_stock(&app, "B", "9").await, given::customer(&app, "C", None).await);
        given::draft(&app, &customer, &[(&product, "2")]).await;
        // Who may see products but no stock asks for both.
        let (sales, blind) = (app.as_role("sales"), Actor::user(app.users["sales"], "sales", catalog_alone()));
        let blind = app.as_actor(blind);
        let document = "{ products { nodes { stock { onHand } name code } } }";
        assert_eq!(sales.gql(document, json!({})).await["errors"], Value::Null);
        let answer = blind.gql(document, json!({})).await;
        assert_eq!(answer["errors"].as_array().map(Vec::len), Some(1), "{answer}");
        assert_eq!(answer.pointer("/errors/0/path"), Some(&json!(["products", "nodes", 0, "stock"])), "{answer}");
        assert_eq!(answer.pointer("/errors/0/extensions/code"), Some(&json!("FORBIDDEN")), "{answer}");
        let as_fragment = "{ products { nodes { ... on Product { stock { onHand } name code } } } }";
        assert_eq!(answer["data"], blind.gql(as_fragment, json!({})).await["data"]);
    }
}
