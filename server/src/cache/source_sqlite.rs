//! The commit log of SQLite: one writer, so ids are in the order of commits and have no gaps.

use std::sync::Arc;

use sea_orm::DatabaseConnection;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, SqliteConnection};

use super::tail::{Batch, EventSource};
use crate::error::{Error, Result};

/// Events beyond this many since the last look are not read but taken as "anything may have changed".
const MOST: usize = 50_000;

const NEWS: &str = "SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'cache_event'), 0), e.id, e.tags
    FROM (SELECT 1) LEFT JOIN cache_event e ON e.id > ?1 ORDER BY e.id LIMIT 50001";

/// Reads `cache_event` of a SQLite database, through a connection of its own: the pool's may all be busy just when the
/// cache needs to know.
#[derive(Debug)]
pub struct SqliteLog {
    options: Arc<SqliteConnectOptions>,
    connection: Option<SqliteConnection>,
    /// The last id read; none before the first look.
    last: Option<i64>,
    /// `data_version` belongs to the connection and changes when another one commits.
    version: Option<i64>,
}

impl SqliteLog {
    /// The log of the database that `reader` reads.
    pub fn new(reader: &DatabaseConnection) -> Self {
        let options = reader.get_sqlite_connection_pool().connect_options();
        Self { options, connection: None, last: None, version: None }
    }

    async fn read(&mut self, connection: &mut SqliteConnection) -> Result<Batch> {
        // First the version, then the news: a commit in between shows in both this time or in the version next time.
        let version: i64 =
            sqlx::query_scalar("PRAGMA data_version").fetch_one(&mut *connection).await.map_err(Error::unexpected)?;
        if self.version == Some(version) {
            return Ok(Batch::default());
        }
        let last = self.last.unwrap_or(i64::MAX);
        let rows: Vec<(i64, Option<i64>, Option<String>)> =
            sqlx::query_as(NEWS).bind(last).fetch_all(connection).await.map_err(Error::unexpected)?;
        let newest = rows.first().map_or(0, |row| row.0);
        let tags: Vec<String> = rows.into_iter().filter_map(|row| row.2).collect();
        // Fewer rows than ids: events were pruned unread, or there are too many, or the file is an older one.
        let complete = i64::try_from(tags.len()).is_ok_and(|read| newest - last == read);
        let restarted = self.last.is_none() || !complete || tags.len() > MOST;
        (self.last, self.version) = (Some(newest), Some(version));
        Ok(Batch { restarted, tags: if restarted { Vec::new() } else { tags } })
    }
}

impl EventSource for SqliteLog {
    async fn poll(&mut self) -> Result<Batch> {
        // Taken out while in use: after a failure or a dropped call the next look opens a new one.
        let mut connection = if let Some(connection) = self.connection.take() {
            connection
        } else {
            self.version = None;
            self.options.connect().await.map_err(Error::unexpected)?
        };
        let batch = self.read(&mut connection).await?;
        self.connection = Some(connection);
        Ok(batch)
    }
}
