//! What is done with API tokens.

use chrono::{DateTime, TimeDelta, Utc};
use domain::{Actor, ApiTokenId, Permission, PermissionSet, Refusal, RefusalCode, UserId, required};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect, Select,
};

use super::entity::{ActiveModel, Column, Entity, Model};
use crate::accounts::credential::{self, Credential, Facts};
use crate::accounts::permissions::within;
use crate::accounts::secret::{fresh, hash_of};
use crate::accounts::user::entity::user;
use crate::app::App;
use platform::db::{Change, WriteTx};
use platform::error::{Error, Result};

/// What every secret begins with, so that scanners of source code find it.
const PREFIX: &str = "erp_";
/// How long a token lives at most.
const LIFE_MAX: TimeDelta = TimeDelta::days(366);
/// Living tokens of one user at most.
const TOKENS_MAX: u64 = 100;
/// Characters of a name at most.
const NAME_MAX: usize = 100;

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
        expires_at: Set(new.expires_at),
        ..Default::default()
    };
    Ok(tx.create::<Entity>(row, Change::of("create")).await?.id)
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
        let row = ActiveModel { revoked_at: Set(Some(tx.now())), ..Default::default() };
        tx.update::<Entity>(&token, row, Change::of("revoke")).await?;
    }
    Ok(id)
}

impl Credential for Entity {
    const ID: Column = Column::Id;
    const SECRET_HASH: Column = Column::SecretHash;
    const REVOKED_AT: Column = Column::RevokedAt;
    const LAST_USED_AT: Column = Column::LastUsedAt;
    const IS_PERSON: bool = false;

    fn facts(row: &Model) -> Facts {
        let Model { id, user_id, last_used_at, expires_at, .. } = *row;
        Facts { id: id.get(), user_id, last_used_at, expires_at }
    }

    fn actor(row: &Model, user: user::Model, permissions: PermissionSet) -> Actor {
        let name = format!("{} ({})", user.name, row.name);
        Actor::user(user.id, name, permissions.both(row.permission_set())).with_token(row.id)
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
    credential::resolve::<Entity>(app, secret, None).await?.ok_or_else(unknown)
}
