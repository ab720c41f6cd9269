//! How the system runs: which node leads what, and what was out of bounds when.

use crate::family::{Family, Script};

/// Leases and alerts.
pub(super) const FAMILY: Family =
    Family { name: "m0013_operations", up: &[Script::Both(LEASE), Script::Both(ALERT)], down: &[Script::Both(DOWN)] };

const LEASE: &str = "
CREATE TABLE performance_lease (
    name text PRIMARY KEY CHECK (name <> ''),
    holder text NOT NULL CHECK (holder <> ''),
    held_until {ts} NOT NULL
) {hot};
";

// Values and limits are thousandths of the measure's unit.
const ALERT: &str = "
CREATE TABLE performance_alert (
    id {id},
    measure text NOT NULL CHECK (measure <> ''),
    state text NOT NULL CHECK (state IN ('pending', 'firing', 'resolved')),
    value {int} NOT NULL,
    limit_value {int} NOT NULL,
    pending_at {ts} NOT NULL,
    firing_at {ts},
    resolved_at {ts},
    told_webhook text NOT NULL DEFAULT '',
    told_mail text NOT NULL DEFAULT '',
    CHECK ((state = 'pending') = (firing_at IS NULL)),
    CHECK ((state = 'resolved') = (resolved_at IS NOT NULL))
) {table};
CREATE UNIQUE INDEX uq_alert_open ON performance_alert (measure) WHERE state <> 'resolved';
";

const DOWN: &str = "DROP TABLE performance_alert; DROP TABLE performance_lease;";
