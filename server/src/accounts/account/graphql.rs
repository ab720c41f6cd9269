//! One's own account in the API; `me` reads it.

use async_graphql::{Context, InputObject, Object, SimpleObject};
use domain::{Refusal, RefusalCode, UserId};
use sea_orm::EntityTrait;

use super::service::{self, Profile};
use crate::accounts::session;
use crate::accounts::user::entity::user;
use crate::accounts::user::graphql::Viewer;
use crate::error::{Error, Result};
use crate::graphql::{ContextExt, Outcome, UserError};

/// Your profile as it is to be.
#[derive(Clone, Debug, InputObject)]
pub struct AccountChangeInput {
    /// Your name.
    name: String,
    /// Your language: `en` or `tr`.
    locale: String,
    /// `system`, `light` or `dark`.
    theme: String,
    /// The version that you read.
    expected_version: i64,
    /// Chosen by the client; the same key does it once.
    idempotency_key: String,
}

/// Your password as it is to be.
#[derive(Clone, InputObject)]
pub struct AccountChangePasswordInput {
    /// The one you have.
    #[graphql(secret)]
    current_password: String,
    /// The new one, 8 characters or more.
    #[graphql(secret)]
    password: String,
    /// Chosen by the client; the same key does it once.
    idempotency_key: String,
}

/// You, or why not.
#[derive(SimpleObject)]
pub struct AccountPayload {
    /// You as you are now.
    viewer: Option<Viewer>,
    /// Why not.
    user_errors: Vec<UserError>,
}

impl AccountPayload {
    async fn of(ctx: &Context<'_>, outcome: Outcome<UserId>) -> Result<Self> {
        let (id, user_errors) = outcome.into_parts();
        let viewer = match id {
            Some(id) => Viewer::load(ctx, id).await?,
            None => None,
        };
        Ok(Self { viewer, user_errors })
    }
}

/// What one can do with one's own account.
#[derive(Clone, Copy, Debug, Default)]
pub struct AccountMutation;

#[Object]
impl AccountMutation {
    /// Changes your name, language and theme.
    async fn account_change(&self, ctx: &Context<'_>, input: AccountChangeInput) -> Result<AccountPayload> {
        let profile = Profile { name: input.name, locale: input.locale, theme: input.theme };
        let work = async |tx: &_| service::change(tx, input.expected_version, &profile).await;
        AccountPayload::of(ctx, ctx.write(work).await?).await
    }

    /// Changes your password, and ends your other sessions.
    async fn account_change_password(
        &self,
        ctx: &Context<'_>,
        input: AccountChangePasswordInput,
    ) -> Result<AccountPayload> {
        let (app, client) = (ctx.app(), ctx.client());
        let id = ctx.actor()?.user_id().ok_or(Error::Unauthenticated)?;
        let user = user::Entity::find_by_id(id).one(ctx.db()).await?.ok_or_else(|| Error::not_found(id))?;
        // The new one is right too: the request may come a second time, after its answer was lost.
        let tried = [input.current_password.as_str(), input.password.as_str()];
        if !session::service::is_password(app, &user, &tried, &client.address).await? {
            let refusal = Refusal::new(RefusalCode::BadCredentials).at("currentPassword");
            return AccountPayload::of(ctx, Outcome::of(Err(refusal.into()))?).await;
        }
        let hash = match Outcome::of(app.passwords.hash(&input.password).await)? {
            Outcome::Done(hash) => hash,
            Outcome::Refused(user_errors) => return Ok(AccountPayload { viewer: None, user_errors }),
        };
        let secret = client.session_secret.as_deref();
        let outcome = ctx.write(async |tx| service::set_password(tx, &hash, secret).await).await?;
        AccountPayload::of(ctx, outcome).await
    }
}
