//! API tokens in the API.

use std::sync::Arc;

use async_graphql::{Context, Object, SimpleObject};
use chrono::{DateTime, Utc};
use domain::{ApiTokenId, Permission, UserId};
use sea_orm::EntityTrait;

use super::entity::{Column, Entity, Model};
use super::service::{self, NewToken, Secret};
use crate::accounts::user::entity::user;
use crate::accounts::user::graphql::find_user;
use crate::graphql::{Connection, ContextExt, Found, UserError, page_of};
use crate::inputs;
use platform::db::{Direction, Keyset, PageRequest};
use platform::error::Result;

/// A program's way in.
#[Object(name = "ApiToken")]
impl Model {
    /// Its id.
    async fn id(&self) -> ApiTokenId {
        self.id
    }
    /// Whose it is.
    async fn user(&self, ctx: &Context<'_>) -> Result<Found<user::Entity>> {
        find_user(ctx, self.user_id).await
    }
    /// What it is for.
    async fn name(&self) -> &str {
        &self.name
    }
    /// The last four characters of its secret, to tell it by.
    async fn last_four(&self) -> &str {
        &self.last_four
    }
    /// What it may do, as far as its user may.
    async fn permissions(&self) -> Vec<Permission> {
        self.permission_set().iter().collect()
    }
    /// When it was made.
    async fn created_at(&self) -> DateTime<Utc> {
        self.created_at
    }
    /// When it ends in any case.
    async fn expires_at(&self) -> DateTime<Utc> {
        self.expires_at
    }
    /// When it was last used, to a minute; null for never.
    async fn last_used_at(&self) -> Option<DateTime<Utc>> {
        self.last_used_at
    }
}

inputs! {
    /// A token to be made.
    create ApiTokenCreateInput {
        /// What it is for.
        pub name: String,
        /// What it may do: no more than you.
        pub permissions: Vec<Permission>,
        /// When it ends; a year away at most.
        pub expires_at: DateTime<Utc>,
    }
    /// Which token to end.
    again ApiTokenRevokeInput(ApiTokenId, "The token.") {
    }
}

/// The token, or why not.
#[derive(SimpleObject)]
pub struct ApiTokenCreatePayload {
    /// The token.
    api_token: Option<Arc<Model>>,
    /// What to send as `Authorization: Bearer …`. Shown this once: null when an earlier request with the same key made
    /// the token; if that answer is lost, revoke the token and make another.
    secret: Option<String>,
    /// Why not.
    user_errors: Vec<UserError>,
}

/// The token that has ended, or why not.
#[derive(SimpleObject)]
pub struct ApiTokenRevokePayload {
    /// Its id.
    api_token_id: Option<ApiTokenId>,
    /// Why not.
    user_errors: Vec<UserError>,
}

/// What can be asked about API tokens.
#[derive(Clone, Copy, Debug, Default)]
pub struct TokenQuery;

#[Object]
impl TokenQuery {
    /// The API tokens that nobody has revoked, newest first: your own; with `ACCOUNTS_MANAGE` also another user's, or
    /// everybody's.
    async fn api_tokens(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose; yours when absent.")] user_id: Option<UserId>,
        #[graphql(default, desc = "Whether everybody's are asked for; `userId` does not count then.")] everybody: bool,
        #[graphql(desc = "Rows, 1 to 100; 50 when absent.")] first: Option<i32>,
        #[graphql(desc = "The cursor after which to go on.")] after: Option<String>,
    ) -> Result<Connection<Arc<Model>>> {
        let actor = ctx.actor()?;
        let of = if everybody { None } else { user_id.or(actor.user_id()) };
        let query = service::visible(actor, of)?;
        let keyset = Keyset { name: "api_tokens", column: Column::Id, id: Column::Id, direction: Direction::Desc };
        page_of(ctx, query, keyset, PageRequest { first, after }).await
    }
}

/// What can be done with API tokens.
#[derive(Clone, Copy, Debug, Default)]
pub struct TokenMutation;

#[Object]
impl TokenMutation {
    /// Makes an API token of yours. Its secret is in this answer and nowhere else.
    async fn api_token_create(&self, ctx: &Context<'_>, input: ApiTokenCreateInput) -> Result<ApiTokenCreatePayload> {
        let secret = Secret::fresh()?;
        let permissions = input.permissions.iter().copied().collect();
        let new = NewToken { name: input.name, permissions, expires_at: input.expires_at };
        let (id, user_errors) = ctx.write(async |tx| service::create(tx, &new, &secret).await).await?.into_parts();
        let row = match id {
            Some(id) => Entity::find_by_id(id).one(ctx.db()).await?,
            None => None,
        };
        let secret = row.as_ref().and_then(|row| secret.of(row));
        Ok(ApiTokenCreatePayload { api_token: row.map(Arc::new), secret, user_errors })
    }

    /// Ends an API token: one of your own, or anybody's with `ACCOUNTS_MANAGE`.
    async fn api_token_revoke(&self, ctx: &Context<'_>, input: ApiTokenRevokeInput) -> Result<ApiTokenRevokePayload> {
        let (api_token_id, user_errors) = ctx.write(async |tx| service::revoke(tx, input.id).await).await?.into_parts();
        Ok(ApiTokenRevokePayload { api_token_id, user_errors })
    }
}
