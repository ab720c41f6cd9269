//! What records need beside their own tables: events numbered without gap or repetition, a version wherever there is a
//! trail.

use crate::family::{Family, Script};

pub(super) const FAMILY: Family = Family {
    name: "m0015_records",
    up: &[
        Script::Postgres("DROP TRIGGER append_only_outbox ON outbox;"),
        Script::Sqlite("DROP TRIGGER append_only_outbox_update;"),
        Script::Both(RENUMBER),
        Script::Postgres(APPEND_ONLY_POSTGRES),
        Script::Sqlite(APPEND_ONLY_SQLITE),
        Script::Both(SHIPMENT),
        Script::Both(PERMISSIONS),
    ],
    down: &[Script::Both(
        "DELETE FROM accounts_rolepermission WHERE permission IN
            ('customer.credit', 'supplier.read', 'supplier.write', 'todo.read', 'todo.write');
         ALTER TABLE erp_shipment DROP COLUMN version;
         DROP INDEX uq_outbox_sequence;
         CREATE INDEX idx_outbox_entity ON outbox (entity, entity_id, sequence, id);",
    )],
};

// Until now a note had the number of the change before it.
const RENUMBER: &str = "
DROP INDEX idx_outbox_entity;
UPDATE outbox SET sequence = numbered.place
FROM (SELECT id, row_number() OVER (PARTITION BY entity, entity_id ORDER BY id) AS place FROM outbox) AS numbered
WHERE numbered.id = outbox.id AND numbered.place <> outbox.sequence;
CREATE UNIQUE INDEX uq_outbox_sequence ON outbox (entity, entity_id, sequence);
";

const APPEND_ONLY_POSTGRES: &str = "
CREATE TRIGGER append_only_outbox BEFORE UPDATE OR DELETE ON outbox
    FOR EACH ROW EXECUTE FUNCTION append_only();
";

const APPEND_ONLY_SQLITE: &str = "
CREATE TRIGGER append_only_outbox_update BEFORE UPDATE ON outbox
BEGIN SELECT RAISE(ABORT, 'append_only: rows of outbox are never changed or deleted'); END;
";

const SHIPMENT: &str = "
ALTER TABLE erp_shipment ADD COLUMN version {int} NOT NULL DEFAULT 1;
";

// What roles could do before these permissions were separate they can do still.
const PERMISSIONS: &str = "
INSERT INTO accounts_rolepermission (role_id, permission)
SELECT role_id, 'customer.credit' FROM accounts_rolepermission WHERE permission = 'customer.write'
UNION SELECT role_id, 'supplier.read' FROM accounts_rolepermission WHERE permission = 'catalog.read'
UNION SELECT role_id, 'supplier.write' FROM accounts_rolepermission WHERE permission = 'catalog.write'
UNION SELECT role_id, 'todo.read' FROM accounts_rolepermission WHERE permission = 'customer.read'
UNION SELECT role_id, 'todo.write' FROM accounts_rolepermission
    WHERE permission IN ('customer.write', 'catalog.write', 'stock.adjust', 'sales_order.hold');
";
