//! The database schema on SQLite and PostgreSQL, one table family a file.
//!
//! A migration is a `family::Family`: scripts that build it and scripts that take it away, each run in one
//! transaction on both engines. Column definitions are written once, with placeholders for what the engines spell
//! differently (module `dialect`), so the engines cannot drift. Later changes are new families at the end of the list;
//! one that has landed is never edited.
//!
//! Invariants the schema itself enforces, whoever writes: stock and reservations never negative, order amounts add up,
//! closed lists of statuses, one parent and no cycle for a category, ledger, audit and outbox append-only, and a row in
//! `cache_event` for every change to a table of [`tags::TAGGED`].

mod copies;
mod dialect;
mod family;
mod tables;
pub mod tags;

pub use copies::Copies;
pub use sea_orm_migration::MigratorTrait;
use sea_orm_migration::{MigrationTrait, async_trait};

pub use tables::reports::refresh_monthly_sales;

/// Brings a database to the schema of this build, or back.
///
/// Two processes must not migrate one database at once: the caller serialises them.
#[derive(Clone, Copy, Debug)]
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        tables::all()
    }
}
