//! Users and roles in the API.

use async_graphql::{Context, InputObject, Object, SimpleObject};
use chrono::{DateTime, Utc};
use domain::{Permission, RoleId, UserId};
use sea_orm::{EntityTrait, QueryOrder};

use super::entity::{role, role_permission, user};
use super::service::{self, NewUser};
use crate::error::Result;
use crate::graphql::{ContextExt, Outcome, UserError};

/// You.
#[derive(Clone, Debug, SimpleObject)]
pub struct Viewer {
    /// Your id.
    id: UserId,
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
}

impl Viewer {
    /// The user with this id as he sees himself.
    pub async fn load(ctx: &Context<'_>, id: UserId) -> Result<Option<Self>> {
        let Some(user) = user::Entity::find_by_id(id).one(ctx.db()).await? else { return Ok(None) };
        let permissions = service::permissions_of(ctx.db(), id).await?.iter().collect();
        let user::Model { id, name, email, locale, theme, .. } = user;
        Ok(Some(Self { id, name, email, locale, theme, permissions }))
    }
}

/// A user account.
#[derive(Clone, Debug, SimpleObject)]
pub struct User {
    /// Its id.
    id: UserId,
    /// The person's name.
    name: String,
    /// Its e-mail.
    email: String,
    /// Whether it may log in.
    is_active: bool,
    /// When it was last seen, to a minute.
    last_seen_at: Option<DateTime<Utc>>,
    /// Raised by each change; hand it back as `expectedVersion`.
    version: i64,
}

impl From<user::Model> for User {
    fn from(row: user::Model) -> Self {
        let user::Model { id, name, email, is_active, last_seen_at, version, .. } = row;
        Self { id, name, email, is_active, last_seen_at, version }
    }
}

/// A named set of permissions.
#[derive(Clone, Debug, SimpleObject)]
pub struct Role {
    /// Its id.
    id: RoleId,
    /// Its short name.
    code: String,
    /// Its name.
    name: String,
    /// What it allows.
    permissions: Vec<Permission>,
    /// Raised by each change; hand it back as `expectedVersion`.
    version: i64,
}

/// A user to be made.
#[derive(Clone, InputObject)]
pub struct UserCreateInput {
    /// Its e-mail.
    email: String,
    /// The person's name.
    name: String,
    /// Its first password, 8 characters or more.
    #[graphql(secret)]
    password: String,
    /// The roles it has; at most 100.
    #[graphql(validator(max_items = 100))]
    role_ids: Vec<RoleId>,
    /// Chosen by the client; the same key does it once.
    idempotency_key: String,
}

/// The roles that a user is to have.
#[derive(Clone, InputObject)]
pub struct UserAssignRolesInput {
    /// The user.
    id: UserId,
    /// Exactly these; at most 100.
    #[graphql(validator(max_items = 100))]
    role_ids: Vec<RoleId>,
    /// The version that you read.
    expected_version: i64,
    /// Chosen by the client; the same key does it once.
    idempotency_key: String,
}

/// Whether a user may log in.
#[derive(Clone, InputObject)]
pub struct UserSetActiveInput {
    /// The user.
    id: UserId,
    /// Whether he may.
    is_active: bool,
    /// The version that you read.
    expected_version: i64,
    /// Chosen by the client; the same key does it once.
    idempotency_key: String,
}

/// A role to be made.
#[derive(Clone, InputObject)]
pub struct RoleCreateInput {
    /// Its short name.
    code: String,
    /// Its name.
    name: String,
    /// What it allows.
    permissions: Vec<Permission>,
    /// Chosen by the client; the same key does it once.
    idempotency_key: String,
}

/// The permissions that a role is to have.
#[derive(Clone, InputObject)]
pub struct RoleChangeInput {
    /// The role.
    id: RoleId,
    /// Exactly these.
    permissions: Vec<Permission>,
    /// The version that you read.
    expected_version: i64,
    /// Chosen by the client; the same key does it once.
    idempotency_key: String,
}

/// The user, or why not.
#[derive(SimpleObject)]
pub struct UserPayload {
    /// The user as it is now.
    user: Option<User>,
    /// Why not.
    user_errors: Vec<UserError>,
}

/// The role, or why not.
#[derive(SimpleObject)]
pub struct RolePayload {
    /// The role as it is now.
    role: Option<Role>,
    /// Why not.
    user_errors: Vec<UserError>,
}

async fn load_user(ctx: &Context<'_>, id: Option<UserId>) -> Result<Option<User>> {
    let Some(id) = id else { return Ok(None) };
    Ok(user::Entity::find_by_id(id).one(ctx.db()).await?.map(User::from))
}

async fn load_roles(ctx: &Context<'_>) -> Result<Vec<Role>> {
    let roles = role::Entity::find().order_by_asc(role::Column::Name).all(ctx.db()).await?;
    let permissions = role_permission::Entity::find().all(ctx.db()).await?;
    Ok(roles
        .into_iter()
        .map(|role::Model { id, code, name, version }| {
            let of_role = permissions.iter().filter(|row| row.role_id == id);
            Role {
                id,
                code,
                name,
                permissions: of_role.filter_map(|row| row.permission.parse().ok()).collect(),
                version,
            }
        })
        .collect())
}

/// What can be asked about users.
#[derive(Clone, Copy, Debug, Default)]
pub struct UserQuery;

#[Object]
impl UserQuery {
    /// You; requires a session or token of a user.
    async fn me(&self, ctx: &Context<'_>) -> Result<Option<Viewer>> {
        match ctx.actor()?.user_id() {
            Some(id) => Viewer::load(ctx, id).await,
            None => Ok(None),
        }
    }

    /// All users by name. Requires `ACCOUNTS_MANAGE`.
    async fn users(&self, ctx: &Context<'_>) -> Result<Vec<User>> {
        ctx.actor()?.may(Permission::AccountsManage)?;
        let users = user::Entity::find().order_by_asc(user::Column::Name).all(ctx.db()).await?;
        Ok(users.into_iter().map(User::from).collect())
    }

    /// All roles by name. Requires `ACCOUNTS_MANAGE`.
    async fn roles(&self, ctx: &Context<'_>) -> Result<Vec<Role>> {
        ctx.actor()?.may(Permission::AccountsManage)?;
        load_roles(ctx).await
    }
}

/// What can be done with users.
#[derive(Clone, Copy, Debug, Default)]
pub struct UserMutation;

#[Object]
impl UserMutation {
    /// Makes a user. Requires `ACCOUNTS_MANAGE`.
    async fn user_create(&self, ctx: &Context<'_>, input: UserCreateInput) -> Result<UserPayload> {
        ctx.actor()?.may(Permission::AccountsManage)?;
        let password_hash = match Outcome::of(ctx.app().passwords.hash(&input.password).await)? {
            Outcome::Done(hash) => hash,
            Outcome::Refused(user_errors) => return Ok(UserPayload { user: None, user_errors }),
        };
        let new = NewUser { email: input.email, name: input.name, password_hash, roles: input.role_ids };
        let (id, user_errors) = ctx.write(async |tx| service::create(tx, &new).await).await?.into_parts();
        Ok(UserPayload { user: load_user(ctx, id).await?, user_errors })
    }

    /// Gives a user exactly these roles. Requires `ACCOUNTS_MANAGE`.
    async fn user_assign_roles(&self, ctx: &Context<'_>, input: UserAssignRolesInput) -> Result<UserPayload> {
        let work = async |tx: &_| service::assign_roles(tx, input.id, input.expected_version, &input.role_ids).await;
        let (id, user_errors) = ctx.write(work).await?.into_parts();
        Ok(UserPayload { user: load_user(ctx, id).await?, user_errors })
    }

    /// Lets a user in or keeps him out. Requires `ACCOUNTS_MANAGE`.
    async fn user_set_active(&self, ctx: &Context<'_>, input: UserSetActiveInput) -> Result<UserPayload> {
        let work = async |tx: &_| service::set_active(tx, input.id, input.expected_version, input.is_active).await;
        let (id, user_errors) = ctx.write(work).await?.into_parts();
        Ok(UserPayload { user: load_user(ctx, id).await?, user_errors })
    }

    /// Makes a role. Requires `ACCOUNTS_MANAGE`; you cannot grant what you lack.
    async fn role_create(&self, ctx: &Context<'_>, input: RoleCreateInput) -> Result<RolePayload> {
        let permissions = input.permissions.iter().copied().collect();
        let work = async |tx: &_| service::create_role(tx, &input.code, &input.name, permissions).await;
        let (id, user_errors) = ctx.write(work).await?.into_parts();
        let role = load_roles(ctx).await?.into_iter().find(|role| Some(role.id) == id);
        Ok(RolePayload { role, user_errors })
    }

    /// Gives a role exactly these permissions. Requires `ACCOUNTS_MANAGE`; you cannot grant what you lack.
    async fn role_change(&self, ctx: &Context<'_>, input: RoleChangeInput) -> Result<RolePayload> {
        let permissions = input.permissions.iter().copied().collect();
        let work = async |tx: &_| service::change_role(tx, input.id, input.expected_version, permissions).await;
        let (id, user_errors) = ctx.write(work).await?.into_parts();
        let role = load_roles(ctx).await?.into_iter().find(|role| Some(role.id) == id);
        Ok(RolePayload { role, user_errors })
    }
}
