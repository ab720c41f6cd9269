//! The commit log of PostgreSQL: ids are given before commits and in another order, so what is new is judged by what
//! the last look's snapshot could see, never by `id > last`.

use std::sync::Arc;

use sea_orm::DatabaseConnection;
use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions, PgConnection};

use super::prune::LEAST_AGE;
use super::tail::{Batch, EventSource};
use crate::error::{Error, Result};

/// Events beyond this many since the last look are not read but taken as "anything may have changed".
const MOST: usize = 50_000;

/// One statement, so one snapshot: the one it returns is the one it read by.
const NEWS: &str = "SELECT pg_current_snapshot()::text,
        (extract(epoch FROM pg_postmaster_start_time()) * 1000000)::int8,
        (extract(epoch FROM clock_timestamp()) * 1000000)::int8,
        e.tags
    FROM (SELECT 1) z LEFT JOIN LATERAL (
        SELECT tags FROM cache_event
        WHERE xid >= pg_snapshot_xmin($1::text::pg_snapshot)
          AND NOT pg_visible_in_snapshot(xid, $1::text::pg_snapshot)
        LIMIT 50001) e ON true";

const NOW: &str = "SELECT pg_current_snapshot()::text,
        (extract(epoch FROM pg_postmaster_start_time()) * 1000000)::int8,
        (extract(epoch FROM clock_timestamp()) * 1000000)::int8,
        NULL::text";

/// Reads `cache_event` of a PostgreSQL database, through a connection of its own: the pool's may all be busy just when
/// the cache needs to know.
#[derive(Debug)]
pub struct PostgresLog {
    options: Arc<PgConnectOptions>,
    connection: Option<PgConnection>,
    last: Option<Seen>,
}

/// Where the last look stood.
#[derive(Clone, Debug)]
struct Seen {
    snapshot: String,
    /// When the server started, in microseconds: another one after a restart and on another server.
    server: i64,
    /// The database's time, in microseconds.
    at: i64,
}

type Row = (String, i64, i64, Option<String>);

impl PostgresLog {
    /// The log of the database that `reader` reads, which must be the primary.
    pub fn new(reader: &DatabaseConnection) -> Self {
        let options = reader.get_postgres_connection_pool().connect_options();
        Self { options, connection: None, last: None }
    }

    /// As if the last look had been at a server started so much earlier, and so long ago.
    #[cfg(test)]
    pub(super) fn pretend(&mut self, started_earlier_us: i64, ago: std::time::Duration) {
        let last = self.last.as_mut().unwrap();
        last.server -= started_earlier_us;
        last.at -= i64::try_from(ago.as_micros()).unwrap();
    }

    async fn read(&mut self, connection: &mut PgConnection) -> Result<Batch> {
        let rows: Vec<Row> = match &self.last {
            Some(last) => {
                sqlx::query_as(NEWS).bind(&last.snapshot).fetch_all(connection).await.map_err(Error::unexpected)?
            }
            None => sqlx::query_as(NOW).fetch_all(connection).await.map_err(Error::unexpected)?,
        };
        let Some((snapshot, server, at, _)) = rows.first().cloned() else {
            return Ok(Batch::default());
        };
        let restarted = self.last.as_ref().is_none_or(|last| {
            // After so long a pause, in the clock that pruning goes by, events may have been pruned unread.
            last.server != server || i128::from(at - last.at).abs() > LEAST_AGE_US / 2 || rows.len() > MOST
        });
        self.last = Some(Seen { snapshot, server, at });
        let tags = if restarted { Vec::new() } else { rows.into_iter().filter_map(|row| row.3).collect() };
        Ok(Batch { restarted, tags })
    }
}

const LEAST_AGE_US: i128 = LEAST_AGE.as_micros().cast_signed();

impl EventSource for PostgresLog {
    async fn poll(&mut self) -> Result<Batch> {
        // Taken out while in use: after a failure or a dropped call the next look opens a new one.
        let mut connection = match self.connection.take() {
            Some(connection) => connection,
            None => self.options.connect().await.map_err(Error::unexpected)?,
        };
        let batch = self.read(&mut connection).await?;
        self.connection = Some(connection);
        Ok(batch)
    }
}
