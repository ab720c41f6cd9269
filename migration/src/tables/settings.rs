//! Settings: the one company.

use crate::family::{Family, Script};

pub(super) const FAMILY: Family = Family {
    name: "m0005_settings",
    up: &[Script::Both(COMPANY)],
    down: &[Script::Both("DROP TABLE settings_company;")],
};

// Over-delivery is capped at the ordered quantity again, which is also the cap that an order line checks.
const COMPANY: &str = "
CREATE TABLE settings_company (
    id {int} PRIMARY KEY CHECK (id = 1),
    name text NOT NULL CHECK (name <> ''),
    currency text NOT NULL CHECK (length(currency) = 3 AND currency = upper(currency)),
    time_zone text NOT NULL DEFAULT 'UTC' CHECK (time_zone <> ''),
    over_delivery_percent {int} NOT NULL DEFAULT 0 CHECK (over_delivery_percent BETWEEN 0 AND 100000),
    allow_partial_reservation {bool} NOT NULL DEFAULT true,
    prices_include_tax {bool} NOT NULL DEFAULT false,
    draft_expiry_minutes {int} CHECK (draft_expiry_minutes > 0),
    default_warehouse_id {int} REFERENCES erp_warehouse (id),
    version {int} NOT NULL DEFAULT 1 CHECK (version >= 1),
    updated_at {ts} NOT NULL DEFAULT {now}
) {table};
CREATE INDEX idx_company_default_warehouse ON settings_company (default_warehouse_id);
";
