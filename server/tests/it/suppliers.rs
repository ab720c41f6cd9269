//! Suppliers: the first master that was declared with the kit.

use std::sync::Mutex;

use serde_json::json;
use server::import::masters::{Suppliers, masters};
use server::import::{Options, Progress, RejectedRow};

use crate::support::{TestApp, on_both_engines};

async fn supplier(app: &TestApp, code: &str, name: &str) -> serde_json::Value {
    let input = json!({ "details": { "code": code, "name": name } });
    app.as_role("purchasing").act("supplierCreate", input).await.done()
}

on_both_engines! {
    async fn a_supplier_is_created_changed_and_found(app) {
        let made = supplier(&app, "S1", "Çelik Supply").await;
        supplier(&app, "S2", "Other").await;
        let ask = "query($id: ID!) { supplier(id: $id) {
            code name currency paymentDays leadDays isActive contactName notes version } }";
        let viewer = app.as_role("viewer");
        let id = json!({ "id": made["id"] });
        assert_eq!(viewer.ask(ask, id.clone()).await["supplier"], json!({
            "code": "S1", "name": "Çelik Supply", "currency": "EUR", "paymentDays": null, "leadDays": null,
            "isActive": true, "contactName": null, "notes": null, "version": 1 }));
        let change = json!({ "id": made["id"], "expectedVersion": 1,
            "details": { "paymentDays": 30, "leadDays": 7, "currency": "USD", "contactName": "Ayşe", "isActive": false } });
        app.as_role("purchasing").act("supplierChange", change).await.done();
        // What is left out stays, null clears.
        let change = json!({ "id": made["id"], "expectedVersion": 2, "details": { "leadDays": null, "notes": "slow" } });
        app.as_role("purchasing").act("supplierChange", change).await.done();
        assert_eq!(viewer.ask(ask, id).await["supplier"], json!({
            "code": "S1", "name": "Çelik Supply", "currency": "USD", "paymentDays": 30, "leadDays": null,
            "isActive": false, "contactName": "Ayşe", "notes": "slow", "version": 3 }));
        let list = "query($filter: SupplierFilter, $search: String) {
            suppliers(filter: $filter, search: $search) { nodes { code } totalCount { count } } }";
        for (asked, codes) in [
            (json!({}), json!([{ "code": "S2" }, { "code": "S1" }])),
            (json!({ "search": "celik" }), json!([{ "code": "S1" }])),
            (json!({ "filter": { "isActive": true } }), json!([{ "code": "S2" }])),
            (json!({ "filter": { "currency": "USD" } }), json!([{ "code": "S1" }])),
        ] {
            assert_eq!(viewer.ask(list, asked.clone()).await["suppliers"]["nodes"], codes, "{asked}");
        }
        // The page and its count.
        assert_eq!(viewer.queries(), 2);
        let trail = app.rows("SELECT action, changes FROM audit_entry WHERE entity = 'supplier' AND entity_id = 1
            ORDER BY id").await;
        let last: serde_json::Value = serde_json::from_str(trail[2]["changes"].as_str().unwrap()).unwrap();
        assert_eq!(last, json!({ "leadDays": [7, null], "notes": [null, "slow"] }));
    }

    async fn what_is_wrong_is_said_at_its_field(app) {
        supplier(&app, "S1", "One").await;
        let buyer = app.as_role("purchasing");
        let before = app.everything().await;
        for (details, code, field) in [
            (json!({ "name": "Two" }), "REQUIRED", "code"),
            (json!({ "code": "S1", "name": "Two" }), "TAKEN", "code"),
            (json!({ "code": "S2", "name": null }), "REQUIRED", "name"),
            (json!({ "code": "S2", "name": "Two", "currency": "EURO" }), "INVALID", "currency"),
            (json!({ "code": "S2", "name": "Two", "paymentDays": 400 }), "INVALID", "paymentDays"),
            (json!({ "code": "S2", "name": "Two", "leadDays": -1 }), "INVALID", "leadDays"),
            (json!({ "code": "S2", "name": "x".repeat(201) }), "TOO_LONG", "name"),
        ] {
            let reply = buyer.act("supplierCreate", json!({ "details": details })).await;
            assert_eq!((reply.refused().as_str(), &reply.reason()["field"]), (code, &json!([field])));
        }
        let change = json!({ "id": "sup_1", "expectedVersion": 9, "details": { "name": "New" } });
        assert_eq!(buyer.act("supplierChange", change).await.refused(), "CONFLICT");
        let sales = app.as_role("sales");
        let input = json!({ "details": { "code": "S2", "name": "Two" } });
        assert_eq!(sales.act("supplierCreate", input).await.error(), "FORBIDDEN");
        assert_eq!(app.everything().await, before);
    }

    async fn a_file_of_suppliers_is_imported_once(app) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("suppliers.csv");
        let rows = "code,Name,payment_days,currency,active,favourite\n\
            S1,Nordic Supply,30,EUR,true,blue\n\
            S2,Bad Money,30,EURO,true,\n\
            ,No Code,,,,\n\
            S3,Long Wait,soon,EUR,yes,\n\
            S4,Kapalı,,USD,hayır,\n";
        std::fs::write(&file, rows).unwrap();
        let before = app.everything().await;
        let dry = masters::<Suppliers>(&app.app, &file, Options { dry_run: true }, |_| {}).await.unwrap();
        assert_eq!((dry.created, dry.rejected_rows), (2, 3));
        assert_eq!(app.everything().await, before);
        let seen = Mutex::new(Vec::new());
        let see = |Progress { rows, records, bytes, bytes_total }| seen.lock().unwrap().push((rows, records, bytes_total - bytes));
        let report = masters::<Suppliers>(&app.app, &file, Options::default(), see).await.unwrap();
        assert_eq!(*seen.lock().unwrap(), [(5, 2, 0)], "all of it was read");
        assert_eq!((report.rows, report.created, report.changed, report.unchanged), (5, 2, 0, 0));
        assert_eq!(report.ignored, ["favourite"]);
        let reasons: Vec<(u64, &str)> = report.rejected.iter().map(|RejectedRow { line, column, .. }| (*line, column.as_str())).collect();
        assert_eq!(reasons, [(3, "currency"), (4, "code"), (5, "")]);
        let closed = app.rows("SELECT is_active, payment_days FROM erp_supplier WHERE code = 'S4'").await;
        assert!(closed[0]["payment_days"].is_null());
        let again = masters::<Suppliers>(&app.app, &file, Options::default(), |_| {}).await.unwrap();
        assert_eq!((again.created, again.changed, again.unchanged), (0, 0, 2));
        std::fs::write(&file, "code,leadDays\nS1,12\n").unwrap();
        let third = masters::<Suppliers>(&app.app, &file, Options::default(), |_| {}).await.unwrap();
        assert_eq!((third.created, third.changed), (0, 1));
        std::fs::write(&file, "colour,shape\nred,round\n").unwrap();
        assert!(masters::<Suppliers>(&app.app, &file, Options::default(), |_| {}).await.is_err());
    }
}
