//! What sessions and API tokens have in common: a secret that the database knows the hash of, who comes in with it, and
//! when it was last used.
//!
//! Who comes in is cached until the credential, its user, his roles or their permissions change. When it was last used
//! is no event of the commit log (a write per request would make readers writers): it is written once a minute, beside
//! the request that finds it stale, which neither fails with it nor waits for it longer than [`WRITE_WAIT`].

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use domain::{Actor, PermissionSet, UserId};
use platform::cache::{Class, Footprint, Key, Tag, record, with_tags};
use platform::db::WriteTx;
use platform::error::Result;
use sea_orm::{ColumnTrait, Condition, DatabaseConnection, EntityTrait, QueryFilter};
use serde::{Deserialize, Serialize};

use super::permissions::permissions_of;
use super::secret::hash_of;
use super::user::entity::user;
use crate::app::App;

/// How exact the last use is.
const USE_EVERY: TimeDelta = TimeDelta::seconds(60);
/// How long a request waits for the write of its use: who asks next is to find it, a busy writer is to stop nobody.
const WRITE_WAIT: Duration = Duration::from_millis(500);

/// A table of credentials.
pub(super) trait Credential: EntityTrait<Model: Send + Sync> {
    /// The column of the id.
    const ID: Self::Column;
    /// The column of the secret's hash.
    const SECRET_HASH: Self::Column;
    /// The column of the end by hand.
    const REVOKED_AT: Self::Column;
    /// The column of the last use.
    const LAST_USED_AT: Self::Column;
    /// Whether who uses one has been seen himself.
    const IS_PERSON: bool;

    /// What is the same for all credentials.
    fn facts(row: &Self::Model) -> Facts;

    /// Who comes in with it, when its user may do as much.
    fn actor(row: &Self::Model, user: user::Model, permissions: PermissionSet) -> Actor;
}

/// What is the same for all credentials.
#[derive(Clone, Copy, Debug)]
pub(super) struct Facts {
    /// Its id without prefix.
    pub(super) id: i64,
    /// Whose it is.
    pub(super) user_id: UserId,
    /// When it was last used.
    pub(super) last_used_at: Option<DateTime<Utc>>,
    /// When it ends in any case.
    pub(super) expires_at: DateTime<Utc>,
}

/// What is cached of a credential that nobody has ended.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct CachedCredential {
    id: i64,
    user_id: UserId,
    last_used_at: Option<DateTime<Utc>>,
    expires_at: DateTime<Utc>,
    actor: Actor,
}

impl CachedCredential {
    /// Whether its use is to be written down.
    fn is_stale(&self, now: DateTime<Utc>) -> bool {
        self.last_used_at.is_none_or(|at| at + USE_EVERY <= now)
    }
}

impl Footprint for CachedCredential {
    fn heap_bytes(&self) -> usize {
        self.actor.name().len()
    }
}

/// Who comes in with this secret; none when it is nobody's, has ended, or was not used for as long as `idle`.
///
/// # Errors
/// When the database does not answer.
pub(super) async fn resolve<C: Credential>(app: &App, secret: &str, idle: Option<TimeDelta>) -> Result<Option<Actor>> {
    let now = app.db.clock().now();
    let hash = hash_of(secret);
    let mut cached = load_cached::<C>(app, &hash).await?;
    if let Some(stale) = cached.as_ref().as_ref().filter(|credential| credential.is_stale(now)) {
        // Another node, or another request, may have written a later use.
        app.cache.purge([tag::<C>(stale.id)]);
        cached = load_cached::<C>(app, &hash).await?;
    }
    let Some(credential) = cached.as_ref() else { return Ok(None) };
    let is_idle = idle.zip(credential.last_used_at).is_some_and(|(idle, last)| last + idle <= now);
    if is_idle || credential.expires_at <= now {
        return Ok(None);
    }
    if credential.is_stale(now) {
        mark_used::<C>(app, credential.id, credential.user_id, now).await;
    }
    Ok(Some(credential.actor.clone()))
}

async fn load_cached<C: Credential>(app: &App, hash: &str) -> Result<Arc<Option<CachedCredential>>> {
    let key = Key::of(&[b"credential", C::default().table_name().as_bytes(), hash.as_bytes()]);
    let (db, hash) = (app.db.reader().clone(), hash.to_owned());
    app.cache
        .get_or_load(Class::UserPermissions, key, move || async move { with_tags([], load::<C>(&db, &hash)).await })
        .await
}

async fn load<C: Credential>(db: &DatabaseConnection, hash: &str) -> Result<Option<CachedCredential>> {
    record(Tag::set("accounts_rolepermission"));
    let found = C::find().filter(C::SECRET_HASH.eq(hash)).filter(C::REVOKED_AT.is_null()).one(db).await?;
    let Some(row) = found else {
        record(Tag::set(C::default().table_name()));
        return Ok(None);
    };
    let Facts { id, user_id, last_used_at, expires_at } = C::facts(&row);
    record(tag::<C>(id));
    record(Tag::row("accounts_user", user_id.get()));
    record(Tag::of("accounts_userrole", "user_id", user_id.get()));
    let user = user::Entity::find_by_id(user_id).one(db).await?;
    let Some(user) = user.filter(|user| user.is_active) else { return Ok(None) };
    let permissions = permissions_of(db, user_id).await?;
    Ok(Some(CachedCredential { id, user_id, last_used_at, expires_at, actor: C::actor(&row, user, permissions) }))
}

/// Writes down that a credential is used now, unless that is being done, in a task of its own: what goes wrong there is
/// logged, and done by the next request.
async fn mark_used<C: Credential>(app: &App, id: i64, user: UserId, now: DateTime<Utc>) {
    let under_way = app.uses.enter(&format!("{} {id}", C::default().table_name()));
    if under_way.others > 0 {
        return;
    }
    let task_app = app.clone();
    let task = tokio::spawn(async move {
        let work = async |tx: &WriteTx| write_use::<C>(tx, id, user, now).await;
        if let Err(error) = task_app.db.write(&Actor::system(), None, work).await {
            tracing::warn!(?error, table = C::default().table_name(), id, "a last use could not be written down");
        }
        task_app.cache.purge([tag::<C>(id)]);
        drop(under_way);
    });
    // Past the time it goes on by itself.
    let _ = tokio::time::timeout(WRITE_WAIT, task).await;
}

/// Whoever comes first within the minute writes; the others, on whichever node, write nothing. The user before the
/// credential: who closes an account locks them in this order.
async fn write_use<C: Credential>(tx: &WriteTx, id: i64, user: UserId, now: DateTime<Utc>) -> Result<()> {
    if C::IS_PERSON {
        write_seen(tx, user, now).await?;
    }
    C::update_many()
        .col_expr(C::LAST_USED_AT, now.into())
        .filter(C::ID.eq(id))
        .filter(is_before::<C::Column>(C::LAST_USED_AT, now))
        .exec(&**tx)
        .await?;
    Ok(())
}

/// Writes down that a user is seen now, unless he was within the minute.
pub(super) async fn write_seen(tx: &WriteTx, user: UserId, now: DateTime<Utc>) -> Result<()> {
    user::Entity::update_many()
        .col_expr(user::Column::LastSeenAt, now.into())
        .filter(user::Column::Id.eq(user))
        .filter(is_before(user::Column::LastSeenAt, now))
        .exec(&**tx)
        .await?;
    Ok(())
}

fn is_before<C: ColumnTrait>(column: C, now: DateTime<Utc>) -> Condition {
    Condition::any().add(column.is_null()).add(column.lte(now - USE_EVERY))
}

fn tag<C: Credential>(id: i64) -> Tag {
    Tag::row(C::default().table_name(), id)
}
