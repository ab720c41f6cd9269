//! API tokens: what lets programs act in one's name.
use cynic::MutationBuilder;

use crate::api::key::new_key;
use crate::api::name::Permission;
use crate::api::query::Mutation;
use crate::api::refusal::{UserError, outcome};
use crate::api::scalar::Instant;
use crate::api::schema;

/// A token, without its secret.
#[derive(cynic::QueryFragment, Clone, Debug)]
#[cynic(graphql_type = "ApiToken")]
pub struct Token {
    /// Its id.
    pub id: cynic::Id,
    /// What it is for.
    pub name: String,
    /// The end of its secret.
    pub last_four: String,
    /// What it may do.
    pub permissions: Vec<Permission>,
    /// When it was made.
    pub created_at: Instant,
    /// When it ends.
    pub expires_at: Instant,
    /// When it was last used; none for never.
    pub last_used_at: Option<Instant>,
}

/// A token to be made.
#[derive(Clone, Debug)]
pub struct NewToken {
    /// What it is for.
    pub name: String,
    /// When it ends.
    pub expires_at: Instant,
    /// What it may do.
    pub permissions: Vec<Permission>,
}

#[derive(cynic::InputObject)]
#[cynic(graphql_type = "ApiTokenCreateInput")]
struct CreateInput {
    expires_at: Instant,
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
struct TokenCreate {
    #[arguments(input: $input)]
    api_token_create: CreatePayload,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "ApiTokenCreatePayload")]
struct CreatePayload {
    api_token: Option<Token>,
    secret: Option<String>,
    user_errors: Vec<UserError>,
}

#[derive(cynic::InputObject)]
#[cynic(graphql_type = "ApiTokenRevokeInput")]
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
struct TokenRevoke {
    #[arguments(input: $input)]
    api_token_revoke: RevokePayload,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "ApiTokenRevokePayload")]
struct RevokePayload {
    api_token_id: Option<cynic::Id>,
    user_errors: Vec<UserError>,
}

/// Makes a token, and gives it with its secret: none when an earlier answer with the same key got lost.
pub fn create_token(new: NewToken) -> Mutation<(Token, Option<String>)> {
    let NewToken { name, expires_at, permissions } = new;
    let input = CreateInput { expires_at, idempotency_key: new_key(), name, permissions };
    Mutation::of(&TokenCreate::build(CreateVariables { input }), |answer| {
        let CreatePayload { api_token, secret, user_errors } = answer.api_token_create;
        outcome(api_token.map(|token| (token, secret)), user_errors)
    })
}

/// Ends a token.
pub fn revoke_token(id: cynic::Id) -> Mutation<cynic::Id> {
    let input = RevokeInput { id, idempotency_key: new_key() };
    Mutation::of(&TokenRevoke::build(RevokeVariables { input }), |answer| {
        outcome(answer.api_token_revoke.api_token_id, answer.api_token_revoke.user_errors)
    })
}

#[cfg(test)]
pub(super) fn documents() -> Vec<String> {
    use crate::api::documents::mutation;
    vec![mutation::<TokenCreate, CreateVariables>(), mutation::<TokenRevoke, RevokeVariables>()]
}
