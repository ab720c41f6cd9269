//! Lists as files: what is in them, who gets them, and that memory does not grow with them.

use axum::Router;
use axum::body::Body;
use http::{Request, StatusCode, header};
use http_body_util::BodyExt;
use serde_json::json;
use server::http::assets::Assets;
use server::http::serve::router;
use server::http::trusted::TrustedDocuments;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::ServiceExt;

use crate::support::{TestApp, given, on_both_engines};

/// Twenty-five hundred customers.
const MANY: &str = "INSERT INTO erp_customer (code, name, search)
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2500)
    SELECT 'M' || i, 'Many ' || i, 'm' || i FROM n";

/// A served application and a user's way in.
struct Served {
    router: Router,
    secret: String,
}

impl Served {
    async fn to(app: &TestApp, role: &str, permissions: &[&str]) -> Self {
        let trusted = TrustedDocuments::of_the_web_app().unwrap();
        let router = router(&app.app, trusted, Assets::missing(), TaskTracker::new(), CancellationToken::new());
        let wish = json!({ "name": "Files", "permissions": permissions, "expiresAt": "2026-03-31T00:00:00Z" });
        let made = app.as_role(role).act("apiTokenCreate", wish).await;
        let secret = made.answer["data"]["payload"]["secret"].as_str().unwrap().to_owned();
        Self { router, secret }
    }

    /// The answer to a path: its status, content type, and parts.
    async fn get(&self, path: &str) -> (StatusCode, String, Vec<Vec<u8>>) {
        let authorization = format!("Bearer {}", self.secret);
        let request = Request::get(path).header(header::AUTHORIZATION, authorization).body(Body::empty()).unwrap();
        let answer = self.router.clone().oneshot(request).await.unwrap();
        let kind = answer.headers()[header::CONTENT_TYPE].to_str().unwrap().to_owned();
        let (status, mut body, mut parts) = (answer.status(), answer.into_body(), Vec::new());
        while let Some(frame) = body.frame().await {
            parts.extend(frame.unwrap().into_data().map(|part| part.to_vec()));
        }
        (status, kind, parts)
    }

    /// A file that must be there.
    async fn file(&self, path: &str) -> String {
        let (status, kind, parts) = self.get(path).await;
        assert_eq!((status, kind.as_str()), (StatusCode::OK, "text/csv; charset=utf-8"));
        String::from_utf8(parts.concat()).unwrap()
    }
}

const READ: &[&str] = &["CUSTOMER_READ", "CATALOG_READ", "STOCK_READ", "SALES_ORDER_READ"];

on_both_engines! {
    async fn a_file_holds_what_the_filter_leaves_and_no_formula(app) {
        let sales = app.as_role("sales");
        for (code, name, on_stop) in [("A", "=cmd|' /C calc'!A0", false), ("B", "Plain, \"quoted\"", true)] {
            let details = json!({ "code": code, "name": name, "onStop": on_stop, "notes": "-1+2" });
            sales.act("customerCreate", json!({ "details": details })).await.done();
        }
        let served = Served::to(&app, "viewer", READ).await;
        let file = served.file("/export/customers.csv?sort=%7B%22field%22:%22CODE%22,%22direction%22:%22ASC%22%7D").await;
        let lines: Vec<&str> = file.split_terminator("\r\n").collect();
        assert_eq!(lines.len(), 3);
        assert!(lines[0].starts_with("id,code,name,type,"));
        assert!(lines[1].contains(",A,'=cmd|' /C calc'!A0,company,"), "{}", lines[1]);
        assert!(lines[1].ends_with(",'-1+2"), "{}", lines[1]);
        assert!(lines[2].contains(",B,\"Plain, \"\"quoted\"\"\",company,"), "{}", lines[2]);
        let stopped = served.file("/export/customers.csv?bom=true&filter=%7B%22onStop%22:true%7D").await;
        assert!(stopped.starts_with("\u{feff}id,"));
        assert_eq!(stopped.lines().count(), 2);
        let found = served.file("/export/customers.csv?search=quoted").await;
        assert_eq!(found.lines().count(), 2);
    }

    async fn a_large_file_comes_in_batches(app) {
        app.outside(MANY).await;
        let served = Served::to(&app, "viewer", READ).await;
        let (_, _, parts) = served.get("/export/customers.csv").await;
        assert!(parts.len() >= 4, "{} parts", parts.len());
        assert!(parts.iter().all(|part| part.len() < 200_000));
        let file = String::from_utf8(parts.concat()).unwrap();
        let mut codes: Vec<&str> = file.lines().skip(1).map(|line| line.split(',').nth(1).unwrap()).collect();
        assert_eq!(codes.len(), 2500);
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), 2500);
    }

    async fn every_list_has_a_file(app) {
        let customer = given::customer(&app, "C", None).await;
        let product = given::product_in_stock(&app, "P", "9").await;
        let order = given::confirmed(&app, &customer, &[(&product, "2")]).await;
        let adjust = json!({ "productId": product, "warehouseId": app.warehouses[0], "by": "-1", "reason": "@broken" });
        app.as_role("warehouse").act("stockAdjust", adjust).await.done();
        let served = Served::to(&app, "viewer", READ).await;
        let orders = served.file("/export/sales-orders.csv?filter=%7B%22status%22:%5B%22CONFIRMED%22%5D%7D").await;
        let number = order["number"].as_str().unwrap();
        assert!(orders.contains(&format!(",{number},2026-03-02,pending,{customer},Customer C,EUR,20.00,4.00,24.00,")), "{orders}");
        let products = served.file("/export/products.csv").await;
        assert!(products.contains(&format!("{product},P,Product P,,goods,pcs,,10.00,20")), "{products}");
        let levels = served.file("/export/stock-levels.csv").await;
        assert!(levels.ends_with(",MAIN,8,2,6\r\n"), "{levels}");
        let ledger = served.file("/export/stock-transactions.csv").await;
        assert_eq!(ledger.lines().count(), 3);
        assert!(ledger.contains(",MAIN,-1,,'@broken\r\n"), "{ledger}");
    }

    async fn people_come_with_their_roles(app) {
        let served = Served::to(&app, "admin", &["ACCOUNTS_MANAGE"]).await;
        let people = served.file("/export/users.csv?search=sales").await;
        assert!(people.starts_with("id,name,email,active,roles,created_at,last_seen_at\r\n"), "{people}");
        assert!(people.contains(",sales@acme.test,true,sales,"), "{people}");
        assert_eq!(people.lines().count(), 2);
    }

    async fn files_are_for_who_may_see_the_list(app) {
        given::customer(&app, "C", None).await;
        let served = Served::to(&app, "viewer", &["CATALOG_READ"]).await;
        for (path, status) in [
            ("/export/customers.csv", StatusCode::FORBIDDEN),
            ("/export/sales-orders.csv", StatusCode::FORBIDDEN),
            ("/export/stock-levels.csv", StatusCode::FORBIDDEN),
            ("/export/products.csv?filter=%7B%22outOfStock%22:true%7D", StatusCode::FORBIDDEN),
            ("/export/users.csv", StatusCode::FORBIDDEN),
            ("/export/secrets.csv", StatusCode::NOT_FOUND),
            ("/export/products", StatusCode::NOT_FOUND),
            ("/export/products.csv?filter=%7B", StatusCode::BAD_REQUEST),
            ("/export/products.csv?filter=%5B%5D", StatusCode::BAD_REQUEST),
            ("/export/products.csv?filter=%7B%22categoryId%22:%22cus_1%22%7D", StatusCode::BAD_REQUEST),
            ("/export/products.csv?filter=%7B%22no%22:true%7D", StatusCode::BAD_REQUEST),
            ("/export/products.csv?fitler=%7B%7D", StatusCode::BAD_REQUEST),
            ("/export/products.csv", StatusCode::OK),
        ] {
            assert_eq!(served.get(path).await.0, status, "{path}");
        }
        let nobody = Served { secret: "erp_unknown".to_owned(), ..served };
        assert_eq!(nobody.get("/export/products.csv").await.0, StatusCode::UNAUTHORIZED);
    }
}
