//! The pages: each a lazily loaded chunk, none using another.
pub mod dashboard;
pub mod login;
pub mod sales;
pub mod shell;
