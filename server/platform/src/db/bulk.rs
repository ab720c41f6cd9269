//! Writing many rows in few statements, on both engines.

use sea_orm::{ActiveModelTrait, ConnectionTrait, DbBackend, DbErr, EntityTrait, Iterable, Statement};

use super::write::WriteTx;
use crate::error::Result;

/// Rows of one statement at most, to bound the memory of one statement.
const ROWS_MAX: usize = 10_000;

/// Parameters of one statement at most: SQLite takes 32 766 of them, PostgreSQL 65 535.
const PARAMETERS_MAX: usize = 32_766;

/// Rows of `E` that one statement can insert: each of their columns is a parameter.
pub fn insert_max<E: EntityTrait>() -> usize {
    PARAMETERS_MAX / E::Column::iter().count().max(1)
}

impl WriteTx {
    /// Inserts rows, however many; none is none.
    ///
    /// # Errors
    /// What the database refuses.
    pub async fn insert_all<A: ActiveModelTrait>(&self, mut rows: Vec<A>) -> Result<(), DbErr> {
        while !rows.is_empty() {
            let rest = rows.split_off(rows.len().min(insert_max::<A::Entity>()));
            A::Entity::insert_many(rows).exec_without_returning(&**self).await?;
            rows = rest;
        }
        Ok(())
    }

    /// Runs `UPDATE table SET assignments FROM rows AS v WHERE condition` and returns how many rows it changed.
    ///
    /// `assignments` and `condition` are SQL that refers to a row's values by place: `v.column1` is `row[0]`,
    /// `v.column2` is `row[1]`, and so on up to `N`. All of them are whole numbers: ids, amounts and quantities in raw
    /// units. So `[level.id, on_hand]` goes with `on_hand = v.column2` and `id = v.column1`; nothing checks that the
    /// two sides agree. Two rows that meet the same row of the table are the caller's mistake: which one wins is
    /// undefined.
    ///
    /// The rows travel as one JSON text, bound as `$1`: the SQL is the same for any number of them, so that it is
    /// prepared once. More than 10 000 rows are several statements.
    ///
    /// # Errors
    /// When the database does not answer, or refuses a value: a check or a key of the table.
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
