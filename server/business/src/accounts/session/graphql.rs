//! Sessions in the API.

use async_graphql::{Context, InputObject, Object, SimpleObject};
use chrono::{DateTime, Utc};
use domain::{SessionId, UserId};

use super::entity::session;
use super::service::{self, Origin};
use crate::accounts::user::graphql::Viewer;
use crate::graphql::{ContextExt, Outcome, SessionCookie, UserError};
use crate::inputs;
use platform::error::Result;

/// A browser's session.
#[derive(Clone, Debug, SimpleObject)]
pub struct Session {
    /// Its id.
    id: SessionId,
    /// When it began.
    created_at: DateTime<Utc>,
    /// When it was last used, to a minute.
    last_seen_at: DateTime<Utc>,
    /// When it ends in any case.
    expires_at: DateTime<Utc>,
    /// What its browser calls itself.
    user_agent: String,
    /// Where it was begun from.
    address: String,
    /// Whether it is the one that asks.
    is_current: bool,
}

impl Session {
    fn of(row: session::Model, secret: Option<&str>) -> Self {
        Self {
            is_current: secret.is_some_and(|secret| service::is_of(&row, secret)),
            id: row.id,
            created_at: row.created_at,
            last_seen_at: row.last_seen_at,
            expires_at: row.expires_at,
            user_agent: row.user_agent,
            address: row.address,
        }
    }
}

/// What to log in with.
#[derive(Clone, InputObject)]
pub struct LoginInput {
    /// The e-mail of the account.
    email: String,
    /// Its password.
    #[graphql(secret)]
    password: String,
}

/// Who has logged in, or why not.
#[derive(SimpleObject)]
pub struct LoginPayload {
    /// Who it is.
    viewer: Option<Viewer>,
    /// Why not.
    user_errors: Vec<UserError>,
}

/// Whether the session has ended.
#[derive(SimpleObject)]
pub struct LogoutPayload {
    /// Always true: there is no session any more.
    done: bool,
}

inputs! {
    /// Which session to end.
    again SessionRevokeInput(SessionId, "The session.") {
    }
}

/// The session that has ended, or why not.
#[derive(SimpleObject)]
pub struct SessionRevokePayload {
    /// Its id.
    session_id: Option<SessionId>,
    /// Why not.
    user_errors: Vec<UserError>,
}

/// What can be asked about sessions.
#[derive(Clone, Copy, Debug, Default)]
pub struct SessionQuery;

#[Object]
impl SessionQuery {
    /// The living sessions of a user, newest first: your own unless `userId` is given, which requires
    /// `ACCOUNTS_MANAGE`.
    async fn sessions(&self, ctx: &Context<'_>, user_id: Option<UserId>) -> Result<Vec<Session>> {
        let actor = ctx.actor()?;
        let Some(of) = user_id.or(actor.user_id()) else { return Ok(Vec::new()) };
        let secret = ctx.client().session_secret.as_deref();
        Ok(service::list(ctx.app(), actor, of).await?.into_iter().map(|row| Session::of(row, secret)).collect())
    }
}

/// What can be done with sessions.
#[derive(Clone, Copy, Debug, Default)]
pub struct SessionMutation;

#[Object]
impl SessionMutation {
    /// Begins a session and sets its cookie.
    async fn login(&self, ctx: &Context<'_>, input: LoginInput) -> Result<LoginPayload> {
        let client = ctx.client();
        let origin = Origin { address: &client.address, user_agent: &client.user_agent };
        let result = service::log_in(ctx.app(), &input.email, &input.password, &origin).await;
        let (done, user_errors) = Outcome::of(result)?.into_parts();
        let Some((secret, user)) = done else { return Ok(LoginPayload { viewer: None, user_errors }) };
        ctx.set_cookie(SessionCookie::Set(secret));
        Ok(LoginPayload { viewer: Viewer::load(ctx, user).await?, user_errors })
    }

    /// Ends the session of this browser and removes its cookie.
    async fn logout(&self, ctx: &Context<'_>) -> Result<LogoutPayload> {
        if let Some(secret) = &ctx.client().session_secret {
            service::log_out(ctx.app(), secret).await?;
        }
        ctx.set_cookie(SessionCookie::Clear);
        Ok(LogoutPayload { done: true })
    }

    /// Ends a session: one of your own, or anybody's with `ACCOUNTS_MANAGE`.
    async fn session_revoke(&self, ctx: &Context<'_>, input: SessionRevokeInput) -> Result<SessionRevokePayload> {
        let outcome = ctx.write(async |tx| service::revoke(tx, input.id).await).await?;
        let (session_id, user_errors) = outcome.into_parts();
        Ok(SessionRevokePayload { session_id, user_errors })
    }
}
