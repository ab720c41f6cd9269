//! Accounts: who may come in, and what they may do.
//!
//! A [`user`] has roles, a [`role`] is a named set of permissions. A browser holds a [`session`]: a row in the database whose
//! secret the browser alone knows (the database keeps its hash), with an idle and an absolute limit. A program holds an
//! API [`token`]: a secret of a user's, with no more than some of his permissions, that ends on a day; what both have in
//! common is in `credential`. Everybody looks after his own [`account`].
//!
//! Invariants: a secret or password is never stored or logged in clear; equal answer and time for an unknown e-mail
//! and a wrong password; somebody always remains who manages accounts.

use async_graphql::MergedObject;

pub mod account;
mod credential;
mod in_flight;
pub mod password;
pub mod permissions;
pub mod role;
mod secret;
pub mod session;
pub mod token;
pub mod user;

pub use in_flight::InFlight;

/// What can be asked about accounts.
#[derive(Default, Debug, MergedObject)]
pub struct AccountsQuery(
    account::graphql::AccountQuery,
    user::graphql::UserQuery,
    role::graphql::RoleQuery,
    session::graphql::SessionQuery,
    token::graphql::TokenQuery,
);

/// What can be done with accounts.
#[derive(Default, Debug, MergedObject)]
pub struct AccountsMutation(
    account::graphql::AccountMutation,
    user::mutations::UserMutation,
    user::mutations::UserPasswordMutation,
    role::graphql::RoleMutation,
    role::graphql::RoleDeleteMutation,
    session::graphql::SessionMutation,
    token::graphql::TokenMutation,
);
