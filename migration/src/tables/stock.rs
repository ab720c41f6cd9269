//! Stock: warehouses, one balance row per product and warehouse, the append-only ledger of movements.
//!
//! The family also brings the guard that makes a table append-only; documents use it for the audit trail and outbox.

use crate::family::{Family, Script};

pub(super) const FAMILY: Family = Family {
    name: "m0004_stock",
    up: &[
        Script::Both(BALANCES),
        Script::Both(LEDGER),
        Script::Postgres(LEDGER_POSTGRES),
        Script::Sqlite(LEDGER_SQLITE),
    ],
    down: &[
        Script::Both(
            "DROP TABLE erp_stocktransaction;
             DROP TABLE erp_stocklevel;
             DROP TABLE erp_warehouse;",
        ),
        Script::Postgres("DROP FUNCTION append_only();"),
    ],
};

const BALANCES: &str = "
CREATE TABLE erp_warehouse (
    id {id},
    code text NOT NULL CHECK (code <> ''),
    name text NOT NULL CHECK (name <> ''),
    is_active {bool} NOT NULL DEFAULT true,
    version {int} NOT NULL DEFAULT 1 CHECK (version >= 1)
) {table};
CREATE UNIQUE INDEX uq_warehouse_code ON erp_warehouse (code);
CREATE INDEX idx_warehouse_name_id ON erp_warehouse (name, id);

CREATE TABLE erp_stocklevel (
    product_id {int} NOT NULL REFERENCES erp_product (id),
    warehouse_id {int} NOT NULL REFERENCES erp_warehouse (id),
    on_hand {int} NOT NULL DEFAULT 0,
    reserved {int} NOT NULL DEFAULT 0,
    version {int} NOT NULL DEFAULT 1 CHECK (version >= 0),
    PRIMARY KEY (product_id, warehouse_id),
    CONSTRAINT erp_stocklevel_available CHECK (on_hand >= 0 AND reserved >= 0 AND reserved <= on_hand)
) {hot};
CREATE INDEX idx_stocklevel_warehouse ON erp_stocklevel (warehouse_id, product_id);
";

// A reversal points at what it takes back and so may carry the opposite sign of its type.
const LEDGER: &str = "
CREATE TABLE erp_stocktransaction (
    id {id},
    product_id {int} NOT NULL REFERENCES erp_product (id),
    warehouse_id {int} NOT NULL REFERENCES erp_warehouse (id),
    transaction_type text NOT NULL CHECK (transaction_type IN (
        'receipt', 'shipment', 'transfer_out', 'transfer_in', 'adjust', 'return_in', 'return_out', 'scrap', 'count')),
    quantity {int} NOT NULL,
    unit_cost {int} CHECK (unit_cost >= 0),
    reason text,
    document_type text,
    document_id {int},
    reverses_id {int} REFERENCES erp_stocktransaction (id),
    created_by {int},
    created_at {ts} NOT NULL DEFAULT {now},
    occurred_on {date} NOT NULL,
    CONSTRAINT erp_stocktransaction_sign CHECK (CASE
        WHEN reverses_id IS NOT NULL THEN quantity <> 0
        WHEN transaction_type IN ('receipt', 'transfer_in', 'return_in') THEN quantity > 0
        WHEN transaction_type IN ('shipment', 'transfer_out', 'return_out', 'scrap') THEN quantity < 0
        WHEN transaction_type = 'adjust' THEN quantity <> 0
        ELSE true END),
    CONSTRAINT erp_stocktransaction_document CHECK ((document_type IS NULL) = (document_id IS NULL))
) {table};
CREATE UNIQUE INDEX uq_stocktransaction_reverses ON erp_stocktransaction (reverses_id);
CREATE INDEX idx_stocktransaction_product_date ON erp_stocktransaction (product_id, created_at DESC);
CREATE INDEX idx_stocktransaction_warehouse_type ON erp_stocktransaction (warehouse_id, transaction_type);
CREATE INDEX idx_stocktransaction_date_type ON erp_stocktransaction (created_at DESC, transaction_type);
CREATE INDEX idx_stocktransaction_created_id ON erp_stocktransaction (created_at, id);
CREATE INDEX idx_stocktransaction_product_id ON erp_stocktransaction (product_id, created_at, id);
CREATE INDEX idx_stocktransaction_warehouse_id ON erp_stocktransaction (warehouse_id, created_at, id);
CREATE INDEX idx_stocktransaction_document ON erp_stocktransaction (document_type, document_id)
    WHERE document_id IS NOT NULL;
";

const LEDGER_POSTGRES: &str = "
CREATE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    RAISE EXCEPTION 'append_only: rows of % are never changed or deleted', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation', TABLE = TG_TABLE_NAME, CONSTRAINT = 'append_only';
END
$body$;
CREATE TRIGGER append_only_stocktransaction BEFORE UPDATE OR DELETE ON erp_stocktransaction
    FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE TRIGGER append_only_stocktransaction_truncate BEFORE TRUNCATE ON erp_stocktransaction
    FOR EACH STATEMENT EXECUTE FUNCTION append_only();
";

const LEDGER_SQLITE: &str = "
CREATE TRIGGER append_only_stocktransaction_update BEFORE UPDATE ON erp_stocktransaction
BEGIN SELECT RAISE(ABORT, 'append_only: rows of erp_stocktransaction are never changed or deleted'); END;
CREATE TRIGGER append_only_stocktransaction_delete BEFORE DELETE ON erp_stocktransaction
BEGIN SELECT RAISE(ABORT, 'append_only: rows of erp_stocktransaction are never changed or deleted'); END;
";
