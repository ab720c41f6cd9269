//! Roles: what those who have them may do.
use cynic::{MutationBuilder, QueryBuilder};

use crate::api::error::ApiError;
use crate::api::name::Permission;
use crate::api::page::Choice;
use crate::api::refusal::{Answer, UserError, told};
use crate::api::{client, schema};

/// A role.
#[derive(cynic::QueryFragment, Clone, Debug, PartialEq, Eq)]
pub struct Role {
    /// Its id.
    pub id: cynic::Id,
    /// Raised by each change.
    pub version: i32,
    /// Its short name.
    pub code: String,
    /// Its name.
    pub name: String,
    /// What it allows.
    pub permissions: Vec<Permission>,
    /// How many users have it.
    pub user_count: i32,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query")]
struct Roles {
    roles: Vec<Role>,
}

#[derive(cynic::InputObject)]
#[cynic(graphql_type = "RoleCreateInput")]
struct CreateInput {
    code: String,
    idempotency_key: String,
    name: String,
    permissions: Vec<Permission>,
}

#[derive(cynic::QueryVariables)]
struct CreateVariables {
    input: CreateInput,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Mutation", variables = "CreateVariables")]
struct RoleCreate {
    #[arguments(input: $input)]
    role_create: Payload,
}

#[derive(cynic::InputObject)]
#[cynic(graphql_type = "RoleChangeInput")]
struct ChangeInput {
    expected_version: i32,
    id: cynic::Id,
    idempotency_key: String,
    name: Option<String>,
    permissions: Vec<Permission>,
}

#[derive(cynic::QueryVariables)]
struct ChangeVariables {
    input: ChangeInput,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Mutation", variables = "ChangeVariables")]
struct RoleChange {
    #[arguments(input: $input)]
    role_change: Payload,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "RolePayload")]
struct Payload {
    role: Option<Role>,
    user_errors: Vec<UserError>,
}

#[derive(cynic::InputObject)]
#[cynic(graphql_type = "RoleDeleteInput")]
struct DeleteInput {
    expected_version: i32,
    id: cynic::Id,
    idempotency_key: String,
}

#[derive(cynic::QueryVariables)]
struct DeleteVariables {
    input: DeleteInput,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Mutation", variables = "DeleteVariables")]
struct RoleDelete {
    #[arguments(input: $input)]
    role_delete: DeletePayload,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "RoleDeletePayload")]
struct DeletePayload {
    role_id: Option<cynic::Id>,
    user_errors: Vec<UserError>,
}

/// All roles by name.
///
/// # Errors
/// [`crate::api::error::Problem::Denied`] without the permission to manage accounts.
pub async fn roles() -> Result<Vec<Role>, ApiError> {
    Ok(client::run(Roles::build(())).await?.roles)
}

/// The roles whose name has these words in it.
///
/// # Errors
/// [`crate::api::error::Problem::Denied`] without the permission to manage accounts.
pub async fn roles_found(words: String) -> Result<Vec<Choice>, ApiError> {
    let words = domain::fold(&words);
    let all = roles().await?.into_iter().filter(|role| domain::fold(&role.name).contains(&words));
    Ok(all.map(Role::choice).collect())
}

/// The role with an id, or none.
///
/// # Errors
/// [`crate::api::error::Problem::Denied`] without the permission to manage accounts.
pub async fn role_named(id: String) -> Result<Vec<Choice>, ApiError> {
    Ok(roles().await?.into_iter().filter(|role| role.id.inner() == id).map(Role::choice).collect())
}

impl Role {
    fn choice(self) -> Choice {
        Choice { id: self.id.into_inner(), name: self.name }
    }
}

/// Makes a role.
///
/// # Errors
/// When the server did not answer it; the same key can be sent again.
pub async fn create_role(code: String, name: String, permissions: Vec<Permission>, key: String) -> Answer<Role> {
    let input = CreateInput { code, idempotency_key: key, name, permissions };
    let payload = client::run(RoleCreate::build(CreateVariables { input })).await?.role_create;
    told(payload.role, payload.user_errors)
}

/// Gives a role the name and exactly the permissions that it has here.
///
/// # Errors
/// When the server did not answer it; the same key can be sent again.
pub async fn change_role(role: Role, key: String) -> Answer<Role> {
    let Role { id, version, name, permissions, .. } = role;
    let input = ChangeInput { expected_version: version, id, idempotency_key: key, name: Some(name), permissions };
    let payload = client::run(RoleChange::build(ChangeVariables { input })).await?.role_change;
    told(payload.role, payload.user_errors)
}

/// Takes away a role that nobody has.
///
/// # Errors
/// When the server did not answer it; the same key can be sent again.
pub async fn delete_role(role: Role, key: String) -> Answer<cynic::Id> {
    let input = DeleteInput { expected_version: role.version, id: role.id, idempotency_key: key };
    let payload = client::run(RoleDelete::build(DeleteVariables { input })).await?.role_delete;
    told(payload.role_id, payload.user_errors)
}

#[cfg(test)]
pub(super) fn documents() -> Vec<String> {
    use crate::api::documents::{mutation, query};
    vec![
        query::<Roles, ()>(),
        mutation::<RoleCreate, CreateVariables>(),
        mutation::<RoleChange, ChangeVariables>(),
        mutation::<RoleDelete, DeleteVariables>(),
    ]
}
