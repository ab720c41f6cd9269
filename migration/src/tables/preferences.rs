//! What each user has set up for himself: one text of JSON under a key, e.g. the columns of a list.

use sea_orm_migration::{DbErr, MigrationName, MigrationTrait, SchemaManager, async_trait};

use crate::family::{Script, run};
use crate::tags::{self, TAGGED, Tagged};

/// The table, and an index for customers on stop.
pub(super) struct Preferences;

fn tagged() -> impl Iterator<Item = &'static Tagged> {
    TAGGED.iter().filter(|tagged| tagged.table == "accounts_preference")
}

impl MigrationName for Preferences {
    fn name(&self) -> &str {
        "m0012_preferences"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Preferences {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, &[Script::Both(PREFERENCE), Script::Both(ON_STOP)]).await?;
        for table in tagged() {
            tags::install(manager.get_connection(), table).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in tagged() {
            tags::uninstall(manager.get_connection(), table).await?;
        }
        run(manager, &[Script::Both("DROP INDEX idx_customer_on_stop; DROP TABLE accounts_preference;")]).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

// A key has no space: it stands in the tags of the caches.
const PREFERENCE: &str = "
CREATE TABLE accounts_preference (
    user_id {int} NOT NULL REFERENCES accounts_user (id),
    key text NOT NULL CHECK (key <> '' AND length(key) <= 64 AND key NOT LIKE '% %'),
    value text NOT NULL CHECK (length(value) <= 8192),
    updated_at {ts} NOT NULL DEFAULT {now},
    PRIMARY KEY (user_id, key)
) {hot};
";

const ON_STOP: &str = "
CREATE INDEX idx_customer_on_stop ON erp_customer (name, id) WHERE on_stop;
";
