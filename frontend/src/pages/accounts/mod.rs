//! Accounts: one's own; users and roles for those who manage them.
mod device;
pub mod me;
mod permissions;
mod role_boxes;
pub mod roles;
mod standing;
pub mod user;
pub mod users;
