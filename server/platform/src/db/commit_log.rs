//! What the application itself writes into the commit log: caches of every node drop what they are told to.

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, FromQueryResult, Statement};

use super::connect::Db;
use super::write::WriteTx;
use crate::error::Result;

/// What of the commit log is kept now.
#[derive(Clone, Debug, FromQueryResult)]
pub struct LogFigures {
    /// How many events.
    pub events: i64,
    /// When the oldest was written.
    pub oldest_at: Option<DateTime<Utc>>,
    /// When the newest was written.
    pub newest_at: Option<DateTime<Utc>>,
}

impl WriteTx {
    /// Tells every node's cache, with the commit, that these tags have changed.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn tell_caches(&self, tags: &[String]) -> Result<()> {
        let backend = self.get_database_backend();
        let text = "INSERT INTO cache_event (tags) VALUES ($1)";
        self.execute_raw(Statement::from_sql_and_values(backend, text, [tags.join(" ").into()])).await?;
        Ok(())
    }
}

impl Db {
    /// What of the commit log is kept now.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn log_figures(&self) -> Result<LogFigures> {
        let text = "SELECT count(*) AS events, min(at) AS oldest_at, max(at) AS newest_at FROM cache_event";
        let statement = Statement::from_string(self.reader().get_database_backend(), text);
        let found = LogFigures::find_by_statement(statement).one(self.reader()).await?;
        Ok(found.unwrap_or(LogFigures { events: 0, oldest_at: None, newest_at: None }))
    }
}
