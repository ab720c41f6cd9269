//! Orders are searched by the customers' own numbers of them.

use crate::family::{Family, Script};

pub(super) const FAMILY: Family = Family {
    name: "m0014_search",
    up: &[Script::Both(REFERENCE)],
    down: &[Script::Both("DROP INDEX idx_salesorder_customer_reference;")],
};

const REFERENCE: &str = "
CREATE INDEX idx_salesorder_customer_reference ON erp_salesorder (customer_reference)
    WHERE customer_reference IS NOT NULL;
";
