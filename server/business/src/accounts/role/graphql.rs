//! Roles in the API.

use async_graphql::{ComplexObject, Context, Object, SimpleObject};
use domain::{Permission, PermissionSet, RoleId};
use platform::error::Result;
use sea_orm::{EntityTrait, QueryOrder};

use super::entity::{role, role_permission};
use super::loader::UserCount;
use super::service;
use crate::graphql::{ContextExt, Rows, UserError, rows};
use crate::{commands, inputs, payload};

#[ComplexObject]
impl role::Model {
    /// What it allows.
    async fn permissions(&self, ctx: &Context<'_>) -> Result<Vec<Permission>> {
        let rows = ctx.find_many::<role_permission::Entity, _>(self.id).await?;
        let set: PermissionSet = rows.iter().filter_map(|row| row.0.permission.parse().ok()).collect();
        Ok(set.iter().collect())
    }
    /// How many users have it.
    async fn user_count(&self, ctx: &Context<'_>) -> Result<i64> {
        ctx.aggregate::<UserCount>(self.id).await
    }
}

inputs! {
    /// A role to be made.
    create RoleCreateInput {
        /// Its short name.
        pub code: String,
        /// Its name.
        pub name: String,
        /// What it allows.
        pub permissions: Vec<Permission>,
    }
    /// The permissions that a role is to have.
    change RoleChangeInput(RoleId, "The role.") {
        /// Its name; as it is when absent.
        pub name: Option<String>,
        /// Exactly these.
        pub permissions: Vec<Permission>,
    }
    /// A role to be taken away.
    change RoleDeleteInput(RoleId, "The role.") {
    }
}

payload!(RolePayload, "The role", role: role::Entity);

/// The role that is gone, or why not.
#[derive(SimpleObject)]
pub struct RoleDeletePayload {
    /// Its id.
    role_id: Option<RoleId>,
    /// Why not.
    user_errors: Vec<UserError>,
}

/// What can be asked about roles.
#[derive(Clone, Copy, Debug, Default)]
pub struct RoleQuery;

#[Object]
impl RoleQuery {
    /// All roles by name. Requires `ACCOUNTS_MANAGE`.
    async fn roles(&self, ctx: &Context<'_>) -> Result<Rows<role::Entity>> {
        ctx.actor()?.may(Permission::AccountsManage)?;
        let by_name = role::Entity::find().order_by_asc(role::Column::Name).order_by_asc(role::Column::Id);
        Ok(rows(by_name.all(ctx.db()).await?))
    }
}

commands! {
    /// What can be done with roles.
    RoleMutation -> RolePayload {
        /// Makes a role. Requires `ACCOUNTS_MANAGE`; you cannot grant what you lack.
        role_create(input: RoleCreateInput) => |tx|
            service::create(tx, &input.code, &input.name, input.permissions.iter().copied().collect());

        /// Gives a role exactly these permissions, and another name if one is given. Requires `ACCOUNTS_MANAGE`; you cannot grant what you lack.
        role_change(input: RoleChangeInput) => |tx|
            service::change(tx, input.at(), input.name.as_deref(), input.permissions.iter().copied().collect());
    }
}

/// How roles go.
#[derive(Clone, Copy, Debug, Default)]
pub struct RoleDeleteMutation;

#[Object]
impl RoleDeleteMutation {
    /// Takes away a role that nobody has. Requires `ACCOUNTS_MANAGE`.
    async fn role_delete(&self, ctx: &Context<'_>, input: RoleDeleteInput) -> Result<RoleDeletePayload> {
        let work = async |tx: &_| service::delete(tx, input.at()).await;
        let (role_id, user_errors) = ctx.write(work).await?.into_parts();
        Ok(RoleDeletePayload { role_id, user_errors })
    }
}
