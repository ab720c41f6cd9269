//! What is done with sessions.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use domain::{Actor, Permission, Refusal, RefusalCode, SessionId, UserId};
use sea_orm::sea_query::ExprTrait;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, DatabaseConnection, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use serde::{Deserialize, Serialize};

use super::entity::{attempt, session};
use crate::accounts::secret::{fresh, hash_of};
use crate::accounts::user::entity::user;
use crate::accounts::user::service::permissions_of;
use crate::app::App;
use platform::cache::{Class, Footprint, Key, Tag, narrowed, record};
use platform::db::{AuditEntry, WriteTx};
use platform::error::{Error, Result};

/// Failures in the window that cost nothing yet.
const FREE_FAILURES: u64 = 5;
/// Failures of an address (many accounts) that cost nothing yet.
const FREE_FAILURES_ADDRESS: u64 = 30;
/// How far back failures count.
const WINDOW: TimeDelta = TimeDelta::minutes(15);
/// How exact `last_seen_at` is: a write per request would make readers writers.
const SEEN_EVERY: TimeDelta = TimeDelta::seconds(60);
/// Sessions of one user that a list shows at most.
const LIST_MAX: u64 = 100;

/// Where a login comes from.
#[derive(Clone, Debug)]
pub struct Origin<'a> {
    /// The peer's address.
    pub address: &'a str,
    /// What its browser calls itself.
    pub user_agent: &'a str,
}

/// Begins a session: its secret for the cookie, and the user.
///
/// # Errors
/// `BAD_CREDENTIALS`, the same for an unknown e-mail, a wrong password and a closed account; `RATE_LIMITED` after too
/// many failures.
pub async fn log_in(app: &App, email: &str, password: &str, origin: &Origin<'_>) -> Result<(String, UserId)> {
    let email = email.trim().to_lowercase();
    // Held until the attempt is recorded: each guess counts at least once for whoever comes after it.
    let of_account = app.logins.enter(&format!("account {email}"));
    let of_address = app.logins.enter(&format!("address {}", origin.address));
    throttle(app, (&email, of_account.others), (origin.address, of_address.others)).await?;
    let found = user::Entity::find().filter(user::Column::Email.eq(&email)).one(app.db.reader()).await?;
    let hash = found.as_ref().map(|user| user.password_hash.clone());
    let right = app.passwords.verify(password, hash).await?;
    let user = found.filter(|user| right && user.is_active);
    let secret = fresh()?;
    let actor = Actor::system();
    let limit = TimeDelta::from_std(app.config.server.session_max).map_err(Error::unexpected)?;
    app.db
        .write(&actor, None, async |tx: &WriteTx| {
            attempted(tx, &email, origin.address, user.is_some()).await?;
            let Some(user) = &user else { return Ok(()) };
            let row = session::ActiveModel {
                user_id: Set(user.id),
                secret_hash: Set(hash_of(&secret)),
                created_at: Set(tx.now()),
                last_seen_at: Set(tx.now()),
                expires_at: Set(tx.now() + limit),
                user_agent: Set(origin.user_agent.chars().take(200).collect()),
                address: Set(origin.address.to_owned()),
                ..Default::default()
            };
            session::Entity::insert(row).exec_without_returning(&**tx).await?;
            user_seen(tx, user.id, tx.now()).await
        })
        .await?;
    match user {
        Some(user) => Ok((secret, user.id)),
        None => Err(Refusal::new(RefusalCode::BadCredentials).into()),
    }
}

/// What is remembered of a living session.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Held {
    id: SessionId,
    last_seen_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
    actor: Actor,
}

impl Footprint for Held {
    fn heap_bytes(&self) -> usize {
        self.actor.name().len()
    }
}

/// Who holds the session with this secret; none when it has ended.
///
/// # Errors
/// When the database does not answer.
pub async fn resolve(app: &App, secret: &str) -> Result<Option<Actor>> {
    let now = app.db.clock().now();
    let idle = TimeDelta::from_std(app.config.server.session_idle).map_err(Error::unexpected)?;
    let hash = hash_of(secret);
    let mut held = hold(app, &hash).await?;
    if let Some(stale) = held.as_ref().as_ref().filter(|held| held.last_seen_at + SEEN_EVERY < now) {
        // When it was last seen is no event of the commit log; another node may know better.
        app.cache.purge([Tag::row("accounts_session", stale.id.get())]);
        held = hold(app, &hash).await?;
    }
    let Some(held) = held.as_ref() else { return Ok(None) };
    if held.last_seen_at + idle <= now || held.expires_at <= now {
        return Ok(None);
    }
    if held.last_seen_at + SEEN_EVERY < now {
        seen(app, held, now).await?;
    }
    Ok(Some(held.actor.clone()))
}

async fn hold(app: &App, hash: &str) -> Result<Arc<Option<Held>>> {
    let key = Key::of(&[b"session", hash.as_bytes()]);
    let (db, hash) = (app.db.reader().clone(), hash.to_owned());
    app.cache
        .get_or_load(Class::UserPermissions, key, move || async move { narrowed([], load(&db, &hash)).await })
        .await
}

async fn load(db: &DatabaseConnection, hash: &str) -> Result<Option<Held>> {
    record(Tag::set("accounts_rolepermission"));
    let found = session::Entity::find()
        .filter(session::Column::SecretHash.eq(hash))
        .filter(session::Column::RevokedAt.is_null())
        .one(db)
        .await?;
    let Some(session) = found else {
        record(Tag::set("accounts_session"));
        return Ok(None);
    };
    record(Tag::row("accounts_session", session.id.get()));
    record(Tag::row("accounts_user", session.user_id.get()));
    record(Tag::of("accounts_userrole", "user_id", session.user_id.get()));
    let user = user::Entity::find_by_id(session.user_id).one(db).await?;
    let Some(user) = user.filter(|user| user.is_active) else { return Ok(None) };
    let permissions = permissions_of(db, user.id).await?;
    let actor = Actor::user(user.id, user.name, permissions);
    Ok(Some(Held { id: session.id, last_seen_at: session.last_seen_at, expires_at: session.expires_at, actor }))
}

/// Ends the session with this secret; nothing happens when there is none.
pub async fn log_out(app: &App, secret: &str) -> Result<()> {
    let hash = hash_of(secret);
    app.db
        .write(&Actor::system(), None, async |tx: &WriteTx| end(tx, session::Column::SecretHash.eq(hash.clone())).await)
        .await
}

/// The living sessions of a user, newest first: one's own, or anybody's for who manages accounts.
pub async fn list(app: &App, actor: &Actor, of: UserId) -> Result<Vec<session::Model>> {
    if actor.user_id() != Some(of) {
        actor.may(Permission::AccountsManage)?;
    }
    Ok(session::Entity::find()
        .filter(session::Column::UserId.eq(of))
        .filter(session::Column::RevokedAt.is_null())
        .filter(session::Column::ExpiresAt.gt(app.db.clock().now()))
        .order_by_desc(session::Column::Id)
        .limit(LIST_MAX)
        .all(app.db.reader())
        .await?)
}

/// Ends a session: one's own, or anybody's for who manages accounts.
///
/// # Errors
/// Not found, also for a session that the actor may not end.
pub async fn revoke(tx: &WriteTx, id: SessionId) -> Result<SessionId> {
    let found = session::Entity::find_by_id(id).one(&**tx).await?;
    let session = found
        .filter(|session| {
            tx.actor().user_id() == Some(session.user_id) || tx.actor().may(Permission::AccountsManage).is_ok()
        })
        .ok_or_else(|| Error::not_found(id))?;
    end(tx, session::Column::Id.eq(session.id)).await?;
    tx.audit(AuditEntry { entity: "session", entity_id: id.get(), action: "revoke", ..AuditEntry::default() });
    Ok(id)
}

/// Ends every session of a user.
pub async fn end_all(tx: &WriteTx, user: UserId) -> Result<()> {
    end(tx, session::Column::UserId.eq(user)).await
}

/// Ends every session of a user but the one with this secret.
pub async fn end_others(tx: &WriteTx, user: UserId, secret: Option<&str>) -> Result<()> {
    let kept = secret.map(hash_of).unwrap_or_default();
    end(tx, session::Column::UserId.eq(user).and(session::Column::SecretHash.ne(kept))).await
}

/// Whether `row` is the session with this secret.
pub fn is_of(row: &session::Model, secret: &str) -> bool {
    row.secret_hash == hash_of(secret)
}

/// Whether one of `passwords` is the user's own. What is wrong counts as a failed login, and is slowed down like one.
///
/// # Errors
/// `RATE_LIMITED` after too many failures.
pub async fn is_password(app: &App, user: &user::Model, passwords: &[&str], address: &str) -> Result<bool> {
    let of_account = app.logins.enter(&format!("account {}", user.email));
    let of_address = app.logins.enter(&format!("address {address}"));
    throttle(app, (&user.email, of_account.others), (address, of_address.others)).await?;
    for password in passwords {
        if app.passwords.verify(password, Some(user.password_hash.clone())).await? {
            return Ok(true);
        }
    }
    let failed = async |tx: &WriteTx| attempted(tx, &user.email, address, false).await;
    app.db.write(&Actor::system(), None, failed).await?;
    Ok(false)
}

async fn attempted(tx: &WriteTx, account: &str, address: &str, succeeded: bool) -> Result<()> {
    let row = attempt::ActiveModel {
        account: Set(account.to_owned()),
        address: Set(address.to_owned()),
        attempted_at: Set(tx.now()),
        succeeded: Set(succeeded),
        ..Default::default()
    };
    attempt::Entity::insert(row).exec_without_returning(&**tx).await?;
    Ok(())
}

async fn end(tx: &WriteTx, which: sea_orm::sea_query::SimpleExpr) -> Result<()> {
    session::Entity::update_many()
        .col_expr(session::Column::RevokedAt, tx.now().into())
        .filter(which)
        .filter(session::Column::RevokedAt.is_null())
        .exec(&**tx)
        .await?;
    Ok(())
}

async fn user_seen(tx: &WriteTx, id: UserId, now: DateTime<Utc>) -> Result<()> {
    user::Entity::update_many()
        .col_expr(user::Column::LastSeenAt, now.into())
        .filter(user::Column::Id.eq(id))
        .exec(&**tx)
        .await?;
    Ok(())
}

async fn seen(app: &App, held: &Held, now: DateTime<Utc>) -> Result<()> {
    let (session, user) = (held.id, held.actor.user_id());
    app.db
        .write(&Actor::system(), None, async |tx: &WriteTx| {
            session::Entity::update_many()
                .col_expr(session::Column::LastSeenAt, now.into())
                .filter(session::Column::Id.eq(session))
                .exec(&**tx)
                .await?;
            match user {
                Some(user) => user_seen(tx, user, now).await,
                None => Ok(()),
            }
        })
        .await?;
    app.cache.purge([Tag::row("accounts_session", session.get())]);
    Ok(())
}

/// Doubles the wait with each failure beyond the free ones, up to the window. Takes the account and the address, each
/// with how many of its logins are being looked at beside this one; past the free failures they go one by one.
async fn throttle(app: &App, account: (&str, u64), address: (&str, u64)) -> Result<()> {
    let now = app.db.clock().now();
    let failures = |column: attempt::Column, value: &str| {
        attempt::Entity::find()
            .filter(column.eq(value))
            .filter(attempt::Column::Succeeded.eq(false))
            .filter(attempt::Column::AttemptedAt.gt(now - WINDOW))
    };
    let checks = [
        (attempt::Column::Account, account, FREE_FAILURES),
        (attempt::Column::Address, address, FREE_FAILURES_ADDRESS),
    ];
    for (column, (value, others), free) in checks {
        let query = failures(column, value);
        let count = query.clone().count(app.db.reader()).await?;
        if others > 0 && count.saturating_add(others) >= free {
            return Err(Error::Throttled { retry_after_s: 1 });
        }
        let Some(over) = count.checked_sub(free) else { continue };
        let Some(last) = query.order_by_desc(attempt::Column::AttemptedAt).one(app.db.reader()).await? else {
            continue;
        };
        let wait = TimeDelta::seconds(1_i64 << Ord::min(over, 9));
        let left = (last.attempted_at + wait - now).num_seconds();
        if left > 0 {
            return Err(Error::Throttled { retry_after_s: u64::try_from(left)? });
        }
    }
    Ok(())
}
