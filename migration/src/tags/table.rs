//! The one list of tagged tables, and of those left out on purpose.

use super::Tagged;

const fn tagged(table: &'static str, predicates: &'static [&'static str]) -> Tagged {
    Tagged { table, key: &["id"], predicates, quiet: &[] }
}

const fn keyed(table: &'static str, key: &'static [&'static str], predicates: &'static [&'static str]) -> Tagged {
    Tagged { table, key, predicates, quiet: &[] }
}

const fn quietly(tagged: Tagged, quiet: &'static [&'static str]) -> Tagged {
    Tagged { quiet, ..tagged }
}

/// Every table that the application caches or lists.
pub const TAGGED: &[Tagged] = &[
    quietly(tagged("accounts_user", &[]), &["last_seen_at"]),
    tagged("accounts_role", &[]),
    keyed("accounts_rolepermission", &["role_id", "permission"], &["role_id"]),
    keyed("accounts_userrole", &["user_id", "role_id"], &["user_id", "role_id"]),
    quietly(tagged("accounts_session", &["user_id"]), &["last_seen_at"]),
    quietly(tagged("accounts_apitoken", &["user_id"]), &["last_used_at"]),
    keyed("accounts_preference", &["user_id", "key"], &["user_id"]),
    tagged("settings_company", &[]),
    tagged("erp_customer", &["customer_type"]),
    tagged("erp_supplier", &[]),
    tagged("todos", &["assigned_to_id", "status"]),
    tagged("erp_productcategory", &["parent_id"]),
    keyed("erp_productcategory_closure", &["ancestor_id", "descendant_id"], &["ancestor_id", "descendant_id"]),
    tagged("erp_product", &["category_id"]),
    tagged("erp_warehouse", &[]),
    keyed("erp_stocklevel", &["product_id", "warehouse_id"], &["product_id", "warehouse_id"]),
    tagged("erp_stocktransaction", &["product_id", "warehouse_id", "document_id"]),
    tagged("erp_reservation", &["order_id", "order_item_id", "product_id", "warehouse_id"]),
    tagged("erp_salesorder", &["customer_id", "status"]),
    tagged("erp_salesorderitem", &["order_id", "product_id"]),
    tagged("erp_shipment", &["order_id", "warehouse_id"]),
    tagged("erp_shipmentitem", &["shipment_id", "order_item_id", "product_id"]),
    tagged("erp_creditoverride", &["order_id"]),
    tagged("audit_entry", &["entity_id"]),
    tagged("import_run", &[]),
];

/// Tables that no cached answer may rest on, each with the reason.
pub const UNTAGGED: &[(&str, &str)] = &[
    ("accounts_loginattempt", "read only to throttle sign-ins, never through a cache"),
    ("documentnumber", "a counter, read only under its lock"),
    ("idempotency", "read only by the mutation that has the key"),
    ("outbox", "tailed by its readers, never cached"),
    ("cache_event", "the log of the tags itself"),
    ("mv_monthly_sales", "changes only when refreshed, and the refresh writes its set tag"),
    ("performance_lease", "who leads what, read only under its lock"),
    ("performance_alert", "read each minute, never through a cache"),
    ("seaql_migrations", "the migrator's own record"),
];
