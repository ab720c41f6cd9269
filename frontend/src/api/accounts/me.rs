//! One's own account: profile, password, sessions.
use cynic::{MutationBuilder, QueryBuilder};

use super::tokens::Token;
use crate::api::error::Problem;
use crate::api::key::new_key;
use crate::api::name::Permission;
use crate::api::query::{Mutation, Query};
use crate::api::refusal::{UserError, outcome};
use crate::api::scalar::Instant;
use crate::api::schema;

/// How one is called and addressed.
#[derive(cynic::QueryFragment, Clone, Debug)]
#[cynic(graphql_type = "Viewer")]
pub struct Profile {
    /// Raised by each change.
    pub version: i32,
    /// The person's name.
    pub name: String,
    /// The login name.
    pub email: String,
    /// `en` or `tr`.
    pub locale: String,
    /// `system`, `light` or `dark`.
    pub theme: String,
    /// What one may do.
    pub permissions: Vec<Permission>,
}

/// A browser that is logged in.
#[derive(cynic::QueryFragment, Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Its id.
    pub id: cynic::Id,
    /// What its browser calls itself.
    pub user_agent: String,
    /// Where it was begun from.
    pub address: String,
    /// When it began.
    pub created_at: Instant,
    /// When it was last used.
    pub last_seen_at: Instant,
    /// Whether it is this browser.
    pub is_current: bool,
}

/// All that one's own page shows.
#[derive(Clone, Debug)]
pub struct Account {
    /// Name, language, theme.
    pub profile: Profile,
    /// The browsers that are logged in, newest first.
    pub sessions: Vec<Session>,
    /// The programs that may act in one's name, newest first.
    pub tokens: Vec<Token>,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query")]
struct MyAccount {
    me: Option<Profile>,
    sessions: Vec<Session>,
    #[arguments(first: 100)]
    api_tokens: Tokens,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "ApiTokenConnection")]
struct Tokens {
    nodes: Vec<Token>,
}

#[derive(cynic::InputObject)]
#[cynic(graphql_type = "AccountChangeInput")]
struct ChangeInput {
    expected_version: i32,
    idempotency_key: String,
    locale: String,
    name: String,
    theme: String,
}

#[derive(cynic::QueryVariables)]
struct ChangeVariables {
    input: ChangeInput,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Mutation", variables = "ChangeVariables")]
struct AccountChange {
    #[arguments(input: $input)]
    account_change: Payload,
}

#[derive(cynic::InputObject)]
#[cynic(graphql_type = "AccountChangePasswordInput")]
struct PasswordInput {
    current_password: String,
    idempotency_key: String,
    password: String,
}

#[derive(cynic::QueryVariables)]
struct PasswordVariables {
    input: PasswordInput,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Mutation", variables = "PasswordVariables")]
struct AccountChangePassword {
    #[arguments(input: $input)]
    account_change_password: Payload,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "AccountPayload")]
struct Payload {
    viewer: Option<Profile>,
    user_errors: Vec<UserError>,
}

#[derive(cynic::InputObject)]
#[cynic(graphql_type = "SessionRevokeInput")]
struct RevokeInput {
    id: cynic::Id,
    idempotency_key: String,
}

#[derive(cynic::QueryVariables)]
struct RevokeVariables {
    input: RevokeInput,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Mutation", variables = "RevokeVariables")]
struct SessionRevoke {
    #[arguments(input: $input)]
    session_revoke: RevokePayload,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "SessionRevokePayload")]
struct RevokePayload {
    session_id: Option<cynic::Id>,
    user_errors: Vec<UserError>,
}

/// One's own account.
pub fn account() -> Query<Account> {
    Query::of(&MyAccount::build(())).and_then(|MyAccount { me, sessions, api_tokens }| {
        Ok(Account { profile: me.ok_or(Problem::Unauthenticated)?, sessions, tokens: api_tokens.nodes })
    })
}

/// Changes name, language and theme; the rest of `profile` is not sent.
pub fn change(profile: Profile) -> Mutation<Profile> {
    let Profile { version, name, locale, theme, .. } = profile;
    let input = ChangeInput { expected_version: version, idempotency_key: new_key(), locale, name, theme };
    Mutation::of(&AccountChange::build(ChangeVariables { input }), |answer| {
        outcome(answer.account_change.viewer, answer.account_change.user_errors)
    })
}

/// Changes the password, and ends one's other sessions.
pub fn change_password(current: String, new: String) -> Mutation<Profile> {
    let input = PasswordInput { current_password: current, idempotency_key: new_key(), password: new };
    let operation = AccountChangePassword::build(PasswordVariables { input });
    Mutation::of(&operation, |answer| {
        outcome(answer.account_change_password.viewer, answer.account_change_password.user_errors)
    })
}

/// Ends a session.
pub fn revoke_session(id: cynic::Id) -> Mutation<cynic::Id> {
    let input = RevokeInput { id, idempotency_key: new_key() };
    Mutation::of(&SessionRevoke::build(RevokeVariables { input }), |answer| {
        outcome(answer.session_revoke.session_id, answer.session_revoke.user_errors)
    })
}

#[cfg(test)]
pub(super) fn documents() -> Vec<String> {
    use crate::api::documents::{mutation, query};
    vec![
        query::<MyAccount, ()>(),
        mutation::<AccountChange, ChangeVariables>(),
        mutation::<AccountChangePassword, PasswordVariables>(),
        mutation::<SessionRevoke, RevokeVariables>(),
    ]
}
