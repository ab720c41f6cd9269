//! One migration: the scripts that build a family of tables and those that take it away.

use std::borrow::Cow;

use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};
use sea_orm_migration::{DbErr, MigrationName, MigrationTrait, SchemaManager, async_trait};

use crate::{dialect, tags};

/// SQL of one or more statements, with the placeholders of [`dialect`].
#[derive(Clone, Copy)]
pub(crate) enum Script {
    /// For both engines.
    Both(&'static str),
    /// For PostgreSQL alone.
    Postgres(&'static str),
    /// For SQLite alone.
    Sqlite(&'static str),
    /// What finds words in the column `search` of `erp_<name>`: trigrams, and prefixes where there are none.
    Searchable(&'static str),
    /// Takes that away, where dropping the table does not.
    NotSearchable(&'static str),
    /// The triggers that log cache tags for changes to a table of [`crate::tags::TAGGED`].
    Tagged(&'static str),
}

impl Script {
    fn text_for(self, backend: DbBackend) -> Option<Cow<'static, str>> {
        let is_postgres = backend == DbBackend::Postgres;
        match self {
            Self::Both(text) => Some(text.into()),
            Self::Postgres(text) => is_postgres.then_some(text.into()),
            Self::Sqlite(text) => (!is_postgres).then_some(text.into()),
            Self::Searchable(name) => {
                let text = if is_postgres { SEARCHABLE_POSTGRES } else { SEARCHABLE_SQLITE };
                Some(text.replace("{name}", name).into())
            }
            Self::NotSearchable(name) => (!is_postgres).then(|| format!("DROP TABLE idx_{name}_search;").into()),
            Self::Tagged(_) => None,
        }
    }
}

// Trigrams come with PostgreSQL's contrib package, which may be missing, or not for this role to install: the prefix
// index serves then, and words inside the text are found by reading the table.
const SEARCHABLE_POSTGRES: &str = "
CREATE INDEX idx_{name}_search_prefix ON erp_{name} (search text_pattern_ops, id);
DO $do$
BEGIN
    IF EXISTS (SELECT FROM pg_available_extensions WHERE name = 'pg_trgm') THEN
        BEGIN
            CREATE EXTENSION IF NOT EXISTS pg_trgm;
            CREATE INDEX idx_{name}_search ON erp_{name} USING gin (search gin_trgm_ops);
        EXCEPTION WHEN insufficient_privilege THEN
            RAISE NOTICE 'pg_trgm may not be installed by this role: search takes prefixes only';
        END;
    END IF;
END
$do$;
";

// A full-text table without a copy of the text: the table's own rows are its content, updated by the triggers.
const SEARCHABLE_SQLITE: &str = "
CREATE INDEX idx_{name}_search_prefix ON erp_{name} (search, id);
CREATE VIRTUAL TABLE idx_{name}_search USING fts5(
    search, content = 'erp_{name}', content_rowid = 'id', tokenize = 'trigram');
CREATE TRIGGER fts_{name}_insert AFTER INSERT ON erp_{name}
BEGIN
    INSERT INTO idx_{name}_search (rowid, search) VALUES (NEW.id, NEW.search);
END;
CREATE TRIGGER fts_{name}_delete AFTER DELETE ON erp_{name}
BEGIN
    INSERT INTO idx_{name}_search (idx_{name}_search, rowid, search) VALUES ('delete', OLD.id, OLD.search);
END;
CREATE TRIGGER fts_{name}_update AFTER UPDATE OF id, search ON erp_{name}
BEGIN
    INSERT INTO idx_{name}_search (idx_{name}_search, rowid, search) VALUES ('delete', OLD.id, OLD.search);
    INSERT INTO idx_{name}_search (rowid, search) VALUES (NEW.id, NEW.search);
END;
";

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
    for script in scripts {
        if let Script::Tagged(table) = script {
            for tagged in tags::TAGGED.iter().filter(|tagged| tagged.table == *table) {
                tags::install(manager.get_connection(), tagged).await?;
            }
        }
        if let Some(text) = script.text_for(backend) {
            manager.get_connection().execute_unprepared(&dialect::render(&text, backend)).await?;
        }
    }
    Ok(())
}
