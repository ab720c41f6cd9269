//! Accounts: one's own, and with the permission everybody's.
mod me;
mod tokens;

pub use me::{Account, Profile, Session, account, change, change_password, revoke_session};
pub use tokens::{NewToken, Token, create_token, revoke_token};

#[cfg(test)]
pub(in crate::api) fn documents() -> Vec<String> {
    [me::documents(), tokens::documents()].concat()
}
