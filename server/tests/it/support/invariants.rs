//! What holds after every test, whatever ran and in whatever order. Each query finds the rows that break a rule.

use super::TestApp;

const RULES: &[(&str, &str)] = &[
    (
        "I1 stock is never below zero, never set aside twice",
        "SELECT * FROM erp_stocklevel WHERE on_hand < 0 OR reserved < 0 OR reserved > on_hand",
    ),
    (
        "I2 what lies there is the sum of its movements",
        "SELECT l.product_id, l.warehouse_id FROM erp_stocklevel l WHERE l.on_hand <> COALESCE((SELECT SUM(t.quantity)
         FROM erp_stocktransaction t WHERE t.product_id = l.product_id AND t.warehouse_id = l.warehouse_id), 0)",
    ),
    (
        "I2 every movement has its balance",
        "SELECT t.id FROM erp_stocktransaction t LEFT JOIN erp_stocklevel l
         ON l.product_id = t.product_id AND l.warehouse_id = t.warehouse_id WHERE l.product_id IS NULL",
    ),
    (
        "I2 what is set aside is the sum of the active reservations",
        "SELECT l.product_id, l.warehouse_id FROM erp_stocklevel l WHERE l.reserved <> COALESCE((SELECT SUM(r.quantity)
         FROM erp_reservation r WHERE r.status = 'active' AND r.product_id = l.product_id
         AND r.warehouse_id = l.warehouse_id), 0)",
    ),
    (
        "I2 only open orders hold stock, and no more than is open of the line",
        "SELECT i.id FROM erp_salesorderitem i JOIN erp_salesorder o ON o.id = i.order_id
         WHERE COALESCE((SELECT SUM(r.quantity) FROM erp_reservation r WHERE r.order_item_id = i.id
         AND r.status = 'active'), 0) > CASE WHEN o.status IN ('pending', 'on_hold')
         THEN CASE WHEN i.shipped_quantity < i.quantity THEN i.quantity - i.shipped_quantity ELSE 0 END ELSE 0 END",
    ),
    (
        "I3 no more is shipped than ordered and allowed",
        "SELECT i.id FROM erp_salesorderitem i, settings_company c
         WHERE i.shipped_quantity * 100000 > i.quantity * (100000 + c.over_delivery_percent)",
    ),
    (
        "I4 what is shipped of a line is the sum of its shipments",
        "SELECT i.id FROM erp_salesorderitem i WHERE i.shipped_quantity <> COALESCE((SELECT SUM(s.quantity)
         FROM erp_shipmentitem s WHERE s.order_item_id = i.id), 0)",
    ),
    (
        "I4 a shipment of goods is booked once",
        "SELECT s.id FROM erp_shipment s WHERE COALESCE((SELECT SUM(i.quantity) FROM erp_shipmentitem i
         JOIN erp_product p ON p.id = i.product_id AND p.kind = 'goods' WHERE i.shipment_id = s.id), 0)
         <> -COALESCE((SELECT SUM(t.quantity) FROM erp_stocktransaction t
         WHERE t.document_type = 'shipment' AND t.document_id = s.id), 0)",
    ),
    (
        "I8 exposure is what is open and what was shipped",
        "SELECT c.id, c.exposure FROM erp_customer c WHERE c.exposure <> COALESCE((SELECT SUM(CASE
         WHEN o.status IN ('pending', 'on_hold', 'shipped') THEN o.total_amount
         WHEN o.status = 'closed' THEN o.shipped_amount ELSE 0 END)
         FROM erp_salesorder o WHERE o.customer_id = c.id), 0)",
    ),
    (
        "I8 exposure is within the limit, or somebody answers for it",
        "SELECT c.id FROM erp_customer c WHERE c.exposure > c.credit_limit AND NOT EXISTS (SELECT 1
         FROM erp_creditoverride v JOIN erp_salesorder o ON o.id = v.order_id WHERE o.customer_id = c.id)",
    ),
    (
        "I9 numbers of orders are without a gap",
        "SELECT n.series, n.next FROM documentnumber n WHERE n.next <> 1 + (SELECT COUNT(*) FROM (
         SELECT number FROM erp_salesorder UNION ALL SELECT number FROM erp_shipment) d
         WHERE d.number LIKE n.series || '-%')",
    ),
    (
        "I11 each change raises the version by one; notes and the mark of a copy raise none",
        "SELECT o.id, o.version FROM erp_salesorder o WHERE o.version <> (SELECT COUNT(*) FROM audit_entry a
         WHERE a.entity = 'sales_order' AND a.entity_id = o.id AND a.action NOT IN ('note', 'duplicate'))",
    ),
    (
        "I11 the events of each document are numbered without gap or repetition, one for each entry of its trail",
        "SELECT e.entity, e.entity_id FROM outbox e GROUP BY e.entity, e.entity_id
         HAVING MIN(e.sequence) <> 1 OR MAX(e.sequence) <> COUNT(*) OR COUNT(DISTINCT e.sequence) <> COUNT(*)
         OR COUNT(*) <> (SELECT COUNT(*) FROM audit_entry a WHERE a.entity = e.entity AND a.entity_id = e.entity_id)",
    ),
    (
        "I11 no entry of a trail is without its changes, but notes",
        "SELECT a.entity, a.entity_id, a.action FROM audit_entry a WHERE a.changes IS NULL AND a.action <> 'note'",
    ),
    (
        "I15 lines, tax and rounding add up to the total",
        "SELECT o.id FROM erp_salesorder o WHERE o.total_amount <> o.rounding_amount + COALESCE((SELECT
         SUM(i.net_amount + i.tax_amount) FROM erp_salesorderitem i WHERE i.order_id = o.id), 0)",
    ),
];

/// Fails with the first rule that is broken, and by which rows.
pub(crate) async fn hold(app: &TestApp) {
    for (rule, sql) in RULES {
        let broken = app.rows(sql).await;
        assert!(broken.is_empty(), "{:?}: {rule}: {broken:?}", app.app.db.engine());
    }
}
