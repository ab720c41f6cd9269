//! Which data a statement reads, recorded for whoever caches what is made of it.
//!
//! Every statement that runs while an answer is being made is inspected: unless the code around it says something
//! narrower, the answer depends on any change of every table that the statement names. So no read can be missed.

use std::collections::HashMap;
use std::sync::LazyLock;

use migration::tags::{TAGGED, UNTAGGED};
use sea_orm::{EntityName, IdenStatic, Value};

use crate::cache::{Tag, record, record_volatile, wants_statements};

/// The view that changes when it is refreshed, and whose refresh writes its set tag.
const MONTHLY_SALES: &str = "mv_monthly_sales";

/// Known tables; whether the commit log has their changes.
static TABLES: LazyLock<HashMap<&'static str, bool>> = LazyLock::new(|| {
    let tagged = TAGGED.iter().map(|tagged| (tagged.table, true));
    let untagged = UNTAGGED.iter().map(|(table, _)| (*table, *table == MONTHLY_SALES));
    tagged.chain(untagged).collect()
});

/// A statement has run: records what it may have read.
pub(super) fn record_reads(sql: &str) {
    if !wants_statements() {
        return;
    }
    let mut any = false;
    for table in tables(sql) {
        any = true;
        match TABLES.get(table) {
            Some(true) => record(Tag::set(table)),
            _ => record_volatile(),
        }
    }
    if !any {
        // The server's own statistics, the time, a table that is in no list.
        record_volatile();
    }
}

/// The known tables that a statement names.
fn tables(sql: &str) -> impl Iterator<Item = &str> {
    sql.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').filter(|word| TABLES.contains_key(word))
}

/// What the rows of a table with these values in a column depend on: themselves alone where the commit log tags them
/// by that column, else the whole table.
pub(super) fn rows_by<T: EntityName>(
    table: &T,
    column: &impl IdenStatic,
    values: impl Iterator<Item = Value>,
) -> Vec<Tag> {
    let (table, column) = (table.table_name(), column.as_str());
    let Some(tagged) = TAGGED.iter().find(|tagged| tagged.table == table) else { return vec![Tag::set(table)] };
    let tag = |value: Value| match value {
        Value::BigInt(Some(id)) if tagged.key == [column] => Some(Tag::row(table, id)),
        Value::BigInt(id) if tagged.predicates.contains(&column) => Some(Tag::of(table, column, id)),
        _ => None,
    };
    values.map(tag).collect::<Option<Vec<Tag>>>().unwrap_or_else(|| vec![Tag::set(table)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cache::collect;

    async fn read(sql: &str) -> (Vec<Tag>, bool) {
        let ((), tags) = collect(async { record_reads(sql) }).await;
        (tags.iter().collect(), tags.is_volatile())
    }

    #[tokio::test]
    async fn a_statement_depends_on_every_table_that_it_names() {
        let sql = r#"SELECT "erp_salesorder"."id" FROM "erp_salesorder" JOIN erp_customer c ON (c.id=customer_id)"#;
        assert_eq!(read(sql).await, (vec![Tag::set("erp_salesorder"), Tag::set("erp_customer")], false));
        assert_eq!(read("SELECT month FROM mv_monthly_sales").await, (vec![Tag::set("mv_monthly_sales")], false));
        assert_eq!(read("SELECT erp_salesorder_x FROM pg_stat_database").await, (vec![], true));
        assert_eq!(read("SELECT * FROM outbox, erp_product").await, (vec![Tag::set("erp_product")], true));
        assert_eq!(read("SELECT now()").await, (vec![], true));
    }
}
