//! Parties: customers.

use crate::family::{Family, Script};

pub(super) const FAMILY: Family = Family {
    name: "m0002_parties",
    up: &[Script::Both(CUSTOMER), Script::Postgres(SEARCH_POSTGRES), Script::Sqlite(SEARCH_SQLITE)],
    down: &[
        Script::Sqlite("DROP TABLE idx_customer_search; DROP TABLE idx_customer_name_gin;"),
        Script::Both("DROP TABLE erp_customer;"),
    ],
};

// `exposure` is in no index, so that a confirmed order updates the customer without touching one.
const CUSTOMER: &str = "
CREATE TABLE erp_customer (
    id {id},
    code text NOT NULL CHECK (code <> ''),
    name text NOT NULL CHECK (name <> ''),
    customer_type text NOT NULL DEFAULT 'company' CHECK (customer_type IN ('company', 'person')),
    email text,
    phone text,
    address text,
    city text,
    country text,
    tax_number text,
    is_active {bool} NOT NULL DEFAULT true,
    on_stop {bool} NOT NULL DEFAULT false,
    credit_limit {int} CHECK (credit_limit >= 0),
    exposure {int} NOT NULL DEFAULT 0 CHECK (exposure >= 0),
    external_ref text,
    notes text,
    search text NOT NULL DEFAULT '',
    created_at {ts} NOT NULL DEFAULT {now},
    updated_at {ts} NOT NULL DEFAULT {now},
    version {int} NOT NULL DEFAULT 1 CHECK (version >= 1)
) {hot};
CREATE UNIQUE INDEX uq_customer_code ON erp_customer (code);
CREATE UNIQUE INDEX uq_customer_external_ref ON erp_customer (external_ref);
CREATE INDEX idx_customer_type_active ON erp_customer (customer_type, is_active) WHERE is_active;
CREATE INDEX idx_customer_created_date ON erp_customer (created_at DESC);
CREATE INDEX idx_active_customers ON erp_customer (name) WHERE is_active;
CREATE INDEX idx_customer_name_id ON erp_customer (name, id);
CREATE INDEX idx_customer_code_id ON erp_customer (code, id);
CREATE INDEX idx_customer_created_id ON erp_customer (created_at, id);
";

// Trigrams come with PostgreSQL's contrib package, which may be missing, or not for this role to install: the prefix
// index serves then, and words inside the text are found by reading the table.
const SEARCH_POSTGRES: &str = "
CREATE INDEX idx_customer_name_gin ON erp_customer USING gin (to_tsvector('english', name));
CREATE INDEX idx_customer_search_prefix ON erp_customer (search text_pattern_ops, id);
DO $do$
BEGIN
    IF EXISTS (SELECT FROM pg_available_extensions WHERE name = 'pg_trgm') THEN
        BEGIN
            CREATE EXTENSION IF NOT EXISTS pg_trgm;
            CREATE INDEX idx_customer_search ON erp_customer USING gin (search gin_trgm_ops);
        EXCEPTION WHEN insufficient_privilege THEN
            RAISE NOTICE 'pg_trgm may not be installed by this role: customer search takes prefixes only';
        END;
    END IF;
END
$do$;
";

// Full-text tables without a copy of the text: the table's own rows are their content, updated by the triggers.
const SEARCH_SQLITE: &str = "
CREATE INDEX idx_customer_search_prefix ON erp_customer (search, id);
CREATE VIRTUAL TABLE idx_customer_name_gin USING fts5(
    name, content = 'erp_customer', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3');
CREATE VIRTUAL TABLE idx_customer_search USING fts5(
    search, content = 'erp_customer', content_rowid = 'id', tokenize = 'trigram');
CREATE TRIGGER fts_customer_insert AFTER INSERT ON erp_customer
BEGIN
    INSERT INTO idx_customer_name_gin (rowid, name) VALUES (NEW.id, NEW.name);
    INSERT INTO idx_customer_search (rowid, search) VALUES (NEW.id, NEW.search);
END;
CREATE TRIGGER fts_customer_delete AFTER DELETE ON erp_customer
BEGIN
    INSERT INTO idx_customer_name_gin (idx_customer_name_gin, rowid, name) VALUES ('delete', OLD.id, OLD.name);
    INSERT INTO idx_customer_search (idx_customer_search, rowid, search) VALUES ('delete', OLD.id, OLD.search);
END;
CREATE TRIGGER fts_customer_update AFTER UPDATE OF id, name, search ON erp_customer
BEGIN
    INSERT INTO idx_customer_name_gin (idx_customer_name_gin, rowid, name) VALUES ('delete', OLD.id, OLD.name);
    INSERT INTO idx_customer_search (idx_customer_search, rowid, search) VALUES ('delete', OLD.id, OLD.search);
    INSERT INTO idx_customer_name_gin (rowid, name) VALUES (NEW.id, NEW.name);
    INSERT INTO idx_customer_search (rowid, search) VALUES (NEW.id, NEW.search);
END;
";
