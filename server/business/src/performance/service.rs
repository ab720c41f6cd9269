//! What operators may see and do. Everything asks for the permission itself: none of it is disclosed to anybody else.

use std::time::SystemTime;

use domain::{Actor, Permission, Refusal, RefusalCode};

use crate::app::App;
use platform::cache::Class;
use platform::db::{AuditEntry, DatabaseStatistics, WriteTx};
use platform::error::{Error, Result};
use platform::telemetry::minutes::RequestStats;
use platform::telemetry::statements::StatementStats;

/// Statements that are listed at most.
const STATEMENTS: usize = 50;

/// The last minutes, oldest first: when each began (seconds of Unix time) and what happened in it.
///
/// # Errors
/// The missing permission.
pub fn minutes(app: &App, actor: &Actor, last: usize) -> Result<Vec<(u64, RequestStats)>> {
    actor.may(Permission::Operate)?;
    Ok(app.telemetry.minutes().last(SystemTime::now(), last))
}

/// The last minutes together.
///
/// # Errors
/// The missing permission.
pub fn total(app: &App, actor: &Actor, last: usize) -> Result<RequestStats> {
    actor.may(Permission::Operate)?;
    Ok(app.telemetry.minutes().total(SystemTime::now(), last))
}

/// The operations of the last minutes, the costliest first.
///
/// # Errors
/// The missing permission.
pub fn operations(app: &App, actor: &Actor, last: usize) -> Result<Vec<(String, RequestStats)>> {
    actor.may(Permission::Operate)?;
    Ok(app.telemetry.minutes().by_operation(SystemTime::now(), last))
}

/// The statements of this node since its start, the costliest first.
///
/// # Errors
/// The missing permission.
pub fn statements(app: &App, actor: &Actor) -> Result<Vec<StatementStats>> {
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

/// Tags that one purge may name.
const TAGS_MAX: usize = 100;
/// Bytes of a tag.
const TAG_BYTES_MAX: usize = 200;

/// What caches are to forget.
#[derive(Clone, Debug, Default)]
pub struct Purge {
    /// Tags as the commit log writes them.
    pub tags: Vec<String>,
    /// Names of classes.
    pub classes: Vec<String>,
    /// Everything.
    pub all: bool,
}

/// Lets the caches of every node forget, as soon as this is committed.
///
/// # Errors
/// `INVALID` for a tag or a class that is none, `REQUIRED` when nothing is named; the missing permission.
pub async fn purge(tx: &WriteTx, purge: &Purge) -> Result<()> {
    tx.actor().may(Permission::Operate)?;
    let mut tags = Vec::new();
    for tag in &purge.tags {
        if !is_tag(tag) || purge.tags.len() > TAGS_MAX {
            return Err(Refusal::new(RefusalCode::Invalid).at("tags").into());
        }
        tags.push(tag.clone());
    }
    for name in &purge.classes {
        let class = Class::from_name(name).ok_or_else(|| Refusal::new(RefusalCode::Invalid).at("classes"))?;
        tags.push(format!("cache:class={}", class.name()));
    }
    if purge.all {
        tags.push("cache:**".to_owned());
    }
    if tags.is_empty() {
        return Err(Refusal::new(RefusalCode::Required).at("tags").into());
    }
    tx.invalidate_tags(&tags).await?;
    let changes = Some(serde_json::json!({ "tags": tags }));
    tx.audit(AuditEntry { entity: "cache", action: "purge", changes, ..AuditEntry::default() });
    Ok(())
}

fn is_tag(text: &str) -> bool {
    let (table, rest) = text.split_once(':').unwrap_or_default();
    let named = !table.is_empty() && table.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    named && !rest.is_empty() && text.len() <= TAG_BYTES_MAX && !text.contains(char::is_whitespace)
}
