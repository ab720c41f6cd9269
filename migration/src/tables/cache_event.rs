//! The commit log of the caches: one row of tags per change, in the transaction of the change.

use sea_orm_migration::{DbErr, MigrationName, MigrationTrait, SchemaManager, async_trait};

use crate::family::{Script, run};
use crate::tags;

/// The log and the triggers that write it.
pub(super) struct CacheEvent;

impl MigrationName for CacheEvent {
    fn name(&self) -> &str {
        "m0011_cache_event"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for CacheEvent {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, &[Script::Postgres(LOG_POSTGRES), Script::Sqlite(LOG_SQLITE)]).await?;
        for tagged in tags::TAGGED {
            tags::install(manager.get_connection(), tagged).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for tagged in tags::TAGGED.iter().rev() {
            tags::uninstall(manager.get_connection(), tagged).await?;
        }
        run(manager, &[Script::Both("DROP TABLE cache_event;")]).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

// Read by snapshot visibility, never by "newer than the last": transactions do not commit in the order of their ids.
// `clock_timestamp` and not `now`: rows are pruned by age, which must count from the write.
const LOG_POSTGRES: &str = "
CREATE TABLE cache_event (
    xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
    tags text NOT NULL CHECK (tags <> ''),
    at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX idx_cache_event_xid ON cache_event (xid);
";

// One writer at a time: the order of ids is the order of commits.
const LOG_SQLITE: &str = "
CREATE TABLE cache_event (
    id {id},
    tags text NOT NULL CHECK (tags <> ''),
    at {ts} NOT NULL DEFAULT {now}
) {table};
";
