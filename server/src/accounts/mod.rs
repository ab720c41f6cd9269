//! Accounts: who may come in, and what they may do.
//!
//! A user has roles, a role is a named set of permissions. A browser holds a [`session`]: a row in the database whose
//! secret the browser alone knows (the database keeps its hash), with an idle and an absolute limit.
//!
//! Invariants: a secret or password is never stored or logged in clear; equal answer and time for an unknown e-mail
//! and a wrong password; somebody always remains who manages accounts.

use async_graphql::MergedObject;

pub mod password;
pub mod session;
pub mod user;

/// What can be asked about accounts.
#[derive(Default, Debug, MergedObject)]
pub struct AccountsQuery(user::graphql::UserQuery, session::graphql::SessionQuery);

/// What can be done with accounts.
#[derive(Default, Debug, MergedObject)]
pub struct AccountsMutation(user::graphql::UserMutation, session::graphql::SessionMutation);
