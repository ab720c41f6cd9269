//! One's own account: name, language, theme, password. No permission is asked for: it is his own.

pub mod graphql;
pub mod service;
