//! What is done with API tokens.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use domain::{Actor, ApiTokenId, Permission, PermissionSet, Refusal, RefusalCode, UserId, required};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, DatabaseConnection, EntityTrait, PaginatorTrait, QueryFilter,
    QuerySelect, Select,
};
use serde::{Deserialize, Serialize};

use super::entity::{ActiveModel, Column, Entity, Model};
use crate::accounts::secret::{fresh, hash_of};
use crate::accounts::user::entity::user;
use crate::accounts::user::service::{permissions_of, within};
use crate::app::App;
use platform::cache::{Class, Footprint, Key, Tag, narrowed, record};
use platform::db::{AuditEntry, WriteTx};
use platform::error::{Error, Result};

/// What every secret begins with, so that scanners of source code find it.
const PREFIX: &str = "erp_";
/// How long a token lives at most.
const LIFE_MAX: TimeDelta = TimeDelta::days(366);
/// Living tokens of one user at most.
const TOKENS_MAX: u64 = 100;
/// Characters of a name at most.
const NAME_MAX: usize = 100;
/// How exact `last_used_at` is: a write per request would make readers writers.
const USED_EVERY: TimeDelta = TimeDelta::seconds(60);

/// The secret of a token to be made.
#[derive(Clone)]
pub struct Secret(String);

impl Secret {
    /// A new one.
    ///
    /// # Errors
    /// When the system has no random bits.
    pub fn fresh() -> Result<Self> {
        Ok(Self(format!("{PREFIX}{}", fresh()?)))
    }

    /// Its text, when it is the secret of `row`: a token that an earlier request made has another.
    pub fn of(self, row: &Model) -> Option<String> {
        (row.secret_hash == hash_of(&self.0)).then_some(self.0)
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret")
    }
}

/// A token to be made.
#[derive(Clone, Debug)]
pub struct NewToken {
    /// What it is for.
    pub name: String,
    /// What it may do.
    pub permissions: PermissionSet,
    /// When it ends.
    pub expires_at: DateTime<Utc>,
}

/// Makes a token of the actor's.
///
/// # Errors
/// `REQUIRED`, `TOO_LONG` for the name; `REQUIRED`, `BEYOND_OWN_PERMISSIONS` for the permissions; `INVALID` for an end
/// that has passed or is more than a year away; `TOO_MANY`; `PERMISSION_MISSING` for who comes with a token.
pub async fn create(tx: &WriteTx, new: &NewToken, secret: &Secret) -> Result<ApiTokenId> {
    let user_id = tx.actor().user_id().ok_or(Error::Unauthenticated)?;
    if tx.actor().token_id().is_some() {
        return Err(Refusal::new(RefusalCode::PermissionMissing).param("permission", "session").into());
    }
    let name = required("name", &new.name, NAME_MAX)?;
    if new.permissions == PermissionSet::NONE {
        return Err(Refusal::new(RefusalCode::Required).at("permissions").into());
    }
    within(tx, new.permissions)?;
    if new.expires_at <= tx.now() || new.expires_at > tx.now() + LIFE_MAX {
        return Err(Refusal::new(RefusalCode::Invalid).at("expiresAt").into());
    }
    let living = Entity::find()
        .filter(Column::UserId.eq(user_id))
        .filter(Column::RevokedAt.is_null())
        .filter(Column::ExpiresAt.gt(tx.now()));
    if living.count(&**tx).await? >= TOKENS_MAX {
        return Err(Refusal::new(RefusalCode::TooMany).param("max", TOKENS_MAX).into());
    }
    let texts: Vec<&str> = new.permissions.iter().map(Permission::text).collect();
    let row = ActiveModel {
        user_id: Set(user_id),
        name: Set(name.to_owned()),
        secret_hash: Set(hash_of(&secret.0)),
        last_four: Set(secret.0.get(secret.0.len().saturating_sub(4)..).unwrap_or_default().to_owned()),
        permissions: Set(texts.join(" ")),
        created_at: Set(tx.now()),
        expires_at: Set(new.expires_at),
        ..Default::default()
    };
    let id = Entity::insert(row).exec(&**tx).await?.last_insert_id;
    audit(tx, id, "create");
    Ok(id)
}

/// The tokens that the actor may see and that nobody has ended: his own, one user's, or with none everybody's.
///
/// # Errors
/// The missing permission, unless they are his own.
pub fn visible(actor: &Actor, of: Option<UserId>) -> Result<Select<Entity>> {
    if of.is_none() || actor.user_id() != of {
        actor.may(Permission::AccountsManage)?;
    }
    let whose = Condition::all().add_option(of.map(|user| Column::UserId.eq(user)));
    Ok(Entity::find().filter(Column::RevokedAt.is_null()).filter(whose))
}

/// Ends a token: one's own, or anybody's for who manages accounts.
///
/// # Errors
/// Not found, also for a token that the actor may not end.
pub async fn revoke(tx: &WriteTx, id: ApiTokenId) -> Result<ApiTokenId> {
    let found = Entity::find_by_id(id).lock_exclusive().one(&**tx).await?;
    let mine = |token: &Model| tx.actor().user_id() == Some(token.user_id);
    let token = found
        .filter(|token| mine(token) || tx.actor().may(Permission::AccountsManage).is_ok())
        .ok_or_else(|| Error::not_found(id))?;
    if token.revoked_at.is_none() {
        Entity::update_many()
            .col_expr(Column::RevokedAt, tx.now().into())
            .filter(Column::Id.eq(id))
            .exec(&**tx)
            .await?;
        audit(tx, id, "revoke");
    }
    Ok(id)
}

/// What is remembered of a token that nobody has ended.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Held {
    id: ApiTokenId,
    last_used_at: Option<DateTime<Utc>>,
    expires_at: DateTime<Utc>,
    actor: Actor,
}

impl Held {
    fn is_seldom(&self, now: DateTime<Utc>) -> bool {
        self.last_used_at.is_none_or(|at| at + USED_EVERY <= now)
    }
}

impl Footprint for Held {
    fn heap_bytes(&self) -> usize {
        self.actor.name().len()
    }
}

/// Who holds the token with this secret.
///
/// # Errors
/// `UNAUTHENTICATED` when there is no such token or it has ended; `RATE_LIMITED` after too many unknown ones from an
/// address.
pub async fn resolve(app: &App, secret: &str, address: &str) -> Result<Actor> {
    let now = app.db.clock().now();
    if let Some(retry_after_s) = app.token_guesses.wait_s(address, now) {
        return Err(Error::Throttled { retry_after_s });
    }
    let unknown = || {
        app.token_guesses.count(address, now);
        Error::Unauthenticated
    };
    if !secret.starts_with(PREFIX) {
        return Err(unknown());
    }
    let hash = hash_of(secret);
    let mut held = hold(app, &hash).await?;
    if let Some(seldom) = held.as_ref().as_ref().filter(|held| held.is_seldom(now)) {
        // When it was last used is no event of the commit log; another node may know better.
        app.cache.purge([Tag::row("accounts_apitoken", seldom.id.get())]);
        held = hold(app, &hash).await?;
    }
    let Some(held) = held.as_ref().as_ref().filter(|held| held.expires_at > now) else { return Err(unknown()) };
    if held.is_seldom(now) {
        used(app, held.id, now).await?;
    }
    Ok(held.actor.clone())
}

async fn hold(app: &App, hash: &str) -> Result<Arc<Option<Held>>> {
    let key = Key::of(&[b"token", hash.as_bytes()]);
    let (db, hash) = (app.db.reader().clone(), hash.to_owned());
    app.cache
        .get_or_load(Class::UserPermissions, key, move || async move { narrowed([], load(&db, &hash)).await })
        .await
}

async fn load(db: &DatabaseConnection, hash: &str) -> Result<Option<Held>> {
    record(Tag::set("accounts_rolepermission"));
    let found = Entity::find().filter(Column::SecretHash.eq(hash)).filter(Column::RevokedAt.is_null()).one(db).await?;
    let Some(token) = found else {
        record(Tag::set("accounts_apitoken"));
        return Ok(None);
    };
    record(Tag::row("accounts_apitoken", token.id.get()));
    record(Tag::row("accounts_user", token.user_id.get()));
    record(Tag::of("accounts_userrole", "user_id", token.user_id.get()));
    let user = user::Entity::find_by_id(token.user_id).one(db).await?;
    let Some(user) = user.filter(|user| user.is_active) else { return Ok(None) };
    let permissions = permissions_of(db, user.id).await?.both(token.permissions());
    let actor = Actor::user(user.id, format!("{} ({})", user.name, token.name), permissions).with_token(token.id);
    Ok(Some(Held { id: token.id, last_used_at: token.last_used_at, expires_at: token.expires_at, actor }))
}

/// Writes down that a token is used now, unless another request has done so within the minute.
async fn used(app: &App, id: ApiTokenId, now: DateTime<Utc>) -> Result<()> {
    let since = Condition::any().add(Column::LastUsedAt.is_null()).add(Column::LastUsedAt.lte(now - USED_EVERY));
    let work = async |tx: &WriteTx| {
        Entity::update_many()
            .col_expr(Column::LastUsedAt, now.into())
            .filter(Column::Id.eq(id))
            .filter(since.clone())
            .exec(&**tx)
            .await?;
        Ok(())
    };
    app.db.write(&Actor::system(), None, work).await?;
    app.cache.purge([Tag::row("accounts_apitoken", id.get())]);
    Ok(())
}

fn audit(tx: &WriteTx, id: ApiTokenId, action: &str) {
    tx.audit(AuditEntry { entity: "api_token", entity_id: id.get(), action, ..AuditEntry::default() });
}
