//! The pages: each a lazily loaded chunk, none using another.
pub mod login;
pub mod shell;
