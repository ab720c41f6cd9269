//! What operators may see. Everything asks for the permission itself: none of it is told to anybody else.

use std::time::SystemTime;

use domain::{Actor, Permission};

use crate::app::App;
use crate::db::DatabaseStatistics;
use crate::error::{Error, Result};
use crate::telemetry::minutes::Figures;
use crate::telemetry::statements::StatementFigures;

/// Statements that are told at most.
const STATEMENTS: usize = 50;

/// The last minutes, oldest first: when each began (seconds of Unix time) and what happened in it.
///
/// # Errors
/// The missing permission.
pub fn minutes(app: &App, actor: &Actor, last: usize) -> Result<Vec<(u64, Figures)>> {
    actor.may(Permission::Operate)?;
    Ok(app.telemetry.minutes().last(SystemTime::now(), last))
}

/// The last minutes together.
///
/// # Errors
/// The missing permission.
pub fn total(app: &App, actor: &Actor, last: usize) -> Result<Figures> {
    actor.may(Permission::Operate)?;
    Ok(app.telemetry.minutes().total(SystemTime::now(), last))
}

/// The operations of the last minutes, the costliest first.
///
/// # Errors
/// The missing permission.
pub fn operations(app: &App, actor: &Actor, last: usize) -> Result<Vec<(String, Figures)>> {
    actor.may(Permission::Operate)?;
    Ok(app.telemetry.minutes().by_operation(SystemTime::now(), last))
}

/// The statements of this node since its start, the costliest first.
///
/// # Errors
/// The missing permission.
pub fn statements(app: &App, actor: &Actor) -> Result<Vec<StatementFigures>> {
    actor.may(Permission::Operate)?;
    Ok(app.telemetry.statements().top(STATEMENTS))
}

/// What the database tells of itself.
///
/// # Errors
/// The missing permission.
pub async fn database(app: &App, actor: &Actor) -> Result<DatabaseStatistics> {
    actor.may(Permission::Operate)?;
    app.db.statistics().await
}

/// How the database would run a statement that this node has run: a line a step.
///
/// # Errors
/// The missing permission; not found when the shape is not among [`statements`].
pub async fn plan(app: &App, actor: &Actor, shape: &str) -> Result<Vec<String>> {
    actor.may(Permission::Operate)?;
    // Only what we ourselves have run: nobody runs statements of their own through here.
    if !app.telemetry.statements().top(usize::MAX).iter().any(|known| known.shape == shape) {
        return Err(Error::bad_input("no statement of this shape has been run lately"));
    }
    app.db.explain(shape).await
}
