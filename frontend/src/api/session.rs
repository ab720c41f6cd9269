//! Who is logged in; log in and out.
use cynic::{MutationBuilder, QueryBuilder};

use super::error::Problem;
use super::name::Permission;
use super::query::{Mutation, Query};
use super::refusal::{UserError, outcome};
use super::schema;

/// The logged-in user.
#[derive(cynic::QueryFragment, Clone, Debug, PartialEq, Eq)]
#[cynic(graphql_type = "Viewer")]
pub struct User {
    /// How to address him.
    pub name: String,
    /// The login name.
    pub email: String,
    /// What he may do.
    pub permissions: Vec<Permission>,
    /// How he has arranged the dashboard, as it is kept under [`TILES`]; none when he has not.
    #[arguments(keys: ["dashboard.tiles"])]
    pub preferences: Vec<Kept>,
}

/// Something that the user has set up.
#[derive(cynic::QueryFragment, Clone, Debug, PartialEq, Eq)]
#[cynic(graphql_type = "Preference")]
pub struct Kept {
    /// As it was kept.
    pub value: String,
}

/// Under which name the arrangement of the dashboard is kept.
pub const TILES: &str = "dashboard.tiles";

impl User {
    /// Whether he may do something.
    pub fn may(&self, permission: domain::Permission) -> bool {
        let name = Permission::of(permission);
        self.permissions.contains(&name)
    }
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query")]
struct Me {
    me: Option<User>,
}

#[derive(cynic::QueryVariables)]
struct LoginVariables {
    input: LoginInput,
}

#[derive(cynic::InputObject)]
struct LoginInput {
    email: String,
    password: String,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Mutation", variables = "LoginVariables")]
struct Login {
    #[arguments(input: $input)]
    login: LoginPayload,
}

#[derive(cynic::QueryFragment)]
struct LoginPayload {
    viewer: Option<User>,
    user_errors: Vec<UserError>,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Mutation")]
struct Logout {
    #[expect(dead_code, reason = "a mutation has to ask for something")]
    logout: LogoutPayload,
}

#[derive(cynic::QueryFragment)]
struct LogoutPayload {
    #[expect(dead_code, reason = "a payload has to be asked for something")]
    done: bool,
}

/// Who is logged in.
pub fn me() -> Query<User> {
    Query::of(&Me::build(())).and_then(|answer| Ok(answer.me.ok_or(Problem::Unauthenticated)?))
}

/// Logs in; the browser gets the cookie. Refused when e-mail or password is wrong.
pub fn log_in(email: String, password: String) -> Mutation<User> {
    let operation = Login::build(LoginVariables { input: LoginInput { email, password } });
    Mutation::of(&operation, |answer| outcome(answer.login.viewer, answer.login.user_errors))
}

/// Ends the session.
pub fn log_out() -> Mutation<()> {
    Mutation::of(&Logout::build(()), |_| Ok(Ok(())))
}

#[cfg(test)]
pub(in crate::api) fn documents() -> Vec<String> {
    use crate::api::documents::{mutation, query};
    vec![query::<Me, ()>(), mutation::<Login, LoginVariables>(), mutation::<Logout, ()>()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_trusted_text_is_the_one_that_is_sent() {
        assert_eq!(documents().first(), Some(&Me::build(()).query));
    }

    #[test]
    fn permissions_are_known_by_their_names_in_the_api() {
        let permissions = vec![Permission("SALES_ORDER_READ".to_owned()), Permission("OPERATE".to_owned())];
        let user = User { name: String::new(), email: String::new(), permissions, preferences: Vec::new() };
        assert!(user.may(domain::Permission::SalesOrderRead) && user.may(domain::Permission::Operate));
        assert!(!user.may(domain::Permission::ReportRead));
    }
}
