//! Who is logged in; log in and out.
use super::error::Problem;
use super::name::Permission;
use super::query::Query;

include!(concat!(env!("OUT_DIR"), "/api/session.rs"));

/// Under which name the user's arrangement of the dashboard is stored; `session.graphql` asks for it.
pub const TILES: &str = "dashboard.tiles";

impl User {
    /// Whether he may do something.
    pub fn may(&self, permission: domain::Permission) -> bool {
        let name = Permission::of(permission);
        self.permissions.contains(&name)
    }
}

/// Who is logged in.
pub fn viewer() -> Query<User> {
    me().and_then(|user| Ok(user.ok_or(Problem::Unauthenticated)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn permissions_are_known_by_their_names_in_the_api() {
        let permissions = vec![Permission("SALES_ORDER_READ".to_owned()), Permission("OPERATE".to_owned())];
        let user = User { name: String::new(), email: String::new(), permissions, preferences: Vec::new() };
        assert!(user.may(domain::Permission::SalesOrderRead) && user.may(domain::Permission::Operate));
        assert!(!user.may(domain::Permission::ReportRead));
    }
}
