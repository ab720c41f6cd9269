//! What every document uses: numbers, idempotency keys, audit trail, outbox, import runs.

use crate::family::{Family, Script};

pub(super) const FAMILY: Family = Family {
    name: "m0008_documents",
    up: &[
        Script::Both(NUMBERS),
        Script::Both(HISTORY),
        Script::Both(IMPORT_RUN),
        Script::Postgres(APPEND_ONLY_POSTGRES),
        Script::Sqlite(APPEND_ONLY_SQLITE),
    ],
    down: &[Script::Both(
        "DROP TABLE import_run;
         DROP TABLE outbox;
         DROP TABLE audit_entry;
         DROP TABLE idempotency;
         DROP TABLE documentnumber;",
    )],
};

const NUMBERS: &str = "
CREATE TABLE documentnumber (
    series text NOT NULL CHECK (series <> ''),
    year {int} NOT NULL CHECK (year BETWEEN 1900 AND 9999),
    next {int} NOT NULL DEFAULT 1 CHECK (next >= 1),
    PRIMARY KEY (series, year)
) {hot};

CREATE TABLE idempotency (
    principal text NOT NULL,
    key text NOT NULL CHECK (key <> ''),
    operation text NOT NULL,
    request_hash text NOT NULL,
    result text NOT NULL,
    created_at {ts} NOT NULL DEFAULT {now},
    PRIMARY KEY (principal, key)
) {hot};
CREATE INDEX idx_idempotency_created ON idempotency (created_at);
";

const HISTORY: &str = "
CREATE TABLE audit_entry (
    id {id},
    actor_id {int},
    actor_name text NOT NULL,
    entity text NOT NULL CHECK (entity <> ''),
    entity_id {int} NOT NULL,
    action text NOT NULL CHECK (action <> ''),
    changes text,
    reason text,
    created_at {ts} NOT NULL DEFAULT {now}
) {table};
CREATE INDEX idx_audit_entity ON audit_entry (entity, entity_id, id);
CREATE INDEX idx_audit_actor ON audit_entry (actor_id, id);
CREATE INDEX idx_audit_created_id ON audit_entry (created_at, id);

CREATE TABLE outbox (
    id {id},
    topic text NOT NULL CHECK (topic <> ''),
    entity text NOT NULL CHECK (entity <> ''),
    entity_id {int} NOT NULL,
    sequence {int} NOT NULL,
    payload text NOT NULL,
    created_at {ts} NOT NULL DEFAULT {now}
) {table};
CREATE INDEX idx_outbox_entity ON outbox (entity, entity_id, sequence, id);
";

const IMPORT_RUN: &str = "
CREATE TABLE import_run (
    id {id},
    source text NOT NULL,
    preset text NOT NULL,
    file_hash text NOT NULL,
    cursor_row {int} NOT NULL DEFAULT 0 CHECK (cursor_row >= 0),
    status text NOT NULL DEFAULT 'running' CHECK (status IN ('running', 'finished', 'failed')),
    report text NOT NULL DEFAULT '{}',
    started_at {ts} NOT NULL DEFAULT {now},
    finished_at {ts}
) {hot};
CREATE INDEX idx_importrun_file ON import_run (preset, file_hash, id);
";

const APPEND_ONLY_POSTGRES: &str = "
CREATE TRIGGER append_only_audit_entry BEFORE UPDATE OR DELETE ON audit_entry
    FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE TRIGGER append_only_audit_entry_truncate BEFORE TRUNCATE ON audit_entry
    FOR EACH STATEMENT EXECUTE FUNCTION append_only();
CREATE TRIGGER append_only_outbox BEFORE UPDATE OR DELETE ON outbox
    FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE TRIGGER append_only_outbox_truncate BEFORE TRUNCATE ON outbox
    FOR EACH STATEMENT EXECUTE FUNCTION append_only();
";

const APPEND_ONLY_SQLITE: &str = "
CREATE TRIGGER append_only_audit_entry_update BEFORE UPDATE ON audit_entry
BEGIN SELECT RAISE(ABORT, 'append_only: rows of audit_entry are never changed or deleted'); END;
CREATE TRIGGER append_only_audit_entry_delete BEFORE DELETE ON audit_entry
BEGIN SELECT RAISE(ABORT, 'append_only: rows of audit_entry are never changed or deleted'); END;
CREATE TRIGGER append_only_outbox_update BEFORE UPDATE ON outbox
BEGIN SELECT RAISE(ABORT, 'append_only: rows of outbox are never changed or deleted'); END;
CREATE TRIGGER append_only_outbox_delete BEFORE DELETE ON outbox
BEGIN SELECT RAISE(ABORT, 'append_only: rows of outbox are never changed or deleted'); END;
";
