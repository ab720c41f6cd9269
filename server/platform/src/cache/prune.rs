//! Old events are deleted, but never one that a node may not have read.

use std::time::Duration;

use sea_orm::{ConnectionTrait, DbBackend, Statement};
use tokio::time::Instant;

use crate::error::Result;

/// On PostgreSQL an event is deleted only when it was already visible this long ago. A node that has not polled for
/// half as long starts anew.
pub(super) const LEAST_AGE: Duration = Duration::from_secs(300);

const SQLITE: &str = "DELETE FROM cache_event WHERE julianday(at) < julianday('now', '-15 minutes')";

const POSTGRES: &str = "DELETE FROM cache_event
    WHERE at < clock_timestamp() - interval '15 minutes' AND pg_visible_in_snapshot(xid, $1::text::pg_snapshot)";

/// What the event of a pruning begins with; behind it stands the snapshot that it went by.
pub(super) const HORIZON: &str = "cache:horizon=";

const MARK: &str = "INSERT INTO cache_event (tags) VALUES ($1)";

/// Deletes events older than 15 minutes. The job retains it between its runs: an event's `at` is when it was written,
/// its transaction may have committed much later, so PostgreSQL's are judged by what an earlier run could see.
#[derive(Debug, Default)]
pub struct Pruner {
    /// A snapshot, and when it was taken.
    seen: Option<(Instant, String)>,
}

impl Pruner {
    /// Deletes what can be deleted and returns how many events that were. On PostgreSQL the first run, and those less
    /// than five minutes after the last that counted, delete nothing. `db` must be able to write.
    ///
    /// # Errors
    /// When the database does not answer.
    ///
    /// On PostgreSQL it records, in an event of its own, by which snapshot it deleted: `db` must be one transaction.
    pub async fn run(&mut self, db: &impl ConnectionTrait) -> Result<u64> {
        if db.get_database_backend() == DbBackend::Sqlite {
            return Ok(db.execute_raw(Statement::from_string(DbBackend::Sqlite, SQLITE)).await?.rows_affected());
        }
        let deleted = match &self.seen {
            Some((at, _)) if at.elapsed() < LEAST_AGE => return Ok(0),
            Some((_, seen)) => {
                let delete = Statement::from_sql_and_values(DbBackend::Postgres, POSTGRES, [seen.as_str().into()]);
                let deleted = db.execute_raw(delete).await?.rows_affected();
                // Who starts later must know how far back the log reaches.
                let mark =
                    Statement::from_sql_and_values(DbBackend::Postgres, MARK, [format!("{HORIZON}{seen}").into()]);
                db.execute_raw(mark).await?;
                deleted
            }
            None => 0,
        };
        let now = Statement::from_string(DbBackend::Postgres, "SELECT pg_current_snapshot()::text");
        if let Some(row) = db.query_one_raw(now).await? {
            self.seen = Some((Instant::now(), row.try_get_by_index(0)?));
        }
        Ok(deleted)
    }

    /// As if the last run had been long ago.
    #[cfg(test)]
    pub(super) fn backdate(&mut self) {
        if let Some((at, _)) = &mut self.seen {
            *at = at.checked_sub(LEAST_AGE).unwrap();
        }
    }
}
