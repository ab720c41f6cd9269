//! What is done with sessions.

use chrono::TimeDelta;
use domain::{Actor, Permission, PermissionSet, Refusal, RefusalCode, SessionId, UserId};
use sea_orm::sea_query::ExprTrait;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};

use super::entity::{attempt, session};
use crate::accounts::credential::{self, Credential, Facts, write_seen};
use crate::accounts::secret::{fresh, hash_of};
use crate::accounts::user::entity::user;
use crate::app::App;
use platform::db::{Change, WriteTx};
use platform::error::{Error, Result};

/// Failures in the window that cost nothing yet.
const FREE_FAILURES: u64 = 5;
/// Failures of an address (many accounts) that cost nothing yet.
const FREE_FAILURES_ADDRESS: u64 = 30;
/// How far back failures count.
const WINDOW: TimeDelta = TimeDelta::minutes(15);
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
    // Taken until the attempt is recorded: each guess counts at least once for whoever comes after it.
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
            write_seen(tx, user.id, tx.now()).await
        })
        .await?;
    match user {
        Some(user) => Ok((secret, user.id)),
        None => Err(Refusal::new(RefusalCode::BadCredentials).into()),
    }
}

impl Credential for session::Entity {
    const ID: session::Column = session::Column::Id;
    const SECRET_HASH: session::Column = session::Column::SecretHash;
    const REVOKED_AT: session::Column = session::Column::RevokedAt;
    const LAST_USED_AT: session::Column = session::Column::LastSeenAt;
    const IS_PERSON: bool = true;

    fn facts(row: &session::Model) -> Facts {
        let session::Model { id, user_id, last_seen_at, expires_at, .. } = *row;
        Facts { id: id.get(), user_id, last_used_at: Some(last_seen_at), expires_at }
    }

    fn actor(_: &session::Model, user: user::Model, permissions: PermissionSet) -> Actor {
        Actor::user(user.id, user.name, permissions)
    }
}

/// Who holds the session with this secret; none when it has ended.
///
/// # Errors
/// When the database does not answer.
pub async fn resolve(app: &App, secret: &str) -> Result<Option<Actor>> {
    let idle = TimeDelta::from_std(app.config.server.session_idle).map_err(Error::unexpected)?;
    credential::resolve::<session::Entity>(app, secret, Some(idle)).await
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
    let found = session::Entity::find_by_id(id).lock_exclusive().one(&**tx).await?;
    let session = found
        .filter(|session| {
            tx.actor().user_id() == Some(session.user_id) || tx.actor().may(Permission::AccountsManage).is_ok()
        })
        .ok_or_else(|| Error::not_found(id))?;
    if session.revoked_at.is_none() {
        let row = session::ActiveModel { revoked_at: Set(Some(tx.now())), ..Default::default() };
        tx.update::<session::Entity>(&session, row, Change::of("revoke")).await?;
    }
    Ok(id)
}

/// Ends every session of a user.
pub async fn end_all(tx: &WriteTx, user: UserId) -> Result<()> {
    end(tx, session::Column::UserId.eq(user)).await
}

/// Ends every session of a user but the one with this secret.
pub async fn end_others(tx: &WriteTx, user: UserId, secret: Option<&str>) -> Result<()> {
    let own = secret.map(hash_of).unwrap_or_default();
    end(tx, session::Column::UserId.eq(user).and(session::Column::SecretHash.ne(own))).await
}

/// Deletes up to `at_once` sessions whose age ended them longer ago than `age_max`, also those that somebody had ended
/// before; how many it were.
///
/// # Errors
/// When the database does not answer.
pub async fn prune(tx: &WriteTx, age_max: TimeDelta, at_once: u64) -> Result<u64> {
    use session::Column as C;
    let ended = C::ExpiresAt.lt(tx.now() - age_max);
    let ids = session::Entity::find().select_only().column(C::Id).filter(ended).order_by_asc(C::ExpiresAt);
    let ids: Vec<SessionId> = ids.limit(at_once).into_tuple().all(&**tx).await?;
    Ok(session::Entity::delete_many().filter(C::Id.is_in(ids)).exec(&**tx).await?.rows_affected)
}

/// Deletes up to `at_once` login attempts that are older than `age_max`; how many it were. Those of the last minutes
/// are needed to throttle: `age_max` counts as `WINDOW` at least.
///
/// # Errors
/// When the database does not answer.
pub async fn prune_attempts(tx: &WriteTx, age_max: TimeDelta, at_once: u64) -> Result<u64> {
    use attempt::Column as C;
    let old = C::AttemptedAt.lt(tx.now() - Ord::max(age_max, WINDOW));
    let ids = attempt::Entity::find().select_only().column(C::Id).filter(old).order_by_asc(C::AttemptedAt);
    let ids: Vec<i64> = ids.limit(at_once).into_tuple().all(&**tx).await?;
    Ok(attempt::Entity::delete_many().filter(C::Id.is_in(ids)).exec(&**tx).await?.rows_affected)
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

/// Doubles the wait with each failure beyond the free ones, up to the window. Takes the account and the address, each
/// with how many of its logins are under way beside this one; past the free failures they go one by one.
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
