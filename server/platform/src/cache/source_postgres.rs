//! The commit log of PostgreSQL: ids are given before commits and in another order, so what is new is judged by what
//! the last poll's snapshot could see, never by `id > last`.

use std::sync::Arc;

use sea_orm::DatabaseConnection;
use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions, PgConnection};

use super::key::Key;
use super::position::{Position, Snapshot};
use super::prune::{HORIZON, LEAST_AGE};
use super::tail::{Batch, Event, EventSource, Restart};
use crate::error::{Error, Result};

/// Events beyond this many since the last poll are not read but taken as "anything may have changed".
const MOST: usize = 50_000;

/// One statement, so one snapshot: the one it returns is the one it read by.
const CHANGES: &str = "SELECT pg_current_snapshot()::text,
        (extract(epoch FROM pg_postmaster_start_time()) * 1000000)::int8,
        (extract(epoch FROM clock_timestamp()) * 1000000)::int8,
        (SELECT oid::int8 * 2 + pg_is_in_recovery()::int FROM pg_database WHERE datname = current_database()),
        e.xid::text, e.tags
    FROM (SELECT 1) z LEFT JOIN LATERAL (
        SELECT xid, tags FROM cache_event
        WHERE xid >= pg_snapshot_xmin($1::text::pg_snapshot)
          AND NOT pg_visible_in_snapshot(xid, $1::text::pg_snapshot)
        LIMIT 50001) e ON true";

/// The same, with everything that has not been pruned.
const HISTORY: &str = "SELECT pg_current_snapshot()::text,
        (extract(epoch FROM pg_postmaster_start_time()) * 1000000)::int8,
        (extract(epoch FROM clock_timestamp()) * 1000000)::int8,
        (SELECT oid::int8 * 2 + pg_is_in_recovery()::int FROM pg_database WHERE datname = current_database()),
        e.xid::text, e.tags
    FROM (SELECT 1) z LEFT JOIN (SELECT xid, tags FROM cache_event LIMIT 50001) e ON true";

/// Reads `cache_event` of a PostgreSQL database, through a connection of its own: the pool's may all be busy just when
/// the cache needs to know.
#[derive(Debug)]
pub struct PostgresLog {
    options: Arc<PgConnectOptions>,
    connection: Option<PgConnection>,
    last: Option<Seen>,
}

/// Where the last poll stood.
#[derive(Clone, Debug)]
struct Seen {
    snapshot: String,
    /// When the server started, in microseconds: another one after a restart and on another server.
    server: i64,
    /// The database's time, in microseconds.
    at: i64,
    /// Twice the database's number, and one more on a standby.
    database: i64,
}

type Row = (String, i64, i64, i64, Option<String>, Option<String>);

impl PostgresLog {
    /// The log of the database that `reader` reads, which must be the primary.
    pub fn new(reader: &DatabaseConnection) -> Self {
        let options = reader.get_postgres_connection_pool().connect_options();
        Self { options, connection: None, last: None }
    }

    /// As if the last poll had been at a server started so much earlier, and so long ago.
    #[cfg(test)]
    pub(super) fn pretend(&mut self, started_earlier_us: i64, ago: std::time::Duration) {
        let last = self.last.as_mut().unwrap();
        last.server -= started_earlier_us;
        last.at -= i64::try_from(ago.as_micros()).unwrap();
    }

    async fn read(&mut self, connection: &mut PgConnection) -> Result<Batch> {
        if let Some(last) = self.last.clone() {
            let rows: Vec<Row> = sqlx::query_as(CHANGES)
                .bind(&last.snapshot)
                .fetch_all(&mut *connection)
                .await
                .map_err(Error::unexpected)?;
            let now = Seen::of(&rows)?;
            // After so long a pause, in the clock that pruning goes by, events may have been pruned unread.
            let paused = i128::from(now.at - last.at).abs() > LEAST_AGE_US / 2;
            if now.server == last.server && now.database == last.database && !paused && rows.len() <= MOST {
                let position = now.position()?;
                self.last = Some(now);
                return Ok(Batch { restarted: None, events: events(rows)?, position });
            }
        }
        let rows: Vec<Row> = sqlx::query_as(HISTORY).fetch_all(connection).await.map_err(Error::unexpected)?;
        let now = Seen::of(&rows)?;
        let position = now.position()?;
        let complete = rows.len() <= MOST;
        let events = if complete { events(rows)? } else { Vec::new() };
        self.last = Some(now);
        Ok(Batch { restarted: Some(Restart { base: horizon(&events) }), events, position })
    }
}

impl Seen {
    fn of(rows: &[Row]) -> Result<Self> {
        let (snapshot, server, at, database, ..) =
            rows.first().cloned().ok_or_else(|| Error::internal("a poll of the commit log gave no row"))?;
        Ok(Self { snapshot, server, at, database })
    }

    /// Positions are compared only within one start of one server: a restart may have lost commits.
    fn position(&self) -> Result<Position> {
        let which = Key::of(&[&self.server.to_le_bytes(), &self.database.to_le_bytes()]);
        Ok(Position { epoch: which.number(), snapshot: self.snapshot.parse().map_err(Error::unexpected)? })
    }
}

fn events(rows: Vec<Row>) -> Result<Vec<Event>> {
    let found = rows.into_iter().filter_map(|(.., transaction, tags)| transaction.zip(tags));
    let event = |(transaction, tags): (String, String)| {
        Ok(Event { transaction: transaction.parse::<u64>().map_err(Error::unexpected)?, tags })
    };
    found.map(event).collect()
}

/// The newest snapshot that pruning went by: what it does not see is all still there. None when no pruning
/// recorded one: then nobody knows what has been deleted.
fn horizon(events: &[Event]) -> Option<Snapshot> {
    let horizons = events.iter().filter_map(|event| event.tags.strip_prefix(HORIZON)?.parse::<Snapshot>().ok());
    horizons.reduce(|newest, other| if other.covers(&newest) { other } else { newest })
}

const LEAST_AGE_US: i128 = LEAST_AGE.as_micros().cast_signed();

impl EventSource for PostgresLog {
    async fn poll(&mut self) -> Result<Batch> {
        // Taken out while in use: after a failure or a dropped call the next poll opens a new one.
        let mut connection = match self.connection.take() {
            Some(connection) => connection,
            None => self.options.connect().await.map_err(Error::unexpected)?,
        };
        let batch = self.read(&mut connection).await?;
        self.connection = Some(connection);
        Ok(batch)
    }
}
