//! Human document numbers: `SO-2026-000123`.
//!
//! A counter row per series and year, taken as the last lock of a transaction. A rolled-back transaction gives its
//! number back, since the counter moves with it.

use chrono::Datelike;
use sea_orm::{ConnectionTrait, Statement};

use super::write::WriteTx;
use crate::error::{Error, Result};

/// A series of document numbers: what its numbers begin with, e.g. `SO`. Declared beside the document's table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Series(pub &'static str);

impl WriteTx {
    /// The next number of `series` in the current business year. Its row stays locked until the commit, and whoever
    /// wants the next one waits: take it after every lock and every check.
    pub async fn next_number(&self, series: Series) -> Result<String> {
        let numbers = self.next_numbers(series, 1).await?;
        numbers.into_iter().next().ok_or_else(|| Error::internal("the number counter gave no number"))
    }

    /// The next `count` numbers of `series`, in one statement; as [`Self::next_number`].
    pub async fn next_numbers(&self, series: Series, count: usize) -> Result<Vec<String>> {
        let (year, count) = (self.today().year(), i64::try_from(count)?);
        let statement = Statement::from_sql_and_values(
            self.get_database_backend(),
            "INSERT INTO documentnumber (series, year, next) VALUES ($1, $2, 1 + $3) \
             ON CONFLICT (series, year) DO UPDATE SET next = documentnumber.next + $3 RETURNING next - $3 AS number",
            [series.0.into(), year.into(), count.into()],
        );
        let row = self
            .query_one_raw(statement)
            .await?
            .ok_or_else(|| Error::internal("the number counter returned no row"))?;
        let first: i64 = row.try_get("", "number")?;
        Ok((first..first + count).map(|number| format!("{}-{year}-{number:06}", series.0)).collect())
    }
}
