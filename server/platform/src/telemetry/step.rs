//! What a request does: the steps that its ledger records and its trace shows.

use std::time::{Duration, Instant};

/// One thing that a request did, once it is over.
#[derive(Debug, Clone)]
pub struct Step {
    /// Its number in the request; 0 is the request itself.
    pub id: u32,
    /// The step that it is part of.
    pub within: u32,
    /// When it began.
    pub began: Instant,
    /// How long it took.
    pub took: Duration,
    /// What it was.
    pub what: What,
}

/// What a step was. No values of people: names, shapes and counts only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// An operation of the schema was executed.
    Operation {
        /// `query` or `mutation`.
        kind: &'static str,
        /// The name in the document.
        name: Option<String>,
        /// SHA-256 of the document, when it was sent by hash.
        document: Option<String>,
        /// Whether its answer has errors.
        failed: bool,
    },
    /// A loader fetched what one level of a document asked for.
    Batch {
        /// The table.
        relation: &'static str,
        /// Keys asked for.
        keys: usize,
        /// Rows found.
        rows: usize,
    },
    /// The database ran a statement.
    Query {
        /// `sqlite` or `postgresql`.
        system: &'static str,
        /// The statement with placeholders: its shape.
        statement: String,
        /// The wait for a connection before it, which is not part of the duration.
        waited: Duration,
        /// Whether it failed.
        failed: bool,
    },
    /// The cache was asked for a value.
    CacheGet {
        /// The class of the value.
        class: &'static str,
        /// The tier that answered, or was asked last.
        tier: &'static str,
        /// How that went.
        outcome: &'static str,
    },
    /// The cache was asked for the rows of a batch.
    CacheRows {
        /// The class of the rows.
        class: &'static str,
        /// Rows asked for.
        keys: usize,
        /// Found in memory.
        hits: usize,
        /// Found in the shared tier.
        shared: usize,
    },
}

/// The command and the table of a statement, as `SELECT erp_salesorder`: a low-cardinality name for a span
/// (OpenTelemetry, database spans, `db.query.summary`).
pub fn summary(statement: &str) -> String {
    let mut words = statement.split_ascii_whitespace().peekable();
    let command = words.peek().map_or_else(|| "?".to_owned(), |word| word.to_ascii_uppercase());
    let mut table = None;
    while let Some(word) = words.next() {
        if ["FROM", "INTO", "UPDATE"].iter().any(|key| word.eq_ignore_ascii_case(key)) {
            // A parenthesis is a subquery: its own FROM comes.
            table = words.peek().filter(|next| !next.starts_with('(')).copied();
            if table.is_some() {
                break;
            }
        }
    }
    let plain = |char: &char| char.is_ascii_alphanumeric() || matches!(char, '_' | '.');
    match table {
        Some(table) => format!("{command} {}", table.chars().filter(plain).collect::<String>()),
        None => command,
    }
}

#[cfg(test)]
mod tests {
    use super::summary;

    #[test]
    fn a_summary_is_the_command_and_its_first_table() {
        let cases = [
            (r#"SELECT "erp_product"."id" FROM "erp_product" WHERE "id" IN ($1, $2)"#, "SELECT erp_product"),
            (r#"INSERT INTO "outbox" ("topic") VALUES ($1)"#, "INSERT outbox"),
            (r#"update erp_stocklevel set on_hand = v.column1 from (values ($1)) v"#, "UPDATE erp_stocklevel"),
            ("DELETE FROM idempotency WHERE created_at < $1", "DELETE idempotency"),
            ("BEGIN IMMEDIATE", "BEGIN"),
            ("SELECT count(*) FROM (SELECT 1 FROM erp_customer LIMIT 1001) n", "SELECT erp_customer"),
            ("", "?"),
        ];
        for (statement, expected) in cases {
            assert_eq!(summary(statement), expected, "{statement}");
        }
    }
}
