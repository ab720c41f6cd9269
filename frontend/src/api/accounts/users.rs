//! Users, for those who manage accounts.
use cynic::{MutationBuilder, QueryBuilder};

use super::me::Session;
use crate::api::error::Problem;
use crate::api::key::new_key;
use crate::api::page::{Choice, Direction, Page, PageInfo, TotalCount, file};
use crate::api::query::{Mutation, Query, body, read};
use crate::api::refusal::{UserError, outcome};
use crate::api::scalar::Instant;
use crate::api::schema;

/// A user.
#[derive(cynic::QueryFragment, Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// Its id.
    pub id: cynic::Id,
    /// Raised by each change.
    pub version: i32,
    /// The person's name.
    pub name: String,
    /// The login name.
    pub email: String,
    /// Whether it may log in.
    pub is_active: bool,
    /// When it was last seen; none for never.
    pub last_seen_at: Option<Instant>,
    /// The roles it has.
    pub roles: Vec<RoleName>,
}

impl User {
    fn choice(self) -> Choice {
        Choice { id: self.id.into_inner(), name: self.name }
    }

    /// The names of its roles; a dash when it has none.
    pub fn role_names(&self) -> String {
        let names: Vec<_> = self.roles.iter().map(|role| role.name.as_str()).collect();
        if names.is_empty() { "–".to_owned() } else { names.join(", ") }
    }
}

/// A role by name.
#[derive(cynic::QueryFragment, Clone, Debug, PartialEq, Eq)]
#[cynic(graphql_type = "Role")]
pub struct RoleName {
    /// Its id.
    pub id: cynic::Id,
    /// Its name.
    pub name: String,
}

/// Which users.
#[derive(cynic::InputObject, Clone, Debug, Default)]
#[cynic(graphql_type = "UserFilter")]
pub struct UserFilter {
    /// Only those who may log in, or only the others.
    #[cynic(skip_serializing_if = "Option::is_none")]
    pub is_active: Option<bool>,
    /// Only those who have this role.
    #[cynic(skip_serializing_if = "Option::is_none")]
    pub role_id: Option<cynic::Id>,
}

/// By what users are sorted.
#[derive(cynic::Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum UserSortField {
    /// The login name.
    Email,
    /// The person's name.
    Name,
}

/// How users are sorted.
#[derive(cynic::InputObject, Clone, Copy, Debug, PartialEq, Eq)]
pub struct UserSort {
    /// By what.
    pub field: UserSortField,
    /// Which way.
    pub direction: Direction,
}

/// All that a user's page shows.
#[derive(Clone, Debug)]
pub struct UserDetail {
    /// Who it is.
    pub user: User,
    /// The browsers it is logged in with, newest first.
    pub sessions: Vec<Session>,
}

#[derive(cynic::QueryVariables)]
struct Variables {
    filter: UserFilter,
    search: Option<String>,
    sort: UserSort,
    after: Option<String>,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query", variables = "Variables")]
struct Users {
    #[arguments(filter: $filter, search: $search, sort: $sort, after: $after, first: 50)]
    users: Connection,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "UserConnection")]
struct Connection {
    nodes: Vec<User>,
    page_info: PageInfo,
    total_count: TotalCount,
}

#[derive(cynic::QueryVariables)]
struct DetailVariables {
    id: cynic::Id,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query", variables = "DetailVariables")]
struct UserWithSessions {
    #[arguments(id: $id)]
    user: Option<User>,
    #[arguments(userId: $id)]
    sessions: Vec<Session>,
}

/// What is written of a user.
#[derive(Clone, Debug)]
pub enum Change {
    /// Name and e-mail.
    Person {
        /// The person's name.
        name: String,
        /// The login name.
        email: String,
    },
    /// Exactly these roles.
    Roles(Vec<cynic::Id>),
    /// Whether it may log in.
    Active(bool),
    /// Another password.
    Password(String),
}

#[derive(cynic::InputObject)]
#[cynic(graphql_type = "UserCreateInput")]
struct CreateInput {
    email: String,
    name: String,
    password: String,
    role_ids: Vec<cynic::Id>,
    idempotency_key: String,
}

#[derive(cynic::QueryVariables)]
struct CreateVariables {
    input: CreateInput,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Mutation", variables = "CreateVariables")]
struct UserCreate {
    #[cynic(rename = "userCreate", alias)]
    #[arguments(input: $input)]
    #[expect(dead_code, reason = "read as `Outcome`")]
    outcome: Payload,
}

#[derive(cynic::InputObject)]
#[cynic(graphql_type = "UserChangeInput")]
struct ChangeInput {
    id: cynic::Id,
    expected_version: i32,
    email: String,
    name: String,
    idempotency_key: String,
}

#[derive(cynic::QueryVariables)]
struct ChangeVariables {
    input: ChangeInput,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Mutation", variables = "ChangeVariables")]
struct UserChange {
    #[cynic(rename = "userChange", alias)]
    #[arguments(input: $input)]
    #[expect(dead_code, reason = "read as `Outcome`")]
    outcome: Payload,
}

#[derive(cynic::InputObject)]
#[cynic(graphql_type = "UserAssignRolesInput")]
struct RolesInput {
    id: cynic::Id,
    expected_version: i32,
    role_ids: Vec<cynic::Id>,
    idempotency_key: String,
}

#[derive(cynic::QueryVariables)]
struct RolesVariables {
    input: RolesInput,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Mutation", variables = "RolesVariables")]
struct UserAssignRoles {
    #[cynic(rename = "userAssignRoles", alias)]
    #[arguments(input: $input)]
    #[expect(dead_code, reason = "read as `Outcome`")]
    outcome: Payload,
}

#[derive(cynic::InputObject)]
#[cynic(graphql_type = "UserSetActiveInput")]
struct ActiveInput {
    id: cynic::Id,
    expected_version: i32,
    is_active: bool,
    idempotency_key: String,
}

#[derive(cynic::QueryVariables)]
struct ActiveVariables {
    input: ActiveInput,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Mutation", variables = "ActiveVariables")]
struct UserSetActive {
    #[cynic(rename = "userSetActive", alias)]
    #[arguments(input: $input)]
    #[expect(dead_code, reason = "read as `Outcome`")]
    outcome: Payload,
}

#[derive(cynic::InputObject)]
#[cynic(graphql_type = "UserResetPasswordInput")]
struct PasswordInput {
    id: cynic::Id,
    expected_version: i32,
    password: String,
    idempotency_key: String,
}

#[derive(cynic::QueryVariables)]
struct PasswordVariables {
    input: PasswordInput,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Mutation", variables = "PasswordVariables")]
struct UserResetPassword {
    #[cynic(rename = "userResetPassword", alias)]
    #[arguments(input: $input)]
    #[expect(dead_code, reason = "read as `Outcome`")]
    outcome: Payload,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "UserPayload")]
struct Payload {
    user: Option<User>,
    user_errors: Vec<UserError>,
}

/// Every mutation's answer, whatever its name: each asks for it as `outcome`.
#[derive(serde::Deserialize)]
struct Outcome {
    outcome: Payload,
}

/// A page of users: the first, or the one after a cursor.
pub fn users(filter: UserFilter, search: Option<String>, sort: UserSort, after: Option<String>) -> Query<Page<User>> {
    Query::of(&Users::build(Variables { filter, search, sort, after })).map(|answer| {
        let found = answer.users;
        Page::new(found.nodes, found.page_info, found.total_count)
    })
}

/// The address of the list as a CSV file.
pub fn users_file(filter: &UserFilter, search: Option<&str>, sort: UserSort) -> String {
    file("users", filter, search, Some(&sort))
}

/// A user, and the browsers it is logged in with.
pub fn user(id: String) -> Query<UserDetail> {
    Query::of(&UserWithSessions::build(DetailVariables { id: cynic::Id::new(id) }))
        .and_then(|found| Ok(UserDetail { user: found.user.ok_or(Problem::NotFound)?, sessions: found.sessions }))
}

/// Makes a user.
pub fn create_user(name: String, email: String, password: String, role_ids: Vec<cynic::Id>) -> Mutation<User> {
    let input = CreateInput { email, name, password, role_ids, idempotency_key: new_key() };
    mutation(body(&UserCreate::build(CreateVariables { input })))
}

/// The few users that words find.
pub fn users_found(words: String) -> Query<Vec<Choice>> {
    let sort = UserSort { field: UserSortField::Name, direction: Direction::of(false) };
    let search = Some(words).filter(|words| !words.trim().is_empty());
    users(UserFilter::default(), search, sort, None).map(|page| page.map(User::choice).rows)
}

/// The user with an id, or none.
pub fn user_named(id: String) -> Query<Vec<Choice>> {
    Query::of(&UserWithSessions::build(DetailVariables { id: cynic::Id::new(id) }))
        .map(|found| found.user.into_iter().map(User::choice).collect())
}

/// Changes a user.
pub fn change_user(id: cynic::Id, version: i32, change: Change) -> Mutation<User> {
    let (expected_version, idempotency_key) = (version, new_key());
    mutation(match change {
        Change::Person { name, email } => {
            let input = ChangeInput { id, expected_version, email, name, idempotency_key };
            body(&UserChange::build(ChangeVariables { input }))
        }
        Change::Roles(role_ids) => {
            let input = RolesInput { id, expected_version, role_ids, idempotency_key };
            body(&UserAssignRoles::build(RolesVariables { input }))
        }
        Change::Active(is_active) => {
            let input = ActiveInput { id, expected_version, is_active, idempotency_key };
            body(&UserSetActive::build(ActiveVariables { input }))
        }
        Change::Password(password) => {
            let input = PasswordInput { id, expected_version, password, idempotency_key };
            body(&UserResetPassword::build(PasswordVariables { input }))
        }
    })
}

/// All mutations answer alike, so one reader serves them all.
fn mutation(body: String) -> Mutation<User> {
    Mutation::new(body, |data| {
        let payload = read::<Outcome>(data)?.outcome;
        outcome(payload.user, payload.user_errors)
    })
}

#[cfg(test)]
pub(super) fn documents() -> Vec<String> {
    use crate::api::documents::{mutation, query};
    vec![
        query::<Users, Variables>(),
        query::<UserWithSessions, DetailVariables>(),
        mutation::<UserCreate, CreateVariables>(),
        mutation::<UserChange, ChangeVariables>(),
        mutation::<UserAssignRoles, RolesVariables>(),
        mutation::<UserSetActive, ActiveVariables>(),
        mutation::<UserResetPassword, PasswordVariables>(),
    ]
}
