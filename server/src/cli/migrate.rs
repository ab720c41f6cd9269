//! `erp migrate up | down | status`.

use clap::Subcommand;
use migration::{Migrator, MigratorTrait};

use super::print;
use business::app::App;

/// Which way.
#[derive(Clone, Copy, Debug, Subcommand)]
pub(super) enum Direction {
    /// To the schema of this build.
    Up,
    /// Back by one step.
    Down,
    /// Tells which steps are done.
    Status,
}

pub(super) async fn run(direction: Direction, app: &App) -> anyhow::Result<()> {
    let connection = app.db.migrating();
    match direction {
        Direction::Up => Migrator::up(connection, None).await?,
        Direction::Down => Migrator::down(connection, Some(1)).await?,
        Direction::Status => {}
    }
    let pending = Migrator::get_pending_migrations(connection).await?;
    let applied = Migrator::get_applied_migrations(connection).await?;
    for migration in applied {
        print(&format!("done     {}", migration.name()))?;
    }
    for migration in pending {
        print(&format!("pending  {}", migration.name()))?;
    }
    Ok(app.db.close().await?)
}

/// Fails when the database has not the schema of this build.
pub(super) async fn expect_current(app: &App) -> anyhow::Result<()> {
    let pending = Migrator::get_pending_migrations(app.db.migrating()).await?;
    anyhow::ensure!(
        pending.is_empty(),
        "the database is {} steps behind this build: run `erp migrate up`",
        pending.len()
    );
    Ok(())
}
