//! Catalog: product categories with their tree, products.

use crate::family::{Family, Script};

pub(super) const FAMILY: Family = Family {
    name: "m0003_catalog",
    up: &[
        Script::Both(CATEGORY),
        Script::Postgres(TREE_POSTGRES),
        Script::Sqlite(TREE_SQLITE),
        Script::Both(PRODUCT),
        Script::Postgres(SEARCH_POSTGRES),
        Script::Sqlite(SEARCH_SQLITE),
    ],
    down: &[
        Script::Sqlite("DROP TABLE idx_product_search; DROP TABLE idx_product_name_gin;"),
        Script::Both(
            "DROP TABLE erp_product;
             DROP TABLE erp_productcategory_closure;
             DROP TABLE erp_productcategory;",
        ),
        Script::Postgres("DROP FUNCTION erp_productcategory_tree();"),
    ],
};

// The closure has every (ancestor, descendant) pair with their distance, each category with itself at 0. Triggers
// maintain it; nothing else writes it.
const CATEGORY: &str = "
CREATE TABLE erp_productcategory (
    id {id},
    parent_id {int} REFERENCES erp_productcategory (id),
    name text NOT NULL CHECK (name <> ''),
    code text NOT NULL CHECK (code <> ''),
    is_active {bool} NOT NULL DEFAULT true,
    version {int} NOT NULL DEFAULT 1 CHECK (version >= 1),
    CONSTRAINT erp_productcategory_no_cycle CHECK (parent_id <> id)
) {table};
CREATE UNIQUE INDEX uq_productcategory_code ON erp_productcategory (code);
CREATE INDEX idx_productcategory_parent ON erp_productcategory (parent_id, name, id);
CREATE INDEX idx_productcategory_name_id ON erp_productcategory (name, id);

CREATE TABLE erp_productcategory_closure (
    ancestor_id {int} NOT NULL REFERENCES erp_productcategory (id) ON DELETE CASCADE,
    descendant_id {int} NOT NULL REFERENCES erp_productcategory (id) ON DELETE CASCADE,
    depth {int} NOT NULL CHECK (depth >= 0 AND (depth = 0) = (ancestor_id = descendant_id)),
    PRIMARY KEY (ancestor_id, descendant_id)
) {table};
CREATE INDEX idx_productcategory_closure_descendant ON erp_productcategory_closure (descendant_id, depth);
";

// After the row, not before it: a statement that moves several categories is judged move by move on the tree as moved
// so far. The lock makes two transactions that would close a cycle together take turns.
const TREE_POSTGRES: &str = "
CREATE FUNCTION erp_productcategory_tree() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.parent_id IS NOT DISTINCT FROM OLD.parent_id THEN
        RETURN NULL;
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('erp_productcategory_tree', 0));
    IF TG_OP = 'INSERT' THEN
        INSERT INTO erp_productcategory_closure (ancestor_id, descendant_id, depth) VALUES (NEW.id, NEW.id, 0);
    ELSE
        IF EXISTS (SELECT FROM erp_productcategory_closure
                   WHERE ancestor_id = NEW.id AND descendant_id = NEW.parent_id) THEN
            RAISE EXCEPTION 'erp_productcategory_no_cycle: a category cannot move below itself'
                USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME, CONSTRAINT = 'erp_productcategory_no_cycle';
        END IF;
        DELETE FROM erp_productcategory_closure AS gone
        USING erp_productcategory_closure AS below, erp_productcategory_closure AS above
        WHERE below.ancestor_id = NEW.id AND gone.descendant_id = below.descendant_id
            AND above.descendant_id = NEW.id AND above.depth > 0 AND gone.ancestor_id = above.ancestor_id;
    END IF;
    IF NEW.parent_id IS NOT NULL AND NOT EXISTS (SELECT FROM erp_productcategory_closure
            WHERE ancestor_id = NEW.parent_id AND descendant_id = NEW.parent_id) THEN
        RAISE EXCEPTION 'erp_productcategory_parent_first: insert the parent category before its children'
            USING ERRCODE = 'foreign_key_violation', TABLE = TG_TABLE_NAME;
    END IF;
    INSERT INTO erp_productcategory_closure (ancestor_id, descendant_id, depth)
    SELECT above.ancestor_id, below.descendant_id, above.depth + below.depth + 1
    FROM erp_productcategory_closure AS above, erp_productcategory_closure AS below
    WHERE above.descendant_id = NEW.parent_id AND below.ancestor_id = NEW.id;
    RETURN NULL;
END
$body$;
CREATE TRIGGER erp_productcategory_tree AFTER INSERT OR UPDATE OF parent_id ON erp_productcategory
    FOR EACH ROW EXECUTE FUNCTION erp_productcategory_tree();
";

const TREE_SQLITE: &str = "
CREATE TRIGGER erp_productcategory_tree_insert AFTER INSERT ON erp_productcategory
BEGIN
    SELECT RAISE(ABORT, 'erp_productcategory_parent_first: insert the parent category before its children')
    WHERE NEW.parent_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM erp_productcategory_closure
        WHERE ancestor_id = NEW.parent_id AND descendant_id = NEW.parent_id);
    INSERT INTO erp_productcategory_closure (ancestor_id, descendant_id, depth) VALUES (NEW.id, NEW.id, 0);
    INSERT INTO erp_productcategory_closure (ancestor_id, descendant_id, depth)
    SELECT ancestor_id, NEW.id, depth + 1 FROM erp_productcategory_closure WHERE descendant_id = NEW.parent_id;
END;
CREATE TRIGGER erp_productcategory_tree_update AFTER UPDATE OF parent_id ON erp_productcategory
WHEN OLD.parent_id IS NOT NEW.parent_id
BEGIN
    SELECT RAISE(ABORT, 'erp_productcategory_no_cycle: a category cannot move below itself')
    WHERE EXISTS (SELECT 1 FROM erp_productcategory_closure
        WHERE ancestor_id = NEW.id AND descendant_id = NEW.parent_id);
    DELETE FROM erp_productcategory_closure
    WHERE descendant_id IN (SELECT descendant_id FROM erp_productcategory_closure WHERE ancestor_id = NEW.id)
        AND ancestor_id IN (SELECT ancestor_id FROM erp_productcategory_closure
            WHERE descendant_id = NEW.id AND depth > 0);
    INSERT INTO erp_productcategory_closure (ancestor_id, descendant_id, depth)
    SELECT above.ancestor_id, below.descendant_id, above.depth + below.depth + 1
    FROM erp_productcategory_closure AS above, erp_productcategory_closure AS below
    WHERE above.descendant_id = NEW.parent_id AND below.ancestor_id = NEW.id;
END;
";

const PRODUCT: &str = "
CREATE TABLE erp_product (
    id {id},
    code text NOT NULL CHECK (code <> ''),
    name text NOT NULL CHECK (name <> ''),
    description text,
    category_id {int} REFERENCES erp_productcategory (id),
    kind text NOT NULL DEFAULT 'goods' CHECK (kind IN ('goods', 'service')),
    unit text NOT NULL DEFAULT 'pcs' CHECK (unit <> ''),
    barcode text,
    unit_price {int} NOT NULL DEFAULT 0 CHECK (unit_price >= 0),
    tax_percent {int} NOT NULL DEFAULT 0 CHECK (tax_percent BETWEEN 0 AND 100000),
    reorder_point {int} CHECK (reorder_point >= 0),
    average_cost {int} NOT NULL DEFAULT 0 CHECK (average_cost >= 0),
    is_active {bool} NOT NULL DEFAULT true,
    external_ref text,
    search text NOT NULL DEFAULT '',
    created_at {ts} NOT NULL DEFAULT {now},
    updated_at {ts} NOT NULL DEFAULT {now},
    version {int} NOT NULL DEFAULT 1 CHECK (version >= 1)
) {hot};
CREATE UNIQUE INDEX uq_product_code ON erp_product (code);
CREATE UNIQUE INDEX uq_product_external_ref ON erp_product (external_ref);
CREATE INDEX idx_product_barcode ON erp_product (barcode) WHERE barcode IS NOT NULL;
CREATE INDEX idx_product_category_active ON erp_product (category_id, is_active) WHERE is_active;
CREATE INDEX idx_product_code_upper ON erp_product (upper(code));
CREATE INDEX idx_product_price_range ON erp_product (unit_price) WHERE unit_price > 0;
CREATE INDEX idx_active_products ON erp_product (name) WHERE is_active;
CREATE INDEX idx_product_category_name ON erp_product (category_id, name, id);
CREATE INDEX idx_product_name_id ON erp_product (name, id);
CREATE INDEX idx_product_code_id ON erp_product (code, id);
CREATE INDEX idx_product_price_id ON erp_product (unit_price, id);
CREATE INDEX idx_product_created_id ON erp_product (created_at, id);
";

// As for customers: trigrams where they are to be had, else prefixes.
const SEARCH_POSTGRES: &str = "
CREATE INDEX idx_product_name_gin ON erp_product
    USING gin (to_tsvector('english', name || ' ' || coalesce(description, '')));
CREATE INDEX idx_product_search_prefix ON erp_product (search text_pattern_ops, id);
DO $do$
BEGIN
    IF EXISTS (SELECT FROM pg_available_extensions WHERE name = 'pg_trgm') THEN
        BEGIN
            CREATE EXTENSION IF NOT EXISTS pg_trgm;
            CREATE INDEX idx_product_search ON erp_product USING gin (search gin_trgm_ops);
        EXCEPTION WHEN insufficient_privilege THEN
            RAISE NOTICE 'pg_trgm may not be installed by this role: product search takes prefixes only';
        END;
    END IF;
END
$do$;
";

const SEARCH_SQLITE: &str = "
CREATE INDEX idx_product_search_prefix ON erp_product (search, id);
CREATE VIRTUAL TABLE idx_product_name_gin USING fts5(
    name, description, content = 'erp_product', content_rowid = 'id',
    tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3');
CREATE VIRTUAL TABLE idx_product_search USING fts5(
    search, content = 'erp_product', content_rowid = 'id', tokenize = 'trigram');
CREATE TRIGGER fts_product_insert AFTER INSERT ON erp_product
BEGIN
    INSERT INTO idx_product_name_gin (rowid, name, description) VALUES (NEW.id, NEW.name, NEW.description);
    INSERT INTO idx_product_search (rowid, search) VALUES (NEW.id, NEW.search);
END;
CREATE TRIGGER fts_product_delete AFTER DELETE ON erp_product
BEGIN
    INSERT INTO idx_product_name_gin (idx_product_name_gin, rowid, name, description)
        VALUES ('delete', OLD.id, OLD.name, OLD.description);
    INSERT INTO idx_product_search (idx_product_search, rowid, search) VALUES ('delete', OLD.id, OLD.search);
END;
CREATE TRIGGER fts_product_update AFTER UPDATE OF id, name, description, search ON erp_product
BEGIN
    INSERT INTO idx_product_name_gin (idx_product_name_gin, rowid, name, description)
        VALUES ('delete', OLD.id, OLD.name, OLD.description);
    INSERT INTO idx_product_search (idx_product_search, rowid, search) VALUES ('delete', OLD.id, OLD.search);
    INSERT INTO idx_product_name_gin (rowid, name, description) VALUES (NEW.id, NEW.name, NEW.description);
    INSERT INTO idx_product_search (rowid, search) VALUES (NEW.id, NEW.search);
END;
";
