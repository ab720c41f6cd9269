//! What the application itself writes into the commit log: every node's cache drops what has these tags.

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, FromQueryResult, Statement};

use super::connect::Db;
use super::write::WriteTx;
use crate::error::Result;

/// Statistics of the commit log.
#[derive(Clone, Debug, FromQueryResult)]
pub struct LogStats {
    /// How many events.
    pub events: i64,
    /// When the oldest was written.
    pub oldest_at: Option<DateTime<Utc>>,
    /// When the newest was written.
    pub newest_at: Option<DateTime<Utc>>,
}

impl WriteTx {
    /// Invalidates these tags in every node's cache, with the commit.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn invalidate_tags(&self, tags: &[String]) -> Result<()> {
        let backend = self.get_database_backend();
        let text = "INSERT INTO cache_event (tags) VALUES ($1)";
        self.execute_raw(Statement::from_sql_and_values(backend, text, [tags.join(" ").into()])).await?;
        Ok(())
    }
}

impl Db {
    /// Statistics of the commit log, now.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn log_stats(&self) -> Result<LogStats> {
        let text = "SELECT count(*) AS events, min(at) AS oldest_at, max(at) AS newest_at FROM cache_event";
        let statement = Statement::from_string(self.reader().get_database_backend(), text);
        let found = LogStats::find_by_statement(statement).one(self.reader()).await?;
        Ok(found.unwrap_or(LogStats { events: 0, oldest_at: None, newest_at: None }))
    }
}
