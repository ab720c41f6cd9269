//! One migration: the scripts that build a family of tables and those that take it away.

use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};
use sea_orm_migration::{DbErr, MigrationName, MigrationTrait, SchemaManager, async_trait};

use crate::dialect;

/// SQL of one or more statements, with the placeholders of [`dialect`].
#[derive(Clone, Copy)]
pub(crate) enum Script {
    /// For both engines.
    Both(&'static str),
    /// For PostgreSQL alone.
    Postgres(&'static str),
    /// For SQLite alone.
    Sqlite(&'static str),
}

impl Script {
    fn text_for(self, backend: DbBackend) -> Option<&'static str> {
        match self {
            Self::Both(text) => Some(text),
            Self::Postgres(text) => (backend == DbBackend::Postgres).then_some(text),
            Self::Sqlite(text) => (backend == DbBackend::Sqlite).then_some(text),
        }
    }
}

/// Tables that belong together, with their indexes and triggers.
pub(crate) struct Family {
    /// Name under which the migration is remembered as applied; never changed.
    pub(crate) name: &'static str,
    /// Builds it, in this order.
    pub(crate) up: &'static [Script],
    /// Takes it away, in this order.
    pub(crate) down: &'static [Script],
}

impl MigrationName for Family {
    fn name(&self) -> &str {
        self.name
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Family {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, self.up).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, self.down).await
    }

    fn use_transaction(&self) -> Option<bool> {
        // SQLite's DDL is transactional too: a migration that fails half-way leaves nothing.
        Some(true)
    }
}

/// Runs those of `scripts` that are for this engine.
pub(crate) async fn run(manager: &SchemaManager<'_>, scripts: &[Script]) -> Result<(), DbErr> {
    let backend = manager.get_database_backend();
    if !matches!(backend, DbBackend::Postgres | DbBackend::Sqlite) {
        return Err(DbErr::Migration("the schema is for SQLite and PostgreSQL".to_owned()));
    }
    for text in scripts.iter().filter_map(|script| script.text_for(backend)) {
        manager.get_connection().execute_unprepared(&dialect::render(text, backend)).await?;
    }
    Ok(())
}
