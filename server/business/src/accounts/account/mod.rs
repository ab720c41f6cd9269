//! One's own account: name, language, theme, password, and what he has set up. No permission is asked for: it is his own.

pub mod graphql;
pub mod preference;
pub mod service;
