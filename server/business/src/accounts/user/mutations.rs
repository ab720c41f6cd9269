//! Users and roles in the API: what can be done.

use async_graphql::{Context, InputObject, Object, SimpleObject};
use domain::{Permission, RoleId, UserId};

use super::graphql::{Role, User, role, user};
use super::service::{self, NewUser};
use crate::graphql::{ContextExt, Outcome, UserError};
use platform::error::Result;

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
    /// Its name; as it is when absent.
    name: Option<String>,
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

/// A user's name and e-mail as they are to be.
#[derive(Clone, Debug, InputObject)]
pub struct UserChangeInput {
    /// The user.
    id: UserId,
    /// The person's name.
    name: String,
    /// Its e-mail.
    email: String,
    /// The version that you read.
    expected_version: i64,
    /// Chosen by the client; the same key does it once.
    idempotency_key: String,
}

/// A password to be set for a user.
#[derive(Clone, InputObject)]
pub struct UserResetPasswordInput {
    /// The user.
    id: UserId,
    /// The new password, 8 characters or more.
    #[graphql(secret)]
    password: String,
    /// The version that you read.
    expected_version: i64,
    /// Chosen by the client; the same key does it once.
    idempotency_key: String,
}

/// A role to be taken away.
#[derive(Clone, Debug, InputObject)]
pub struct RoleDeleteInput {
    /// The role.
    id: RoleId,
    /// The version that you read.
    expected_version: i64,
    /// Chosen by the client; the same key does it once.
    idempotency_key: String,
}

/// The role that is gone, or why not.
#[derive(SimpleObject)]
pub struct RoleDeletePayload {
    /// Its id.
    role_id: Option<RoleId>,
    /// Why not.
    user_errors: Vec<UserError>,
}

impl UserPayload {
    async fn of(ctx: &Context<'_>, id: Option<UserId>, user_errors: Vec<UserError>) -> Result<Self> {
        let user = match id {
            Some(id) => user(ctx, id).await?,
            None => None,
        };
        Ok(Self { user, user_errors })
    }
}

impl RolePayload {
    async fn of(ctx: &Context<'_>, id: Option<RoleId>, user_errors: Vec<UserError>) -> Result<Self> {
        let role = match id {
            Some(id) => role(ctx, id).await?,
            None => None,
        };
        Ok(Self { role, user_errors })
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
        UserPayload::of(ctx, id, user_errors).await
    }

    /// Gives a user exactly these roles. Requires `ACCOUNTS_MANAGE`.
    async fn user_assign_roles(&self, ctx: &Context<'_>, input: UserAssignRolesInput) -> Result<UserPayload> {
        let work = async |tx: &_| service::assign_roles(tx, input.id, input.expected_version, &input.role_ids).await;
        let (id, user_errors) = ctx.write(work).await?.into_parts();
        UserPayload::of(ctx, id, user_errors).await
    }

    /// Lets a user in or keeps him out. Requires `ACCOUNTS_MANAGE`.
    async fn user_set_active(&self, ctx: &Context<'_>, input: UserSetActiveInput) -> Result<UserPayload> {
        let work = async |tx: &_| service::set_active(tx, input.id, input.expected_version, input.is_active).await;
        let (id, user_errors) = ctx.write(work).await?.into_parts();
        UserPayload::of(ctx, id, user_errors).await
    }

    /// Makes a role. Requires `ACCOUNTS_MANAGE`; you cannot grant what you lack.
    async fn role_create(&self, ctx: &Context<'_>, input: RoleCreateInput) -> Result<RolePayload> {
        let permissions = input.permissions.iter().copied().collect();
        let work = async |tx: &_| service::create_role(tx, &input.code, &input.name, permissions).await;
        let (id, user_errors) = ctx.write(work).await?.into_parts();
        RolePayload::of(ctx, id, user_errors).await
    }

    /// Gives a role exactly these permissions, and another name if one is given. Requires `ACCOUNTS_MANAGE`; you cannot grant what you lack.
    async fn role_change(&self, ctx: &Context<'_>, input: RoleChangeInput) -> Result<RolePayload> {
        let (name, permissions) = (input.name.as_deref(), input.permissions.iter().copied().collect());
        let work = async |tx: &_| service::change_role(tx, input.id, input.expected_version, name, permissions).await;
        let (id, user_errors) = ctx.write(work).await?.into_parts();
        RolePayload::of(ctx, id, user_errors).await
    }

    /// Takes away a role that nobody has. Requires `ACCOUNTS_MANAGE`.
    async fn role_delete(&self, ctx: &Context<'_>, input: RoleDeleteInput) -> Result<RoleDeletePayload> {
        let work = async |tx: &_| service::delete_role(tx, input.id, input.expected_version).await;
        let (role_id, user_errors) = ctx.write(work).await?.into_parts();
        Ok(RoleDeletePayload { role_id, user_errors })
    }

    /// Changes a user's name and e-mail. Requires `ACCOUNTS_MANAGE`, and everything that the user may do.
    async fn user_change(&self, ctx: &Context<'_>, input: UserChangeInput) -> Result<UserPayload> {
        let work =
            async |tx: &_| service::change(tx, input.id, input.expected_version, &input.name, &input.email).await;
        let (id, user_errors) = ctx.write(work).await?.into_parts();
        UserPayload::of(ctx, id, user_errors).await
    }

    /// Sets a user's password and ends his sessions. Requires `ACCOUNTS_MANAGE`, and everything that the user may do.
    async fn user_reset_password(&self, ctx: &Context<'_>, input: UserResetPasswordInput) -> Result<UserPayload> {
        ctx.actor()?.may(Permission::AccountsManage)?;
        let hash = match Outcome::of(ctx.app().passwords.hash(&input.password).await)? {
            Outcome::Done(hash) => hash,
            Outcome::Refused(user_errors) => return Ok(UserPayload { user: None, user_errors }),
        };
        let work = async |tx: &_| service::reset_password(tx, input.id, input.expected_version, &hash).await;
        let (id, user_errors) = ctx.write(work).await?.into_parts();
        UserPayload::of(ctx, id, user_errors).await
    }
}
