//! Suppliers: whom the company buys from.

use crate::family::{Family, Script};

pub(super) const FAMILY: Family = Family {
    name: "m0016_suppliers",
    up: &[Script::Both(SUPPLIER), Script::Searchable("supplier"), Script::Tagged("erp_supplier")],
    down: &[Script::NotSearchable("supplier"), Script::Both("DROP TABLE erp_supplier;")],
};

const SUPPLIER: &str = "
CREATE TABLE erp_supplier (
    id {id},
    code text NOT NULL CHECK (code <> ''),
    name text NOT NULL CHECK (name <> ''),
    contact_name text,
    email text,
    phone text,
    address text,
    city text,
    country text,
    tax_number text,
    currency text NOT NULL CHECK (length(currency) = 3),
    payment_days {int} CHECK (payment_days BETWEEN 0 AND 365),
    lead_days {int} CHECK (lead_days BETWEEN 0 AND 365),
    is_active {bool} NOT NULL DEFAULT true,
    external_ref text,
    notes text,
    search text NOT NULL DEFAULT '',
    created_at {ts} NOT NULL DEFAULT {now},
    updated_at {ts} NOT NULL DEFAULT {now},
    version {int} NOT NULL DEFAULT 1 CHECK (version >= 1)
) {hot};
CREATE UNIQUE INDEX uq_supplier_code ON erp_supplier (code);
CREATE UNIQUE INDEX uq_supplier_external_ref ON erp_supplier (external_ref);
CREATE INDEX idx_supplier_name_id ON erp_supplier (name, id);
CREATE INDEX idx_supplier_code_id ON erp_supplier (code, id);
CREATE INDEX idx_supplier_created_id ON erp_supplier (created_at, id);
";
