//! Sales: orders, their lines, credit overrides.

use crate::family::{Family, Script};

pub(super) const FAMILY: Family = Family {
    name: "m0006_sales",
    up: &[Script::Both(ORDER), Script::Both(ORDER_INDEXES), Script::Both(ITEM), Script::Both(CREDIT_OVERRIDE)],
    down: &[Script::Both(
        "DROP TABLE erp_creditoverride;
         DROP TABLE erp_salesorderitem;
         DROP TABLE erp_salesorder;",
    )],
};

const ORDER: &str = "
CREATE TABLE erp_salesorder (
    id {id},
    number text CHECK (number <> ''),
    customer_id {int} NOT NULL REFERENCES erp_customer (id),
    order_date {date} NOT NULL,
    status text NOT NULL DEFAULT 'draft' CHECK (status IN (
        'draft', 'pending', 'on_hold', 'shipped', 'completed', 'closed', 'cancelled', 'expired')),
    currency text NOT NULL CHECK (length(currency) = 3 AND currency = upper(currency)),
    prices_include_tax {bool} NOT NULL DEFAULT false,
    document_discount_kind text CHECK (document_discount_kind IN ('percent', 'amount')),
    document_discount_value {int} CHECK (document_discount_value >= 0),
    document_discount_reason text,
    net_amount {int} NOT NULL DEFAULT 0 CHECK (net_amount >= 0),
    tax_amount {int} NOT NULL DEFAULT 0 CHECK (tax_amount >= 0),
    rounding_amount {int} NOT NULL DEFAULT 0,
    total_amount {int} NOT NULL DEFAULT 0 CHECK (total_amount >= 0),
    shipped_amount {int} NOT NULL DEFAULT 0 CHECK (shipped_amount >= 0),
    customer_reference text,
    external_ref text,
    notes text,
    hold_reason text,
    close_reason text,
    expires_at {ts},
    confirmed_at {ts},
    created_by {int},
    created_at {ts} NOT NULL DEFAULT {now},
    updated_at {ts} NOT NULL DEFAULT {now},
    version {int} NOT NULL DEFAULT 1 CHECK (version >= 1),
    CONSTRAINT erp_salesorder_total CHECK (net_amount + tax_amount + rounding_amount = total_amount),
    CONSTRAINT erp_salesorder_numbered CHECK (number IS NOT NULL OR status IN ('draft', 'expired', 'cancelled')),
    CONSTRAINT erp_salesorder_discount CHECK (
        (document_discount_kind IS NULL) = (document_discount_value IS NULL)
        AND (document_discount_kind IS NULL OR document_discount_kind <> 'percent'
             OR document_discount_value <= 100000))
) {hot};
";

const ORDER_INDEXES: &str = "
CREATE UNIQUE INDEX uq_salesorder_number ON erp_salesorder (number);
CREATE UNIQUE INDEX uq_salesorder_external_ref ON erp_salesorder (external_ref);
CREATE INDEX idx_salesorder_customer_date ON erp_salesorder (customer_id, order_date DESC);
CREATE INDEX idx_salesorder_status_date ON erp_salesorder (status, order_date DESC);
CREATE INDEX idx_salesorder_total_amount ON erp_salesorder (total_amount DESC) WHERE total_amount > 0;
CREATE INDEX idx_pending_orders ON erp_salesorder (order_date DESC) WHERE status = 'pending';
CREATE INDEX idx_salesorder_date_id ON erp_salesorder (order_date DESC, id DESC);
CREATE INDEX idx_salesorder_total_id ON erp_salesorder (total_amount, id);
CREATE INDEX idx_salesorder_number_id ON erp_salesorder (number, id);
CREATE INDEX idx_salesorder_status_date_id ON erp_salesorder (status, order_date, id);
CREATE INDEX idx_salesorder_customer_date_id ON erp_salesorder (customer_id, order_date, id);
CREATE INDEX idx_salesorder_expires ON erp_salesorder (expires_at) WHERE status = 'draft' AND expires_at IS NOT NULL;
";

// Twice the ordered quantity is the most that the company's over-delivery percent can allow.
const ITEM: &str = "
CREATE TABLE erp_salesorderitem (
    id {id},
    order_id {int} NOT NULL REFERENCES erp_salesorder (id),
    position {int} NOT NULL CHECK (position >= 0),
    product_id {int} NOT NULL REFERENCES erp_product (id),
    description text NOT NULL DEFAULT '',
    quantity {int} NOT NULL CHECK (quantity > 0),
    shipped_quantity {int} NOT NULL DEFAULT 0,
    unit_price {int} NOT NULL CHECK (unit_price >= 0),
    discount_kind text CHECK (discount_kind IN ('percent', 'amount')),
    discount_value {int} CHECK (discount_value >= 0),
    discount_reason text,
    tax_percent {int} NOT NULL DEFAULT 0 CHECK (tax_percent BETWEEN 0 AND 100000),
    net_amount {int} NOT NULL DEFAULT 0 CHECK (net_amount >= 0),
    tax_amount {int} NOT NULL DEFAULT 0 CHECK (tax_amount >= 0),
    gross_amount {int} NOT NULL DEFAULT 0,
    CONSTRAINT erp_salesorderitem_shipped CHECK (shipped_quantity >= 0 AND shipped_quantity <= quantity * 2),
    CONSTRAINT erp_salesorderitem_gross CHECK (net_amount + tax_amount = gross_amount),
    CONSTRAINT erp_salesorderitem_discount CHECK (
        (discount_kind IS NULL) = (discount_value IS NULL)
        AND (discount_kind IS NULL OR discount_kind <> 'percent' OR discount_value <= 100000))
) {hot};
CREATE INDEX idx_salesorderitem_order_product_qty ON erp_salesorderitem (order_id, product_id, quantity);
CREATE INDEX idx_salesorderitem_product ON erp_salesorderitem (product_id, id);
";

const CREDIT_OVERRIDE: &str = "
CREATE TABLE erp_creditoverride (
    id {id},
    order_id {int} NOT NULL REFERENCES erp_salesorder (id),
    actor text NOT NULL CHECK (actor <> ''),
    amount_over {int} NOT NULL CHECK (amount_over > 0),
    reason text NOT NULL CHECK (reason <> ''),
    created_at {ts} NOT NULL DEFAULT {now}
) {table};
CREATE INDEX idx_creditoverride_order ON erp_creditoverride (order_id, id);
";
