//! What an order does to stock: reservations, shipments and their lines.

use crate::family::{Family, Script};

pub(super) const FAMILY: Family = Family {
    name: "m0007_shipping",
    up: &[Script::Both(RESERVATION), Script::Both(SHIPMENT)],
    down: &[Script::Both(
        "DROP TABLE erp_shipmentitem;
         DROP TABLE erp_shipment;
         DROP TABLE erp_reservation;",
    )],
};

const RESERVATION: &str = "
CREATE TABLE erp_reservation (
    id {id},
    order_id {int} NOT NULL REFERENCES erp_salesorder (id),
    order_item_id {int} NOT NULL REFERENCES erp_salesorderitem (id),
    product_id {int} NOT NULL REFERENCES erp_product (id),
    warehouse_id {int} NOT NULL REFERENCES erp_warehouse (id),
    quantity {int} NOT NULL CHECK (quantity >= 0),
    status text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'consumed', 'released', 'expired')),
    created_at {ts} NOT NULL DEFAULT {now},
    updated_at {ts} NOT NULL DEFAULT {now},
    CONSTRAINT erp_reservation_open CHECK (status <> 'active' OR quantity > 0)
) {hot};
CREATE INDEX idx_reservation_order ON erp_reservation (order_id, id);
CREATE INDEX idx_reservation_order_item ON erp_reservation (order_item_id, id);
CREATE INDEX idx_reservation_product_warehouse ON erp_reservation (product_id, warehouse_id, id);
CREATE INDEX idx_reservation_warehouse ON erp_reservation (warehouse_id, id);
CREATE INDEX idx_active_reservations ON erp_reservation (product_id, warehouse_id, id) WHERE status = 'active';
";

const SHIPMENT: &str = "
CREATE TABLE erp_shipment (
    id {id},
    number text NOT NULL CHECK (number <> ''),
    order_id {int} NOT NULL REFERENCES erp_salesorder (id),
    warehouse_id {int} NOT NULL REFERENCES erp_warehouse (id),
    status text NOT NULL DEFAULT 'posted' CHECK (status = 'posted'),
    tracking_number text,
    shipped_on {date} NOT NULL,
    created_by {int},
    created_at {ts} NOT NULL DEFAULT {now}
) {table};
CREATE UNIQUE INDEX uq_shipment_number ON erp_shipment (number);
CREATE INDEX idx_shipment_order ON erp_shipment (order_id, id);
CREATE INDEX idx_shipment_warehouse ON erp_shipment (warehouse_id, shipped_on, id);
CREATE INDEX idx_shipment_date_id ON erp_shipment (shipped_on, id);

CREATE TABLE erp_shipmentitem (
    id {id},
    shipment_id {int} NOT NULL REFERENCES erp_shipment (id),
    order_item_id {int} NOT NULL REFERENCES erp_salesorderitem (id),
    product_id {int} NOT NULL REFERENCES erp_product (id),
    quantity {int} NOT NULL CHECK (quantity > 0)
) {table};
CREATE INDEX idx_shipmentitem_shipment ON erp_shipmentitem (shipment_id, id);
CREATE INDEX idx_shipmentitem_order_item ON erp_shipmentitem (order_item_id, id);
CREATE INDEX idx_shipmentitem_product ON erp_shipmentitem (product_id, id);
";
