//! The commit log of SQLite: one writer, so ids are in the order of commits and have no gaps.

use std::sync::Arc;

use sea_orm::DatabaseConnection;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, SqliteConnection};

use super::position::{Position, Snapshot};
use super::tail::{Batch, Event, EventSource, Restart};
use crate::error::{Error, Result};

/// Events beyond this many since the last poll are not read but taken as "anything may have changed".
const MOST: usize = 50_000;

const CHANGES: &str = "SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'cache_event'), 0), e.id, e.tags
    FROM (SELECT 1) LEFT JOIN cache_event e ON e.id > ?1 ORDER BY e.id LIMIT 50001";

/// Reads `cache_event` of a SQLite database, through a connection of its own: the pool's may all be busy just when the
/// cache needs to know.
#[derive(Debug)]
pub struct SqliteLog {
    options: Arc<SqliteConnectOptions>,
    connection: Option<SqliteConnection>,
    /// The last id read; none before the first poll.
    last: Option<i64>,
    /// `data_version` belongs to the connection and changes when another one commits.
    version: Option<i64>,
    /// Drawn at every new beginning. A file can be put in place of another one, and ids then mean something else: no
    /// other process's values are trusted, nor this one's from before.
    epoch: u64,
}

impl SqliteLog {
    /// The log of the database that `reader` reads.
    pub fn new(reader: &DatabaseConnection) -> Self {
        let options = reader.get_sqlite_connection_pool().connect_options();
        Self { options, connection: None, last: None, version: None, epoch: 0 }
    }

    async fn read(&mut self, connection: &mut SqliteConnection) -> Result<Batch> {
        // First the version, then the changes: a commit in between shows in both this time or in the version next time.
        let version: i64 =
            sqlx::query_scalar("PRAGMA data_version").fetch_one(&mut *connection).await.map_err(Error::unexpected)?;
        if let Some(last) = self.last.filter(|_| self.version == Some(version)) {
            return Ok(Batch { restarted: None, events: Vec::new(), position: self.position(last)? });
        }
        let last = self.last.unwrap_or(i64::MAX);
        let rows: Vec<(i64, Option<i64>, Option<String>)> =
            sqlx::query_as(CHANGES).bind(last).fetch_all(connection).await.map_err(Error::unexpected)?;
        let newest = rows.first().map_or(0, |row| row.0);
        let events = rows.into_iter().filter_map(|(_, id, tags)| id.zip(tags));
        let events: Vec<Event> =
            events.map(|(id, tags)| Ok(Event { transaction: u64::try_from(id)?, tags })).collect::<Result<_>>()?;
        // Fewer rows than ids: events were pruned unread, or there are too many, or the file is an older one.
        let complete = i64::try_from(events.len()).is_ok_and(|read| newest - last == read);
        let restarted = self.last.is_none() || !complete || events.len() > MOST;
        if restarted {
            self.epoch = rand::random();
        }
        (self.last, self.version) = (Some(newest), Some(version));
        let position = self.position(newest)?;
        if restarted {
            return Ok(Batch { restarted: Some(Restart { base: None }), events: Vec::new(), position });
        }
        Ok(Batch { restarted: None, events, position })
    }

    fn position(&self, last: i64) -> Result<Position> {
        Ok(Position { epoch: self.epoch, snapshot: Snapshot::up_to(u64::try_from(last)?) })
    }
}

impl EventSource for SqliteLog {
    async fn poll(&mut self) -> Result<Batch> {
        // Taken out while in use: after a failure or a dropped call the next poll opens a new one.
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
