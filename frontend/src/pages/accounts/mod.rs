//! Accounts: one's own; users and roles for those who manage them.
pub mod me;
mod permissions;
