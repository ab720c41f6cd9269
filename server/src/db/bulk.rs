//! Changing many rows by key in one statement, on both engines.

use sea_orm::{ConnectionTrait, DbBackend, Statement};

use super::write::WriteTx;
use crate::error::Result;

/// Rows of one statement at most, to bound what one statement holds in memory.
const ROWS_MAX: usize = 10_000;

impl WriteTx {
    /// Runs `UPDATE table SET assignments FROM rows AS v WHERE condition`. The values are whole numbers, named
    /// `v.column1`, `v.column2`, … on both engines. The rows travel as one JSON text: the statement is the same for any
    /// number of them, so that it is prepared once.
    ///
    /// Returns the number of rows that changed.
    pub async fn update_from<const N: usize>(
        &self,
        table: &str,
        assignments: &str,
        condition: &str,
        rows: &[[i64; N]],
    ) -> Result<u64> {
        let backend = self.get_database_backend();
        let elements = if backend == DbBackend::Sqlite { "json_each" } else { "jsonb_array_elements" };
        let columns: Vec<String> =
            (0..N).map(|column| format!("CAST(value ->> {column} AS BIGINT) AS column{}", column + 1)).collect();
        let sql = format!(
            "UPDATE {table} SET {assignments} FROM (SELECT {} FROM {elements}($1)) AS v WHERE {condition}",
            columns.join(", ")
        );
        let mut changed = 0;
        for chunk in rows.chunks(ROWS_MAX) {
            let chunk: Vec<&[i64]> = chunk.iter().map(<[i64; N]>::as_slice).collect();
            let statement = Statement::from_sql_and_values(backend, &sql, [serde_json::to_value(chunk)?.into()]);
            changed += self.execute_raw(statement).await?.rows_affected();
        }
        Ok(changed)
    }
}
