//! Accounts: one's own, and with the permission everybody's.
mod me;
mod roles;
mod tokens;
mod users;

pub use me::{Account, Profile, Session, account, change, change_password, revoke_session};
pub use roles::{Role, change_role, create_role, delete_role, role_named, roles, roles_found};
pub use tokens::{NewToken, Token, create_token, revoke_token};
pub use users::{
    Change, RoleName, User, UserDetail, UserFilter, UserSort, UserSortField, change_user, create_user, user,
    user_named, users, users_file, users_found,
};

#[cfg(test)]
pub(in crate::api) fn documents() -> Vec<String> {
    [me::documents(), roles::documents(), tokens::documents(), users::documents()].concat()
}
