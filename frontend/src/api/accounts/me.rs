//! One's own account: profile, password, sessions.
use cynic::{MutationBuilder, QueryBuilder};

use super::tokens::Token;
use crate::api::error::{ApiError, Problem};
use crate::api::name::Permission;
use crate::api::refusal::{Answer, UserError, told};
use crate::api::scalar::Instant;
use crate::api::{client, schema};

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
#[derive(cynic::QueryFragment, Clone, Debug)]
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
///
/// # Errors
/// [`Problem::Unauthenticated`] when nobody is logged in.
pub async fn account() -> Result<Account, ApiError> {
    let MyAccount { me, sessions, api_tokens } = client::run(MyAccount::build(())).await?;
    let profile = me.ok_or_else(|| ApiError::of(Problem::Unauthenticated))?;
    Ok(Account { profile, sessions, tokens: api_tokens.nodes })
}

/// Changes name, language and theme; the rest of `profile` is not sent.
///
/// # Errors
/// When the server did not answer it; the same key can be sent again.
pub async fn change(profile: Profile, key: String) -> Answer<Profile> {
    let Profile { version, name, locale, theme, .. } = profile;
    let input = ChangeInput { expected_version: version, idempotency_key: key, locale, name, theme };
    let payload = client::run(AccountChange::build(ChangeVariables { input })).await?.account_change;
    told(payload.viewer, payload.user_errors)
}

/// Changes the password, and ends one's other sessions.
///
/// # Errors
/// When the server did not answer it; the same key can be sent again.
pub async fn change_password(current: String, new: String, key: String) -> Answer<Profile> {
    let input = PasswordInput { current_password: current, idempotency_key: key, password: new };
    let operation = AccountChangePassword::build(PasswordVariables { input });
    let payload = client::run(operation).await?.account_change_password;
    told(payload.viewer, payload.user_errors)
}

/// Ends a session.
///
/// # Errors
/// When the server did not answer it; the same key can be sent again.
pub async fn revoke_session(id: cynic::Id, key: String) -> Answer<cynic::Id> {
    let input = RevokeInput { id, idempotency_key: key };
    let payload = client::run(SessionRevoke::build(RevokeVariables { input })).await?.session_revoke;
    told(payload.session_id, payload.user_errors)
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
