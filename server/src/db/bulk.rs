//! Changing many rows by key in one statement, on both engines.

use sea_orm::{ConnectionTrait, Statement, Value};

use super::write::WriteTx;
use crate::error::Result;

/// Rows of one statement at most: PostgreSQL and SQLite bind 32 766 values and more, with room to spare.
const ROWS_MAX: usize = 2_000;

impl WriteTx {
    /// Runs `UPDATE table SET assignments FROM (VALUES rows) AS v WHERE condition`. The values are whole numbers, named
    /// `v.column1`, `v.column2`, … on both engines.
    ///
    /// Returns the number of rows that changed.
    pub async fn update_from<const N: usize>(
        &self,
        table: &str,
        assignments: &str,
        condition: &str,
        rows: &[[i64; N]],
    ) -> Result<u64> {
        let mut changed = 0;
        for chunk in rows.chunks(ROWS_MAX) {
            let mut values = String::new();
            for row in 0..chunk.len() {
                values.push_str(if row == 0 { "(" } else { ", (" });
                for column in 0..N {
                    let comma = if column == 0 { "" } else { ", " };
                    values.push_str(&format!("{comma}CAST(${} AS BIGINT)", row * N + column + 1));
                }
                values.push(')');
            }
            let sql = format!("UPDATE {table} SET {assignments} FROM (VALUES {values}) AS v WHERE {condition}");
            let bound = chunk.iter().flatten().map(|number| Value::from(*number));
            let statement = Statement::from_sql_and_values(self.get_database_backend(), sql, bound);
            changed += self.execute_raw(statement).await?.rows_affected();
        }
        Ok(changed)
    }
}
