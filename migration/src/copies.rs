//! Copies of what a company has booked, under keys and numbers of their own: demo companies of any size, and what
//! growth is measured on, in minutes where booking would take days.
//!
//! Copy `k` of a row has the row's id plus `k` times the highest id that its table had, and refers to the copies `k` of
//! what the row refers to. Users, settings, categories, warehouses and services are shared; documents are numbered on.
//!
//! Invariant: what ties the rows of a company together (balances and movements, exposures, totals, versions and their
//! entries, numbers without a gap) holds after each [`Copies::make`] as it did before.

use std::ops::RangeInclusive;

use sea_orm_migration::DbErr;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend, Statement};

use crate::tags::{self, TAGGED};

/// A table that is copied.
struct Copied {
    table: &'static str,
    /// Which of its rows.
    only: &'static str,
    /// The columns that do not stay as they are, beside `id`, in SQL over the row and the copy's ordinal `k`. `{table}`
    /// is how far copy `k` of that table's rows lies from them; `{goods}` so for the product in `product_id`, which may
    /// be a service; `{number}` is the copy's document number.
    changed: &'static [(&'static str, &'static str)],
}

/// Whose trails and events are copied: those of what is.
const TRAILED: &str = "entity IN ('customer', 'sales_order', 'shipment')
    OR entity = 'product' AND entity_id IN (SELECT id FROM erp_product WHERE kind = 'goods')";
const TRAILED_ID: (&str, &str) = ("entity_id", "entity_id + {distance}");
/// How far the copy of a trail's document lies from it, and what its id's text begins with.
const DISTANCE: &str = "CASE entity WHEN 'customer' THEN {erp_customer} WHEN 'product' THEN {erp_product}
    WHEN 'shipment' THEN {erp_shipment} ELSE {erp_salesorder} END";
const PREFIX: &str =
    "CASE entity WHEN 'customer' THEN 'cus_' WHEN 'product' THEN 'prd_' WHEN 'shipment' THEN 'shp_' ELSE 'so_' END";

const GOODS: (&str, &str) = ("product_id", "product_id + {goods}");
const ORDER: (&str, &str) = ("order_id", "order_id + {erp_salesorder}");
const ITEM: (&str, &str) = ("order_item_id", "order_item_id + {erp_salesorderitem}");
const NUMBER: (&str, &str) = ("number", "{number}");
const CODE: (&str, &str) = ("code", "code || '-' || k");

/// In the order in which rows refer to each other.
const COPIED: &[Copied] = &[
    Copied {
        table: "erp_customer",
        only: "true",
        changed: &[
            CODE,
            ("email", "replace(email, '@', '.' || k || '@')"),
            ("external_ref", "NULL"),
            ("search", "replace(search, lower(code), lower(code) || '-' || k)"),
        ],
    },
    Copied {
        table: "erp_product",
        only: "kind = 'goods'",
        changed: &[
            CODE,
            ("name", "name || ' ' || (k + 1)"),
            ("barcode", "NULL"),
            ("external_ref", "NULL"),
            (
                "search",
                "replace(replace(search, lower(code), lower(code) || '-' || k), ' ' || coalesce(barcode, '?'), '')
                    || ' ' || (k + 1)",
            ),
        ],
    },
    Copied { table: "erp_stocklevel", only: "product_id <= {erp_product:last}", changed: &[GOODS] },
    Copied {
        table: "erp_salesorder",
        only: "true",
        changed: &[NUMBER, ("customer_id", "customer_id + {erp_customer}"), ("external_ref", "NULL")],
    },
    Copied { table: "erp_salesorderitem", only: "true", changed: &[ORDER, GOODS] },
    Copied { table: "erp_creditoverride", only: "true", changed: &[ORDER] },
    Copied { table: "erp_reservation", only: "true", changed: &[ORDER, ITEM, GOODS] },
    Copied { table: "erp_shipment", only: "true", changed: &[NUMBER, ORDER] },
    Copied {
        table: "erp_shipmentitem",
        only: "true",
        changed: &[("shipment_id", "shipment_id + {erp_shipment}"), ITEM, GOODS],
    },
    Copied {
        table: "erp_stocktransaction",
        only: "document_type IS NULL OR document_type = 'shipment'",
        changed: &[
            GOODS,
            ("document_id", "document_id + {erp_shipment}"),
            ("reverses_id", "reverses_id + {erp_stocktransaction}"),
        ],
    },
    Copied { table: "audit_entry", only: TRAILED, changed: &[TRAILED_ID] },
    Copied {
        table: "outbox",
        only: TRAILED,
        changed: &[
            TRAILED_ID,
            (
                "payload",
                "replace(payload, '\"id\":\"' || {prefix} || entity_id || '\"',
                    '\"id\":\"' || {prefix} || (entity_id + {distance}) || '\"')",
            ),
        ],
    },
];

/// A series of document numbers, as it was.
#[derive(Clone, Debug)]
struct Counted {
    series: String,
    year: i64,
    /// How many numbers it had given.
    given: i64,
}

/// What there is to copy.
#[derive(Clone, Debug)]
pub struct Copies {
    /// The highest id of each table that has ids.
    last: Vec<(&'static str, i64)>,
    counted: Vec<Counted>,
}

impl Copies {
    /// Looks at what there is: this, and no later row, is what is copied.
    ///
    /// # Errors
    /// What the database reports.
    pub async fn of<C: ConnectionTrait>(db: &C) -> Result<Self, DbErr> {
        let mut last = Vec::new();
        for Copied { table, .. } in COPIED.iter().filter(|copied| copied.has_id()) {
            let row = db.query_one_raw(statement(db, &format!("SELECT coalesce(max(id), 0) FROM {table}"))).await?;
            last.push((*table, row.map_or(Ok(0), |row| row.try_get_by_index(0))?));
        }
        let counters = "SELECT series, year, next - 1 FROM documentnumber ORDER BY series, year";
        let counted = db.query_all_raw(statement(db, counters)).await?.into_iter().map(|row| {
            Ok(Counted {
                series: row.try_get_by_index(0)?,
                year: row.try_get_by_index(1)?,
                given: row.try_get_by_index(2)?,
            })
        });
        Ok(Self { last, counted: counted.collect::<Result<_, DbErr>>()? })
    }

    /// Makes the copies of these ordinals, which begin at 1 and follow on those that were made before. Run it in a
    /// write transaction.
    ///
    /// # Errors
    /// What the database reports.
    pub async fn make<C: ConnectionTrait>(&self, db: &C, ordinals: RangeInclusive<u32>) -> Result<(), DbErr> {
        let is_sqlite = db.get_database_backend() == DbBackend::Sqlite;
        for copied in COPIED {
            let tagged = TAGGED.iter().find(|tagged| tagged.table == copied.table);
            // PostgreSQL logs cache tags once a statement; SQLite would once a row.
            if let Some(tagged) = tagged.filter(|_| is_sqlite) {
                tags::uninstall(db, tagged).await?;
            }
            let columns = tags::columns(db, copied.table).await?;
            db.execute_raw(statement(db, &self.insert(copied, &columns, &ordinals))).await?;
            if let Some(tagged) = tagged.filter(|_| is_sqlite) {
                tags::install(db, tagged).await?;
                db.execute_unprepared(&tags::bulk(tagged)).await?;
            }
            if copied.has_id() && !is_sqlite {
                let table = copied.table;
                let follow = format!(
                    "SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table} HAVING max(id) > 0"
                );
                db.query_one_raw(statement(db, &follow)).await?;
            }
        }
        for Counted { series, year, given } in &self.counted {
            let next = 1 + given * (i64::from(*ordinals.end()) + 1);
            let text = "UPDATE documentnumber SET next = $1 WHERE series = $2 AND year = $3";
            let values = [next.into(), series.as_str().into(), (*year).into()];
            db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), text, values)).await?;
        }
        Ok(())
    }

    fn insert(&self, copied: &Copied, columns: &[String], ordinals: &RangeInclusive<u32>) -> String {
        let Copied { table, only, changed } = copied;
        let value = |column: &String| match changed.iter().find(|(name, _)| name == column) {
            Some((_, value)) => (*value).to_owned(),
            None if column == "id" => format!("id + {{{table}}}"),
            None => column.clone(),
        };
        let values: Vec<String> = columns.iter().map(value).collect();
        let known = if copied.has_id() { format!("id <= {{{table}:last}}") } else { "true".to_owned() };
        let text = format!(
            "WITH RECURSIVE copies (k) AS
                (SELECT CAST({} AS bigint) UNION ALL SELECT k + 1 FROM copies WHERE k < {})
             INSERT INTO {table} ({}) SELECT {} FROM {table} CROSS JOIN copies WHERE {known} AND ({only})",
            ordinals.start(),
            ordinals.end(),
            columns.join(", "),
            values.join(", ")
        );
        self.filled(&text)
    }

    /// Puts in what the placeholders stand for.
    fn filled(&self, text: &str) -> String {
        let goods =
            "CASE WHEN product_id IN (SELECT id FROM erp_product WHERE kind = 'service') THEN 0 ELSE {erp_product} END";
        let mut text = text.replace("{distance}", DISTANCE).replace("{prefix}", PREFIX);
        text = text.replace("{goods}", goods).replace("{number}", &self.number());
        for (table, last) in &self.last {
            text = text.replace(&format!("{{{table}}}"), &format!("k * {last}"));
            text = text.replace(&format!("{{{table}:last}}"), &last.to_string());
        }
        text
    }

    /// `SO-2026-000123` counted on: by how many its series had given, for each copy.
    fn number(&self) -> String {
        let series = self.counted.iter().map(|Counted { series, year, given }| {
            let prefix = format!("{series}-{year}-");
            let place = prefix.len() + 1;
            let number = format!("CAST(substr(number, {place}) AS bigint) + k * {given}");
            // Six digits at least.
            format!(
                "WHEN number LIKE '{prefix}%' THEN '{prefix}' || CASE WHEN {number} < 1000000
                    THEN substr(CAST(1000000 + {number} AS text), 2) ELSE CAST({number} AS text) END"
            )
        });
        let cases: Vec<String> = series.collect();
        if cases.is_empty() { "NULL".to_owned() } else { format!("CASE {} END", cases.join(" ")) }
    }
}

impl Copied {
    /// Balances have a key of two columns; all others are numbered.
    fn has_id(&self) -> bool {
        self.table != "erp_stocklevel"
    }
}

fn statement<C: ConnectionTrait>(db: &C, text: &str) -> Statement {
    Statement::from_string(db.get_database_backend(), text)
}
