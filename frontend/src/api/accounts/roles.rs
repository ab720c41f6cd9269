//! Roles: what those who have them may do.
use cynic::{MutationBuilder, QueryBuilder};

use crate::api::key::new_key;
use crate::api::name::Permission;
use crate::api::page::Choice;
use crate::api::query::{Mutation, Query};
use crate::api::refusal::{UserError, outcome};
use crate::api::schema;

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
pub fn roles() -> Query<Vec<Role>> {
    Query::of(&Roles::build(())).map(|answer| answer.roles)
}

/// The roles whose name has these words in it.
pub fn roles_found(words: String) -> Query<Vec<Choice>> {
    let words = domain::fold(&words);
    roles().map(move |all| {
        let found = all.into_iter().filter(|role| domain::fold(&role.name).contains(&words));
        found.map(Role::choice).collect()
    })
}

/// The role with an id, or none.
pub fn role_named(id: String) -> Query<Vec<Choice>> {
    roles().map(move |all| all.into_iter().filter(|role| role.id.inner() == id).map(Role::choice).collect())
}

impl Role {
    fn choice(self) -> Choice {
        Choice { id: self.id.into_inner(), name: self.name }
    }
}

/// Makes a role.
pub fn create_role(code: String, name: String, permissions: Vec<Permission>) -> Mutation<Role> {
    let input = CreateInput { code, idempotency_key: new_key(), name, permissions };
    Mutation::of(&RoleCreate::build(CreateVariables { input }), |answer| {
        outcome(answer.role_create.role, answer.role_create.user_errors)
    })
}

/// Gives a role the name and exactly the permissions that it has here.
pub fn change_role(role: Role) -> Mutation<Role> {
    let Role { id, version, name, permissions, .. } = role;
    let input =
        ChangeInput { expected_version: version, id, idempotency_key: new_key(), name: Some(name), permissions };
    Mutation::of(&RoleChange::build(ChangeVariables { input }), |answer| {
        outcome(answer.role_change.role, answer.role_change.user_errors)
    })
}

/// Takes away a role that nobody has.
pub fn delete_role(role: Role) -> Mutation<cynic::Id> {
    let input = DeleteInput { expected_version: role.version, id: role.id, idempotency_key: new_key() };
    Mutation::of(&RoleDelete::build(DeleteVariables { input }), |answer| {
        outcome(answer.role_delete.role_id, answer.role_delete.user_errors)
    })
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
