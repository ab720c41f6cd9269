//! Accounts: one's own; users and roles for those who manage them.
mod device;
pub mod me;
mod permissions;
pub mod roles;
pub mod users;
