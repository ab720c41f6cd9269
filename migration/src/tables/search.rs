//! Where words are looked for: one name on both engines for what finds a word anywhere in a row's search text by its
//! trigrams, and the customers' own numbers of orders.

use crate::family::{Family, Script};

pub(super) const FAMILY: Family = Family {
    name: "m0014_search",
    up: &[Script::Postgres(VIEWS_POSTGRES), Script::Sqlite(VIEWS_SQLITE), Script::Both(REFERENCE)],
    down: &[Script::Both(
        "DROP INDEX idx_salesorder_customer_reference;
         DROP VIEW erp_product_search;
         DROP VIEW erp_customer_search;",
    )],
};

// The index of trigrams is the table's own.
const VIEWS_POSTGRES: &str = "
CREATE VIEW erp_customer_search AS SELECT id, search FROM erp_customer;
CREATE VIEW erp_product_search AS SELECT id, search FROM erp_product;
";

const VIEWS_SQLITE: &str = "
CREATE VIEW erp_customer_search AS SELECT rowid AS id, search FROM idx_customer_search;
CREATE VIEW erp_product_search AS SELECT rowid AS id, search FROM idx_product_search;
";

const REFERENCE: &str = "
CREATE INDEX idx_salesorder_customer_reference ON erp_salesorder (customer_reference)
    WHERE customer_reference IS NOT NULL;
";
