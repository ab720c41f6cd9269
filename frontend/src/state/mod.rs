//! What the whole app shares: who is logged in, whether the server is there, how it looks and speaks, and short messages.
pub mod attempt;
pub(crate) mod browser;
pub mod cache;
pub mod connection;
pub mod kept;
pub mod prefs;
pub mod remote;
pub mod session;
#[cfg(test)]
mod tests;
pub mod toasts;
