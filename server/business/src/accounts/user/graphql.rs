//! Users in the API: reading.

use async_graphql::{Context, Object, SimpleObject};
use chrono::{DateTime, Utc};
use domain::{Permission, UserId};
use platform::db::Record;
use platform::error::Result;
use sea_orm::EntityTrait;

use super::entity::user;
use super::list::Users;
use crate::accounts::permissions::permissions_of;
use crate::accounts::role::entity::{role, user_role};
use crate::graphql::{ContextExt, Found, InPlace, Rows};
use crate::queries;

/// You.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(complex)]
pub struct Viewer {
    /// Your id.
    pub(in crate::accounts) id: UserId,
    /// Your name.
    name: String,
    /// Your e-mail.
    email: String,
    /// Your language: `en` or `tr`.
    locale: String,
    /// `system`, `light` or `dark`.
    theme: String,
    /// What you may do.
    permissions: Vec<Permission>,
    /// Raised by each change; hand it back as `expectedVersion`.
    version: i64,
}

impl Viewer {
    /// The user with this id as he sees himself.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn load(ctx: &Context<'_>, id: UserId) -> Result<Option<Self>> {
        let Some(user) = user::Entity::find_by_id(id).one(ctx.db()).await? else { return Ok(None) };
        let permissions = permissions_of(ctx.db(), id).await?.iter().collect();
        let user::Model { id, name, email, locale, theme, version, .. } = user;
        Ok(Some(Self { id, name, email, locale, theme, permissions, version }))
    }
}

/// The user with this id; what one may not see is not found. Everybody sees himself.
///
/// # Errors
/// `UNAUTHENTICATED`.
pub async fn find_user(ctx: &Context<'_>, id: UserId) -> Result<Found<user::Entity>> {
    let actor = ctx.actor()?;
    if actor.may(user::Entity::READ).is_err() && actor.user_id() != Some(id) {
        return Ok(None);
    }
    Ok(ctx.loaders().record::<user::Entity>(id).await?.map(InPlace))
}

/// The name of who did something; none for the system. Whoever sees what was done sees by whom.
///
/// # Errors
/// When the database does not answer.
pub async fn name_of_user(ctx: &Context<'_>, id: Option<UserId>) -> Result<Option<String>> {
    match id {
        Some(id) => Ok(ctx.loaders().record::<user::Entity>(id).await?.map(|user| user.name.clone())),
        None => Ok(None),
    }
}

/// A user account.
#[Object(name = "User")]
impl user::Model {
    /// Its id.
    async fn id(&self) -> UserId {
        self.id
    }
    /// The person's name.
    async fn name(&self) -> &str {
        &self.name
    }
    /// Its e-mail.
    async fn email(&self) -> &str {
        &self.email
    }
    /// Whether it may log in.
    async fn is_active(&self) -> bool {
        self.is_active
    }
    /// When it was made.
    async fn created_at(&self) -> DateTime<Utc> {
        self.created_at
    }
    /// When it was last seen, to a minute.
    async fn last_seen_at(&self) -> Option<DateTime<Utc>> {
        self.last_seen_at
    }
    /// Raised by each change; hand it back as `expectedVersion`.
    async fn version(&self) -> i64 {
        self.version
    }
    /// The roles it has.
    async fn roles(&self, ctx: &Context<'_>) -> Result<Rows<role::Entity>> {
        let assigned = ctx.find_many::<user_role::Entity, _>(self.id).await?;
        let roles = assigned.iter().map(|row| ctx.find::<role::Entity>(row.0.role_id));
        Ok(futures::future::try_join_all(roles).await?.into_iter().flatten().collect())
    }
}

queries! {
    /// What can be asked about users.
    UserQuery {
        /// A user by id; null when it is not there. Requires `ACCOUNTS_MANAGE`.
        user: user::Entity;
        /// Users, by name unless sorted otherwise. Requires `ACCOUNTS_MANAGE`.
        users: Users, search "Text to find in name and e-mail; case does not matter.";
        beside {
            /// You; requires a session or token of a user.
            async fn me(&self, ctx: &Context<'_>) -> Result<Option<Viewer>> {
                match ctx.actor()?.user_id() {
                    Some(id) => Viewer::load(ctx, id).await,
                    None => Ok(None),
                }
            }
        }
    }
}
