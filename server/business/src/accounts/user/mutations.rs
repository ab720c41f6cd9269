//! Users in the API: what can be done.

use async_graphql::{Context, InputObject, Object};
use domain::{Permission, RoleId, UserId};
use platform::db::At;
use platform::error::Result;

use super::entity::user::{self, UserDetails};
use super::service::{self, NewUser};
use crate::graphql::{ContextExt, Outcome};
use crate::{commands, inputs, payload};

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

inputs! {
    /// A user's name and e-mail as they are to be.
    change UserChangeInput(UserId, "The user.") {
        #[graphql(flatten)]
        details: UserDetails,
    }
    /// The roles that a user is to have.
    change UserAssignRolesInput(UserId, "The user.") {
        /// Exactly these; at most 100.
        #[graphql(validator(max_items = 100))]
        pub role_ids: Vec<RoleId>,
    }
    /// Whether a user may log in.
    change UserSetActiveInput(UserId, "The user.") {
        /// Whether he may.
        pub is_active: bool,
    }
}

payload!(UserPayload, "The user", user: user::Entity);

commands! {
    /// What can be done with users.
    UserMutation -> UserPayload {
        /// Changes a user's name and e-mail. Requires `ACCOUNTS_MANAGE`, and everything that the user may do.
        user_change(input: UserChangeInput) => |tx| service::change(tx, input.at(), &input.details);

        /// Gives a user exactly these roles. Requires `ACCOUNTS_MANAGE`.
        user_assign_roles(input: UserAssignRolesInput) => |tx| service::assign_roles(tx, input.at(), &input.role_ids);

        /// Lets a user in or keeps him out. Requires `ACCOUNTS_MANAGE`.
        user_set_active(input: UserSetActiveInput) => |tx| service::set_active(tx, input.at(), input.is_active);
    }
}

/// What can be done with users' passwords: they are hashed before the transaction begins.
#[derive(Clone, Copy, Debug, Default)]
pub struct UserPasswordMutation;

#[Object]
impl UserPasswordMutation {
    /// Makes a user. Requires `ACCOUNTS_MANAGE`.
    async fn user_create(&self, ctx: &Context<'_>, input: UserCreateInput) -> Result<UserPayload> {
        ctx.actor()?.may(Permission::AccountsManage)?;
        let password_hash = match Outcome::of(ctx.app().passwords.hash(&input.password).await)? {
            Outcome::Done(hash) => hash,
            Outcome::Refused(user_errors) => return Ok(UserPayload { user: None, user_errors }),
        };
        let new = NewUser { email: input.email, name: input.name, password_hash, roles: input.role_ids };
        let outcome = ctx.write(async |tx| service::create(tx, &new).await).await?;
        UserPayload::of(ctx, outcome).await
    }

    /// Sets a user's password and ends his sessions. Requires `ACCOUNTS_MANAGE`, and everything that the user may do.
    async fn user_reset_password(&self, ctx: &Context<'_>, input: UserResetPasswordInput) -> Result<UserPayload> {
        ctx.actor()?.may(Permission::AccountsManage)?;
        let hash = match Outcome::of(ctx.app().passwords.hash(&input.password).await)? {
            Outcome::Done(hash) => hash,
            Outcome::Refused(user_errors) => return Ok(UserPayload { user: None, user_errors }),
        };
        let at = At { id: input.id, version: input.expected_version };
        let work = async |tx: &_| service::reset_password(tx, at, &hash).await;
        let outcome = ctx.write(work).await?;
        UserPayload::of(ctx, outcome).await
    }
}
